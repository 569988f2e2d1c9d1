"""Messages as librdkafka gives them, and records as we do; and the loop shape by which both are fetched."""

from collections.abc import Sequence
from typing import Any, cast

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from services.wire.broker import Partition, Record

BATCH_LIMIT = 256


def gather(consumer: Consumer, timeout_s: float) -> list[Message]:
    """Wait for one message, then take those that are there already.

    `consume` with a time-out would wait for all of it, even with a message at hand.
    """
    first = consumer.poll(timeout_s)
    return [] if first is None else [first, *consumer.consume(BATCH_LIMIT - 1, 0)]


class Places:
    """Partitions without the prefix, by the names that librdkafka has for them; each is made once."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._known: dict[tuple[str | None, int | None], Partition] = {}

    def of(self, message: Message) -> Partition:
        """Where a message or an error comes from."""
        named = message.topic(), message.partition()
        known = self._known.get(named)
        if known is None:
            known = self._known[named] = Partition((named[0] or "").removeprefix(self._prefix), named[1] or 0)
        return known


def record_of(message: Message, place: Partition) -> Record:
    """A message that is no error, as a record."""
    # The binding's annotation allows for what only a producer may give. It has None for what is empty.
    headers: dict[str, Any] = dict(cast("Sequence[tuple[str, bytes | None]]", message.headers() or ()))
    return Record(
        topic=place.topic,
        partition=place.number,
        offset=message.offset() or 0,
        key=message.key(),
        value=message.value(),
        headers=headers if all(headers.values()) else {name: text or b"" for name, text in headers.items()},
        timestamp_ms=message.timestamp()[1],
    )


def at(partition: Partition, prefix: str, offset: int, metadata: str = "") -> TopicPartition:
    """A partition and an offset in librdkafka's form."""
    return TopicPartition(prefix + partition.topic, partition.number, offset, metadata)


def is_end(error: KafkaError) -> bool:
    """Whether an error only says that the reader has caught up."""
    return error.code() == KafkaError._PARTITION_EOF
