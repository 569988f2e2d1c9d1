"""What `broker.py` promises, held by the broker in memory and by a real Kafka alike."""

import asyncio
import time

import pytest

from services.wire.broker import Broker, Committed, Outgoing, Partition, Record
from services.wire.errors import BrokerUnavailable, Fenced, OffsetsRefused, TopicMissing
from services.wire.murmur2 import partition_of
from tests.wire.stage import Recorder, Stage, read_all, thing, until

FIRST = Partition("things", 0)
SECOND = Partition("things", 1)


# Writing and asking.


async def test_a_record_comes_back_as_it_was_written(broker: Broker) -> None:
    before_ms = time.time_ns() // 1_000_000
    where = await broker.produce(Outgoing("things", b"\x00key", b"\xffvalue", {"id": b"1", "empty": b""}, 2))
    assert where == ("things", 2, 0)
    (record,) = await read_all(broker, Partition("things", 2))
    assert (record.key, record.value, record.headers) == (b"\x00key", b"\xffvalue", {"id": b"1", "empty": b""})
    assert (record.topic, record.partition, record.offset) == where
    assert before_ms - 1 <= record.timestamp_ms <= time.time_ns() // 1_000_000 + 1


async def test_a_record_without_key_and_value_is_one_too(broker: Broker) -> None:
    where = await broker.produce(Outgoing("things", None, None))
    (record,) = await read_all(broker, Partition("things", where.partition))
    assert (record.key, record.value, record.headers) == (None, None, {})


async def test_records_of_a_partition_keep_the_order_of_the_calls(broker: Broker) -> None:
    await asyncio.gather(*(broker.produce(thing(str(number), number % 2)) for number in range(3_000)))
    for partition in (FIRST, SECOND):
        values = [int(record.value or b"") for record in await read_all(broker, partition)]
        assert values == list(range(partition.number, 3_000, 2))


@pytest.mark.parametrize("key", [b"", b"a", b"main", b"somewhat longer key", b"\xff\x80\x00"])
async def test_a_key_has_the_partition_that_java_gives_it(broker: Broker, key: bytes) -> None:
    where = await broker.produce(thing("x", None, key))
    assert where.partition == partition_of(key, 3)


async def test_the_number_of_partitions_is_known(broker: Broker) -> None:
    assert await broker.partition_count("things") == 3
    assert await broker.partition_count("other") == 2


async def test_a_missing_topic_says_how_to_make_it(broker: Broker) -> None:
    with pytest.raises(TopicMissing, match="just apply"):
        await broker.partition_count("nothing")
    with pytest.raises(TopicMissing, match="just apply"):
        await broker.join("workers", ["things", "nothing"], "a", Recorder())
    with pytest.raises(TopicMissing, match="just apply"):
        await broker.follow({Partition("nothing", 0): 0}, lambda _: None)


async def test_producing_to_a_missing_topic_says_how_to_make_it(broker: Broker) -> None:
    with pytest.raises(TopicMissing, match="just apply"):
        await broker.produce(Outgoing("nothing", None, None))


async def test_offsets_say_where_a_log_begins_and_ends(stage: Stage, broker: Broker) -> None:
    for number in range(5):
        await broker.produce(thing(str(number)))
    await stage.trim(FIRST, 2)
    assert await broker.start_offsets([FIRST, SECOND]) == {FIRST: 2, SECOND: 0}
    assert await broker.end_offsets([FIRST, SECOND]) == {FIRST: 5, SECOND: 0}
    assert await broker.end_offsets([]) == {}


async def test_a_broker_that_is_away_is_unavailable(stage: Stage) -> None:
    away = await stage.unreachable()
    with pytest.raises(BrokerUnavailable):
        await away.produce(thing("x"))


# Reading.


async def test_reading_a_stretch_gives_that_stretch(broker: Broker) -> None:
    await asyncio.gather(*(broker.produce(thing(str(number))) for number in range(1_000)))
    read = [record async for batch in broker.read(FIRST, 100, 900) for record in batch]
    assert [record.offset for record in read] == list(range(100, 900))


async def test_reading_nothing_ends_at_once(broker: Broker) -> None:
    assert await read_all(broker, FIRST) == []


async def test_several_stretches_can_be_read_at_once(broker: Broker) -> None:
    for number in range(30):
        await broker.produce(thing(str(number), number % 3))
    found = await asyncio.gather(*(read_all(broker, Partition("things", number)) for number in range(3)))
    assert [[int(record.value or b"") % 3 for record in records] for records in found] == [[0] * 10, [1] * 10, [2] * 10]


async def test_reading_from_before_the_beginning_begins_at_the_beginning(stage: Stage, broker: Broker) -> None:
    for number in range(5):
        await broker.produce(thing(str(number)))
    await stage.trim(FIRST, 3)
    assert [record.offset for record in await read_all(broker, FIRST)] == [3, 4]


async def test_the_end_counts_records_of_open_transactions(stage: Stage, broker: Broker) -> None:
    await broker.produce(thing("plain"))
    await stage.open_transaction([thing("open"), thing("open")])
    assert (await broker.end_offsets([FIRST]))[FIRST] == 3


