"""What is put back is decided anew: once, whoever puts it back, and for nobody who was told otherwise."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.accounts.main import SPEC as ACCOUNTS
from services.board.main import SPEC as BOARD
from services.runner.spec import WorkerSpec
from services.wire.broker import Outgoing
from services.wire.dead.handling import BATCH, SLOT
from services.wire.dead.letters import Name
from services.wire.dead.wanted import Wanted
from services.wire.errors import Fenced, TransactionAborted, TransactionUnknown
from services.wire.generated.accounts import LoginSucceeded
from services.wire.generated.board import NotePosted, Notes
from services.wire.generated.sessions import SessionReady
from services.wire.generated.wire import Failed
from services.wire.headers import DEAD_ATTEMPTS, DEAD_RETRY, Envelope
from tests.runner.board import list_notes, post_note
from tests.runner.stage import SUBSCRIBER, Stage, eventually
from tests.wire.dead.conftest import Office


def named(names: Sequence[Name]) -> Wanted:
    return Wanted(names=frozenset(names))


async def test_the_original_stands_where_it_stood_with_all_it_had(stage: Stage, office: Office) -> None:
    [letter] = await office.put_aside()
    assert await office.desk.retry(named([letter]), is_dry=False)

    first, again = stage.broker.records("board.commands")
    assert (first.key, first.value, first.partition) == (again.key, again.value, again.partition)
    assert first.headers | {DEAD_RETRY: str(letter).encode()} == again.headers
    assert f"put back {letter}: board.PostNote, handler-failed" in office.said


async def test_a_retry_decides_anew_though_the_failure_is_remembered_and_the_deadline_is_over(
    stage: Stage, office: Office
) -> None:
    """The inbox says that it failed: to the requester's repeats, not to the operator."""
    letters = await office.put_aside()
    office.is_broken = False
    stage.now_s += 3600
    assert await office.desk.retry(named(letters), is_dry=False)
    async with stage.worker(office.board):
        await eventually(lambda: len(stage.values("board.events")) == 1)
        snapshot = await stage.outcome(await stage.post(list_notes()))

    assert isinstance(snapshot, Notes)
    assert ["note 0"] == [note.text for note in snapshot.notes]


async def test_the_requester_who_was_told_of_the_failure_hears_nothing_more(stage: Stage, office: Office) -> None:
    """A request has one end. A repeat of it gets the new outcome."""
    request_id = uuid4()
    async with stage.worker(office.board):
        assert isinstance(await stage.outcome(await stage.post(post_note(), request_id=request_id)), Failed)
        office.is_broken = False
        assert await office.desk.retry(named(office.letters()), is_dry=False)
        await eventually(lambda: len(stage.values("board.events")) == 1)
        await stage.outcome(await stage.post(list_notes()))
        assert [Failed] == [type(frame.body) for frame in stage.frames() if frame.request_id == request_id]

        await stage.post(post_note(), request_id=request_id)
        await eventually(lambda: NotePosted in map(type, stage.outcomes(request_id)))
    assert 1 == len(stage.values("board.events"))


async def test_what_follows_in_another_domain_tells_the_requester_nothing_either(stage: Stage, office: Office) -> None:
    """Events of a command that was put back name no socket."""
    letters = await office.put_aside()
    office.is_broken = False
    await office.desk.retry(named(letters), is_dry=False)
    async with stage.worker(office.board):
        await eventually(lambda: len(stage.values("board.events")) == 1)

    [event] = stage.broker.records("board.events")
    assert {"subscriber-id", "deadline"}.isdisjoint(event.headers)
    assert "request-id" in event.headers


async def test_a_letter_is_put_back_once(stage: Stage, office: Office) -> None:
    letters = await office.put_aside(3)
    assert await office.desk.retry(Wanted(), is_dry=False)
    assert await office.desk.retry(Wanted(), is_dry=False)
    assert not await office.desk.retry(named(letters[:1]), is_dry=False)

    assert 3 + 3 == len(stage.broker.records("board.commands"))
    assert f"left {letters[0]}: it was retried already" in office.said


async def test_a_restart_of_the_worker_does_not_repeat_a_retry(stage: Stage, office: Office) -> None:
    await office.put_aside()
    office.is_broken = False
    await office.desk.retry(Wanted(), is_dry=False)
    running = await stage.start(office.board)
    running.line.is_cut_after_commit = True
    await eventually(lambda: running.line.is_cut)
    await running.kill()
    async with stage.worker(office.board):
        await stage.outcome(await stage.post(list_notes()))

    assert 1 == len(stage.values("board.events"))


async def test_an_original_that_stands_there_twice_is_handled_once(stage: Stage, office: Office) -> None:
    """By whatever hand: once it has succeeded, it is a repeat."""
    await office.put_aside()
    office.is_broken = False
    await office.desk.retry(Wanted(), is_dry=False)
    again = stage.broker.records("board.commands")[-1]
    await stage.broker.produce(Outgoing(again.topic, again.key, again.value, again.headers, again.partition))
    async with stage.worker(office.board):
        snapshot = await stage.outcome(await stage.post(list_notes()))

    assert 1 == snapshot.seq


@pytest.mark.parametrize("landed", [False, True])
async def test_a_time_out_puts_nothing_back_twice(stage: Stage, office: Office, landed: bool) -> None:
    """The marks tell whether it was written."""
    await office.put_aside(5)
    stage.broker.fail_next_commit(TransactionUnknown, landed=landed)
    assert await office.desk.retry(Wanted(), is_dry=False)

    assert 5 + 5 == len(stage.broker.records("board.commands"))
    assert [] == await office.listed()


