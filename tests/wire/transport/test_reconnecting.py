"""Who comes back after which close code, and when: as the frontend does."""

import pytest

from services.wire.transport.reconnecting import after_close, backoff_s, meaning_of


@pytest.mark.parametrize("code", [1000, 1001, 1006, 1011, 1012, 1013, 4503, 4508, 4529])
def test_it_comes_back(code):
    assert after_close(code) == "reconnect"


@pytest.mark.parametrize("code", [1009, 4400, 4403, 4409, 4444])
def test_it_stays_away(code):
    assert after_close(code) == "final"
    assert meaning_of(code)


def test_it_comes_back_as_nobody_when_the_session_ended():
    assert after_close(4401) == "anonymous"


@pytest.mark.parametrize(("attempt", "longest_s"), [(0, 0.5), (1, 1), (3, 4), (6, 30), (10_000, 30)])
def test_the_wait_doubles_up_to_half_a_minute(attempt, longest_s):
    assert backoff_s(attempt, 0.0) == 0
    assert backoff_s(attempt, 0.5) == longest_s / 2
