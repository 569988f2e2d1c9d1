"""What could not be handled is kept for an operator: the original bytes, where they came from, and why."""

from services.runner.writer import SIZE_LIMIT_BYTES
from services.wire.broker import Outgoing, Record
from services.wire.errors import MillraceError
from services.wire.generated.wire import Failed
from services.wire.headers import (
    DEAD_ATTEMPTS,
    DEAD_ERROR,
    DEAD_OFFSET,
    DEAD_PARTITION,
    DEAD_REASON,
    DEAD_TOPIC,
    DEAD_TRUNCATED,
)

REASON_LIMIT = 1_000
HEADERS_LIMIT_BYTES = 64_000


def dead_letter(topic: str, record: Record, error: Exception, attempts: int) -> Outgoing:
    """Make the record for `<domain>.dead`, on the partition of the original."""
    headers = dict(record.headers)
    size = sum(len(name) + len(text) for name, text in headers.items())
    if size > HEADERS_LIMIT_BYTES:
        headers, size = {DEAD_TRUNCATED: b"headers"}, 0
    value = record.value
    if value is not None and len(value) + size > SIZE_LIMIT_BYTES:
        value = value[: SIZE_LIMIT_BYTES - size]
        headers[DEAD_TRUNCATED] = b"value"
    headers |= {
        DEAD_TOPIC: record.topic.encode(),
        DEAD_PARTITION: str(record.partition).encode(),
        DEAD_OFFSET: str(record.offset).encode(),
        DEAD_ERROR: code_of(error).encode(),
        DEAD_REASON: str(error)[:REASON_LIMIT].encode(errors="replace"),
        DEAD_ATTEMPTS: str(attempts).encode(),
    }
    return Outgoing(topic, record.key, value, headers, record.partition)


def failed(error: Exception) -> Failed:
    """Tell the requester; the words are those of the error table, never an exception's own text."""
    if isinstance(error, MillraceError):
        said = (type(error).__doc__ or error.code).partition("\n")[0]
        return Failed(code=error.code, reason=said, retryable=error.retriable)
    return Failed(code=code_of(error), reason="The worker could not handle this; it was put aside.", retryable=False)


def code_of(error: Exception) -> str:
    """Give the name of an error in the error table."""
    return error.code if isinstance(error, MillraceError) else "handler-failed"
