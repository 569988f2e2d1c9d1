"""A worker never dies of a message, and never skips one silently."""

import asyncio
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.board.handlers import HANDLERS
from services.board.main import SPEC as BOARD
from services.runner.decision import Decision
from services.runner.spec import WorkerSpec
from services.wire.broker import Outgoing
from services.wire.errors import TransientError
from services.wire.framing import header
from services.wire.generated.accounts import LoginSucceeded
from services.wire.generated.board import ListNotes, NotePosted, Notes, PostNote
from services.wire.generated.greetings import Greeted
from services.wire.generated.sessions import SessionReady
from services.wire.generated.wire import Failed
from services.wire.headers import (
    DEAD_ERROR,
    DEAD_OFFSET,
    DEAD_PARTITION,
    DEAD_REASON,
    DEAD_TOPIC,
    DEAD_TRUNCATED,
    FINGERPRINT,
    ID,
    SUBSCRIBER_ID,
    Envelope,
)
from tests.runner.board import list_notes, post_note
from tests.runner.stage import QUICK, SUBSCRIBER, Stage, eventually


def board_with(handler) -> WorkerSpec:
    """The board, with another way to post a note."""
    return replace(BOARD, handlers={**HANDLERS, PostNote: handler})


async def test_what_a_handler_cannot_handle_is_put_aside(stage: Stage):
    """The requester hears of it, and the operator gets the original bytes, where they stood, and why."""

    def broken(command, state, context) -> Decision:
        raise ZeroDivisionError("secret detail")

    async with stage.worker(board_with(broken)):
        failed = await stage.outcome(await stage.post(post_note()))

    [command], [dead] = stage.broker.records("board.commands"), stage.broker.records("board.dead")
    assert ("handler-failed", False) == (failed.code, failed.retryable)
    assert "secret" not in failed.reason
    assert (command.key, command.value, command.partition) == (dead.key, dead.value, dead.partition)
    assert command.headers.items() <= dead.headers.items()
    assert (b"board.commands", b"handler-failed") == (dead.headers[DEAD_TOPIC], dead.headers[DEAD_ERROR])
    assert str(command.partition).encode() == dead.headers[DEAD_PARTITION]
    assert str(command.offset).encode() == dead.headers[DEAD_OFFSET]
    assert b"secret detail" in dead.headers[DEAD_REASON]


async def test_a_repeat_of_what_failed_gets_the_failure_again(stage: Stage):
    """It is tried once and put aside once."""
    calls = 0

    def broken(command, state, context) -> Decision:
        nonlocal calls
        calls += 1
        raise ZeroDivisionError

    request_id = uuid4()
    async with stage.worker(board_with(broken)):
        for _ in range(2):
            await stage.post(post_note(), request_id=request_id)
        await eventually(lambda: len(stage.frames()) == 2)

    assert (1, 1, 1) == (calls, len(stage.outcomes(request_id)), len(stage.broker.records("board.dead")))


@pytest.mark.parametrize("value", [b"", b"\x00", b"nonsense", header(1) + b"\xff" * 20, None])
async def test_bytes_that_cannot_be_read_are_put_aside(stage: Stage, value: bytes | None):
    """The headers say who waits for an answer."""
    envelope = Envelope(id=uuid4(), request_id=uuid4(), subscriber_id=SUBSCRIBER)
    headers = envelope.to_headers() | {FINGERPRINT: b"f"}
    async with stage.worker(BOARD):
        await stage.broker.produce(Outgoing("board.commands", b"main", value, headers))
        failed = await stage.outcome(envelope.request_id)
        await stage.outcome(await stage.post(post_note()))

    assert "undecodable" == failed.code
    assert [value] == [dead.value for dead in stage.broker.records("board.dead")]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {ID: b"not a uuid"},
        {ID: b"\xff\xff"},
        {ID: str(uuid4()).encode(), SUBSCRIBER_ID: b"short"},
        {ID: str(uuid4()).encode(), FINGERPRINT: b"f", SUBSCRIBER_ID: b"A" * 64},
        {FINGERPRINT: b"f"},
    ],
)
async def test_headers_that_cannot_be_read_are_put_aside(stage: Stage, headers: dict[str, bytes]):
    """Nobody can be told; what comes after is handled."""
    value = stage.codec.encode("board.commands", post_note())
    async with stage.worker(BOARD):
        await stage.broker.produce(Outgoing("board.commands", b"main", value, headers))
        await stage.outcome(await stage.post(post_note()))

    assert [b"undecodable"] == [dead.headers[DEAD_ERROR] for dead in stage.broker.records("board.dead")]
    assert 1 == len(stage.broker.records("board.events"))


