"""What is asked about consumer groups: where each of them stands."""

import asyncio

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException
from confluent_kafka.admin import AdminClient

from services.wire.broker import Partition
from services.wire.kafka.options import options
from services.wire.kafka.problems import error_of, translate
from services.wire.settings import Settings

REQUEST_S = 10.0


class KafkaGroups:
    """Reads the committed offsets of groups, by names without the prefix. Raises `BrokerUnavailable`."""

    def __init__(self, settings: Settings) -> None:
        self._prefix = settings.topic_prefix
        self._admin = AdminClient(options(settings, "admin"))

    async def positions(self) -> dict[str, dict[Partition, int]]:
        """The next offset of every group on every partition on which it has committed one."""
        try:
            listed = await asyncio.wrap_future(self._admin.list_consumer_groups(request_timeout=REQUEST_S))
            groups = [group.group_id for group in listed.valid if group.group_id.startswith(self._prefix)]
            found = await asyncio.gather(*(self._positions(group) for group in sorted(groups)))
        except KafkaException as exception:
            raise translate(error_of(exception), "consumer groups") from exception
        return {
            group.removeprefix(self._prefix): of_group for group, of_group in zip(sorted(groups), found, strict=True)
        }

    async def _positions(self, group: str) -> dict[Partition, int]:
        asked = self._admin.list_consumer_group_offsets(
            [ConsumerGroupTopicPartitions(group)], request_timeout=REQUEST_S
        )
        answer = await asyncio.wrap_future(asked[group])
        return {
            Partition(place.topic.removeprefix(self._prefix), place.partition): place.offset
            for place in answer.topic_partitions
            if place.offset >= 0 and place.topic.startswith(self._prefix)
        }
