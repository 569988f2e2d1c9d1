"""What other versions have written is read, waited for or put aside; a fold never goes on without it."""

import asyncio
import logging
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.board.evolve import EVOLVE
from services.board.main import SPEC as BOARD
from services.wire.broker import Outgoing
from services.wire.framing import header
from services.wire.generated.board import NoteEdited, NotePosted, PostNote
from services.wire.generated.catalog import CATALOG
from services.wire.headers import DEAD_ERROR, ID
from services.wire.murmur2 import partition_of
from tests.runner.board import edit_note, list_notes, post_note
from tests.runner.stage import PARTITIONS, Stage, eventually

NEWER = (
    '{"type":"record","name":"PostNote","namespace":"board","fields":['
    '{"name":"boardId","type":"string"},{"name":"text","type":"string"},'
    '{"name":"authorId","type":{"type":"string","logicalType":"uuid"}},{"name":"author","type":"string"},'
    '{"name":"colour","type":"string","default":"blue"}]}'
)
HERE = "b0"
THERE = next(
    name
    for name in map("b{}".format, range(1, 50))
    if partition_of(name.encode(), PARTITIONS) != partition_of(HERE.encode(), PARTITIONS)
)


def newer_body(stage: Stage, command: PostNote) -> bytes:
    return stage.codec.encode("board.commands", command)[5:] + b"\x06red"


async def test_a_schema_id_that_only_the_registry_knows_is_learned(stage: Stage):
    """An old worker reads what a newer gateway writes, and waits for a registry that is away."""
    schema_id = await stage.registry.register("board.commands-board.PostNote", NEWER)

    async with stage.worker(BOARD):
        stage.registry.is_away = True
        request_id = await stage.post(post_note(), value=header(schema_id) + newer_body(stage, post_note()))
        await asyncio.sleep(0.02)
        assert [] == stage.frames()
        stage.registry.is_away = False
        assert isinstance(await stage.outcome(request_id), NotePosted)


async def test_while_the_registry_is_away_other_keys_are_decided(stage: Stage):
    """They are committed behind the record that waits, in its order; nothing is put aside for the time of it."""
    schema_id = await stage.registry.register("board.commands-board.PostNote", NEWER)
    async with stage.worker(BOARD):
        stage.registry.is_away = True
        command = post_note(board_id=HERE)
        waiting = await stage.post(command, value=header(schema_id) + newer_body(stage, command))
        behind = await stage.post(post_note("behind", HERE))
        assert isinstance(await stage.outcome(await stage.post(post_note(board_id=THERE))), NotePosted)
        stage.registry.is_away = False
        await stage.outcome(behind)

    assert [("a", waiting), ("behind", behind)] == [
        (frame.body.text, frame.request_id) for frame in stage.frames() if frame.body.board_id == HERE
    ]
    assert [] == stage.broker.records("board.dead")


async def test_a_schema_id_that_nobody_knows_is_put_aside_after_some_tries(stage: Stage):
    """The bytes are kept as they came; the requester hears that another try may succeed."""
    value = header(999_999) + b"x"
    async with stage.worker(BOARD):
        failed = await stage.outcome(await stage.post(post_note(), value=value))

    [dead] = stage.broker.records("board.dead")
    assert ("unknown-schema-id", True) == (failed.code, failed.retryable)
    assert (value, b"unknown-schema-id") == (dead.value, dead.headers[DEAD_ERROR])


async def test_an_event_of_an_unknown_type_stops_its_partition_until_the_upgrade(
    stage: Stage, caplog: pytest.LogCaptureFixture
):
    """Readers go first. One that did not says what it met, where, and what to do; then it goes on with everything."""
    async with stage.worker(BOARD):
        note_id = (await stage.outcome(await stage.post(post_note("x", HERE)))).note_id
        await stage.outcome(await stage.post(edit_note(note_id, board_id=HERE)))
    event = stage.broker.records("board.events")[-1]

    with caplog.at_level(logging.CRITICAL):
        async with stage.worker(BOARD, codec=await stage.codec_without("board.NoteEdited")) as old:
            waiting = await stage.post(post_note("waits", HERE))
            await stage.outcome(await stage.post(post_note("x", THERE)))
            [why] = [slot.halted_by for slot in old.worker.slots if slot.is_halted]

    assert [] == stage.outcomes(waiting)
    assert why.startswith(f"board.events-{event.partition} at offset {event.offset}: an event of board.NoteEdited")
    assert "deploy that version of this worker" in why
    [said] = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert f"this partition is stopped: {why}" == said.getMessage()
    assert ("board.NoteEdited", event.offset) == (vars(said)["type"], vars(said)["offset"])

    async with stage.worker(BOARD):
        assert isinstance(await stage.outcome(waiting), NotePosted)
        notes = await stage.outcome(await stage.post(list_notes(HERE)))
    assert ["b", "waits"] == [note.text for note in notes.notes]
    assert [] == stage.broker.records("board.dead")


