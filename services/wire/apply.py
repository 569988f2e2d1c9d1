"""`python -m services.wire.apply`: make the registry and Kafka hold what the catalogue says. It can be repeated."""

import asyncio
import os
import sys

from services.wire.errors import MillraceError
from services.wire.generated.catalog import CATALOG, TOPICS
from services.wire.kafka import KafkaTopics
from services.wire.log import configure
from services.wire.patience import patiently
from services.wire.plan import make_plan
from services.wire.registry import HttpRegistry
from services.wire.settings import Settings
from services.wire.subject_plan import apply_subjects
from services.wire.topic_plan import apply_topics


async def apply(settings: Settings) -> None:
    """Bring both servers up to date and print what was done."""
    registry, kafka = HttpRegistry(settings), KafkaTopics(settings)
    try:
        plan = await patiently(lambda: make_plan(settings, registry, kafka))
        # Topics first: a changed partition count must stop everything, before a schema is added.
        lines = await apply_topics(kafka, plan.topics)
        lines += await apply_subjects(registry, plan.subjects)
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
