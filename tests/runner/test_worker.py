"""A whole worker over a broker in memory: from a command to its frame."""

import asyncio
from uuid import uuid4, uuid5

import pytest
from msgspec.structs import replace

from services.board.handlers import HANDLERS
from services.board.main import SPEC as BOARD
from services.greetings.main import SPEC as GREETINGS
from services.runner.decision import Decision
from services.wire.generated.board import (
    NoSuchNote,
    Note,
    NoteChanged,
    NotePosted,
    Notes,
    PostNote,
)
from services.wire.generated.greetings import Greet, Greeted, GreetingGiven
from services.wire.generated.wire import Expired, RequestIdReused
from services.wire.headers import ID, Envelope
from services.wire.subscriber import lane_of
from tests.runner.board import edit_note, list_notes, post_note
from tests.runner.stage import ANOTHER, QUICK, SUBSCRIBER, Stage, eventually


async def test_a_command_ends_with_its_outcome(stage: Stage):
    """The event, the memory of the request and the answer are all there, and the answer is final."""
    async with stage.worker(GREETINGS):
        request_id = await stage.post(Greet(name="Ada", text="hello"))

        assert Greeted(text="hello") == await stage.outcome(request_id)

    assert [GreetingGiven(name="Ada", text="hello")] == stage.values("greetings.signals")
    assert [frame.final for frame in stage.frames()] == [True]
    assert len(stage.broker.records("greetings.inbox")) == 1


async def test_outputs_carry_on_who_asked_and_name_their_cause(stage: Stage):
    """Ids follow from the input's id and the output's index; key and partition are those of the command."""
    async with stage.worker(BOARD):
        request_id = await stage.post(post_note())
        await stage.outcome(request_id)

    [command], [event] = stage.broker.records("board.commands"), stage.broker.records("board.events")
    [reply] = stage.broker.records("replies")
    asked, told = Envelope.from_headers(command.headers), Envelope.from_headers(event.headers)

    assert (uuid5(asked.id, "1"), asked.id) == (told.id, told.cause)
    assert (asked.request_id, asked.subscriber_id, asked.deadline_ms) == (
        told.request_id,
        told.subscriber_id,
        told.deadline_ms,
    )
    assert (command.key, command.partition) == (event.key, event.partition)
    assert str(uuid5(asked.id, "0")).encode() == reply.headers[ID]
    assert lane_of(SUBSCRIBER) == reply.partition


async def test_commands_of_one_key_build_on_one_another(stage: Stage):
    """A command sees what those before it decided, even within one batch."""
    async with stage.worker(BOARD):
        posted_id = await stage.post(post_note("first"))
        note_id = (await stage.outcome(posted_id)).note_id
        edits = [await stage.post(edit_note(note_id, version=version)) for version in (1, 2, 3)]

        assert [(await stage.outcome(edit)).version for edit in edits] == [2, 3, 4]


async def test_state_survives_a_restart(stage: Stage):
    """The fold of the events is the state."""
    async with stage.worker(BOARD):
        note_id = (await stage.outcome(await stage.post(post_note("kept")))).note_id
        await stage.outcome(await stage.post(edit_note(note_id, text="edited")))
    async with stage.worker(BOARD):
        shown = await stage.outcome(await stage.post(list_notes()))

    assert Notes(board_id="main", notes=[Note(note_id=note_id, text="edited", author="ada", version=2)], seq=2) == shown


async def test_a_snapshot_that_opens_a_feed_is_not_the_end(stage: Stage):
    """Feed messages follow it, so it is not final; nor is it kept in the inbox."""
    async with stage.worker(BOARD):
        await stage.outcome(await stage.post(list_notes()))

    assert [frame.final for frame in stage.frames()] == [False]
    assert stage.broker.records("board.inbox") == []


async def test_feed_messages_are_numbered_as_the_events_are(stage: Stage):
    """`seq` counts the events of the key, and is what the snapshot says too."""
    async with stage.worker(BOARD):
        posted = await stage.outcome(await stage.post(post_note("a")))
        await stage.outcome(await stage.post(edit_note(posted.note_id, text="b")))
        await stage.outcome(await stage.post(post_note("c", board_id="other")))
        snapshot = await stage.outcome(await stage.post(list_notes()))

    heard = [(key, body.seq) for key, body in stage.feed()]
    assert [one for one in heard if one[0] == b"board/main"] == [(b"board/main", 1), (b"board/main", 2)]
    assert (b"board/other", 1) in heard
    assert snapshot.seq == 2
    assert all(isinstance(body, NoteChanged) for _, body in stage.feed())


