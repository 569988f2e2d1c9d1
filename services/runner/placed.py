"""Whether a command stands where its key belongs: anywhere else it would be decided on the state of another key."""

from functools import lru_cache

from msgspec import Struct

from services.wire.broker import Record
from services.wire.entry import key_text
from services.wire.errors import DecodeError
from services.wire.generated.catalog import BY_TYPE
from services.wire.murmur2 import partition_of

KEYS_REMEMBERED = 10_000
"""The hash of a key takes as long as much of a decision does."""

_partition_of = lru_cache(KEYS_REMEMBERED)(partition_of)


def check_key(record: Record, value: Struct) -> None:
    """Raise `DecodeError` unless the record has the key of its value. What a key says stays out of logs."""
    if record.key != key_text(BY_TYPE[type(value)], value).encode():
        raise DecodeError("key", "expected that of the value, got another")


def check_partition(record: Record, partitions: int) -> None:
    """Raise `DecodeError` unless the key belongs to the partition: a producer with another partitioner wrote it."""
    number = _partition_of(record.key or b"", partitions)
    if number != record.partition:
        raise DecodeError("partition", f"expected {number}, to which the key belongs, got {record.partition}")
