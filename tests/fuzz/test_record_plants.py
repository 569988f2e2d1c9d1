"""Each planted fault is found by the damage to records that is meant for it."""

import pytest
from msgspec.structs import replace

from gateway import deliveries
from services.runner import decider, loading
from services.wire.headers import REQUEST_ID
from tests.fuzz.tried_records import ON, scene_in_memory


def changes_dead_letters(monkeypatch):
    """A dead letter has other bytes than the record."""
    dead_letter = decider.dead_letter

    def planted(*given):
        made = dead_letter(*given)
        return replace(made, value=(made.value or b"") + b"\0")

    monkeypatch.setattr(decider, "dead_letter", planted)


def decides_under_any_key(monkeypatch):
    """A command is decided whatever its key."""
    monkeypatch.setattr(decider, "check_key", lambda *_: None)


def folds_under_any_key(monkeypatch):
    """An event is folded into the state of whatever key."""
    monkeypatch.setattr(loading, "check_key", lambda *_: None)


def believes_the_key(monkeypatch):
    """A reply goes to the socket of its key, whoever it was written for."""
    monkeypatch.setattr(deliveries, "_request_of", lambda record: record.headers[REQUEST_ID].decode())


PLANTS = [
    ("commands", "more follows", changes_dead_letters),
    ("commands", "another key", decides_under_any_key),
    ("events", "another key", folds_under_any_key),
    ("replies", "subscriber-id is nonsense", believes_the_key),
]
"""What is damaged, how, and what is wrong."""


@pytest.mark.parametrize(("kind", "damage", "plant"), PLANTS, ids=[plant.__name__ for _, _, plant in PLANTS])
def test_a_fault_is_found_by_damaged_records(kind, damage, plant, document, monkeypatch):
    with scene_in_memory(document, 1) as scene:
        assert all(tried.is_right for tried in ON[kind](scene, kind, damage))
        plant(monkeypatch)
        try:
            is_found = not all(tried.is_right for tried in ON[kind](scene, kind, damage))
        except (AssertionError, TimeoutError):
            is_found = True
        monkeypatch.undo()

    assert is_found
