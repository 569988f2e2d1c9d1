"""Work that may be done twice: nothing is lost at whatever step a process dies, and a repeat can be told by its id."""

import asyncio
from collections import Counter
from random import Random
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from services.board.main import SPEC as BOARD
from services.greetings.handlers import HANDLERS
from services.greetings.main import SPEC as GREETINGS
from services.runner.decision import Decision
from services.runner.metrics import OFFSET_COMMITS, TRANSACTIONS
from services.runner.spec import WorkerSpec, routes
from services.wire.broker import Outgoing, Partition, Position
from services.wire.errors import Fenced, TransientError, WorkerInvalid
from services.wire.generated.accounts import LoginSucceeded
from services.wire.generated.greetings import Greet, Greeted
from services.wire.generated.sessions import SessionReady
from services.wire.generated.wire import Expired, Failed, RequestIdReused
from services.wire.headers import ID, Envelope
from services.wire.murmur2 import partition_of
from tests.runner.stage import PARTITIONS, QUICK, SUBSCRIBER, Running, Stage, eventually

AT_LEAST_ONCE = replace(GREETINGS, delivery="at-least-once")
STEPS = ("before a record", "after a record", "before offsets", "after offsets")


def greet(name: str = "Ada", text: str = "hello") -> Greet:
    return Greet(name=name, text=text)


def greetings_with(handler) -> WorkerSpec:
    """The greetings, with another way to greet."""
    return replace(AT_LEAST_ONCE, handlers={Greet: handler})


def committed(stage: Stage, group: str = "greetings") -> dict[int, int]:
    """Where the group stands on each partition of its commands."""
    offsets = stage.broker._groups[group].offsets
    return {partition.number: one.offset for partition, one in offsets.items()}


def ends(stage: Stage) -> dict[int, int]:
    """Where those partitions end, of which there is something."""
    logs = {number: stage.broker.log(Partition("greetings.commands", number)).end for number in range(PARTITIONS)}
    return {number: end for number, end in logs.items() if end}


async def post_many(stage: Stage, count: int = 20) -> list[UUID]:
    return [await stage.post(greet(f"n{number}", str(number))) for number in range(count)]


def hold_up(stage: Stage, running: Running) -> asyncio.Event:
    """Let the answers "stuck" of a worker wait until the event is set."""
    produce, release = running.line.produce, asyncio.Event()

    async def slow_to_write(outgoing: Outgoing) -> Position:
        if outgoing.topic == "replies" and stage.codec.decode(outgoing.value or b"") == Greeted(text="stuck"):
            await release.wait()
        return await produce(outgoing)

    running.line.produce = slow_to_write
    return release


async def answered(stage: Stage, requests: list[UUID]) -> None:
    """Wait until every one of these requests has an answer."""
    await eventually(lambda: set(requests) <= {frame.request_id for frame in stage.frames()})


def assert_each_was_greeted(stage: Stage, requests: list[UUID]) -> None:
    """However often it was written, there is one answer and one signal of each request, told by their ids."""
    assert [[Greeted(text=str(number))] for number in range(len(requests))] == [
        stage.outcomes(request_id) for request_id in requests
    ]
    signals = {record.headers[ID]: record.value for record in stage.broker.records("greetings.signals")}
    assert len(requests) == len(signals) == len(set(signals.values()))


async def test_neither_inbox_nor_transaction(stage: Stage):
    """Signals and answers are written, and the offset is committed, without anything that others wait for."""
    async with stage.worker(AT_LEAST_ONCE) as running:
        requests = await post_many(stage)
        await answered(stage, requests)
        await eventually(lambda: committed(stage) == ends(stage))

    assert_each_was_greeted(stage, requests)
    assert [] == stage.broker.records("greetings.inbox")
    assert {} == stage.broker._transactors
    counts = running.worker.metrics._counts
    assert (counts[TRANSACTIONS.name].total(), {"written"}) == (0, set(counts[OFFSET_COMMITS.name]))


def test_a_domain_that_keeps_events_is_refused():
    """Its state is the fold of what was decided, and each command may be decided but once."""
    with pytest.raises(WorkerInvalid, match=r"at-least-once.*keeps board\.NoteDeleted, board\.NoteEdited"):
        routes(replace(BOARD, delivery="at-least-once"))


