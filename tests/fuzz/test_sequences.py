"""Whatever people do, in whatever order, outcomes and state are those of a small model."""

import secrets
from contextlib import closing

import pytest
from hypothesis import Phase

from services.testing.platform import every_domain
from services.testing.stand_ins import whole_platform
from tests.avro.sampling import EXAMPLES
from tests.fuzz import people
from tests.fuzz.sequence_plants import PLANTS
from tests.fuzz.thread import LoopThread
from tests.fuzz.tried_sequences import MUST_COME, try_sequences

FEW = 12
WITH_A_FAULT = 60
SEED = secrets.randbelow(2**31) if EXAMPLES else None


def test_outcomes_and_state_are_those_of_the_model(stage):
    loop, platform = stage
    print(f"seed {SEED}")
    seen = try_sequences(loop, platform.url, EXAMPLES or FEW, SEED)
    print(*sorted(seen.items()), sep="\n")

    assert MUST_COME - seen.keys() == set()


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_fault_is_found_by_sequences(plant, monkeypatch):
    monkeypatch.setattr(people, "HEARS_WITHIN_S", 0.3)
    specs = plant(monkeypatch, every_domain())
    with closing(LoopThread()) as loop, loop.entered(whole_platform(specs)) as platform, pytest.raises(AssertionError):
        try_sequences(loop, platform.url, WITH_A_FAULT, SEED, phases=[Phase.generate])
