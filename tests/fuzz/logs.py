"""What lies on the topics, and what retention and operators could do to it: in memory, and on Kafka."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from confluent_kafka.admin import AdminClient

from services.wire.broker import Partition, Record
from services.wire.kafka import KafkaBroker, KafkaGroups
from services.wire.kafka.options import options
from services.wire.kafka.records import at
from services.wire.memory import MemoryBroker
from services.wire.settings import Settings


class Log(Protocol):
    """Every topic."""

    prefix: str
    """Of its topics and subjects."""
    huge_bytes: int
    """What can be put on a topic and is more than a worker may pass on."""

    within_s: float
    """How long what must come of a record may take."""

    async def records(self, *topics: str) -> Sequence[Record]:
        """Every committed record of these topics that there was."""

    async def committed(self, group: str) -> dict[Partition, int]:
        """The offsets at which a group goes on."""

    async def trim(self, place: Partition, start: int) -> None:
        """Forget the records before `start`, as retention does."""


class MemoryLog:
    """The log of a broker in memory."""

    prefix = ""
    huge_bytes = (1 << 20) + 1
    within_s = 10.0

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker

    async def records(self, *topics: str) -> Sequence[Record]:
        return [record for topic in topics for record in self._broker.records(topic)]

    async def committed(self, group: str) -> dict[Partition, int]:
        return {place: found.offset for place, found in self._broker.committed(group).items()}

    async def trim(self, place: Partition, start: int) -> None:
        self._broker.trim(place, start)


class KafkaLog:
    """Kafka's; remembers what it has read."""

    huge_bytes = 1_040_000
    within_s = 60.0  # a registry is asked several times for an id that it does not know, by one record after another

    def __init__(self, settings: Settings, broker: KafkaBroker) -> None:
        self.prefix = settings.topic_prefix
        self._broker = broker
        self._groups = KafkaGroups(settings)
        self._admin = AdminClient(options(settings, "admin"))
        self._places: dict[str, list[Partition]] = {}
        self._read: dict[Partition, list[Record]] = {}
        self._next: dict[Partition, int] = {}

    async def records(self, *topics: str) -> Sequence[Record]:
        places = [place for topic in topics for place in await self._of(topic)]
        for place, end in (await self._broker.end_offsets(places)).items():
            start = self._next.get(place, 0)
            if end > start:
                async for records in self._broker.read(place, start, end):
                    self._read[place] += records
                self._next[place] = end
        return [record for place in places for record in self._read[place]]

    async def committed(self, group: str) -> dict[Partition, int]:
        return (await self._groups.positions()).get(group, {})

    async def trim(self, place: Partition, start: int) -> None:
        for future in self._admin.delete_records([at(place, self.prefix, start)]).values():
            await asyncio.wrap_future(future)

    async def _of(self, topic: str) -> list[Partition]:
        if topic not in self._places:
            count = await self._broker.partition_count(topic)
            self._places[topic] = [Partition(topic, number) for number in range(count)]
            self._read |= {place: [] for place in self._places[topic]}
        return self._places[topic]
