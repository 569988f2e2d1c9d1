"""The headers of records: their names, and the envelope that travels with a request from hop to hop."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct, json

from services.wire.errors import DecodeError

ID: Final = "id"
REQUEST_ID: Final = "request-id"
SUBSCRIBER_ID: Final = "subscriber-id"
DEADLINE: Final = "deadline"
ACCEPTED: Final = "accepted"
CAUSE: Final = "cause"
PRINCIPAL: Final = "principal"
TRACEPARENT: Final = "traceparent"
FINGERPRINT: Final = "fingerprint"
"""Of commands: HMAC-SHA256 of the request body, 32 bytes."""
FINAL: Final = "final"
"""Of replies: whether the frame ends its request, `1` or `0`."""

DEAD_TOPIC: Final = "dead-topic"
DEAD_PARTITION: Final = "dead-partition"
DEAD_OFFSET: Final = "dead-offset"
DEAD_ERROR: Final = "dead-error"
DEAD_REASON: Final = "dead-reason"
DEAD_ATTEMPTS: Final = "dead-attempts"
DEAD_TRUNCATED: Final = "dead-truncated"
"""Of dead letters whose original is so large that only its beginning fits beside the coordinates."""
DEAD_RETRY: Final = "dead-retry"
"""Of an input that an operator has put back: the name of its letter. The requester was told that it failed, and the
deadline was one of the first try."""
DEAD_MARK: Final = "dead-mark"
"""Of marks, which stand behind the letters: what an operator did with one, `retried` or `dropped`."""
DEAD_MARKED: Final = "dead-marked"
"""Of marks: the offset of the letter, in the same partition."""


# Every hop writes UUIDs, and msgspec does it several times as fast as `str`.
_json = msgspec.json.Encoder().encode

# msgspec reads a UUID's text several times as fast as `uuid` does.
_uuid_from_json = json.Decoder(UUID).decode


class Envelope(Struct, frozen=True, kw_only=True):
    """Who asked, until when, and what caused this record. Copied onto everything that follows from it.

    `deadline_ms` and `accepted_ms`, when a gateway took the request, count from the epoch.
    """

    id: UUID
    request_id: UUID | None = None
    subscriber_id: str | None = None
    deadline_ms: int | None = None
    accepted_ms: int | None = None
    cause: UUID | None = None
    principal: str | None = None
    traceparent: str | None = None

    def to_headers(self) -> dict[str, bytes]:
        """Write what is set as record headers."""
        headers = {ID: _json(self.id)[1:-1]}
        if self.request_id is not None:
            headers[REQUEST_ID] = _json(self.request_id)[1:-1]
        if self.subscriber_id is not None:
            headers[SUBSCRIBER_ID] = self.subscriber_id.encode()
        if self.deadline_ms is not None:
            headers[DEADLINE] = str(self.deadline_ms).encode()
        if self.accepted_ms is not None:
            headers[ACCEPTED] = str(self.accepted_ms).encode()
        if self.cause is not None:
            headers[CAUSE] = _json(self.cause)[1:-1]
        if self.principal is not None:
            headers[PRINCIPAL] = self.principal.encode()
        if self.traceparent is not None:
            headers[TRACEPARENT] = self.traceparent.encode()
        return headers

    @classmethod
    def from_headers(cls, headers: Mapping[str, bytes]) -> "Envelope":
        """Read an envelope; headers of other names are let be. Raises `DecodeError`."""
        own_id = read_uuid(headers, ID)
        if own_id is None:
            raise DecodeError(f"header {ID}", "expected a UUID, got nothing")
        return cls(
            id=own_id,
            request_id=read_uuid(headers, REQUEST_ID),
            subscriber_id=read_text(headers, SUBSCRIBER_ID),
            deadline_ms=read_int(headers, DEADLINE),
            accepted_ms=read_int(headers, ACCEPTED),
            cause=read_uuid(headers, CAUSE),
            principal=read_text(headers, PRINCIPAL),
            traceparent=read_text(headers, TRACEPARENT),
        )


def read_text(headers: Mapping[str, bytes], name: str) -> str | None:
    """A header as text, None without it."""
    value = headers.get(name)
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise DecodeError(f"header {name}", f"expected UTF-8, got {value[:40]!r}") from None


def read_uuid(headers: Mapping[str, bytes], name: str) -> UUID | None:
    """A header as a UUID, None without it."""
    value = headers.get(name)
    if value is None:
        return None
    try:
        return _uuid_from_json(b'"%b"' % value)
    except ValueError:
        text = read_text(headers, name) or ""
        raise DecodeError(f"header {name}", f"expected a UUID, got {text[:40]!r}") from None


def read_int(headers: Mapping[str, bytes], name: str) -> int | None:
    """A header as a whole number, None without it."""
    text = read_text(headers, name)
    if text is None:
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        raise DecodeError(f"header {name}", f"expected a whole number, got {text[:40]!r}")
    return int(text)


def read_final(headers: Mapping[str, bytes]) -> bool:
    """Whether a reply ends its request; one that does not say, does."""
    match headers.get(FINAL):
        case None | b"1":
            return True
        case b"0":
            return False
        case other:
            raise DecodeError(f"header {FINAL}", f"expected 1 or 0, got {other[:40]!r}")
