"""The ledger tells what was lost and what came twice: a matrix that could not would prove nothing."""

from uuid import uuid4

import pytest

from services.wire.broker import Outgoing
from services.wire.headers import ID, REQUEST_ID
from services.wire.memory import MemoryBroker
from tests.chaos.evidence import EFFECTS, INBOXES, compare, hold_boards
from tests.chaos.following import Follower
from tests.chaos.ledger import REFUSED, UNKNOWN, UNSENT, Ledger, Row, summary
from tests.chaos.report import is_clean, table
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(clock: Clock) -> Ledger:
    made = Ledger(clock)
    made.row = "fault"
    return made


def sent(ledger: Ledger, kind: str = "Greet", *, accepted: bool = True, end: str = "Greeted") -> str:
    """A request, as the load writes it down; its id."""
    request_id = str(uuid4())
    entry = ledger.begin(kind)
    ledger.posted(request_id)
    if accepted:
        ledger.accepted(request_id)
    if end:
        ledger.end(entry, end)
    return request_id


def row(ledger: Ledger, blow_s: float = 0.0) -> Row:
    return summary(ledger, "fault", blow_s)


@pytest.mark.parametrize(
    ("accepted", "end", "lost"),
    [
        (True, "Greeted", 0),
        (True, "Lost", 0),
        (True, UNKNOWN, 1),
        (True, "", 1),
        (False, UNKNOWN, 0),
        (False, REFUSED, 0),
    ],
)
def test_what_was_accepted_and_has_no_end_is_lost(ledger: Ledger, accepted: bool, end: str, lost: int) -> None:
    sent(ledger, accepted=accepted, end=end)

    assert lost == row(ledger).lost
    assert is_clean([row(ledger)]) is (lost == 0)


@pytest.mark.parametrize(("second", "duplicated", "note"), [(b"b", 1, ""), (b"a", 0, "1 ends came again")])
def test_another_end_is_a_duplicate_and_the_same_again_is_dropped(
    ledger: Ledger, second: bytes, duplicated: int, note: str
) -> None:
    request_id = sent(ledger)
    for body, final in ((b"x", False), (b"a", True), (second, True)):
        ledger.frame(request_id, body, final=final)

    assert (duplicated, note) == (row(ledger).duplicated, row(ledger).note)


def test_explicit_ends_are_counted_apart(ledger: Ledger) -> None:
    for end in ("Expired", "Failed", "Lost", REFUSED, "Greeted"):
        sent(ledger, end=end, accepted=end != REFUSED)
    counted = row(ledger)

    assert (5, 1, 1, 1, 1) == (counted.requests, counted.expired, counted.failed, counted.told_lost, counted.refused)
    assert is_clean([counted])


def test_recovery_ends_with_the_last_request_that_was_held_up(ledger: Ledger, clock: Clock) -> None:
    """Quick ones say nothing, however late they come."""
    clock.now_s = 8.0
    entry = ledger.begin("Greet")
    clock.now_s = 14.0
    ledger.end(entry, "Greeted")
    clock.now_s = 20.0
    sent(ledger)

    assert (4.0, 1) == (row(ledger, 10.0).recovered_s, row(ledger, 10.0).late)


def test_rows_are_apart(ledger: Ledger) -> None:
    sent(ledger, end=UNKNOWN)
    ledger.row = "another fault"
    sent(ledger)

    assert (1, 0) == (row(ledger).lost, summary(ledger, "another fault", 0).lost)
    assert table([row(ledger)], with_head=True).count("\n") == 2


@pytest.mark.parametrize(
    ("end", "events", "what"),
    [
        ("Greeted", 1, None),
        ("Greeted", 2, "duplicated"),
        ("Greeted", 0, "lost"),
        (UNKNOWN, 1, None),
        (UNKNOWN, 0, None),
        ("Expired", 1, "untrue"),
        (REFUSED, 1, "untrue"),
        (UNSENT, 1, "untrue"),
        ("Expired", 0, None),
    ],
)
async def test_what_was_told_is_held_against_the_log(ledger: Ledger, end: str, events: int, what: str | None) -> None:
    request_id = sent(ledger, end=end)
    broker = MemoryBroker(dict.fromkeys((*INBOXES, *(topic for topic, _ in EFFECTS.values())), 2))
    for _ in range(events):
        await broker.produce(Outgoing("greetings.signals", b"k", b"v", {REQUEST_ID: request_id.encode()}))
    await compare(ledger, broker)

    assert ([what] if what else []) == [complaint.what for complaint in ledger.complaints]


@pytest.mark.parametrize(
    ("kind", "end", "topic", "duplicated"),
    [("Greet", "Greeted", "greetings.signals", 0), ("PostNote", "NotePosted", "board.events", 1)],
)
async def test_an_event_is_written_again_under_its_id_only_at_least_once(
    ledger: Ledger, kind: str, end: str, topic: str, duplicated: int
) -> None:
    request_id = sent(ledger, kind=kind, end=end)
    broker = MemoryBroker(dict.fromkeys((*INBOXES, *(topic for topic, _ in EFFECTS.values())), 2))
    for _ in range(2):
        await broker.produce(Outgoing(topic, b"k", b"v", {REQUEST_ID: request_id.encode(), ID: b"1"}))
    await compare(ledger, broker)

    assert duplicated == row(ledger).duplicated


async def test_a_request_that_was_handled_twice_is_a_duplicate(ledger: Ledger) -> None:
    request_id = sent(ledger, end=UNKNOWN)
    broker = MemoryBroker(dict.fromkeys((*INBOXES, *(topic for topic, _ in EFFECTS.values())), 2))
    for _ in range(2):
        await broker.produce(Outgoing("greetings.inbox", b"k", b"v", {REQUEST_ID: request_id.encode()}))
    await compare(ledger, broker)

    assert 1 == row(ledger).duplicated


@pytest.mark.parametrize(
    ("before", "seq", "what"), [(3, 4, None), (3, 3, "duplicated"), (3, 5, "lost"), (None, 1, "duplicated")]
)
def test_a_follower_hears_every_change_once_in_order(
    ledger: Ledger, before: int | None, seq: int, what: str | None
) -> None:
    follower = Follower("b", ledger, lambda: None)
    follower.seq = before
    follower._follow_on(seq)

    assert ([what] if what else []) == [complaint.what for complaint in ledger.complaints]


def test_a_note_that_is_there_twice_is_a_duplicate(ledger: Ledger) -> None:
    hold_boards(ledger, "fault", {"a": {"1": ("x", 1), "2": ("y", 1)}, "b": {"3": ("x", 1)}})

    assert 1 == row(ledger).duplicated