@pytest.mark.parametrize("step", STEPS)
async def test_nothing_is_lost_wherever_a_process_dies(stage: Stage, step: str):
    """The next owner decides again what was not committed; what it writes has the ids of the first time."""
    running = await stage.start(AT_LEAST_ONCE)
    before = await stage.post(greet("before"))
    await stage.outcome(before)
    running.line.dies_at = step
    requests = await post_many(stage)
    await eventually(lambda: running.line.is_cut)
    await running.kill()

    async with stage.worker(AT_LEAST_ONCE):
        await answered(stage, requests)
        await eventually(lambda: committed(stage) == ends(stage))

    assert [Greeted(text="hello")] == stage.outcomes(before)
    signals = {record.headers[ID] for record in stage.broker.records("greetings.signals")}
    assert (len(requests) + 1, [1] * len(requests)) == (len(signals), [len(stage.outcomes(one)) for one in requests])


async def test_an_answer_that_was_sent_and_not_committed_is_sent_again_under_its_id(stage: Stage):
    """That is what a gateway knows it by."""
    running = await stage.start(AT_LEAST_ONCE)
    running.line.dies_at = "before offsets"
    request_id = await stage.post(greet())
    await eventually(lambda: running.line.is_cut)
    await running.kill()
    assert 1 == len(stage.frames())
    async with stage.worker(AT_LEAST_ONCE):
        await eventually(lambda: len(stage.frames()) == 2)

    first, second = stage.frames()
    assert (first, request_id) == (second, first.request_id)
    [signal, again] = stage.broker.records("greetings.signals")
    assert (signal.headers, signal.value) == (again.headers, again.value)


async def test_an_orderly_stop_leaves_nothing_to_do_again(stage: Stage):
    """Everything that was answered is committed before the group is left."""
    async with stage.worker(AT_LEAST_ONCE):
        requests = await post_many(stage)
        await answered(stage, requests)
    assert ends(stage) == committed(stage)
    async with stage.worker(AT_LEAST_ONCE):
        requests.append(await stage.post(greet("after", str(len(requests)))))
        await answered(stage, requests)

    assert_each_was_greeted(stage, requests)
    assert len(requests) == len(stage.frames()) == len(stage.broker.records("greetings.signals"))


async def test_offsets_pass_nothing_that_is_unfinished(stage: Stage):
    """What is decided behind a slow input waits for it, and is decided again after a crash."""
    decided = []

    async def slow(command: Greet, state, context) -> Decision:
        if command.text == "slow":
            await asyncio.Event().wait()
        decided.append(command.text)
        return HANDLERS[Greet](command, state, context)

    one, other = _names_of_one_partition()
    async with stage.worker(greetings_with(slow)) as running:
        await stage.outcome(await stage.post(greet(one, "first")))
        await eventually(lambda: committed(stage) == {0: 1})
        slow_id = await stage.post(greet(one, "slow"))
        quick_id = await stage.post(greet(other, "quick"))
        await eventually(lambda: "quick" in decided)
        await asyncio.sleep(0.02)
        assert {0: 1} == committed(stage)
        await running.kill()

    async with stage.worker(AT_LEAST_ONCE):
        await answered(stage, [slow_id, quick_id])
        await eventually(lambda: committed(stage) == {0: 3})


async def test_offsets_pass_nothing_that_kafka_does_not_have(stage: Stage):
    """An answer that cannot be sent yet holds the offsets of its partition up, and no other answer."""
    one, other = _names_of_one_partition()
    async with stage.worker(AT_LEAST_ONCE) as running:
        stuck = hold_up(stage, running)
        stuck_id = await stage.post(greet(one, "stuck"))
        await stage.outcome(await stage.post(greet(other, "quick")))
        await asyncio.sleep(0.02)
        assert {} == committed(stage)
        stuck.set()
        await stage.outcome(stuck_id)
        await eventually(lambda: committed(stage) == {0: 2})


