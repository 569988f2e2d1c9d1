"""Messages as librdkafka gives them, and records as we do; and the loop shape by which both are fetched."""

from collections.abc import Sequence
from typing import cast

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from services.wire.broker import Partition, Record

BATCH_LIMIT = 256


def gather(consumer: Consumer, timeout_s: float) -> list[Message]:
    """Wait for one message, then take those that are there already.

    `consume` with a time-out would wait for all of it, even with a message at hand.
    """
    first = consumer.poll(timeout_s)
    return [] if first is None else [first, *consumer.consume(BATCH_LIMIT - 1, 0)]


def partition_of(message: Message, prefix: str) -> Partition:
    """Where a message or an error comes from, without the prefix."""
    return Partition((message.topic() or "").removeprefix(prefix), message.partition() or 0)


def record_of(message: Message, prefix: str) -> Record:
    """A message that is no error, as a record."""
    topic, number = partition_of(message, prefix)
    # The binding's annotation allows for what only a producer may give.
    headers = cast("Sequence[tuple[str, bytes | None]]", message.headers() or ())
    return Record(
        topic=topic,
        partition=number,
        offset=message.offset() or 0,
        key=message.key(),
        value=message.value(),
        headers={name: text or b"" for name, text in headers},
        timestamp_ms=message.timestamp()[1],
    )


def at(partition: Partition, prefix: str, offset: int, metadata: str = "") -> TopicPartition:
    """A partition and an offset in librdkafka's form."""
    return TopicPartition(prefix + partition.topic, partition.number, offset, metadata)


def is_end(error: KafkaError) -> bool:
    """Whether an error only says that the reader has caught up."""
    return error.code() == KafkaError._PARTITION_EOF