async def test_reading_waits_for_an_open_transaction(stage: Stage, broker: Broker) -> None:
    transaction = await stage.open_transaction([thing("one"), thing("two")])
    await broker.produce(thing("behind"))
    reading = asyncio.ensure_future(read_all(broker, FIRST))
    await asyncio.sleep(0.3)
    assert not reading.done()
    await transaction.commit()
    assert [record.value for record in await reading] == [b"one", b"two", b"behind"]


async def test_records_of_an_aborted_transaction_are_never_seen(stage: Stage, broker: Broker) -> None:
    transaction = await stage.open_transaction([thing("never")])
    await broker.produce(thing("behind"))
    await transaction.abort()
    assert [record.value for record in await read_all(broker, FIRST)] == [b"behind"]


async def test_reading_ends_behind_the_mark_of_a_transaction(stage: Stage, broker: Broker) -> None:
    await (await stage.open_transaction([thing("one")])).commit()
    # Kafka confirms a commit before it has written the marks.
    while (await broker.end_offsets([FIRST]))[FIRST] < 2:
        await asyncio.sleep(0.01)
    assert len(await read_all(broker, FIRST)) == 1


# Following.


async def test_following_from_an_offset_loses_nothing(broker: Broker) -> None:
    heard: list[Record] = []
    writing = asyncio.ensure_future(_write_slowly(broker, 200))
    await asyncio.sleep(0.05)
    ends = await broker.end_offsets([FIRST, SECOND])
    await asyncio.sleep(0.05)
    follower = await broker.follow(ends, heard.extend)
    await writing
    await until(lambda: len(heard) >= 400 - sum(ends.values()))
    for partition, start in ends.items():
        offsets = [record.offset for record in heard if record.partition == partition.number]
        assert offsets == list(range(start, 200))
    await follower.close()


async def _write_slowly(broker: Broker, count: int) -> None:
    for number in range(count):
        await asyncio.gather(broker.produce(thing(str(number), 0)), broker.produce(thing(str(number), 1)))
        await asyncio.sleep(0.001)


async def test_a_follower_sees_transactions_when_they_commit(stage: Stage, broker: Broker) -> None:
    heard: list[Record] = []
    follower = await broker.follow({FIRST: 0}, heard.extend)
    transaction = await stage.open_transaction([thing("later")])
    await asyncio.sleep(0.2)
    assert heard == []
    await transaction.commit()
    await until(lambda: [record.value for record in heard] == [b"later"])
    await follower.close()


async def test_a_closed_follower_is_silent(broker: Broker) -> None:
    heard: list[Record] = []
    follower = await broker.follow({FIRST: 0}, heard.extend)
    await follower.close()
    await broker.produce(thing("x"))
    await asyncio.sleep(0.2)
    assert heard == []


# Groups.


async def test_nothing_is_delivered_before_start(broker: Broker) -> None:
    await broker.produce(thing("x"))
    recorder = await (await Recorder(starts=False).join(broker)).owns(3)
    await asyncio.sleep(0.3)
    assert recorder.records == []
    recorder.member.start(FIRST, 0)
    await recorder.heard(1)
    await recorder.member.close()


async def test_delivery_begins_at_the_offset_of_start_and_keeps_order(broker: Broker) -> None:
    await asyncio.gather(*(broker.produce(thing(str(number))) for number in range(1_000)))
    recorder = await (await Recorder(starts=False).join(broker)).owns(3)
    recorder.member.start(FIRST, 10)
    await recorder.heard(990)
    assert [record.offset for record in recorder.records] == list(range(10, 1_000))
    await recorder.member.close()


async def test_starting_again_delivers_again_and_nothing_old_in_between(broker: Broker) -> None:
    await asyncio.gather(*(broker.produce(thing(str(number))) for number in range(1_000)))
    recorder = await (await Recorder().join(broker)).heard(1)
    recorder.records.clear()
    recorder.member.start(FIRST, 3)
    await recorder.heard(997)
    assert [record.offset for record in recorder.records] == list(range(3, 1_000))
    await recorder.member.close()


async def test_starting_before_the_beginning_begins_at_the_beginning(stage: Stage, broker: Broker) -> None:
    for number in range(5):
        await broker.produce(thing(str(number)))
    await stage.trim(FIRST, 3)
    recorder = await (await Recorder(starts=False).join(broker)).owns(3)
    recorder.member.start(FIRST, 1)
    await recorder.heard(2)
    assert [record.offset for record in recorder.records] == [3, 4]
    await recorder.member.close()


async def test_a_paused_partition_is_silent_until_resumed_and_loses_nothing(broker: Broker) -> None:
    recorder = await (await Recorder().join(broker)).owns(3)
    await broker.produce(thing("before"))
    await recorder.heard(1)
    recorder.member.pause([FIRST])
    await asyncio.sleep(0.1)
    await broker.produce(thing("during"))
    await broker.produce(thing("elsewhere", 1))
    await recorder.heard(2)
    await asyncio.sleep(0.2)
    assert recorder.values() == [b"before", b"elsewhere"]
    recorder.member.resume([FIRST])
    await recorder.heard(3)
    assert recorder.values()[2] == b"during"
    await recorder.member.close()


