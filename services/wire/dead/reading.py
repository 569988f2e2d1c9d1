"""Reads letters and marks from the topics. However many there are, few are held at a time."""

from collections.abc import AsyncIterator, Iterable, Mapping

from msgspec import Struct

from services.wire.broker import Broker, Partition
from services.wire.dead.letters import Letter, Mark, Name, is_letter, marked_by
from services.wire.dead.types import Types
from services.wire.dead.wanted import Wanted


class Extent(Struct, frozen=True):
    """How far the topics reach at one moment, and every mark in them."""

    starts: Mapping[Partition, int]
    ends: Mapping[Partition, int]
    marks: Mapping[Name, Mark]


async def survey(broker: Broker, topics: Iterable[str]) -> Extent:
    """Read all marks that are there now; open transactions are waited for."""
    partitions = [Partition(topic, number) for topic in topics for number in range(await broker.partition_count(topic))]
    starts, ends = await broker.start_offsets(partitions), await broker.end_offsets(partitions)
    marks: dict[Name, Mark] = {}
    for partition in partitions:
        async for records in broker.read(partition, starts[partition], ends[partition]):
            marks |= dict(found for record in records if (found := marked_by(record)))
    return Extent(starts, ends, marks)


async def letters(broker: Broker, extent: Extent, wanted: Wanted, types: Types) -> AsyncIterator[tuple[Letter, str]]:
    """Give the letters that are meant, marked ones too, each with the type of its original; partition by partition."""
    for partition, start, end in _stretches(extent, wanted):
        async for records in broker.read(partition, start, end):
            for record in filter(is_letter, records):
                name = Name(record.topic, record.partition, record.offset)
                letter = Letter(record, extent.marks.get(name))
                type_name = await types.name(letter)
                if wanted.holds(letter, type_name):
                    yield letter, type_name


def _stretches(extent: Extent, wanted: Wanted) -> list[tuple[Partition, int, int]]:
    """What has to be read to find them."""
    if not wanted.names:
        return [(place, extent.starts[place], extent.ends[place]) for place in extent.ends]
    return [
        (name.place, name.offset, name.offset + 1)
        for name in sorted(wanted.names)
        if extent.starts.get(name.place, 0) <= name.offset < extent.ends.get(name.place, 0)
    ]
