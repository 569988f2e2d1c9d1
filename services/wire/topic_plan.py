"""Topics as the catalogue wants them, against topics as Kafka has them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from services.wire.entry import TopicKind, TopicSpec
from services.wire.errors import TopicDiffers
from services.wire.settings import Settings


class Topics(Protocol):
    """What is asked of Kafka, by names without the prefix."""

    async def partition_counts(self, topics: Sequence[str]) -> dict[str, int | None]: ...
    async def configs(self, topics: Sequence[str]) -> dict[str, dict[str, str]]: ...
    async def create(self, topics: Mapping[str, tuple[int, Mapping[str, str]]]) -> None: ...
    async def configure(self, changes: Mapping[str, Mapping[str, str]]) -> None: ...


class TopicPlan(Struct, frozen=True):
    """What is to be done about topics: partitions of new ones, settings of old ones that differ, and what cannot be."""

    create: dict[str, tuple[int, dict[str, str]]]
    configure: dict[str, dict[str, str]]
    refused: dict[str, str]
    """Topics with another number of partitions, and why that stays."""

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


async def plan_topics(kafka: Topics, specs: Sequence[TopicSpec], settings: Settings) -> TopicPlan:
    """Ask Kafka what it has, and compare. Nothing is changed."""
    counts = await kafka.partition_counts([topic.name for topic in specs])
    present = [name for name, count in counts.items() if count is not None]
    return compare_topics(specs, settings, counts, await kafka.configs(present))


def compare_topics(
    topics: Iterable[TopicSpec],
    settings: Settings,
    counts: Mapping[str, int | None],
    configs: Mapping[str, Mapping[str, str]],
) -> TopicPlan:
    """Compare the catalogue with what Kafka holds."""
    plan = TopicPlan({}, {}, {})
    for topic in topics:
        wanted, count = wanted_partitions(topic.kind, settings), counts[topic.name]
        if count is None:
            plan.create[topic.name] = (wanted, dict(topic.config))
        elif count != wanted:
            plan.refused[topic.name] = _other_count(topic, settings, count)
        else:
            differing = {name: value for name, value in topic.config.items() if configs[topic.name].get(name) != value}
            if differing:
                plan.configure[topic.name] = differing
    return plan


def _other_count(topic: TopicSpec, settings: Settings, count: int) -> str:
    variable = "MILLRACE_REPLY_LANES" if topic.kind == "replies" else "MILLRACE_PARTITIONS"
    return (
        f"topic {settings.topic_prefix}{topic.name} has {count} partitions, and the settings ask for "
        f"{wanted_partitions(topic.kind, settings)}. Another count would part keys from their state: "
        f"set {variable}={count}, or start with new topics under another MILLRACE_TOPIC_PREFIX"
    )


async def apply_topics(kafka: Topics, plan: TopicPlan) -> list[str]:
    """Make missing topics and mend settings; returns what was done, one line for each topic touched.

    Raises `TopicDiffers` before anything is done where a number of partitions would have to change.
    """
    if plan.refused:
        raise TopicDiffers("\n".join(plan.refused.values()))
    await kafka.create(plan.create)
    await kafka.configure(plan.configure)
    return plan.lines()
