"""One input as its headers tell it: who asked, down which lane, and what travels on."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final
from uuid import NAMESPACE_OID

from msgspec import Struct
from msgspec.structs import replace

from services.wire.broker import Record
from services.wire.errors import DecodeError, SubscriberMalformed
from services.wire.headers import (
    ACCEPTED,
    CAUSE,
    DEAD_RETRY,
    DEADLINE,
    ID,
    PRINCIPAL,
    REQUEST_ID,
    SUBSCRIBER_ID,
    TRACEPARENT,
    Envelope,
    read_int,
    read_text,
    read_uuid,
)
from services.wire.subscriber import lane_of
from services.wire.uuid5 import uuid5_text

PASSED_ON: Final = (REQUEST_ID, SUBSCRIBER_ID, DEADLINE, ACCEPTED, PRINCIPAL, TRACEPARENT)
"""Headers that every output of an input carries, so that a later domain can end the request."""

OF_THE_FIRST_TRY: Final = (SUBSCRIBER_ID, DEADLINE)
"""Headers that say nothing any more once an operator has put an input back: its requester heard that it failed."""

_READ_BY: dict[str, Callable[[Mapping[str, bytes], str], Any]] = {
    ID: read_uuid,
    REQUEST_ID: read_uuid,
    SUBSCRIBER_ID: read_text,
    DEADLINE: read_int,
    ACCEPTED: read_int,
    CAUSE: read_uuid,
    PRINCIPAL: read_text,
    TRACEPARENT: read_text,
}

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


def read_what_is_readable(record: Record, lanes: int) -> Source:
    """Read an input that is put aside, without the headers that cannot be read: its requester may still be told.

    Without an id of its own it gets one that follows from its place. Nobody is told without a request id.
    """
    headers = {name: text for name, text in record.headers.items() if _is_readable(record.headers, name, lanes)}
    if REQUEST_ID not in headers:
        headers.pop(SUBSCRIBER_ID, None)
    if ID not in headers:
        place = f"{record.topic}-{record.partition}-{record.offset}"
        headers[ID] = uuid5_text(NAMESPACE_OID.bytes, place.encode())
    return read_source(replace(record, headers=headers), lanes)


def _is_readable(headers: Mapping[str, bytes], name: str, lanes: int) -> bool:
    read = _READ_BY.get(name)
    try:
        value = None if read is None else read(headers, name)
        if name == SUBSCRIBER_ID and value is not None:
            _lane(value, lanes)
    except DecodeError:
        return False
    return True


@lru_cache(LANES_REMEMBERED)
def _lane(subscriber_id: str, lanes: int) -> int:
    try:
        lane = lane_of(subscriber_id)
    except SubscriberMalformed as error:
        raise DecodeError(f"header {SUBSCRIBER_ID}", str(error)) from error
    if lane >= lanes:
        raise DecodeError(f"header {SUBSCRIBER_ID}", f"expected a lane below {lanes}, got {lane}")
    return lane