async def test_a_query_sees_what_was_decided_before_it(stage: Stage):
    """Its answer goes out only after the commit of what it rests on."""
    async with stage.worker(BOARD):
        await stage.post(post_note("a"))
        snapshot = await stage.outcome(await stage.post(list_notes()))

    assert 1 == snapshot.seq == len(snapshot.notes)


async def test_a_repeat_gets_the_stored_outcome(stage: Stage):
    """Nothing happens twice, and the answer has the same id; it goes to whoever repeats."""
    async with stage.worker(BOARD):
        request_id = uuid4()
        await stage.post(post_note(), request_id=request_id)
        first = await stage.outcome(request_id)
        await stage.post(post_note(), request_id=request_id, subscriber=ANOTHER)
        await eventually(lambda: len(stage.frames()) == 2)

    assert len(stage.broker.records("board.events")) == 1
    assert [first] == stage.outcomes(request_id)
    assert {SUBSCRIBER, ANOTHER} == {frame.subscriber_id for frame in stage.frames()}


async def test_a_repeat_is_known_after_a_restart(stage: Stage):
    """The memory is read from the inbox."""
    request_id = uuid4()
    async with stage.worker(BOARD):
        await stage.post(post_note(), request_id=request_id)
        await stage.outcome(request_id)
    async with stage.worker(BOARD):
        await stage.post(post_note(), request_id=request_id, subscriber=ANOTHER)
        await eventually(lambda: len(stage.frames()) == 2)

    assert len(stage.broker.records("board.events")) == 1
    assert len(stage.outcomes(request_id)) == 1


async def test_repeats_in_one_batch_are_known(stage: Stage):
    """The first of them is decided and not committed when the second comes."""
    request_id = uuid4()
    for _ in range(5):
        await stage.post(post_note(), request_id=request_id)
    async with stage.worker(BOARD):
        await eventually(lambda: len(stage.frames()) == 5)

    assert len(stage.broker.records("board.events")) == 1
    assert len(stage.outcomes(request_id)) == 1


async def test_another_body_under_the_same_request_id_is_refused(stage: Stage):
    """The refusal has an id of its own, so that the first answer is not taken for a repeat of it."""
    request_id = uuid4()
    async with stage.worker(BOARD):
        await stage.post(post_note("one"), request_id=request_id)
        await stage.outcome(request_id)
        await stage.post(post_note("two"), request_id=request_id)
        await eventually(lambda: len(stage.outcomes(request_id)) == 2)

    assert [event.text for event in stage.values("board.events")] == ["one"]
    assert isinstance(stage.outcomes(request_id)[1], RequestIdReused)


async def test_another_body_is_refused_while_the_first_is_under_way(stage: Stage):
    """Even with another key on the same partition, where no order would hold them apart."""
    release = asyncio.Event()

    async def slow(command: PostNote, state, context) -> Decision:
        await release.wait()
        return HANDLERS[PostNote](command, state, context)

    request_id, boards = uuid4(), await _boards_on_one_partition(stage)
    async with stage.worker(replace(BOARD, handlers={**HANDLERS, PostNote: slow})):
        await stage.post(post_note("one", boards[0]), request_id=request_id)
        await stage.post(post_note("two", boards[1]), request_id=request_id)
        release.set()
        await eventually(lambda: len(stage.outcomes(request_id)) == 2)

    assert [NotePosted, RequestIdReused] == [type(body) for body in stage.outcomes(request_id)]
    assert [event.text for event in stage.values("board.events")] == ["one"]


async def test_a_query_is_always_asked_afresh(stage: Stage):
    """The same request id does not bring an old snapshot back."""
    request_id = uuid4()
    async with stage.worker(BOARD):
        await stage.post(list_notes(), request_id=request_id)
        await stage.outcome(request_id)
        await stage.outcome(await stage.post(post_note()))
        await stage.post(list_notes(), request_id=request_id)
        await eventually(lambda: len([frame for frame in stage.frames() if frame.request_id == request_id]) == 2)

    assert sorted(frame.body.seq for frame in stage.frames() if isinstance(frame.body, Notes)) == [0, 1]