async def test_starting_a_paused_partition_delivers_it(broker: Broker) -> None:
    await broker.produce(thing("x"))
    recorder = await (await Recorder().join(broker)).heard(1)
    recorder.member.pause([FIRST])
    recorder.member.start(FIRST, 0)
    await recorder.heard(2)
    await recorder.member.close()


async def test_a_new_group_has_no_offsets(broker: Broker) -> None:
    recorder = await (await Recorder(starts=False).join(broker)).owns(3)
    assert await recorder.member.committed([FIRST, SECOND]) == {FIRST: None, SECOND: None}
    await recorder.member.close()


async def test_members_share_the_partitions_and_hand_them_back(stage: Stage, broker: Broker) -> None:
    one = await (await Recorder().join(broker, "a")).owns(3)
    two = await (await Recorder().join(await stage.another(), "b")).owns(1)
    await one.owns(2)
    assert not one.owned & two.owned
    await asyncio.gather(*(broker.produce(thing(str(number), number % 3)) for number in range(30)))
    await until(lambda: len(one.records) + len(two.records) == 30)
    await two.member.close()
    assert not two.owned
    await one.owns(3)
    await one.member.close()


async def test_open_transactions_are_not_delivered(stage: Stage, broker: Broker) -> None:
    recorder = await (await Recorder().join(broker)).owns(3)
    transaction = await stage.open_transaction([thing("later")])
    await asyncio.sleep(0.3)
    assert recorder.records == []
    await transaction.commit()
    await recorder.heard(1)
    await recorder.member.close()


async def test_a_slot_taken_by_another_process_ends_the_first(stage: Stage, broker: Broker) -> None:
    one = await (await Recorder().join(broker, "a")).owns(3)
    two = await (await Recorder().join(await stage.another(), "a")).owns(3)
    await until(lambda: bool(one.errors))
    assert isinstance(one.errors[0], Fenced)
    assert not one.owned
    await one.member.close()
    await two.member.close()


# Offsets without a transaction.


async def test_offsets_committed_by_themselves_are_the_groups(broker: Broker) -> None:
    recorder = await (await Recorder().join(broker)).owns(3)
    await broker.produce(thing("x"))
    await recorder.heard(1)
    await recorder.member.commit({FIRST: Committed(1, "beside")})
    assert await recorder.member.committed([FIRST, SECOND]) == {FIRST: Committed(1, "beside"), SECOND: None}
    await recorder.member.close()


async def test_commits_of_offsets_take_effect_in_their_order(broker: Broker) -> None:
    await asyncio.gather(*(broker.produce(thing(str(number))) for number in range(20)))
    recorder = await (await Recorder().join(broker)).heard(20)
    await asyncio.gather(*(recorder.member.commit({FIRST: Committed(number + 1)}) for number in range(20)))
    assert await recorder.member.committed([FIRST]) == {FIRST: Committed(20)}
    await recorder.member.close()


async def test_offsets_of_a_lost_partition_are_refused_and_those_of_a_kept_one_are_not(
    stage: Stage, broker: Broker
) -> None:
    """Without anything new having been heard since: a member that keeps a partition need not read it again."""
    one = await (await Recorder().join(broker, "a")).owns(3)
    await asyncio.gather(*(broker.produce(thing("x", number)) for number in range(3)))
    await one.heard(3)
    two = await (await Recorder().join(await stage.another(), "b")).owns(1)
    await one.owns(2)
    (lost,) = two.owned
    kept = min(one.owned)
    with pytest.raises(OffsetsRefused):
        await one.member.commit({lost: Committed(1)})
    with pytest.raises(OffsetsRefused):
        await one.member.commit({lost: Committed(1), kept: Committed(1)})
    await one.member.commit({kept: Committed(1)})
    assert await two.member.committed([lost, kept]) == {lost: None, kept: Committed(1)}
    await one.member.close()
    await two.member.close()


async def test_offsets_of_a_partition_that_was_not_started_are_refused(broker: Broker) -> None:
    recorder = await (await Recorder(starts=False).join(broker)).owns(3)
    with pytest.raises(OffsetsRefused):
        await recorder.member.commit({FIRST: Committed(0)})
    await recorder.member.close()


async def test_a_member_whose_slot_was_taken_commits_no_offsets(stage: Stage, broker: Broker) -> None:
    await broker.produce(thing("x"))
    one = await (await Recorder().join(broker, "a")).heard(1)
    two = await (await Recorder().join(await stage.another(), "a")).owns(3)
    with pytest.raises((OffsetsRefused, Fenced)):
        await one.member.commit({FIRST: Committed(1)})
    assert await two.member.committed([FIRST]) == {FIRST: None}
    await one.member.close()
    await two.member.close()


async def test_a_commit_of_offsets_after_leaving_is_refused(broker: Broker) -> None:
    await broker.produce(thing("x"))
    recorder = await (await Recorder().join(broker)).heard(1)
    await recorder.member.close()
    with pytest.raises(OffsetsRefused):
        await recorder.member.commit({FIRST: Committed(1)})
