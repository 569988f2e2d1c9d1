"""`python -m services.wire.versions TYPE`: which versions of a type are still in the topics, and who could meet them.

It answers "may I stop reading version 3?". Nothing is changed by asking; every record of the type's topics is read.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from services.wire.broker import Broker, Partition
from services.wire.entry import Entry
from services.wire.errors import DecodeError, MillraceError
from services.wire.framing import schema_id_of
from services.wire.generated.catalog import CATALOG, TOPICS
from services.wire.kafka import KafkaBroker, KafkaGroups
from services.wire.registry import HttpRegistry, Registered, Registry
from services.wire.settings import Settings
from services.wire.startup import subject_of

USAGE = 2
UNREACHABLE = 3

Found = Mapping[int, Mapping[Partition, "Stretch"]]
"""By schema id: where its records lie."""


class Stretch(Struct):
    """The records with one schema id in one partition."""

    records: int = 0
    last_offset: int = -1
    last_ms: int = 0

    def add(self, offset: int, timestamp_ms: int) -> None:
        self.records += 1
        self.last_offset = max(self.last_offset, offset)
        self.last_ms = max(self.last_ms, timestamp_ms)


class Row(Struct, frozen=True):
    """What is known of one version on one topic."""

    topic: str
    version: int
    schema_id: int
    is_ours: bool
    records: int
    last_ms: int
    readers: tuple[str, ...]
    """Who could still meet it: groups that have such a record before them, and folds, which read from the start."""

    @property
    def is_gone(self) -> bool:
        return not self.records


def topics_to_read(entry: Entry) -> tuple[str, ...]:
    """Where records of a type can lie: its own topics, and the dead letters of their domains."""
    dead = (f"{topic.partition('.')[0]}.dead" for topic in entry.topics)
    return (*entry.topics, *dict.fromkeys(name for name in dead if name in TOPICS))


async def find(broker: Broker, topics: Iterable[str]) -> dict[int, dict[Partition, Stretch]]:
    """Read every record that is there now, and count them by schema id. What is not framed is left out."""
    found: dict[int, dict[Partition, Stretch]] = {}
    for topic in topics:
        partitions = [Partition(topic, number) for number in range(await broker.partition_count(topic))]
        starts, ends = await broker.start_offsets(partitions), await broker.end_offsets(partitions)
        for partition in partitions:
            async for schema_id, offset, timestamp_ms in _ids(broker, partition, starts[partition], ends[partition]):
                found.setdefault(schema_id, {}).setdefault(partition, Stretch()).add(offset, timestamp_ms)
    return found


async def _ids(broker: Broker, partition: Partition, start: int, end: int) -> AsyncIterator[tuple[int, int, int]]:
    async for records in broker.read(partition, start, end):
        for record in records:
            try:
                schema_id = schema_id_of(record.value or b"")
            except DecodeError:
                continue
            yield schema_id, record.offset, record.timestamp_ms


def rows(
    entry: Entry,
    registered: Mapping[str, list[Registered]],
    found: Found,
    groups: Mapping[str, Mapping[Partition, int]],
    our_ids: Mapping[str, int | None],
) -> list[Row]:
    """One row for each version of each subject, oldest first."""
    made = []
    for topic in topics_to_read(entry):
        source = topic if topic in registered else entry.topics[0]
        for version in registered[source]:
            own = {where: it for where, it in found.get(version.schema_id, {}).items() if where.topic == topic}
            made.append(
                Row(
                    topic=topic,
                    version=version.version,
                    schema_id=version.schema_id,
                    is_ours=version.schema_id == our_ids[source],
                    records=sum(stretch.records for stretch in own.values()),
                    last_ms=max((stretch.last_ms for stretch in own.values()), default=0),
                    readers=readers_of(topic, own, groups),
                )
            )
    return made


def readers_of(
    topic: str, stretches: Mapping[Partition, Stretch], groups: Mapping[str, Mapping[Partition, int]]
) -> tuple[str, ...]:
    """Who could still meet these records."""
    behind = [
        group
        for group, positions in groups.items()
        if any(
            positions.get(where, stretch.last_offset + 1) <= stretch.last_offset for where, stretch in stretches.items()
        )
    ]
    domain, _, kind = topic.partition(".")
    fold = [f"the fold of {domain}"] if stretches and kind == "events" else []
    memory = [f"the inbox memory of {domain}"] if stretches and kind == "inbox" else []
    return (*behind, *fold, *memory)


async def report(name: str, settings: Settings, broker: Broker, registry: Registry, groups: KafkaGroups) -> list[str]:
    """The answer as lines of text."""
    entry = CATALOG[name]
    subjects = {topic: subject_of(settings.topic_prefix, topic, name) for topic in entry.topics}
    registered = {topic: await registry.versions(subject) for topic, subject in subjects.items()}
    found = await find(broker, topics_to_read(entry))
    ours = {topic: await registry.find(subject, entry.schema) for topic, subject in subjects.items()}
    our_ids = {topic: version.schema_id if version else None for topic, version in ours.items()}
    return lines(name, rows(entry, registered, found, await groups.positions(), our_ids))


def lines(name: str, made: list[Row]) -> list[str]:
    """A table, and a sentence for each version that nobody could meet any more."""
    count = len({row.version for row in made})
    shown = [f"{name}: {'1 version is' if count == 1 else f'{count} versions are'} registered"]
    for row in made:
        last = datetime.fromtimestamp(row.last_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        held = f"{row.records} records, the last of {last}" if row.records else "no record"
        mark = " (ours)" if row.is_ours else ""
        readers = f"; still before: {', '.join(row.readers)}" if row.readers else ""
        shown.append(f"  {row.topic}: version {row.version}{mark}, schema id {row.schema_id}: {held}{readers}")
    gone = sorted({row.version for row in made} - {row.version for row in made if not row.is_gone or row.is_ours})
    shown += [
        f"version {version}: nothing holds a record of it, so nothing has to read it any more" for version in gone
    ]
    return shown


async def show(name: str, settings: Settings) -> None:
    """Print the report."""
    broker, registry = await KafkaBroker.open(settings), HttpRegistry(settings)
    try:
        said = await report(name, settings, broker, registry, KafkaGroups(settings))
    finally:
        await broker.close()
        await registry.close()
    print("\n".join(said), flush=True)


def main(arguments: list[str]) -> int:
    """Exit with 0, with 2 for a type that does not travel, with 3 if a server cannot be reached."""
    if len(arguments) != 1 or arguments[0] not in CATALOG:
        asked = f"no type {arguments[0]} travels" if len(arguments) == 1 else "expected one type"
        print(f"versions: {asked}; there are:\n  " + "\n  ".join(sorted(CATALOG)), file=sys.stderr)
        return USAGE
    try:
        asyncio.run(show(arguments[0], Settings.from_environment(os.environ)))
    except MillraceError as error:
        print(f"versions: {error}", file=sys.stderr)
        return UNREACHABLE if error.retriable else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