async def test_what_comes_too_late_expires_and_does_nothing(stage: Stage):
    """And it stays so for every repeat: expired means that nothing happened."""
    request_id, deadline_ms = uuid4(), int(stage.now_s * 1000) - 1
    async with stage.worker(BOARD):
        await stage.post(post_note(), request_id=request_id, deadline_ms=deadline_ms)
        assert isinstance(await stage.outcome(request_id), Expired)
        await stage.post(post_note(), request_id=request_id)
        await eventually(lambda: len(stage.frames()) == 2)

    assert stage.broker.records("board.events") == []
    assert [Expired] == [type(body) for body in stage.outcomes(request_id)]


async def test_a_late_repeat_gets_the_answer_all_the_same(stage: Stage):
    """The deadline is for the beginning; this request began long ago."""
    request_id = uuid4()
    async with stage.worker(BOARD):
        await stage.post(post_note(), request_id=request_id)
        await stage.outcome(request_id)
        await stage.post(post_note(), request_id=request_id, deadline_ms=int(stage.now_s * 1000) - 1)
        await eventually(lambda: len(stage.frames()) == 2)

    assert [NotePosted] == [type(body) for body in stage.outcomes(request_id)]


async def test_nobody_waiting_is_no_reason_not_to_act(stage: Stage):
    """A command without a subscriber leaves events and an inbox record, and no reply."""
    async with stage.worker(BOARD):
        await stage.post(post_note(), subscriber=None)
        await eventually(lambda: bool(stage.broker.records("board.inbox")))

    assert len(stage.broker.records("board.events")) == 1
    assert stage.frames() == []


async def test_a_slow_key_does_not_hold_up_the_others(stage: Stage):
    """Same key in order, different keys at once."""
    release, order = asyncio.Event(), []

    async def slow(command: PostNote, state, context) -> Decision:
        if command.text == "slow":
            await release.wait()
        order.append(command.text)
        return HANDLERS[PostNote](command, state, context)

    one, other = await _boards_on_one_partition(stage)
    async with stage.worker(replace(BOARD, handlers={**HANDLERS, PostNote: slow})):
        for text, board_id in (("slow", one), ("after", one), ("free", other)):
            await stage.post(post_note(text, board_id))
        await eventually(lambda: order == ["free"])
        release.set()
        await eventually(lambda: len(stage.values("board.events")) == 3)

    assert order == ["free", "slow", "after"]
    # Offsets are committed for a finished front alone, so the answers came in the order of the log.
    assert [event.text for event in stage.values("board.events")] == ["slow", "after", "free"]


@pytest.mark.parametrize(
    "marks",
    [
        {"pause_above": 300, "resume_below": 100},
        # A note of one letter takes some 60 bytes.
        {"pause_above": 10**6, "resume_below": 10**6, "pause_above_bytes": 300 * 60, "resume_below_bytes": 100 * 60},
    ],
    ids=["inputs", "bytes"],
)
async def test_more_than_can_be_in_flight_waits_in_kafka(stage: Stage, marks: dict[str, int]):
    """A partition is paused above a mark and resumed below another."""
    started = 0
    release = asyncio.Event()

    async def slow(command: PostNote, state, context) -> Decision:
        nonlocal started
        started += 1
        await release.wait()
        return HANDLERS[PostNote](command, state, context)

    limits = replace(QUICK, **marks)
    for number in range(2_000):
        await stage.post(post_note("x", f"b{number}"))
    async with stage.worker(replace(BOARD, handlers={**HANDLERS, PostNote: slow}), limits=limits):
        await eventually(lambda: started > 300)
        await asyncio.sleep(0.05)
        assert started <= 2 * (300 + 256)
        release.set()
        await eventually(lambda: len(stage.frames()) == 2_000)


async def test_a_refusal_ends_a_request(stage: Stage):
    """A decision may be an outcome alone."""
    async with stage.worker(BOARD):
        request_id = await stage.post(edit_note())
        assert isinstance(await stage.outcome(request_id), NoSuchNote)

    assert stage.broker.records("board.events") == []
    assert len(stage.broker.records("board.inbox")) == 1


async def _boards_on_one_partition(stage: Stage) -> list[str]:
    """Two board ids that share a partition."""
    by_partition: dict[int, list[str]] = {}
    for number in range(10):
        await stage.post(list_notes(f"b{number}"))
    for record in stage.broker.records("board.commands"):
        boards = by_partition.setdefault(record.partition, [])
        boards.append((record.key or b"").decode())
        if len(boards) == 2:
            return boards
    raise AssertionError("ten keys on two partitions")
