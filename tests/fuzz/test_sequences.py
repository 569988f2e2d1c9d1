"""Whatever people do, in whatever order, outcomes and state are those of a small model."""

from collections import Counter
from contextlib import closing

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from services.testing.platform import every_domain
from services.testing.stand_ins import whole_platform
from tests.avro.sampling import EXAMPLES
from tests.fuzz import people
from tests.fuzz.sequence_plants import PLANTS
from tests.fuzz.sequences import Sequence
from tests.fuzz.thread import LoopThread

FEW, STEPS = 12, 40
WITH_A_FAULT = 60
MUST_COME = {
    "register Registered",
    "register NameTaken",
    "login SessionReady",
    "post_note NotePosted",
    "edit_note NoteEdited",
    "edit_note NoSuchNote",
    "edit_note VersionConflict",
    "edit_note SESSION_REQUIRED",
    "delete_note NoteDeleted",
    "delete_note VersionConflict",
    "login LoginRefused",
    "stolen",
}
"""A run without one of these has not shown much."""


def try_sequences(loop, url, few, **more) -> Counter[str]:
    """What came of what was asked. What fails is shrunk, and shown as the calls that lead there."""
    seen: Counter[str] = Counter()
    bounds = settings(
        max_examples=EXAMPLES or few,
        derandomize=not EXAMPLES,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        **more,
    )
    run_state_machine_as_test(lambda: Sequence(loop, url, seen), settings=bounds)
    return seen


def test_outcomes_and_state_are_those_of_the_model(stage):
    loop, platform = stage
    seen = try_sequences(loop, platform.url, FEW)
    print(*sorted(seen.items()), sep="\n")

    assert MUST_COME - seen.keys() == set()


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_fault_is_found_by_sequences(plant, monkeypatch):
    monkeypatch.setattr(people, "HEARS_WITHIN_S", 0.3)
    specs = plant(monkeypatch, every_domain())
    with closing(LoopThread()) as loop, loop.entered(whole_platform(specs)) as platform, pytest.raises(AssertionError):
        try_sequences(loop, platform.url, WITH_A_FAULT, phases=[Phase.generate])
