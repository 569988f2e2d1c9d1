"""One input as its headers tell it: who asked, down which lane, and what travels on."""

from functools import lru_cache
from typing import Final

from msgspec import Struct

from services.wire.broker import Record
from services.wire.errors import DecodeError, SubscriberMalformed
from services.wire.headers import (
    ACCEPTED,
    DEAD_RETRY,
    DEADLINE,
    PRINCIPAL,
    REQUEST_ID,
    SUBSCRIBER_ID,
    TRACEPARENT,
    Envelope,
)
from services.wire.subscriber import lane_of

PASSED_ON: Final = (REQUEST_ID, SUBSCRIBER_ID, DEADLINE, ACCEPTED, PRINCIPAL, TRACEPARENT)
"""Headers that every output of an input carries, so that a later domain can end the request."""

OF_THE_FIRST_TRY: Final = (SUBSCRIBER_ID, DEADLINE)
"""Headers that say nothing any more once an operator has put an input back: its requester heard that it failed."""

LANES_REMEMBERED = 10_000
"""Of the sockets that were heard of last: a socket sends many requests."""


class Source(Struct, frozen=True):
    """An input whose headers can be read."""

    record: Record
    envelope: Envelope
    passed: dict[str, bytes]
    lane: int | None
    """The partition of `replies` that the requester's socket follows; None when nobody waits."""


def read_source(record: Record, lanes: int) -> Source:
    """Read the headers of an input. Raises `DecodeError`."""
    headers = record.headers
    if DEAD_RETRY in headers:
        headers = {name: text for name, text in headers.items() if name not in OF_THE_FIRST_TRY}
    envelope = Envelope.from_headers(headers)
    lane = None if envelope.subscriber_id is None else _lane(envelope.subscriber_id, lanes)
    passed: dict[str, bytes] = {name: headers[name] for name in PASSED_ON if name in headers}
    return Source(record, envelope, passed, lane)


@lru_cache(LANES_REMEMBERED)
def _lane(subscriber_id: str, lanes: int) -> int:
    try:
        lane = lane_of(subscriber_id)
    except SubscriberMalformed as error:
        raise DecodeError(f"header {SUBSCRIBER_ID}", str(error)) from error
    if lane >= lanes:
        raise DecodeError(f"header {SUBSCRIBER_ID}", f"expected a lane below {lanes}, got {lane}")
    return lane
