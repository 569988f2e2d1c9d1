"""`python -m services.wire.apply`: make the registry and Kafka hold what the catalogue says. It can be repeated."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence

from msgspec import Struct

from services.wire.entry import Entry, TopicKind, TopicSpec
from services.wire.errors import MillraceError, RegistryRefused, TopicDiffers
from services.wire.generated.catalog import CATALOG, TOPICS
from services.wire.kafka import KafkaTopics
from services.wire.log import configure
from services.wire.registry import HttpRegistry, Registry
from services.wire.settings import Settings
from services.wire.startup import registry_present, subject_of


class TopicPlan(Struct, frozen=True):
    """What is to be done about topics: partitions of new ones, and settings of old ones that differ."""

    create: dict[str, tuple[int, dict[str, str]]]
    configure: dict[str, dict[str, str]]


def wanted_partitions(kind: TopicKind, settings: Settings) -> int:
    """How many partitions a topic of this kind has; a lane is a partition of `replies`."""
    return settings.reply_lanes if kind == "replies" else settings.partitions


def plan_topics(
    topics: Sequence[TopicSpec],
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


async def apply_topics(kafka: KafkaTopics, settings: Settings) -> str:
    """Make missing topics and mend settings; returns one line that says what was done."""
    counts = await kafka.partition_counts(list(TOPICS))
    present = [name for name, count in counts.items() if count is not None]
    plan = plan_topics(list(TOPICS.values()), settings, counts, await kafka.configs(present))
    await kafka.create(plan.create)
    await kafka.configure(plan.configure)
    return f"topics: {len(plan.create)} made, {len(plan.configure)} changed, {len(TOPICS)} in all"


async def apply_subjects(registry: Registry, entries: Sequence[Entry], prefix: str) -> str:
    """Register every schema on every topic it travels on; returns one line that says what was done.

    All refusals are collected before `RegistryRefused` is raised, so that one run shows them all.
    """
    await registry_present(registry)
    wanted = [(subject_of(prefix, topic, entry.name), entry) for entry in entries for topic in entry.topics]
    done = await asyncio.gather(*(_apply_subject(registry, subject, entry) for subject, entry in wanted))
    refusals = [refusal for refusal in done if isinstance(refusal, RegistryRefused)]
    if refusals:
        raise RegistryRefused("\n  ".join([f"{len(refusals)} schemas were refused:", *map(str, refusals)]))
    return f"schemas: {done.count(True)} new, {len(done)} in all"


async def _apply_subject(registry: Registry, subject: str, entry: Entry) -> bool | RegistryRefused:
    """Whether a version was added; the level stands before the first one, so that it holds for the second."""
    if await registry.find(subject, entry.schema) is not None:
        return False
    if await registry.level(subject) != entry.level:
        await registry.set_level(subject, entry.level)
    try:
        await registry.register(subject, entry.schema)
    except RegistryRefused as refusal:
        return refusal
    return True


async def apply(settings: Settings) -> None:
    """Bring both servers up to date and print what was done."""
    registry = HttpRegistry(settings)
    try:
        # Topics first: a changed partition count must stop everything, before a schema is added.
        print(await apply_topics(KafkaTopics(settings), settings), flush=True)
        print(await apply_subjects(registry, list(CATALOG.values()), settings.topic_prefix), flush=True)
    finally:
        await registry.close()


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