async def test_an_abort_is_said_with_what_was_done_before(stage: Stage, office: Office) -> None:
    await office.put_aside(2)
    stage.broker.fail_next_commit(TransactionAborted)
    with pytest.raises(TransactionAborted):
        await office.desk.retry(Wanted(), is_dry=False)

    assert "put back 0 letters" in office.said
    assert 2 == len(await office.listed())


async def test_two_operators_put_nothing_back_twice(stage: Stage, office: Office) -> None:
    """Whoever comes second takes over; the first is told."""
    await office.put_aside(2 * BATCH + 1)
    both = await asyncio.gather(
        office.desk.retry(Wanted(), is_dry=False), office.desk.retry(Wanted(), is_dry=False), return_exceptions=True
    )
    await office.desk.retry(Wanted(), is_dry=False)

    assert Fenced in map(type, both)
    assert 2 * (2 * BATCH + 1) == len(stage.broker.records("board.commands"))


async def test_a_dry_run_writes_nothing_and_disturbs_nobody(stage: Stage, office: Office) -> None:
    await office.put_aside()
    slot = await stage.broker.transactor(SLOT)
    assert await office.desk.retry(Wanted(), is_dry=True)
    await slot.commit([Outgoing("board.dead", None, b"still mine")], {}, None)

    assert 1 == len(stage.broker.records("board.commands"))
    assert "would put back 1 letter" in office.said


async def test_what_fails_again_comes_back_as_a_new_letter(stage: Stage, office: Office) -> None:
    [first] = await office.put_aside()
    await office.desk.retry(Wanted(), is_dry=False)
    async with stage.worker(office.board):
        await eventually(lambda: len(office.letters()) == 2)
    second = office.letters()[1]

    assert [second] == await office.listed()
    await office.desk.show(named([second]))
    assert any(f"put back before, as {first}" in line for line in office.said)
    assert await office.desk.retry(named([second]), is_dry=False)


async def test_the_tries_before_it_was_put_aside_are_counted(stage: Stage, office: Office) -> None:
    await office.put_aside()
    [letter] = stage.broker.records("board.dead")
    assert b"1" == letter.headers[DEAD_ATTEMPTS]


async def test_an_event_is_put_back_for_the_domain_that_failed_at_it_alone(stage: Stage, office: Office) -> None:
    """It stands on the events of another domain again: nobody folds it twice, and no other domain reacts to it."""
    failing, effects, others = [True], [], []

    async def react(event: NotePosted, context) -> None:
        if failing[0]:
            raise ZeroDivisionError
        effects.append(event.text)

    async def react_elsewhere(event: NotePosted, context) -> None:
        others.append(event.text)

    accounts = replace(ACCOUNTS, reactions={NotePosted: react})
    sessions = WorkerSpec(domain="sessions", reactions={NotePosted: react_elsewhere})
    async with stage.worker(BOARD), stage.worker(sessions):
        async with stage.worker(accounts):
            await stage.outcome(await stage.post(post_note("a")))
            await eventually(lambda: len(stage.broker.records("accounts.dead")) == 1)
            failing[0] = False
            assert await office.desk.retry(Wanted(), is_dry=False)
            await eventually(lambda: effects == ["a"])
            await stage.outcome(await stage.post(post_note("b")))
            await eventually(lambda: effects == ["a", "b"] and others == ["a", "b"])
    assert 3 == len(stage.broker.records("board.events"))
    async with stage.worker(BOARD):
        snapshot = await stage.outcome(await stage.post(list_notes()))
    assert (["a", "b"], 2) == ([note.text for note in snapshot.notes], snapshot.seq)


async def test_a_reaction_that_ended_its_request_with_a_failure_has_its_effect(stage: Stage, office: Office) -> None:
    failing, effects = [True], []

    async def react(event: LoginSucceeded, context) -> SessionReady:
        if failing[0]:
            raise ZeroDivisionError
        effects.append(event.login_hash)
        return SessionReady(pick_up_before=context.now)

    sessions = WorkerSpec(domain="sessions", reactions={LoginSucceeded: react})
    envelope = Envelope(id=uuid4(), request_id=uuid4(), subscriber_id=SUBSCRIBER, deadline_ms=1)
    value = stage.codec.encode("accounts.signals", LoginSucceeded(name="ada", account_id=uuid4(), login_hash="h"))
    async with stage.worker(sessions):
        await stage.broker.produce(Outgoing("accounts.signals", b"ada", value, envelope.to_headers()))
        assert isinstance(await stage.outcome(envelope.request_id), Failed)
        failing[0] = False
        assert await office.desk.retry(Wanted(domain="sessions"), is_dry=False)
        await eventually(lambda: effects == ["h"])

    assert 1 == len(stage.outcomes(envelope.request_id))


async def test_what_cannot_be_put_back_is_left_with_the_reason(stage: Stage, office: Office) -> None:
    def broken(command, state, context):
        raise ZeroDivisionError

    async with stage.worker(replace(BOARD, handlers={**BOARD.handlers, type(list_notes()): broken})):
        await stage.outcome(await stage.post(list_notes()))
    for headers in (
        {},
        {"dead-topic": b"board.commands", "dead-partition": b"99"},
        {"dead-topic": b"gone.commands", "dead-partition": b"0"},
        {"dead-topic": b"board.commands", "dead-partition": b"0", "dead-truncated": b"value"},
    ):
        await stage.broker.produce(Outgoing("board.dead", b"k", b"x", headers))
    assert not await office.desk.retry(Wanted(), is_dry=False)

    reasons = sorted(line.partition(": ")[2] for line in office.said if line.startswith("left "))
    assert [
        "board.commands has no partition 99 any more",
        "it does not say where it came from",
        "it is a query, and whoever asked has heard that it failed; drop it",
        "it was too large, so that only the beginning of its value was kept",
        "there is no topic gone.commands any more",
    ] == reasons
    assert "put back 0 letters, left 5" in office.said
