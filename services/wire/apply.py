"""`python -m services.wire.apply`: make the registry and Kafka hold what the catalogue says. It can be repeated."""

import asyncio
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from services.wire.entry import Entry, TopicKind, TopicSpec
from services.wire.errors import MillraceError, RegistryRefused, TopicDiffers
from services.wire.generated.catalog import CATALOG, TOPICS
from services.wire.kafka import KafkaTopics
from services.wire.log import configure
from services.wire.registry import HttpRegistry, Registry
from services.wire.settings import Settings
from services.wire.startup import patiently, subject_of


class Topics(Protocol):
    """What is asked of Kafka, by names without the prefix."""

    async def partition_counts(self, topics: Sequence[str]) -> dict[str, int | None]: ...
    async def configs(self, topics: Sequence[str]) -> dict[str, dict[str, str]]: ...
    async def create(self, topics: Mapping[str, tuple[int, Mapping[str, str]]]) -> None: ...
    async def configure(self, changes: Mapping[str, Mapping[str, str]]) -> None: ...


class TopicPlan(Struct, frozen=True):
    """What is to be done about topics: partitions of new ones, and settings of old ones that differ."""

    create: dict[str, tuple[int, dict[str, str]]]
    configure: dict[str, dict[str, str]]

    def lines(self) -> list[str]:
        """What is done, one topic a line."""
        made = [f"topic {name}: made with {count} partitions" for name, (count, _) in self.create.items()]
        return made + [
            f"topic {name}: set {', '.join(f'{key}={value}' for key, value in config.items())}"
            for name, config in self.configure.items()
        ]


def wanted_partitions(kind: TopicKind, settings: Settings) -> int:
    """How many partitions a topic of this kind has; a lane is a partition of `replies`."""
    return settings.reply_lanes if kind == "replies" else settings.partitions


def plan_topics(
    topics: Iterable[TopicSpec],
    settings: Settings,
    counts: Mapping[str, int | None],
    configs: Mapping[str, Mapping[str, str]],
) -> TopicPlan:
    """Compare the catalogue with what Kafka holds. Raises `TopicDiffers` for another number of partitions."""
    plan = TopicPlan({}, {})
    for topic in topics:
        wanted, count = wanted_partitions(topic.kind, settings), counts[topic.name]
        if count is None:
            plan.create[topic.name] = (wanted, dict(topic.config))
        elif count != wanted:
            variable = "MILLRACE_REPLY_LANES" if topic.kind == "replies" else "MILLRACE_PARTITIONS"
            raise TopicDiffers(
                f"topic {settings.topic_prefix}{topic.name} has {count} partitions, and the settings ask for {wanted}. "
                f"Another count would part keys from their state: set {variable}={count}, or start with new topics "
                "under another MILLRACE_TOPIC_PREFIX"
            )
        else:
            differing = {name: value for name, value in topic.config.items() if configs[topic.name].get(name) != value}
            if differing:
                plan.configure[topic.name] = differing
    return plan


async def apply_topics(kafka: Topics, specs: Sequence[TopicSpec], settings: Settings) -> list[str]:
    """Make missing topics and mend settings; returns what was done, one line for each topic touched."""
    counts = await kafka.partition_counts([topic.name for topic in specs])
    present = [name for name, count in counts.items() if count is not None]
    plan = plan_topics(specs, settings, counts, await kafka.configs(present))
    await kafka.create(plan.create)
    await kafka.configure(plan.configure)
    return plan.lines()


async def apply_subjects(registry: Registry, entries: Iterable[Entry], prefix: str) -> list[str]:
    """Register every schema on every topic it travels on; returns one line for each that was new.

    All refusals are collected before `RegistryRefused` is raised, so that one run shows them all.
    """
    wanted = [(subject_of(prefix, topic, entry.name), entry) for entry in entries for topic in entry.topics]
    done = await patiently(lambda: asyncio.gather(*(_apply_subject(registry, *one) for one in wanted)))
    refusals = [str(refusal) for refusal in done if isinstance(refusal, RegistryRefused)]
    if refusals:
        count = f"{len(refusals)} schemas were refused (just check explains an edit that breaks readers):"
        raise RegistryRefused("\n  ".join([count, *refusals]))
    return [line for line in done if isinstance(line, str)]


async def _apply_subject(registry: Registry, subject: str, entry: Entry) -> str | RegistryRefused | None:
    """What was done. The level is set before the version that it has to judge; without one it decides nothing."""
    if await registry.find(subject, entry.schema) is not None:
        return None
    try:
        if await registry.level(subject) != entry.level:
            await registry.set_level(subject, entry.level)
        schema_id = await registry.register(subject, entry.schema)
    except RegistryRefused as refusal:
        return RegistryRefused(f"{subject} at level {entry.level}: {refusal}")
    return f"schema {subject}: registered with id {schema_id}"


async def apply(settings: Settings) -> None:
    """Bring both servers up to date and print what was done."""
    registry = HttpRegistry(settings)
    try:
        # Topics first: a changed partition count must stop everything, before a schema is added.
        lines = await apply_topics(KafkaTopics(settings), list(TOPICS.values()), settings)
        lines += await apply_subjects(registry, CATALOG.values(), settings.topic_prefix)
    finally:
        await registry.close()
    schemas = sum(len(entry.topics) for entry in CATALOG.values())
    changed = f"{len(lines)} made or changed" if lines else "nothing was changed"
    print("\n".join([*lines, f"{len(TOPICS)} topics and {schemas} schemas are in place; {changed}"]), flush=True)


def main() -> int:
    """Exit with 0, or with 1 and what is in the way."""
    try:
        settings = Settings.from_environment(os.environ)
        configure(settings.log_level, settings.log_format)
        asyncio.run(apply(settings))
    except MillraceError as error:
        print(f"apply: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
