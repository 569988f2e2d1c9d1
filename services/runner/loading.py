"""What a partition needs before its first input: the fold of its events, the memory of its requests, where to begin."""

from collections.abc import AsyncIterator
from typing import Any

from msgspec import Struct

from services.runner.decision import Evolutions
from services.runner.fold import Fold
from services.runner.inbox import MEMORY_LIMIT, Memory
from services.runner.outputs import Outputs
from services.runner.partition import Slot
from services.runner.unsent import LowWater, Unsent, low_water_of
from services.wire.broker import Broker, Committed, Outgoing, Partition, Record
from services.wire.codec import Codec
from services.wire.errors import UnknownSchemaId
from services.wire.generated.catalog import BY_TYPE, TOPICS
from services.wire.headers import ID


class Loaded(Struct, frozen=True):
    """A slot that may start at `first`, and the feed messages that may not have been sent."""

    slot: Slot
    first: int
    feeds: list[Outgoing]


class Loader:
    """Loads partitions of one domain's inputs."""

    def __init__(self, domain: str, broker: Broker, codec: Codec, evolve: Evolutions, outputs: Outputs) -> None:
        self._domain = domain
        self._broker = broker
        self._codec = codec
        self._evolve = evolve
        self._outputs = outputs

    async def load(self, partition: Partition, committed: Committed | None) -> Loaded:
        """Read everything that the partition's decisions rest on. Raises `UnknownEvent`, and what the broker raises."""
        if committed is None:
            committed = Committed((await self._broker.start_offsets([partition]))[partition])
            low_water = LowWater(committed.offset, 0)
        else:
            low_water = low_water_of(committed) or LowWater(committed.offset, 0)
        fold, memory = Fold(self._evolve), Memory()
        slot = Slot(partition, fold, memory, Unsent())
        feeds: list[Outgoing] = []
        if partition.topic == f"{self._domain}.commands":
            feeds = await self._fold(fold, partition.number, low_water.events)
        await self._remember(memory, partition.number)
        slot.start(committed.offset, low_water.inputs)
        return Loaded(slot, low_water.inputs, feeds)

    async def _fold(self, fold: Fold, number: int, send_from: int) -> list[Outgoing]:
        topic = f"{self._domain}.events"
        if topic not in TOPICS:
            return []
        feeds: list[Outgoing] = []
        events = Partition(topic, number)
        start, end = await self._bounds(events)
        async for record in self._records(events, start, end):
            event = await self._decode(record)
            folded = fold.fold(record.key, event)
            if record.offset >= send_from:
                feeds += self._outputs.feeds(BY_TYPE[type(event)], event, folded, record.headers[ID])
        fold.next_offset = end
        return feeds

    async def _remember(self, memory: Memory, number: int) -> None:
        inbox = Partition(f"{self._domain}.inbox", number)
        start, end = await self._bounds(inbox)
        async for record in self._records(inbox, max(start, end - 2 * MEMORY_LIMIT), end):
            if record.value is not None and ID in record.headers:
                memory.merge(record.headers[ID], record.value)
        memory.next_offset = end

    async def _bounds(self, partition: Partition) -> tuple[int, int]:
        """First and last offset, the records of open transactions counted."""
        end = (await self._broker.end_offsets([partition]))[partition]
        return (await self._broker.start_offsets([partition]))[partition], end

    async def _records(self, partition: Partition, start: int, end: int) -> AsyncIterator[Record]:
        if start >= end:
            return
        async for records in self._broker.read(partition, start, end):
            for record in records:
                yield record

    async def _decode(self, record: Record) -> Any:
        value = record.value or b""
        try:
            return self._codec.decode(value)
        except UnknownSchemaId as unknown:
            await self._codec.learn(unknown.schema_id)
        return self._codec.decode(value)
