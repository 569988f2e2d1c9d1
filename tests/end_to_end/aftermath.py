"""What is on the topics after a story: how many records were put aside, and of which versions there are records."""

from services.local.stack import Stack
from services.wire.broker import Partition
from services.wire.kafka import KafkaBroker
from services.wire.registry import HttpRegistry
from services.wire.versions import find


async def dead_letters(stack: Stack, *domains: str) -> int:
    """How many records were put aside in these domains."""
    broker = await KafkaBroker.open(stack.settings)
    try:
        counts = {f"{domain}.dead": await broker.partition_count(f"{domain}.dead") for domain in domains}
        partitions = [Partition(topic, number) for topic, count in counts.items() for number in range(count)]
        return sum((await broker.end_offsets(partitions)).values())
    finally:
        await broker.close()


async def versions_of(stack: Stack, topic: str, name: str) -> tuple[list[int], set[int]]:
    """The versions of a type that are registered, and those of which there are records."""
    broker, registry = await KafkaBroker.open(stack.settings), HttpRegistry(stack.settings)
    try:
        registered = await registry.versions(f"{stack.settings.topic_prefix}{topic}-{name}")
        found = await find(broker, [topic])
        return [one.version for one in registered], {one.version for one in registered if one.schema_id in found}
    finally:
        await broker.close()
        await registry.close()
