"""Makes a partition ready: where to begin, the fold of its events, and the memory of its inbox."""

import logging
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from services.runner.fold import Fold
from services.runner.fold_stop import fold_stop
from services.runner.partition import Slot
from services.runner.placed import check_key
from services.runner.projection import Projection
from services.runner.spec import Routes
from services.runner.unsent import LowWater, low_water_of
from services.wire.broker import Broker, Committed, Outgoing, Partition, Record
from services.wire.codec import Codec
from services.wire.errors import DecodeError, UnknownSchemaId
from services.wire.headers import DEAD_RETRY, ID

log = logging.getLogger(__name__)

Resend = Callable[[Slot, Sequence[Outgoing], LowWater], None]
"""Sends feed messages again; the low water says what is still unsent until they have arrived."""


class Beginning(Struct, frozen=True):
    """Where a partition goes on."""

    committed: int
    """Inputs below it were decided before; what they led to is sent again, and nothing else."""
    first: int


class Loader:
    """Reads what the decisions of a partition rest on. Everything it does can be done again."""

    def __init__(
        self, broker: Broker, codec: Codec, routes: Routes, projection: Projection, *, resend: Resend, memory_limit: int
    ) -> None:
        self._broker = broker
        self._codec = codec
        self._routes = routes
        self._projection = projection
        self._resend = resend
        self._memory_limit = memory_limit

    async def load(self, slot: Slot, committed: Committed | None) -> Beginning:
        """Bring a slot up to what is committed. Raises `FoldStopped` if that cannot be understood.

        `committed` has to be asked for before this is called: what another process commits later is refused to it,
        and what it committed before lies below the ends that are asked for here.
        """
        folds = slot.partition.topic == self._routes.commands_topic and self._routes.keeps_events
        events = Partition(self._routes.events_topic, slot.partition.number)
        inbox = Partition(self._routes.inbox_topic, slot.partition.number)
        wanted = [slot.partition, inbox, *([events] if folds else [])]
        starts, ends = await self._broker.start_offsets(wanted), await self._broker.end_offsets(wanted)
        low = _low_water(committed, starts[slot.partition], ends.get(events, 0))
        if committed is not None and committed.offset < starts[slot.partition]:
            gone = starts[slot.partition] - committed.offset
            log.error("retention has removed inputs before they were handled", extra=_facts(slot, gone=gone))
        if folds:
            slot.fold.next_offset = max(slot.fold.next_offset, starts[events])
            await self._fold(slot, events, ends[events], low)
        await self._remember(slot, inbox, max(starts[inbox], ends[inbox] - self._memory_limit), ends[inbox])
        begin = low.inputs if committed is None else committed.offset
        return Beginning(max(begin, starts[slot.partition]), max(low.inputs, starts[slot.partition]))

    async def _fold(self, slot: Slot, events: Partition, end: int, low: LowWater) -> None:
        """Fold the events that are not folded yet; those above the low water are told to the followers again."""
        fold = slot.fold
        async for records in self._broker.read(events, fold.next_offset, end):
            again: list[Outgoing] = []
            from_offset = fold.next_offset
            try:
                for record in records:
                    again += await self._folded(fold, record, low)
                    fold.next_offset = record.offset + 1
            finally:
                if again and not slot.is_dropped:
                    self._resend(slot, again, LowWater(low.inputs, max(from_offset, low.events)))
            if slot.is_dropped:
                return
        fold.next_offset = max(fold.next_offset, end)

    async def _folded(self, fold: Fold, record: Record, low: LowWater) -> list[Outgoing]:
        """Fold one event, and give what its followers are told again. Raises `FoldStopped` unless it may pass."""
        if DEAD_RETRY in record.headers:
            # Put back for a domain that reacts to it; it happened once.
            return []
        try:
            event = await self._decoded(record)
            check_key(record, event)
            folded = fold.fold(record.key, event)
            if record.offset < low.events:
                return []
            return self._projection(record.key, _id_of(record), event, folded)
        except UnknownSchemaId:
            raise
        except Exception as error:  # whatever a function in EVOLVE or PROJECT raises stops its partition
            raise fold_stop(record, error) from error

    async def _remember(self, slot: Slot, inbox: Partition, start: int, end: int) -> None:
        memory = slot.memory
        memory.next_offset = max(memory.next_offset, start)
        async for records in self._broker.read(inbox, memory.next_offset, end):
            for record in records:
                if record.value is not None and ID in record.headers:
                    memory.merge(record.headers[ID], record.value)
                memory.next_offset = record.offset + 1
        memory.next_offset = max(memory.next_offset, end)

    async def _decoded(self, record: Record) -> Any:
        if record.value is None or ID not in record.headers:
            raise DecodeError(f"{record.topic}-{record.partition} at {record.offset}", "expected an event with an id")
        try:
            return self._codec.decode(record.value)
        except UnknownSchemaId as unknown:
            await self._codec.learn(unknown.schema_id)
            return self._codec.decode(record.value)


def _id_of(record: Record) -> bytes:
    """The id of an event, of which those of its feed messages are made. Raises `DecodeError`."""
    event_id = record.headers[ID]
    try:
        UUID(event_id.decode())
    except ValueError as error:
        raise DecodeError(f"the header {ID}", f"expected a UUID, got {event_id!r}") from error
    return event_id


def _low_water(committed: Committed | None, start: int, events_end: int) -> LowWater:
    """Give what is known to be sent. At the first start, and after an operator set an offset, nothing is sent again."""
    if committed is None:
        return LowWater(start, events_end)
    return low_water_of(committed) or LowWater(committed.offset, events_end)


def _facts(slot: Slot, **more: object) -> dict[str, object]:
    return {"topic": slot.partition.topic, "partition": slot.partition.number, **more}