async def test_answers_wait_for_the_broker(stage: Stage):
    """What could not be sent or committed is, when the broker is back."""
    async with stage.worker(AT_LEAST_ONCE):
        await stage.outcome(await stage.post(greet("before")))
        requests = await post_many(stage)
        for _ in range(20):
            stage.broker.unavailable = not stage.broker.unavailable
            await asyncio.sleep(0)
        stage.broker.unavailable = False
        await answered(stage, requests)
        await eventually(lambda: committed(stage) == ends(stage))


async def test_a_member_that_lost_its_partitions_commits_nothing_on_them(stage: Stage):
    """What it was deciding is decided by the next owner, who alone says where the group stands."""
    release, entered = asyncio.Event(), asyncio.Event()

    async def slow(command: Greet, state, context) -> Decision:
        entered.set()
        await release.wait()
        return HANDLERS[Greet](command, state, context)

    requests = await post_many(stage)
    async with stage.worker(greetings_with(slow), slot="0"):
        await entered.wait()
        async with stage.worker(AT_LEAST_ONCE, slot="1") as other:
            await eventually(lambda: len(other.worker.slots) == 1 and bool(stage.frames()))
            [taken] = [slot.partition.number for slot in other.worker.slots]
            await eventually(lambda: committed(stage).get(taken) == ends(stage)[taken])
            assert {taken} == set(committed(stage))
            release.set()
            await answered(stage, requests)

    assert_each_was_greeted(stage, requests)
    assert ends(stage) == committed(stage)


async def test_a_lost_partition_holds_up_no_offsets_of_the_kept_one(stage: Stage):
    """What arrives for it afterwards is forgotten."""
    async with stage.worker(AT_LEAST_ONCE, slot="0") as running:
        stuck = hold_up(stage, running)
        requests = [await stage.post(greet(f"n{number}", "stuck")) for number in range(10)]
        await eventually(lambda: sum(slot.unsent.inputs for slot in running.worker.slots) == 10)
        async with stage.worker(AT_LEAST_ONCE, slot="1") as other:
            await eventually(lambda: len(committed(stage)) == 1)
            [taken] = [slot.partition.number for slot in other.worker.slots]
            assert [taken] == list(committed(stage))
            stuck.set()
            await answered(stage, requests)
            await eventually(lambda: committed(stage) == ends(stage))


async def test_a_process_whose_slot_was_taken_ends(stage: Stage):
    first = await stage.start(AT_LEAST_ONCE)
    async with stage.worker(AT_LEAST_ONCE):
        await stage.outcome(await stage.post(greet()))
        with pytest.raises(Fenced):
            await first.task


async def test_more_is_taken_only_as_offsets_are_committed(stage: Stage):
    """What a crash repeats is bounded, though every answer is sent."""
    limits = replace(QUICK, pause_above=5, resume_below=3)
    running = await stage.start(AT_LEAST_ONCE, limits=limits)
    running.line.dies_at = "before offsets"
    for number in range(100):
        await stage.post(greet("Ada", str(number)))
        await asyncio.sleep(0)
    await eventually(lambda: running.line.is_cut)
    await running.kill()
    async with stage.worker(AT_LEAST_ONCE, limits=limits):
        await eventually(lambda: len({frame.request_id for frame in stage.frames()}) == 100)
        await eventually(lambda: committed(stage) == ends(stage))


async def test_a_request_that_was_posted_again_is_answered_again_under_the_same_id(stage: Stage):
    """Nothing remembers that it was decided."""
    async with stage.worker(AT_LEAST_ONCE):
        request_id = await stage.post(greet())
        await stage.outcome(request_id)
        await stage.post(greet(), request_id=request_id)
        await eventually(lambda: len(stage.frames()) == 2)

    assert 1 == len(stage.outcomes(request_id))


async def test_another_request_under_an_id_that_is_under_way_is_refused(stage: Stage):
    release = asyncio.Event()

    async def slow(command: Greet, state, context) -> Decision:
        await release.wait()
        return HANDLERS[Greet](command, state, context)

    async with stage.worker(greetings_with(slow)) as running:
        request_id = await stage.post(greet(text="one"))
        await stage.post(greet(text="other"), request_id=request_id)
        await eventually(lambda: sum(slot.in_flight for slot in running.worker.slots) == 2)
        release.set()
        await eventually(lambda: len(stage.frames()) == 2)

    assert [Greeted(text="one"), RequestIdReused()] == stage.outcomes(request_id)


