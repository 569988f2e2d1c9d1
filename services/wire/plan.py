"""`python -m services.wire.plan`: what `apply` would do, line by line. Nothing is changed by asking."""

import asyncio
import os
import sys

from msgspec import Struct

from services.wire.errors import MillraceError, RegistryUnavailable
from services.wire.generated.catalog import CATALOG, TOPICS
from services.wire.generated.history import EARLIER
from services.wire.kafka import KafkaTopics
from services.wire.log import configure
from services.wire.registry import HttpRegistry, Registry
from services.wire.settings import Settings
from services.wire.subject_plan import SubjectStep, plan_subjects
from services.wire.topic_plan import TopicPlan, Topics, plan_topics

IN_THE_WAY = 1
UNREACHABLE = 3


class Plan(Struct, frozen=True):
    """Everything that `apply` would do."""

    topics: TopicPlan
    subjects: list[SubjectStep]

    @property
    def is_clear(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.topics.refused and not any(step.is_refused for step in self.subjects)

    def lines(self) -> list[str]:
        """One line for each thing: `+` made, `~` changed, `!` refused."""
        topics = [
            f"+ topic {name}: {count} partitions, {_settings(config)}"
            for name, (count, config) in self.topics.create.items()
        ]
        topics += [f"~ topic {name}: {_settings(config)}" for name, config in self.topics.configure.items()]
        topics += [f"! {reason}" for reason in self.topics.refused.values()]
        return topics + [f"{_mark(step)} {step.line()}" for step in self.subjects if not step.is_done]

    def summary(self) -> str:
        """The plan in one line."""
        counts = ", ".join(
            _many(number, thing, what)
            for number, thing, what in (
                (len(self.topics.create), "topic", "make"),
                (len(self.topics.configure), "topic", "change"),
                (sum(len(step.schemas) for step in self.subjects), "schema", "register"),
                (sum(step.is_level_changed for step in self.subjects), "level", "change"),
            )
            if number
        )
        refused = len(self.topics.refused) + sum(step.is_refused for step in self.subjects)
        if refused:
            in_the_way = "1 thing stands" if refused == 1 else f"{refused} things stand"
            return f"{counts}; {in_the_way} in the way, so `just apply` would do nothing".removeprefix("; ")
        return f"{counts}; `just apply` does it" if self.lines() else "everything is in place; nothing to do"


def _many(number: int, thing: str, what: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'} to {what}"


async def make_plan(settings: Settings, registry: Registry, kafka: Topics) -> Plan:
    """Ask both servers. Raises `RegistryUnavailable` and `BrokerUnavailable`."""
    topics = await plan_topics(kafka, list(TOPICS.values()), settings)
    return Plan(topics, await plan_subjects(registry, CATALOG.values(), EARLIER, settings.topic_prefix))


async def show(settings: Settings) -> int:
    """Print the plan; 0 if `apply` could do it."""
    registry = HttpRegistry(settings)
    try:
        plan = await make_plan(settings, registry, KafkaTopics(settings))
    finally:
        await registry.close()
    print("\n".join([*plan.lines(), plan.summary()]), flush=True)
    return 0 if plan.is_clear else IN_THE_WAY


def _settings(config: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in config.items())


def _mark(step: SubjectStep) -> str:
    if step.is_refused:
        return "!"
    return "~" if step.held or not step.schemas else "+"


def main() -> int:
    """Exit with 0 if nothing is in the way, 1 if something is, 3 if a server cannot be reached."""
    try:
        settings = Settings.from_environment(os.environ)
        configure(settings.log_level, settings.log_format)
        return asyncio.run(show(settings))
    except MillraceError as error:
        print(f"plan: {error}", file=sys.stderr)
        return UNREACHABLE if isinstance(error, RegistryUnavailable) or error.retriable else IN_THE_WAY


if __name__ == "__main__":
    sys.exit(main())
