"""The soak tells what grows from what only fills up."""

import os

import pytest

from tests.chaos.soak import resident_mb, slopes


def test_what_grows_has_a_slope_and_what_fills_up_first_has_none() -> None:
    steps = [float(second) for second in range(0, 600, 10)]
    samples = {
        "grows": [(at_s, 50 + at_s / 360) for at_s in steps],
        "fills": [(at_s, min(80.0, 50 + at_s)) for at_s in steps],
    }
    found = {one.name: one for one in slopes(samples, after_s=120)}

    assert found["grows"].mb_per_hour == pytest.approx(10)
    assert found["fills"].mb_per_hour == pytest.approx(0)
    assert 80 == found["fills"].resident_mb


def test_a_process_is_measured_by_what_it_holds() -> None:
    held = resident_mb(os.getpid())
    assert held is not None
    assert 10 < held < 10_000
    assert resident_mb(2**22 + 1) is None
