"""Brokers on which the promises of `broker.py` are tried: in memory, and a real Kafka."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol
from uuid import uuid4

import msgspec

from services.wire.broker import Batch, Broker, Member, Outgoing, Partition, Record
from services.wire.kafka import KafkaBroker, KafkaTopics
from services.wire.kafka.options import options
from services.wire.memory import MemoryBroker
from services.wire.settings import Settings

TOPICS = {"things": 3, "other": 2}
PATIENCE_S = 20.0


class OpenTransaction(Protocol):
    async def commit(self) -> None: ...
    async def abort(self) -> None: ...


class Stage(Protocol):
    """A broker, and what a test may do behind its back."""

    broker: Broker

    async def another(self) -> Broker:
        """A second process' connection to the same broker."""

    async def open_transaction(self, outgoing: Sequence[Outgoing]) -> OpenTransaction: ...

    async def trim(self, partition: Partition, start: int) -> None:
        """What retention does: the records before `start` are gone."""

    async def unreachable(self) -> Broker:
        """A connection to a broker that is away."""


class MemoryStage:
    def __init__(self) -> None:
        self.broker = MemoryBroker(TOPICS)

    async def another(self) -> Broker:
        return self.broker

    async def open_transaction(self, outgoing: Sequence[Outgoing]) -> OpenTransaction:
        return _MemoryTransaction(self.broker.open_transaction(outgoing))

    async def trim(self, partition: Partition, start: int) -> None:
        self.broker.trim(partition, start)

    async def unreachable(self) -> Broker:
        broker = MemoryBroker(TOPICS)
        broker.unavailable = True
        return broker


class _MemoryTransaction:
    def __init__(self, transaction: Any) -> None:
        self._transaction = transaction

    async def commit(self) -> None:
        self._transaction.commit()

    async def abort(self) -> None:
        self._transaction.abort()


class KafkaStage:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.opened: list[Broker] = []
        self.transactions: list[_KafkaTransaction] = []

    async def open(self) -> "KafkaStage":
        topics = KafkaTopics(self.settings)
        await topics.create({name: (count, {}) for name, count in TOPICS.items()})
        self.broker = await self.another()
        return self

    async def another(self) -> Broker:
        self.opened.append(await KafkaBroker.open(self.settings))
        return self.opened[-1]

    async def open_transaction(self, outgoing: Sequence[Outgoing]) -> OpenTransaction:
        transaction = _KafkaTransaction(self.settings, outgoing)
        await asyncio.to_thread(transaction.begin)
        self.transactions.append(transaction)
        return transaction

    async def trim(self, partition: Partition, start: int) -> None:
        from confluent_kafka import TopicPartition
        from confluent_kafka.admin import AdminClient

        where = TopicPartition(self.settings.topic_prefix + partition.topic, partition.number, start)
        admin = AdminClient(options(self.settings, "admin"))
        for future in admin.delete_records([where]).values():
            await asyncio.wrap_future(future)

    async def unreachable(self) -> Broker:
        away = msgspec.structs.replace(
            self.settings, kafka_bootstrap="127.0.0.1:1", kafka={"message.timeout.ms": "300"}
        )
        self.opened.append(await KafkaBroker.open(away))
        return self.opened[-1]

    async def close(self) -> None:
        for transaction in self.transactions:
            await transaction.abort()
        for broker in self.opened:
            await broker.close()
        await KafkaTopics(self.settings).delete(list(TOPICS))


class _KafkaTransaction:
    def __init__(self, settings: Settings, outgoing: Sequence[Outgoing]) -> None:
        from confluent_kafka import Producer

        self._producer = Producer(options(settings, "transactor", {"transactional.id": uuid4().hex}))
        self._prefix = settings.topic_prefix
        self._outgoing = outgoing
        self._is_open = True

    def begin(self) -> None:
        self._producer.init_transactions(10)
        self._producer.begin_transaction()
        for one in self._outgoing:
            self._producer.produce(self._prefix + one.topic, one.value, one.key, one.partition or 0)
        self._producer.flush(10)

    async def commit(self) -> None:
        self._is_open = False
        await asyncio.to_thread(self._producer.commit_transaction, 10)

    async def abort(self) -> None:
        if self._is_open:
            self._is_open = False
            await asyncio.to_thread(self._producer.abort_transaction, 10)


@asynccontextmanager
async def kafka_stage(servers: Settings) -> AsyncIterator[KafkaStage]:
    stage = await KafkaStage(msgspec.structs.replace(servers, topic_prefix=f"t{uuid4().hex[:8]}.")).open()
    try:
        yield stage
    finally:
        await stage.close()


class Recorder:
    """A group listener that starts every partition where the group stands, and keeps what it hears."""

    def __init__(self, *, starts: bool = True) -> None:
        self.starts = starts
        self.owned: set[Partition] = set()
        self.records: list[Record] = []
        self.batches: list[Batch] = []
        self.errors: list[Exception] = []
        self.member: Member
        self._tasks: set[asyncio.Task[None]] = set()

    async def join(self, broker: Broker, slot: str = "a", group: str = "workers") -> "Recorder":
        self.member = await broker.join(group, ["things"], slot, self)
        return self

    def assigned(self, partitions: Sequence[Partition]) -> None:
        self.owned.update(partitions)
        if self.starts:
            task = asyncio.ensure_future(self._start(partitions))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _start(self, partitions: Sequence[Partition]) -> None:
        for partition, committed in (await self.member.committed(partitions)).items():
            self.member.start(partition, committed.offset if committed else 0)

    def received(self, batch: Batch) -> None:
        assert {Partition(record.topic, record.partition) for record in batch.records} <= self.owned
        self.batches.append(batch)
        self.records += batch.records

    def revoked(self, partitions: Sequence[Partition]) -> None:
        self.owned.difference_update(partitions)

    def failed(self, error: Exception) -> None:
        self.errors.append(error)

    def values(self) -> list[bytes | None]:
        return [record.value for record in self.records]

    async def heard(self, count: int) -> "Recorder":
        await until(lambda: len(self.records) >= count)
        return self

    async def owns(self, count: int) -> "Recorder":
        await until(lambda: len(self.owned) == count)
        return self


async def until(claim: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    """Wait until a claim holds, and fail if it never does."""
    give_up_at = time.monotonic() + patience_s
    while not claim():
        assert time.monotonic() < give_up_at, "waited in vain"
        await asyncio.sleep(0.005)


async def read_all(broker: Broker, partition: Partition, start: int = 0) -> list[Record]:
    """Every committed record of a partition as it stands."""
    end = (await broker.end_offsets([partition]))[partition]
    return [record async for batch in broker.read(partition, start, end) for record in batch]


def thing(value: str, partition: int | None = 0, key: bytes | None = b"k", **headers: bytes) -> Outgoing:
    return Outgoing("things", key, value.encode(), headers, partition)
