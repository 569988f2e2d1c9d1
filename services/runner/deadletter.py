"""What cannot be handled is put aside with its original bytes, where it stood, and why."""

from services.wire.broker import Outgoing, Record
from services.wire.errors import MillraceError
from services.wire.headers import DEAD_ERROR, DEAD_OFFSET, DEAD_PARTITION, DEAD_REASON, DEAD_TOPIC

REASON_BYTES = 1_000


def error_code(error: Exception) -> str:
    """The word for an error in dead letters and in `wire.Failed`."""
    return error.code if isinstance(error, MillraceError) else "failed"


def dead_letter(domain: str, record: Record, error: Exception) -> Outgoing:
    """The record for `<domain>.dead`: key, value and headers as they came, and five headers more."""
    headers = dict(record.headers) | {
        DEAD_TOPIC: record.topic.encode(),
        DEAD_PARTITION: b"%d" % record.partition,
        DEAD_OFFSET: b"%d" % record.offset,
        DEAD_ERROR: error_code(error).encode(),
        DEAD_REASON: f"{type(error).__name__}: {error}".encode()[:REASON_BYTES],
    }
    return Outgoing(f"{domain}.dead", record.key, record.value, headers, record.partition)