async def test_whatever_a_fold_raises_stops_its_partition_alone(stage: Stage, caplog: pytest.LogCaptureFixture):
    """Deciding without the event would be deciding on a wrong state. The error is shown whole, and named in words."""
    async with stage.worker(BOARD):
        note_id = (await stage.outcome(await stage.post(post_note("x", HERE)))).note_id
        await stage.outcome(await stage.post(edit_note(note_id, board_id=HERE)))

    def stumble(event, state):
        raise KeyError("no such note")

    with caplog.at_level(logging.CRITICAL):
        async with stage.worker(replace(BOARD, evolve={**EVOLVE, NoteEdited: stumble})):
            refused = await stage.post(post_note("x", HERE))
            await stage.outcome(await stage.post(post_note("x", THERE)))

    assert [] == stage.outcomes(refused)
    assert "EVOLVE or PROJECT raised KeyError. Mend that function" in caplog.text


async def test_an_event_under_a_key_that_is_not_its_own_is_folded_into_none(stage: Stage):
    """Else the notes of one board would stand on another."""
    async with stage.worker(BOARD):
        await stage.outcome(await stage.post(post_note("x", HERE)))
        await stage.outcome(await stage.post(post_note("x", THERE)))
    event = next(record for record in stage.broker.records("board.events") if record.key == HERE.encode())
    await stage.broker.produce(Outgoing("board.events", b"another", event.value, event.headers, event.partition))

    async with stage.worker(BOARD) as running:
        await eventually(lambda: any(slot.is_halted for slot in running.worker.slots))
        [why] = [slot.halted_by for slot in running.worker.slots if slot.is_halted]
        await stage.outcome(await stage.post(list_notes(THERE)))
    assert "expected that of the value, got another" in why


@pytest.mark.parametrize("event_id", [b"nonsense", b"\xff\xfe", b""])
async def test_an_event_whose_id_is_none_is_said_to_be_wrong_and_not_the_fold(stage: Stage, event_id: bytes):
    """Whoever mends it has to look at the record: there is nothing to mend in a function."""
    async with stage.worker(BOARD):
        await stage.outcome(await stage.post(post_note("x", HERE)))
    [event] = stage.broker.records("board.events")
    headers = {**event.headers, ID: event_id}
    await stage.broker.produce(Outgoing("board.events", event.key, event.value, headers, event.partition))

    async with stage.worker(BOARD) as running:
        await eventually(lambda: any(slot.is_halted for slot in running.worker.slots))
        [why] = [slot.halted_by for slot in running.worker.slots if slot.is_halted]
    assert f"the header id: expected a UUID, got {event_id!r}" in why
    assert "EVOLVE" not in why


async def test_a_fold_waits_for_the_registry(stage: Stage):
    """Nothing may be decided without the event, and nothing is lost by waiting for it."""
    async with stage.worker(BOARD):
        await stage.outcome(await stage.post(post_note("x", HERE)))
    await _newer_event(stage, await stage.registry.register("board.events-board.NotePosted", _with_colour()))

    stage.registry.is_away = True
    async with stage.worker(BOARD):
        asked = await stage.post(list_notes(HERE))
        await asyncio.sleep(0.02)
        assert [] == stage.outcomes(asked)
        stage.registry.is_away = False
        assert 2 == (await stage.outcome(asked)).seq


async def test_a_fold_waits_for_a_schema_that_the_registry_does_not_know_yet(
    stage: Stage, caplog: pytest.LogCaptureFixture
):
    """It says so. What was folded before it is told again all the same: its feed messages were never sent."""
    async with stage.worker(BOARD) as first:
        await stage.outcome(await stage.post(post_note("before", HERE)))
        first.line.is_cut_after_commit = True
        await stage.post(post_note("untold", HERE))
        await eventually(lambda: first.line.is_cut)
    schema_id = 1 + await stage.registry.register("board.events-board.NotePosted", _with_colour())
    await _newer_event(stage, schema_id)

    async with stage.worker(BOARD):
        asked = await stage.post(list_notes(HERE))
        await eventually(lambda: f"loading waits: schema id {schema_id}" in caplog.text)
        assert [] == stage.outcomes(asked)
        assert schema_id == await stage.registry.register("board.events-board.NotePosted", _with_colour("green"))
        assert 3 == (await stage.outcome(asked)).seq
        await eventually(lambda: len(stage.feed()) == 3)

    assert [1, 2, 3] == [message.seq for _, message in stage.feed()]


def _with_colour(default: str = "blue") -> str:
    """`board.NotePosted` as a newer build has it."""
    schema = CATALOG["board.NotePosted"].schema
    return schema[:-2] + f',{{"name":"colour","type":"string","default":"{default}"}}]}}'


async def _newer_event(stage: Stage, schema_id: int) -> None:
    """Another note, as a newer build writes it."""
    own = stage.broker.records("board.events")[-1]
    value = header(schema_id) + (own.value or b"")[5:] + b"\x06red"
    headers = own.headers | {ID: str(uuid4()).encode()}
    await stage.broker.produce(Outgoing(own.topic, own.key, value, headers, own.partition))