async def test_a_failure_that_may_pass_is_tried_again(stage: Stage):
    """In its place: what comes later for the key waits."""
    tries = []

    def shaky(command: PostNote, state, context) -> Decision:
        tries.append(command.text)
        if command.text == "shaky" and tries.count("shaky") < 3:
            raise TransientError("not now")
        return HANDLERS[PostNote](command, state, context)

    async with stage.worker(board_with(shaky)):
        for text in ("shaky", "after"):
            await stage.post(post_note(text))
        await eventually(lambda: len(stage.frames()) == 2)

    assert ["shaky", "shaky", "shaky", "after"] == tries
    assert [] == stage.broker.records("board.dead")


async def test_a_failure_that_does_not_pass_is_put_aside_in_the_end(stage: Stage):
    """The requester hears that it may be worth another try."""

    async def shaky(command, state, context) -> Decision:
        raise TransientError("not now")

    async with stage.worker(board_with(shaky)):
        failed = await stage.outcome(await stage.post(post_note()))

    assert ("transient", True) == (failed.code, failed.retryable)
    assert 1 == len(stage.broker.records("board.dead"))


async def test_a_handler_that_never_ends_is_put_aside(stage: Stage):
    """It would delay the commit of everything behind it for ever."""

    async def endless(command, state, context) -> Decision:
        await asyncio.Event().wait()
        raise AssertionError

    async with stage.worker(board_with(endless), limits=replace(QUICK, decide_s=0.02)):
        failed = await stage.outcome(await stage.post(post_note()))

    assert "handler-failed" == failed.code


@pytest.mark.parametrize(
    "decision",
    [
        Decision(outcome=Greeted(text="not mine")),
        Decision((Greeted(text="no event"),)),
        Decision((post_note(),)),
        "no decision",
    ],
)
async def test_decisions_that_the_schemas_do_not_allow_are_put_aside(stage: Stage, decision):
    """Foreign events and undeclared outcomes never reach the log."""
    async with stage.worker(board_with(lambda command, state, context: decision)):
        failed = await stage.outcome(await stage.post(post_note()))

    assert "handler-failed" == failed.code
    assert [] == stage.broker.records("board.events")


async def test_an_event_under_a_foreign_key_is_put_aside(stage: Stage):
    """It would be folded into a state that its command never saw."""

    def elsewhere(command: PostNote, state, context) -> Decision:
        return HANDLERS[PostNote](replace(command, board_id="elsewhere"), state, context)

    async with stage.worker(board_with(elsewhere)):
        assert isinstance(await stage.outcome(await stage.post(post_note())), Failed)

    assert [] == stage.broker.records("board.events")


@pytest.mark.parametrize("decision", [Decision(), Decision((post_note(),), Notes(board_id="main", notes=[], seq=0))])
async def test_a_query_answers_and_does_nothing_else(stage: Stage, decision: Decision):
    """One without an answer, or with events, is put aside."""
    handlers = {**HANDLERS, ListNotes: lambda query, state, context: decision}
    async with stage.worker(replace(BOARD, handlers=handlers)):
        assert isinstance(await stage.outcome(await stage.post(list_notes())), Failed)

    assert [True] == [frame.final for frame in stage.frames()]


async def test_an_outcome_too_large_for_kafka_is_put_aside(stage: Stage):
    """It would abort its transaction again and again."""

    def huge(query: ListNotes, state, context) -> Decision:
        return Decision(outcome=Notes(board_id="x" * 1_000_000, notes=[], seq=0))

    async with stage.worker(replace(BOARD, handlers={**HANDLERS, ListNotes: huge})):
        failed = await stage.outcome(await stage.post(list_notes()))

    assert "handler-failed" == failed.code


async def test_an_original_too_large_for_a_dead_letter_is_cut(stage: Stage):
    """Its coordinates still lead to all of it."""
    headers = {"big": b"y" * 100_000, ID: b"?"}
    async with stage.worker(BOARD):
        await stage.broker.produce(Outgoing("board.commands", b"main", b"x" * 1_000_000, headers))
        await eventually(lambda: bool(stage.broker.records("board.dead")))

    [dead] = stage.broker.records("board.dead")
    assert DEAD_TRUNCATED in dead.headers
    assert len(dead.value or b"") + sum(map(len, dead.headers.values())) < 1_000_000


async def test_a_type_that_is_no_command_here_is_put_aside(stage: Stage):
    """Whoever wrote it there hears of it."""
    command = post_note()
    event = NotePosted(board_id="main", note_id=uuid4(), text="t", author_id=command.author_id, author="ada", version=1)
    async with stage.worker(BOARD):
        failed = await stage.outcome(await stage.post(command, value=stage.codec.encode("board.events", event)))

    assert "handler-failed" == failed.code