async def test_what_cannot_be_handled_is_put_aside_and_what_may_pass_is_tried_again(stage: Stage):
    tried = Counter[str]()

    def failing(command: Greet, state, context) -> Decision:
        tried[command.text] += 1
        if command.text == "broken":
            raise ZeroDivisionError
        if tried[command.text] < 3:
            raise TransientError("not yet")
        return HANDLERS[Greet](command, state, context)

    async with stage.worker(greetings_with(failing)):
        broken, passing = await stage.post(greet(text="broken")), await stage.post(greet(text="passing"))
        assert isinstance(await stage.outcome(broken), Failed)
        assert Greeted(text="passing") == await stage.outcome(passing)
        await eventually(lambda: committed(stage) == ends(stage))

    [letter], [command, _] = stage.broker.records("greetings.dead"), stage.broker.records("greetings.commands")
    assert (command.value, {"broken": 1, "passing": 3}) == (letter.value, dict(tried))


async def test_a_request_that_comes_too_late_expires(stage: Stage):
    async with stage.worker(AT_LEAST_ONCE):
        request_id = await stage.post(greet(), deadline_ms=int(stage.now_s * 1000) - 1)
        assert isinstance(await stage.outcome(request_id), Expired)


async def test_a_reaction_ends_the_request_of_another_domain(stage: Stage):
    async def react(event: LoginSucceeded, context) -> SessionReady:
        return SessionReady(pick_up_before=context.now)

    sessions = WorkerSpec(domain="sessions", reactions={LoginSucceeded: react}, delivery="at-least-once")
    envelope = Envelope(id=uuid4(), request_id=uuid4(), subscriber_id=SUBSCRIBER, deadline_ms=1)
    event = LoginSucceeded(name="ada", account_id=uuid4(), login_hash="h")
    value = stage.codec.encode("accounts.signals", event)
    async with stage.worker(sessions):
        await stage.broker.produce(Outgoing("accounts.signals", b"ada", value, envelope.to_headers()))
        assert isinstance(await stage.outcome(envelope.request_id), SessionReady)

    assert [] == stage.values("sessions.inbox")


@pytest.mark.parametrize(("first", "second"), [(GREETINGS, AT_LEAST_ONCE), (AT_LEAST_ONCE, GREETINGS)])
async def test_a_domain_may_change_its_delivery(stage: Stage, first: WorkerSpec, second: WorkerSpec):
    """Also behind a process that died: what it had committed and not sent is in the inbox, which is still read."""
    running = await stage.start(first)
    running.line.is_cut_after_commit = True
    running.line.dies_at = "before offsets"
    requests = await post_many(stage)
    await eventually(lambda: running.line.is_cut)
    await running.kill()
    async with stage.worker(second):
        await answered(stage, requests)

    assert_each_was_greeted(stage, requests)


@pytest.mark.parametrize("seed", range(20))
async def test_nothing_is_lost_in_any_history(stage: Stage, seed: int):
    """Workers come, stop, die at any step and take partitions from one another, while requests are posted."""
    random = Random(seed)
    requests: list[UUID] = []
    for _ in range(12):
        workers = [await stage.start(AT_LEAST_ONCE, slot=slot) for slot in "01"]
        requests += [
            await stage.post(greet(f"n{number}", str(number)))
            for number in range(len(requests), len(requests) + random.randrange(15))
        ]
        for _ in range(random.randrange(8)):
            await asyncio.sleep(0)
        for running in workers:
            running.line.dies_at = random.choice((*STEPS, ""))
        for _ in range(random.randrange(8)):
            await asyncio.sleep(0)
        for running in workers:
            await (running.kill() if random.random() < 0.7 else running.stop())
    for slot in "01":
        await (await stage.start(AT_LEAST_ONCE, slot=slot)).stop()
    async with stage.worker(AT_LEAST_ONCE):
        await answered(stage, requests)
        await eventually(lambda: committed(stage) == ends(stage))

    assert_each_was_greeted(stage, requests)


def _names_of_one_partition() -> tuple[str, str]:
    first, second, *_ = [name for name in map("n{}".format, range(50)) if not partition_of(name.encode(), PARTITIONS)]
    return first, second
