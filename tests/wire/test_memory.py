"""What the broker in memory can be told to do, so that others can test what they make of it."""

import asyncio

import pytest

from services.wire.broker import Batch, Committed, Outgoing, Partition
from services.wire.errors import BrokerUnavailable, TransactionAborted, TransactionUnknown
from services.wire.memory import MemoryBroker
from tests.wire.stage import Recorder, thing, until

FIRST = Partition("things", 0)
OUT = Outgoing("other", None, b"out", {}, 0)


@pytest.fixture
def broker() -> MemoryBroker:
    return MemoryBroker({"things": 3, "other": 2})


async def _input(broker: MemoryBroker) -> tuple[Recorder, Batch]:
    await broker.produce(thing("input"))
    recorder = await (await Recorder().join(broker)).heard(1)
    return recorder, recorder.batches[0]


async def test_a_commit_told_to_abort_writes_nothing_once(broker: MemoryBroker) -> None:
    recorder, batch = await _input(broker)
    transactor = await broker.transactor("a")
    broker.fail_next_commit(TransactionAborted)
    with pytest.raises(TransactionAborted):
        await transactor.commit([OUT], {FIRST: Committed(1)}, batch.generation)
    assert broker.records("other") == []
    assert (await recorder.member.committed([FIRST]))[FIRST] is None
    await transactor.commit([OUT], {FIRST: Committed(1)}, batch.generation)
    assert len(broker.records("other")) == 1


@pytest.mark.parametrize("landed", [True, False])
async def test_an_unknown_commit_may_have_landed(broker: MemoryBroker, landed: bool) -> None:
    recorder, batch = await _input(broker)
    broker.fail_next_commit(TransactionUnknown, landed=landed)
    with pytest.raises(TransactionUnknown):
        await (await broker.transactor("a")).commit([OUT], {FIRST: Committed(1)}, batch.generation)
    assert len(broker.records("other")) == landed
    assert (await recorder.member.committed([FIRST]))[FIRST] == (Committed(1) if landed else None)


async def test_nothing_moves_while_the_broker_is_away(broker: MemoryBroker) -> None:
    recorder, batch = await _input(broker)
    transactor = await broker.transactor("a")
    broker.unavailable = True
    with pytest.raises(BrokerUnavailable):
        await broker.produce(thing("x"))
    committing = asyncio.ensure_future(transactor.commit([OUT], {}, batch.generation))
    await asyncio.sleep(0.01)
    assert not committing.done()
    broker.unavailable = False
    with pytest.raises(TransactionUnknown):
        await committing
    await broker.produce(thing("y"))
    await recorder.heard(2)


async def test_a_new_generation_refuses_what_was_polled_before(broker: MemoryBroker) -> None:
    _, batch = await _input(broker)
    broker.rebalance("workers")
    await asyncio.sleep(0)
    with pytest.raises(TransactionAborted):
        await (await broker.transactor("a")).commit([OUT], {FIRST: Committed(1)}, batch.generation)


async def test_a_member_that_joins_takes_no_more_than_its_share(broker: MemoryBroker) -> None:
    members = [await Recorder().join(broker, str(slot)) for slot in range(4)]
    await until(lambda: sorted(len(member.owned) for member in members) == [0, 1, 1, 1])
    assert set.union(*(member.owned for member in members)) == {Partition("things", number) for number in range(3)}
