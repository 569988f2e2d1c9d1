"""Aborts, time-outs, lost partitions, kills and restarts: each command happens once, and each request ends."""

import asyncio
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.board.handlers import HANDLERS
from services.board.main import SPEC as BOARD
from services.runner.decision import Decision
from services.runner.spec import WorkerSpec
from services.runner.unsent import low_water_of
from services.wire.broker import Outgoing, Partition
from services.wire.errors import Fenced, TransactionAborted, TransactionUnknown
from services.wire.generated.accounts import LoginSucceeded
from services.wire.generated.board import NotePosted, Notes, PostNote
from services.wire.generated.sessions import SessionReady
from services.wire.headers import Envelope
from services.wire.murmur2 import partition_of
from tests.runner.board import list_notes, post_note
from tests.runner.stage import PARTITIONS, QUICK, SUBSCRIBER, Stage, eventually


async def test_an_aborted_transaction_is_decided_again(stage: Stage):
    """Nothing of the first decision is seen by anybody."""
    stage.broker.fail_next_commit(TransactionAborted)
    async with stage.worker(BOARD):
        requests = [await stage.post(post_note(str(number))) for number in range(10)]
        for request_id in requests:
            await stage.outcome(request_id)

    assert [str(number) for number in range(10)] == [event.text for event in stage.values("board.events")]
    assert [1] * 10 == [len(stage.outcomes(request_id)) for request_id in requests]
    assert list(range(1, 11)) == [body.seq for _, body in stage.feed()]


@pytest.mark.parametrize("landed", [False, True])
async def test_an_unknown_transaction_is_looked_up(stage: Stage, landed: bool):
    """Whether it was written or not, each command has happened once, and its answer is sent."""
    async with stage.worker(BOARD):
        await stage.outcome(await stage.post(post_note("before")))
        stage.broker.fail_next_commit(TransactionUnknown, landed=landed)
        requests = [await stage.post(post_note(str(number))) for number in range(5)]
        for request_id in requests:
            await stage.outcome(request_id)
        after = await stage.outcome(await stage.post(list_notes()))

    texts = ["before", *map(str, range(5))]
    assert texts == [event.text for event in stage.values("board.events")]
    assert (texts, 6) == ([note.text for note in after.notes], after.seq)
    assert list(range(1, 7)) == [body.seq for _, body in stage.feed()]


async def test_many_failures_in_a_row_are_outlasted(stage: Stage):
    """However often, the decision waits and is made again."""
    for number in range(20):
        stage.broker.fail_next_commit(TransactionUnknown if number % 2 else TransactionAborted, landed=number % 4 == 1)
    async with stage.worker(BOARD):
        requests = [await stage.post(post_note(str(number))) for number in range(50)]
        for request_id in requests:
            await stage.outcome(request_id)

    assert sorted(map(str, range(50))) == sorted(event.text for event in stage.values("board.events"))


async def test_work_of_a_lost_partition_is_dropped(stage: Stage):
    """What was being decided when the partition went away is decided by its next owner alone."""
    release, entered = asyncio.Event(), asyncio.Event()

    async def slow(command: PostNote, state, context) -> Decision:
        entered.set()
        await release.wait()
        return HANDLERS[PostNote](command, state, context)

    requests = [await stage.post(post_note("x", f"b{number}")) for number in range(20)]
    async with stage.worker(replace(BOARD, handlers={**HANDLERS, PostNote: slow}), slot="0"):
        await entered.wait()
        async with stage.worker(BOARD, slot="1"):
            await eventually(lambda: len(stage.frames()) > 0)
            release.set()
            for request_id in requests:
                await stage.outcome(request_id)

    assert 20 == len(stage.values("board.events"))
    assert [1] * 20 == [len(stage.outcomes(request_id)) for request_id in requests]


async def test_two_members_share_the_work(stage: Stage):
    """Partitions move between them while commands come, and nothing happens twice or not at all."""
    requests = []
    async with stage.worker(BOARD, slot="0"):
        for step in range(6):
            requests += [await stage.post(post_note(f"{step}", f"b{number}")) for number in range(20)]
            async with stage.worker(BOARD, slot="1"):
                requests += [await stage.post(post_note(f"{step}", f"b{number}")) for number in range(20)]
                stage.broker.rebalance("board")
                await asyncio.sleep(0.002)
        await eventually(lambda: len({frame.request_id for frame in stage.frames()}) == len(requests))

    assert len(requests) == len(stage.values("board.events"))
    assert len(requests) == len({frame.id for frame in stage.frames()})


