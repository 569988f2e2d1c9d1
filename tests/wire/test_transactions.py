"""What `broker.py` promises of transactions, held by the broker in memory and by a real Kafka alike."""

import pytest

from services.wire.broker import Batch, Broker, Committed, Outgoing, Partition
from services.wire.errors import Fenced, TransactionAborted
from tests.wire.stage import Recorder, Stage, read_all, thing

FIRST = Partition("things", 0)


async def _batch(broker: Broker, recorder: Recorder) -> Batch:
    """Have the recorder hear one record, and give its batch."""
    before = len(recorder.records)
    await broker.produce(thing("input"))
    await recorder.heard(before + 1)
    return recorder.batches[-1]


async def test_a_commit_writes_records_and_offsets_together(broker: Broker) -> None:
    recorder = await (await Recorder().join(broker)).owns(3)
    transactor = await broker.transactor("a")
    batch = await _batch(broker, recorder)
    out = [Outgoing("other", b"k", b"out", {"id": b"7"}, 1), *[Outgoing("other", b"k", b"again", {}, 0)] * 2]
    ends = await transactor.commit(out, {FIRST: Committed(1, "beside")}, batch.generation)
    assert ends == {Partition("other", 1): 1, Partition("other", 0): 2}
    assert (await recorder.member.committed([FIRST]))[FIRST] == Committed(1, "beside")
    (record,) = await read_all(broker, Partition("other", 1))
    assert (record.value, record.headers) == (b"out", {"id": b"7"})
    await recorder.member.close()
    await transactor.close()


async def test_commits_follow_one_another(broker: Broker) -> None:
    recorder = await (await Recorder().join(broker)).owns(3)
    transactor = await broker.transactor("a")
    for number in range(20):
        batch = await _batch(broker, recorder)
        where = Outgoing("other", b"k", str(number).encode(), {}, 0)
        await transactor.commit([where], {FIRST: Committed(number + 1)}, batch.generation)
    assert [int(record.value or b"") for record in await read_all(broker, Partition("other", 0))] == list(range(20))
    await recorder.member.close()
    await transactor.close()


async def test_a_commit_of_offsets_alone_or_records_alone_is_one_too(broker: Broker) -> None:
    recorder = await (await Recorder().join(broker)).owns(3)
    transactor = await broker.transactor("a")
    batch = await _batch(broker, recorder)
    assert await transactor.commit([], {FIRST: Committed(1)}, batch.generation) == {}
    assert (await recorder.member.committed([FIRST]))[FIRST] == Committed(1)
    assert len(await transactor.commit([Outgoing("other", None, b"x", {}, 0)], {}, None)) == 1
    await recorder.member.close()
    await transactor.close()


async def test_a_member_that_lost_its_partitions_cannot_commit_on_them(stage: Stage, broker: Broker) -> None:
    one = await (await Recorder().join(broker, "a")).owns(3)
    transactor = await broker.transactor("a")
    batch = await _batch(broker, one)
    two = await (await Recorder().join(await stage.another(), "b")).owns(1)
    await one.owns(2)
    with pytest.raises(TransactionAborted):
        await transactor.commit([Outgoing("other", None, b"never", {}, 0)], {FIRST: Committed(1)}, batch.generation)
    assert await read_all(broker, Partition("other", 0)) == []
    holder = one if FIRST in one.owned else two
    assert (await holder.member.committed([FIRST]))[FIRST] is None
    await one.member.close()
    await two.member.close()
    await transactor.close()


async def test_after_an_abort_the_same_records_can_be_read_and_committed(stage: Stage, broker: Broker) -> None:
    one = await (await Recorder().join(broker, "a")).owns(3)
    transactor = await broker.transactor("a")
    stale = await _batch(broker, one)
    two = await (await Recorder().join(await stage.another(), "b")).owns(1)
    await one.owns(2)
    with pytest.raises(TransactionAborted):
        await transactor.commit([], {FIRST: Committed(1)}, stale.generation)
    holder = one if FIRST in one.owned else two
    holder.records.clear()
    holder.member.start(FIRST, 0)
    await holder.heard(1)
    await transactor.commit(
        [Outgoing("other", None, b"once", {}, 0)], {FIRST: Committed(1)}, holder.batches[-1].generation
    )
    assert [record.value for record in await read_all(broker, Partition("other", 0))] == [b"once"]
    await one.member.close()
    await two.member.close()
    await transactor.close()


async def test_a_slot_has_one_transactor(stage: Stage, broker: Broker) -> None:
    first = await broker.transactor("a")
    await first.commit([Outgoing("other", None, b"first", {}, 0)], {}, None)
    second = await (await stage.another()).transactor("a")
    with pytest.raises(Fenced):
        await first.commit([Outgoing("other", None, b"never", {}, 0)], {}, None)
    await second.commit([Outgoing("other", None, b"second", {}, 0)], {}, None)
    assert [record.value for record in await read_all(broker, Partition("other", 0))] == [b"first", b"second"]
    await first.close()
    await second.close()
