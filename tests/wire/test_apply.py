"""`just plan` says what is to be done; `just apply` does it, says what it did, and refuses what would break."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from uuid import uuid4

import msgspec
import pytest

from services.wire import plan as planning
from services.wire.apply import apply
from services.wire.entry import Entry, TopicSpec
from services.wire.errors import RegistryRefused, TopicDiffers
from services.wire.generated.catalog import CATALOG, TOPICS
from services.wire.kafka import KafkaTopics
from services.wire.patience import patiently
from services.wire.registry import MemoryRegistry
from services.wire.settings import Settings
from services.wire.subject_plan import History, apply_subjects, plan_subjects
from services.wire.topic_plan import TopicPlan, Topics, apply_topics, plan_topics

COMMANDS = TopicSpec(name="accounts.commands", kind="commands", config={"retention.ms": "86400000"})
REPLIES = TopicSpec(name="replies", kind="replies", config={"retention.ms": "600000", "segment.ms": "60000"})
TAKEN = CATALOG["accounts.NameTaken"]


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


async def topics_applied(kafka: Topics, specs: Sequence[TopicSpec], settings: Settings) -> list[str]:
    return await apply_topics(kafka, await plan_topics(kafka, specs, settings))


async def subjects_applied(
    registry: MemoryRegistry, entries: Iterable[Entry], prefix: str = "", history: History | None = None
) -> list[str]:
    return await apply_subjects(registry, await plan_subjects(registry, entries, history or {}, prefix))


async def test_missing_topics_are_made_with_their_settings() -> None:
    kafka = FakeTopics()
    lines = await topics_applied(kafka, [COMMANDS, REPLIES], Settings(partitions=4, reply_lanes=16))
    assert kafka.made == {"accounts.commands": (4, COMMANDS.config), "replies": (16, REPLIES.config)}
    assert lines == ["topic accounts.commands: made with 4 partitions", "topic replies: made with 16 partitions"]


async def test_a_second_run_changes_nothing() -> None:
    kafka = FakeTopics()
    await topics_applied(kafka, [COMMANDS, REPLIES], Settings())
    assert await topics_applied(kafka, [COMMANDS, REPLIES], Settings()) == []


async def test_a_setting_that_differs_is_mended() -> None:
    kafka = FakeTopics()
    kafka.made["replies"] = (64, {"retention.ms": "1", "segment.ms": "60000"})
    assert await topics_applied(kafka, [REPLIES], Settings()) == ["topic replies: set retention.ms=600000"]


async def test_the_plan_shows_a_setting_that_somebody_changed() -> None:
    kafka = FakeTopics()
    await topics_applied(kafka, list(TOPICS.values()), Settings())
    assert (await planning.make_plan(Settings(), MemoryRegistry(), kafka)).topics.lines() == []
    kafka.made["accounts.signals"][1]["segment.ms"] = "604800000"
    assert (
        "~ topic accounts.signals: segment.ms=8640000"
        in (await planning.make_plan(Settings(), MemoryRegistry(), kafka)).lines()
    )


@pytest.mark.parametrize(("spec", "variable"), [(COMMANDS, "MILLRACE_PARTITIONS"), (REPLIES, "MILLRACE_REPLY_LANES")])
async def test_another_number_of_partitions_is_refused_before_anything_is_done(spec: TopicSpec, variable: str) -> None:
    kafka = FakeTopics()
    kafka.made[spec.name] = (3, {})
    other = TopicSpec(name="feeds", kind="feeds", config={})
    with pytest.raises(TopicDiffers, match=rf"topic my\.{spec.name} has 3 partitions.*set {variable}=3"):
        await topics_applied(kafka, [other, spec], Settings(topic_prefix="my."))
    assert list(kafka.made) == [spec.name]


async def test_every_schema_is_registered_on_every_topic_at_its_level() -> None:
    registry = MemoryRegistry()
    lines = await subjects_applied(registry, CATALOG.values(), "my.")
    assert len(lines) == sum(len(entry.topics) for entry in CATALOG.values())
    assert "schema my.replies-accounts.NameTaken: registered with id" in "\n".join(lines)
    assert await registry.level("my.replies-accounts.NameTaken") == "FULL_TRANSITIVE"
    assert await subjects_applied(registry, CATALOG.values(), "my.") == []


async def test_every_refusal_is_foreseen_and_nothing_is_registered() -> None:
    registry = MemoryRegistry()
    for subject in ("replies-accounts.NameTaken", "accounts.commands-accounts.Register"):
        await registry.register(subject, '"string"')
        registry.refuses.add(subject)

    steps = await plan_subjects(registry, CATALOG.values(), {}, "")
    refused = [step.line() for step in steps if step.is_refused]
    with pytest.raises(RegistryRefused) as caught:
        await apply_subjects(registry, steps)

    assert len(refused) == 2
    assert "version 2, level FULL_TRANSITIVE; the registry would refuse it: the schema is incompat" in refused[0]
    assert str(caught.value).startswith("2 schemas would be refused; nothing was registered:")
    assert all(line in str(caught.value) for line in refused)
    assert await registry.versions("accounts.events-accounts.AccountRegistered") == []


async def test_a_refusal_that_nobody_foresaw_stops_there_and_says_what_was_done() -> None:
    registry = MemoryRegistry()
    entries = [CATALOG["accounts.Register"], TAKEN, CATALOG["accounts.Registered"]]
    registry.refuses = {"replies-accounts.NameTaken"}

    with pytest.raises(RegistryRefused, match=r"replies-accounts\.NameTaken at level FULL_TRANSITIVE") as caught:
        await subjects_applied(registry, entries)

    assert "what was done before it:\n  schema accounts.commands-accounts.Register: registered" in str(caught.value)
    assert await registry.versions("replies-accounts.Registered") == []


async def test_versions_that_the_registry_lacks_are_registered_in_their_order() -> None:
    registry = MemoryRegistry()
    earlier = {"accounts.NameTaken": ('{"version": 1}', '{"version": 2}')}
    await registry.register("replies-accounts.NameTaken", '{"version": 1}')

    [step] = await plan_subjects(registry, [TAKEN], earlier, "")
    lines = await apply_subjects(registry, [step])

    assert "versions 2 to 3, level FULL_TRANSITIVE; the registry would accept it" in step.line()
    assert [line.split(": ")[1] for line in lines] == [
        "level FULL_TRANSITIVE",
        "registered with id 2",
        "registered with id 3",
    ]
    held = [version.schema for version in await registry.versions("replies-accounts.NameTaken")]
    assert held == ['{"version": 1}', '{"version": 2}', TAKEN.schema]


async def test_a_schema_that_somebody_registered_in_other_words_is_in_place() -> None:
    registry = MemoryRegistry()
    schema = msgspec.json.decode(TAKEN.schema)
    spelled = dict(reversed(schema.items())) | {"doc": "Said by another tool."}
    await registry.register("replies-accounts.NameTaken", msgspec.json.format(msgspec.json.encode(spelled)).decode())
    await registry.set_level("replies-accounts.NameTaken", TAKEN.level)

    assert await subjects_applied(registry, [TAKEN]) == []
    assert len(await registry.versions("replies-accounts.NameTaken")) == 1


async def test_a_registry_that_is_away_is_waited_for() -> None:
    registry, kafka = MemoryRegistry(), FakeTopics()
    registry.is_away = True
    asked = asyncio.ensure_future(patiently(lambda: planning.make_plan(Settings(), registry, kafka)))
    await asyncio.sleep(0.05)
    registry.is_away = False

    assert (await asked).is_clear


@pytest.mark.parametrize(
    ("there", "wanted", "is_refused"),
    [
        ("FULL_TRANSITIVE", "FULL", False),
        ("FULL", "BACKWARD_TRANSITIVE", False),
        ("BACKWARD", "NONE", False),
        ("FULL", "FULL", True),
        ("BACKWARD", "FULL_TRANSITIVE", True),
    ],
)
async def test_a_refusal_counts_if_the_new_level_asks_for_as_much(there: str, wanted: str, *, is_refused: bool) -> None:
    """The registry judges by the level that it has, and `apply` sets the new one before it registers."""
    registry, subject = MemoryRegistry(), "replies-accounts.NameTaken"
    await registry.register(subject, '"string"')
    await registry.set_level(subject, there)
    registry.refuses.add(subject)

    [step] = await plan_subjects(registry, [msgspec.structs.replace(TAKEN, level=wanted)], {}, "")

    assert step.is_refused == is_refused
    if not is_refused:
        said = "the registry can say whether it would accept it only at its new level"
        assert step.line().endswith(f"version 2, level {there} -> {wanted}; {said}")


async def test_a_level_is_changed_before_the_version_that_needs_it() -> None:
    registry, subject = MemoryRegistry(), "replies-accounts.NameTaken"
    await registry.register(subject, '"string"')
    await registry.set_level(subject, "FULL_TRANSITIVE")
    [step] = await plan_subjects(registry, [msgspec.structs.replace(TAKEN, level="FULL")], {}, "")

    plan = planning.Plan(TopicPlan({}, {}, {}), [step])
    assert plan.summary() == "1 schema to register, 1 level to change; `just apply` does it"
    assert await apply_subjects(registry, [step]) == [
        f"schema {subject}: level FULL",
        f"schema {subject}: registered with id 2",
    ]


async def test_a_level_that_differs_is_mended() -> None:
    registry = MemoryRegistry()
    await subjects_applied(registry, [TAKEN])
    await registry.set_level("replies-accounts.NameTaken", "NONE")

    [step] = await plan_subjects(registry, [TAKEN], {}, "")

    assert step.line() == "schema replies-accounts.NameTaken: level NONE -> FULL_TRANSITIVE"
    assert await apply_subjects(registry, [step]) == ["schema replies-accounts.NameTaken: level FULL_TRANSITIVE"]
    assert await registry.level("replies-accounts.NameTaken") == "FULL_TRANSITIVE"


@pytest.mark.integration
async def test_real_servers_are_brought_up_to_date_and_left_alone(
    servers: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    own = msgspec.structs.replace(servers, topic_prefix=f"t{uuid4().hex[:8]}.", reply_lanes=4)
    assert await planning.show(own) == 0
    assert "+ topic replies: 4 partitions, cleanup.policy=delete" in capsys.readouterr().out
    await apply(own)
    assert "topic replies: made with 4 partitions" in capsys.readouterr().out
    assert await KafkaTopics(own).partition_counts(["replies", "nothing"]) == {"replies": 4, "nothing": None}
    await apply(own)
    assert capsys.readouterr().out.endswith("schemas are in place; nothing was changed\n")
    other = msgspec.structs.replace(own, partitions=own.partitions + 1)
    assert await planning.show(other) == planning.IN_THE_WAY
    assert "in the way, so `just apply` would do nothing" in capsys.readouterr().out
    with pytest.raises(TopicDiffers):
        await apply(other)
    await KafkaTopics(own).configure({"replies": {"retention.ms": "1000"}})
    await apply(own)
    assert "topic replies: set retention.ms=600000\n" in capsys.readouterr().out