async def test_replies_of_a_killed_worker_are_sent_by_the_next(stage: Stage):
    """They were committed and not sent: the inbox is their outbox, and the fold that of the feed."""
    running = await stage.start(BOARD)
    running.line.is_cut_after_commit = True
    await stage.post(post_note("a"))
    await eventually(lambda: running.line.is_cut)
    await running.kill()
    assert [] == stage.frames()
    assert [] == stage.feed()

    async with stage.worker(BOARD):
        await eventually(lambda: len(stage.frames()) == 1 and len(stage.feed()) == 1)

    assert [NotePosted] == [type(frame.body) for frame in stage.frames()]
    assert [1] == [body.seq for _, body in stage.feed()]
    assert 1 == len(stage.values("board.events"))


async def test_a_query_whose_answer_was_not_sent_is_asked_again(stage: Stage):
    """Its offset was committed, but its answer is in no inbox."""
    running = await stage.start(BOARD)
    running.line.is_cut_after_commit = True
    await stage.post(list_notes())
    await eventually(lambda: running.line.is_cut)
    await running.kill()
    assert [] == stage.frames()

    async with stage.worker(BOARD):
        await eventually(lambda: len(stage.frames()) == 1)

    assert [Notes] == [type(frame.body) for frame in stage.frames()]


async def test_an_orderly_stop_leaves_nothing_to_send_again(stage: Stage):
    """The offset is committed once more, with the low water at its height."""
    async with stage.worker(BOARD):
        for number in range(10):
            await stage.outcome(await stage.post(post_note("x", f"b{number}")))
    frames = len(stage.frames())
    async with stage.worker(BOARD):
        await stage.outcome(await stage.post(list_notes()))

    assert frames + 1 == len(stage.frames())
    for committed in stage.broker._groups["board"].offsets.values():
        low_water = low_water_of(committed)
        assert low_water is not None
        assert committed.offset == low_water.inputs


async def test_an_orderly_stop_finishes_what_is_being_decided(stage: Stage):
    """What only waits is left to the next owner, undecided."""
    entered, release, decided = asyncio.Event(), asyncio.Event(), []

    async def slow(command: PostNote, state, context) -> Decision:
        entered.set()
        await release.wait()
        decided.append(command.text)
        return HANDLERS[PostNote](command, state, context)

    running = await stage.start(replace(BOARD, handlers={**HANDLERS, PostNote: slow}))
    first, second = await stage.post(post_note("first")), await stage.post(post_note("second"))
    await entered.wait()
    running.worker.stop()
    await asyncio.sleep(0.01)
    release.set()
    await running.task

    assert ["first"] == decided
    assert (1, 0) == (len(stage.outcomes(first)), len(stage.outcomes(second)))
    async with stage.worker(BOARD):
        await stage.outcome(second)


async def test_a_stop_commits_nothing_behind_what_was_lost(stage: Stage):
    """A transaction that is aborted during the stop leaves its inputs, and all after them, to the next owner."""
    release = asyncio.Event()

    async def slow(command: PostNote, state, context) -> Decision:
        if command.text == "slow":
            await release.wait()
        return HANDLERS[PostNote](command, state, context)

    one, other = _boards_of_one_partition()
    running = await stage.start(replace(BOARD, handlers={**HANDLERS, PostNote: slow}))
    requests = [await stage.post(post_note(*note)) for note in (("slow", one), ("quick", other))]
    await asyncio.sleep(0.01)
    stage.broker.fail_next_commit(TransactionAborted)
    running.worker.stop()
    release.set()
    await running.task
    async with stage.worker(BOARD):
        for request_id in requests:
            await stage.outcome(request_id)

    assert ["slow", "quick"] == [event.text for event in stage.values("board.events")]


async def test_a_stop_does_not_wait_for_ever(stage: Stage):
    """The budget ends; the work does not count."""

    async def endless(command, state, context) -> Decision:
        await asyncio.Event().wait()
        raise AssertionError

    limits = replace(QUICK, stop_s=0.05)
    running = await stage.start(replace(BOARD, handlers={**HANDLERS, PostNote: endless}), limits=limits)
    await stage.post(post_note())
    await asyncio.sleep(0.01)
    async with asyncio.timeout(2):
        await running.stop()

    assert [] == stage.broker.records("board.inbox")


