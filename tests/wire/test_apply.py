"""`just apply` makes what is missing, says what it did, and refuses what would break."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import uuid4

import msgspec
import pytest

from services.wire.apply import apply, apply_subjects, apply_topics
from services.wire.entry import TopicSpec
from services.wire.errors import RegistryRefused, TopicDiffers
from services.wire.generated.catalog import CATALOG
from services.wire.kafka import KafkaTopics
from services.wire.registry import MemoryRegistry
from services.wire.settings import Settings

COMMANDS = TopicSpec(name="board.commands", kind="commands", config={"retention.ms": "86400000"})
REPLIES = TopicSpec(name="replies", kind="replies", config={"retention.ms": "600000", "segment.ms": "60000"})
GREETED = CATALOG["greetings.Greeted"]


class FakeTopics:
    """Topics as Kafka keeps them: partitions, and every setting as text."""

    def __init__(self) -> None:
        self.made: dict[str, tuple[int, dict[str, str]]] = {}

    async def partition_counts(self, topics: Sequence[str]) -> dict[str, int | None]:
        return {topic: self.made[topic][0] if topic in self.made else None for topic in topics}

    async def configs(self, topics: Sequence[str]) -> dict[str, dict[str, str]]:
        return {topic: {"compression.type": "producer"} | self.made[topic][1] for topic in topics}

    async def create(self, topics: Mapping[str, tuple[int, Mapping[str, str]]]) -> None:
        self.made.update((name, (count, dict(config))) for name, (count, config) in topics.items())

    async def configure(self, changes: Mapping[str, Mapping[str, str]]) -> None:
        for name, config in changes.items():
            self.made[name][1].update(config)


async def test_missing_topics_are_made_with_their_settings() -> None:
    kafka = FakeTopics()
    lines = await apply_topics(kafka, [COMMANDS, REPLIES], Settings(partitions=4, reply_lanes=16))
    assert kafka.made == {"board.commands": (4, COMMANDS.config), "replies": (16, REPLIES.config)}
    assert lines == ["topic board.commands: made with 4 partitions", "topic replies: made with 16 partitions"]


async def test_a_second_run_changes_nothing() -> None:
    kafka = FakeTopics()
    await apply_topics(kafka, [COMMANDS, REPLIES], Settings())
    assert await apply_topics(kafka, [COMMANDS, REPLIES], Settings()) == []


async def test_a_setting_that_differs_is_mended() -> None:
    kafka = FakeTopics()
    kafka.made["replies"] = (64, {"retention.ms": "1", "segment.ms": "60000"})
    assert await apply_topics(kafka, [REPLIES], Settings()) == ["topic replies: set retention.ms=600000"]


@pytest.mark.parametrize(("spec", "variable"), [(COMMANDS, "MILLRACE_PARTITIONS"), (REPLIES, "MILLRACE_REPLY_LANES")])
async def test_another_number_of_partitions_is_refused_before_anything_is_done(spec: TopicSpec, variable: str) -> None:
    kafka = FakeTopics()
    kafka.made[spec.name] = (3, {})
    other = TopicSpec(name="feeds", kind="feeds", config={})
    with pytest.raises(TopicDiffers, match=rf"topic my\.{spec.name} has 3 partitions.*set {variable}=3"):
        await apply_topics(kafka, [other, spec], Settings(topic_prefix="my."))
    assert list(kafka.made) == [spec.name]


async def test_every_schema_is_registered_on_every_topic_at_its_level() -> None:
    registry = MemoryRegistry()
    lines = await apply_subjects(registry, CATALOG.values(), "my.")
    assert len(lines) == sum(len(entry.topics) for entry in CATALOG.values())
    assert "schema my.replies-greetings.Greeted: registered with id" in "\n".join(lines)
    assert await registry.level("my.replies-greetings.Greeted") == "FULL_TRANSITIVE"
    assert await apply_subjects(registry, CATALOG.values(), "my.") == []


async def test_every_refusal_is_shown_in_one_run() -> None:
    registry = MemoryRegistry()
    registry.refuses = {"replies-greetings.Greeted", "greetings.commands-greetings.Greet"}
    with pytest.raises(RegistryRefused) as caught:
        await apply_subjects(registry, CATALOG.values(), "")
    assert "2 schemas were refused" in str(caught.value)
    assert all(subject in str(caught.value) for subject in registry.refuses)


async def test_a_registry_that_is_away_is_waited_for() -> None:
    registry = MemoryRegistry()
    registry.is_away = True
    applying = asyncio.ensure_future(apply_subjects(registry, [GREETED], ""))
    await asyncio.sleep(0.05)
    registry.is_away = False
    assert len(await applying) == 1


@pytest.mark.integration
async def test_real_servers_are_brought_up_to_date_and_left_alone(
    servers: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    own = msgspec.structs.replace(servers, topic_prefix=f"t{uuid4().hex[:8]}.", reply_lanes=4)
    await apply(own)
    assert "topic replies: made with 4 partitions" in capsys.readouterr().out
    assert await KafkaTopics(own).partition_counts(["replies", "nothing"]) == {"replies": 4, "nothing": None}
    await apply(own)
    assert capsys.readouterr().out.endswith("schemas are in place; nothing was changed\n")
    with pytest.raises(TopicDiffers):
        await apply(msgspec.structs.replace(own, partitions=own.partitions + 1))
    await KafkaTopics(own).configure({"replies": {"retention.ms": "1000"}})
    await apply(own)
    assert "topic replies: set retention.ms=600000\n" in capsys.readouterr().out
