"""What is asked about topics, and how they are made."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from confluent_kafka import IsolationLevel, KafkaException, TopicCollection
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    OffsetSpec,
    ResourceType,
)

from services.wire.broker import Partition
from services.wire.errors import BrokerUnavailable, MillraceError, TopicMissing
from services.wire.kafka.options import options
from services.wire.kafka.problems import MOVING, error_of, translate
from services.wire.kafka.records import at
from services.wire.settings import Settings

REQUEST_S = 10.0
RETRY_S = 0.1
OFFSETS_S = 3.0
"""How long one question for offsets waits for a leader, which may have just died."""


class KafkaTopics:
    """Administration of topics, by names without the prefix. Every call raises `BrokerUnavailable`."""

    def __init__(self, settings: Settings) -> None:
        self._prefix = settings.topic_prefix
        self._replication = settings.replication
        self._admin = AdminClient(options(settings, "admin"))

    async def partition_counts(self, topics: Sequence[str]) -> dict[str, int | None]:
        """How many partitions each topic has; None for one that does not exist."""
        names = TopicCollection([self._prefix + topic for topic in topics])
        asked = self._admin.describe_topics(names, request_timeout=REQUEST_S)
        counts: dict[str, int | None] = {}
        for topic in topics:
            try:
                description = await _outcome(asked[self._prefix + topic], topic)
                counts[topic] = len(description.partitions)
            except TopicMissing:
                counts[topic] = None
        return counts

    async def offsets(self, partitions: Sequence[Partition], spec: OffsetSpec) -> dict[Partition, int]:
        """An offset of each partition; records of open transactions count."""
        give_up_at = time.monotonic() + REQUEST_S
        failure: MillraceError
        while True:
            try:
                found = await self._offsets(partitions, spec)
                unanswered = [partition for partition, offset in found.items() if offset < 0]
                if not unanswered:
                    return found
                failure = BrokerUnavailable(f"Kafka does not tell the offset of {unanswered[0]}")
            except KafkaException as exception:
                error = error_of(exception)
                if error.code() not in MOVING:
                    raise translate(error, partitions[0].topic) from exception
                failure = translate(error, partitions[0].topic)
            if time.monotonic() > give_up_at:
                raise failure
            await asyncio.sleep(RETRY_S)
            await self._learn_leaders()

    async def _learn_leaders(self) -> None:
        """Ask for the present leaders: librdkafka goes on asking those that it knows, and by their old epochs."""
        with suppress(KafkaException):
            await asyncio.to_thread(self._admin.list_topics, timeout=OFFSETS_S)

    async def _offsets(self, partitions: Sequence[Partition], spec: OffsetSpec) -> dict[Partition, int]:
        wanted = {at(partition, self._prefix, 0): spec for partition in partitions}
        asked = self._admin.list_offsets(
            wanted, isolation_level=IsolationLevel.READ_UNCOMMITTED, request_timeout=OFFSETS_S
        )
        found = await asyncio.gather(*(asyncio.wrap_future(future) for future in asked.values()))
        return {
            Partition(where.topic.removeprefix(self._prefix), where.partition): answer.offset
            for where, answer in zip(asked, found, strict=True)
        }

    async def start_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        return await self.offsets(partitions, OffsetSpec.earliest()) if partitions else {}

    async def end_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        return await self.offsets(partitions, OffsetSpec.latest()) if partitions else {}

    async def create(self, topics: Mapping[str, tuple[int, Mapping[str, str]]]) -> None:
        """Make topics, each with its number of partitions and its settings; returns when everybody can see them."""
        if not topics:
            return
        asked = self._admin.create_topics(
            [
                NewTopic(self._prefix + name, count, self._replication, config=dict(config))
                for name, (count, config) in topics.items()
            ],
            request_timeout=REQUEST_S,
        )
        for name in topics:
            await _outcome(asked[self._prefix + name], name)
        await self._seen(list(topics))

    async def _seen(self, topics: Sequence[str]) -> None:
        """The controller has made them; the broker that is asked next may not have heard of it yet."""
        for _ in range(int(REQUEST_S / RETRY_S)):
            if None not in (await self.partition_counts(topics)).values():
                return
            await asyncio.sleep(RETRY_S)

    async def configs(self, topics: Sequence[str]) -> dict[str, dict[str, str]]:
        """Every setting of each topic as it stands, defaults included."""
        resources = [ConfigResource(ResourceType.TOPIC, self._prefix + topic) for topic in topics]
        if not resources:
            return {}
        asked = self._admin.describe_configs(resources, request_timeout=REQUEST_S)
        found: dict[str, dict[str, str]] = {}
        for topic, resource in zip(topics, resources, strict=True):
            entries = await _outcome(asked[resource], topic)
            found[topic] = {name: entry.value for name, entry in entries.items()}
        return found

    async def configure(self, changes: Mapping[str, Mapping[str, str]]) -> None:
        """Set settings of topics; the others keep theirs."""
        resources = [
            ConfigResource(
                ResourceType.TOPIC,
                self._prefix + topic,
                incremental_configs=[
                    ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
                    for name, value in config.items()
                ],
            )
            for topic, config in changes.items()
        ]
        if not resources:
            return
        asked = self._admin.incremental_alter_configs(resources, request_timeout=REQUEST_S)
        for topic, resource in zip(changes, resources, strict=True):
            await _outcome(asked[resource], topic)

    async def delete(self, topics: Sequence[str]) -> None:
        """Remove topics and all that is in them."""
        asked = self._admin.delete_topics([self._prefix + topic for topic in topics], request_timeout=REQUEST_S)
        for topic in topics:
            await _outcome(asked[self._prefix + topic], topic)


async def _outcome(future: "Future[Any]", topic: str) -> Any:
    try:
        return await asyncio.wrap_future(future)
    except KafkaException as exception:
        raise translate(error_of(exception), topic) from exception