async def test_a_process_whose_slot_was_taken_ends(stage: Stage):
    """Two processes in one slot would be two transactors under one name. Its end may be waited for from then on."""
    ending = []
    first = await stage.start(BOARD)
    first.worker.when_ending(lambda: ending.append("failed"))
    async with stage.worker(BOARD):
        await stage.outcome(await stage.post(post_note()))
        with pytest.raises(Fenced):
            await first.task
    assert ["failed"] == ending


async def test_loading_waits_for_the_broker(stage: Stage):
    """A broker that goes away during the assignment is waited for."""
    await stage.post(post_note())
    async with stage.worker(BOARD):
        stage.broker.unavailable = True
        await asyncio.sleep(0.02)
        assert [] == stage.frames()
        stage.broker.unavailable = False
        await eventually(lambda: len(stage.frames()) == 1)


async def test_replies_wait_for_the_broker(stage: Stage):
    """What could not be sent is sent when the broker is back, and feeds in order."""
    async with stage.worker(BOARD):
        await stage.outcome(await stage.post(post_note("0")))
        requests = [await stage.post(post_note(str(number))) for number in range(1, 6)]
        for _ in range(20):
            stage.broker.unavailable = not stage.broker.unavailable
            await asyncio.sleep(0)
        stage.broker.unavailable = False
        for request_id in requests:
            await stage.outcome(request_id)
        await eventually(lambda: len(stage.feed()) == 6)

    assert list(range(1, 7)) == [body.seq for _, body in stage.feed()]


async def test_inputs_that_retention_removed_are_named(stage: Stage, caplog: pytest.LogCaptureFixture):
    """A group that was away for longer than commands are kept goes on, and says what it missed."""
    async with stage.worker(BOARD):
        await stage.outcome(await stage.post(post_note()))
    for _ in range(3):
        await stage.post(post_note())
    [first, *_] = stage.broker.records("board.commands")
    stage.broker.trim(Partition("board.commands", first.partition), first.offset + 3)
    async with stage.worker(BOARD):
        await eventually(lambda: len(stage.values("board.events")) == 2)

    assert "retention has removed inputs" in caplog.text


async def test_a_slow_input_is_named(stage: Stage, caplog: pytest.LogCaptureFixture):
    """Everything behind it waits for its commit."""
    release = asyncio.Event()

    async def slow(command: PostNote, state, context) -> Decision:
        await release.wait()
        return HANDLERS[PostNote](command, state, context)

    spec = replace(BOARD, handlers={**HANDLERS, PostNote: slow})
    async with stage.worker(spec, limits=replace(QUICK, slow_s=0.01)):
        request_id = await stage.post(post_note())
        await eventually(lambda: "a slow input delays its partition" in caplog.text)
        release.set()

    [line] = [record for record in caplog.records if record.message.startswith("a slow input")]
    assert line.request_id == str(request_id)


async def test_a_reaction_ends_the_request_of_another_domain(stage: Stage):
    """Once, whatever time it is, and though its effect may have happened twice."""
    effects = []

    async def react(event: LoginSucceeded, context) -> SessionReady:
        effects.append(event.login_hash)
        return SessionReady(pick_up_before=context.now)

    sessions = WorkerSpec(domain="sessions", reactions={LoginSucceeded: react})
    envelope = Envelope(id=uuid4(), request_id=uuid4(), subscriber_id=SUBSCRIBER, deadline_ms=1)
    event = LoginSucceeded(name="ada", account_id=uuid4(), login_hash="h")
    value = stage.codec.encode("accounts.signals", event)
    stage.broker.fail_next_commit(TransactionAborted)
    async with stage.worker(sessions):
        await stage.broker.produce(Outgoing("accounts.signals", b"ada", value, envelope.to_headers()))
        assert isinstance(await stage.outcome(envelope.request_id), SessionReady)

    assert ["h", "h"] == effects
    assert 1 == len(stage.outcomes(envelope.request_id))
    assert 1 == len(stage.values("sessions.inbox"))


def _partition(board_id: str) -> int:
    return partition_of(board_id.encode(), PARTITIONS)


def _boards_of_one_partition() -> tuple[str, str]:
    first, second, *_ = [name for name in map("b{}".format, range(50)) if _partition(name) == 0]
    return first, second
