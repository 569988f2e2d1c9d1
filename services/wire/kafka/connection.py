"""The broker as a process sees it: one connection, made of producer, readers, members and transactors."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from services.wire.broker import GroupListener, Outgoing, Partition, Position, Record
from services.wire.errors import TopicMissing
from services.wire.kafka.group import KafkaMember
from services.wire.kafka.producer import PlainProducer
from services.wire.kafka.reader import KafkaFollower, Readers
from services.wire.kafka.topics import KafkaTopics
from services.wire.kafka.transactor import KafkaTransactor
from services.wire.settings import Settings


class KafkaBroker:
    """A connection to Kafka; see `broker.Broker` for what it promises."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producer = PlainProducer(settings, asyncio.get_running_loop())
        self._topics = KafkaTopics(settings)
        self._readers = Readers(settings)

    @classmethod
    async def open(cls, settings: Settings) -> "KafkaBroker":
        """Start on the running event loop; Kafka itself may still be away."""
        return cls(settings)

    def produce(self, outgoing: Outgoing) -> asyncio.Future[Position]:
        return self._producer.send(outgoing)

    async def partition_count(self, topic: str) -> int:
        count = (await self._topics.partition_counts([topic]))[topic]
        if count is None:
            raise TopicMissing(topic)
        return count

    async def start_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        return await self._topics.start_offsets(partitions)

    async def end_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        return await self._topics.end_offsets(partitions)

    def read(self, partition: Partition, start: int, end: int) -> AsyncIterator[list[Record]]:
        return self._readers.read(partition, start, end)

    async def follow(
        self, positions: Mapping[Partition, int], received: Callable[[list[Record]], None]
    ) -> KafkaFollower:
        for topic in sorted({partition.topic for partition in positions}):
            await self.partition_count(topic)
        return KafkaFollower(self._settings, positions, received)

    async def join(self, group: str, topics: Sequence[str], slot: str, listener: GroupListener) -> KafkaMember:
        for topic in topics:
            await self.partition_count(topic)
        return KafkaMember(self._settings, group, topics, slot, listener)

    async def transactor(self, slot: str) -> KafkaTransactor:
        return await KafkaTransactor.open(self._settings, slot)

    async def close(self) -> None:
        await self._readers.close()
        await self._producer.close()