async def test_a_reaction_that_fails_ends_the_request(stage: Stage):
    """The original goes to the dead letters of the domain that reacts."""

    async def broken(event: LoginSucceeded, context) -> SessionReady:
        raise ZeroDivisionError

    sessions = WorkerSpec(domain="sessions", reactions={LoginSucceeded: broken})
    envelope = Envelope(id=uuid4(), request_id=uuid4(), subscriber_id=SUBSCRIBER)
    event = LoginSucceeded(name="ada", account_id=uuid4(), login_hash="h")
    value = stage.codec.encode("accounts.signals", event)
    async with stage.worker(sessions):
        await stage.broker.produce(Outgoing("accounts.signals", b"ada", value, envelope.to_headers()))
        failed = await stage.outcome(envelope.request_id)

    assert "handler-failed" == failed.code
    assert [b"accounts.signals"] == [dead.headers[DEAD_TOPIC] for dead in stage.broker.records("sessions.dead")]


async def test_news_of_an_unknown_kind_from_another_domain_is_let_be(stage: Stage):
    """The other domain may tell more than this one reacts to, and more than it knows yet."""
    unknown = '{"type":"record","name":"LoginPostponed","namespace":"accounts","fields":[]}'
    schema_id = await stage.registry.register("accounts.signals-accounts.LoginPostponed", unknown)

    async def react(event: LoginSucceeded, context) -> SessionReady:
        return SessionReady(pick_up_before=context.now)

    sessions = WorkerSpec(domain="sessions", reactions={LoginSucceeded: react})
    envelope = Envelope(id=uuid4(), request_id=uuid4(), subscriber_id=SUBSCRIBER)
    event = LoginSucceeded(name="ada", account_id=uuid4(), login_hash="h")
    async with stage.worker(sessions):
        for value, headers in (
            (header(schema_id), Envelope(id=uuid4()).to_headers()),
            (stage.codec.encode("accounts.signals", event), envelope.to_headers()),
        ):
            await stage.broker.produce(Outgoing("accounts.signals", b"ada", value, headers))
        assert isinstance(await stage.outcome(envelope.request_id), SessionReady)

    assert [] == stage.broker.records("sessions.dead")


@pytest.mark.parametrize("header_name", [ID, "deadline", "accepted", "cause", "principal", "traceparent"])
async def test_whoever_asked_hears_of_a_header_that_cannot_be_read(stage: Stage, header_name: str):
    """What else the headers say is enough to tell them."""
    async with stage.worker(BOARD):
        command, request_id = post_note(), uuid4()
        envelope = Envelope(id=uuid4(), request_id=request_id, subscriber_id=SUBSCRIBER)
        headers = {**envelope.to_headers(), FINGERPRINT: b"f", header_name: b"\xff"}
        value = stage.codec.encode("board.commands", command)
        await stage.broker.produce(Outgoing("board.commands", b"main", value, headers))
        failed = await stage.outcome(request_id)
    [dead] = stage.broker.records("board.dead")
    assert "undecodable" == failed.code
    assert headers.items() <= dead.headers.items()


@pytest.mark.parametrize("key", [b"another", None])
async def test_nothing_is_decided_on_the_state_of_another_key(stage: Stage, key: bytes | None):
    """Else the notes of one board would be told to whoever asks for another's."""
    async with stage.worker(BOARD):
        request_id, envelope = uuid4(), Envelope(id=uuid4(), subscriber_id=SUBSCRIBER)
        headers = replace(envelope, request_id=request_id).to_headers()
        value = stage.codec.encode("board.commands", list_notes())
        await stage.broker.produce(Outgoing("board.commands", key, value, headers))
        assert isinstance(await stage.outcome(request_id), Failed)


async def test_a_command_on_a_partition_that_is_not_its_keys_is_put_aside(stage: Stage):
    """Its producer chooses partitions otherwise. The state of the key lies elsewhere: a name would be given twice."""
    async with stage.worker(BOARD):
        await stage.outcome(await stage.post(post_note()))
        [known] = stage.broker.records("board.commands")
        request_id = uuid4()
        headers = Envelope(id=uuid4(), request_id=request_id, subscriber_id=SUBSCRIBER).to_headers()
        value = stage.codec.encode("board.commands", list_notes())
        await stage.broker.produce(Outgoing("board.commands", b"main", value, headers, known.partition ^ 1))
        assert isinstance(await stage.outcome(request_id), Failed)
    [dead] = stage.broker.records("board.dead")
    assert b"to which the key belongs" in dead.headers[DEAD_REASON]
