"""Subscriber ids: 64 letters that any gateway can check without a look-up, and that name the lane of a socket.

48 bytes as base64url: version 1 | lane 2 | issued at (s) 4 | random 16 | binding 9 | mac 16.
`binding` ties the id to a session without telling which; `mac` covers all before it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from struct import Struct as Layout
from typing import Literal

from msgspec import Struct

from services.wire.errors import SubscriberMalformed

VERSION = 1
LENGTH = 64
RANDOM_BYTES = 16
BINDING_BYTES = 9
MAC_BYTES = 16

_HEAD = Layout(">BHI")
_RANDOM_AT = _HEAD.size
_BINDING_AT = _RANDOM_AT + RANDOM_BYTES
_MAC_AT = _BINDING_AT + BINDING_BYTES

Binding = Literal["same", "anonymous", "other"]


class Subscriber(Struct, frozen=True):
    """What an id says: its lane, when it was given out, and whose it is, seen from one session."""

    lane: int
    issued_at_s: int
    binding: Binding


def mint(key: bytes, lane: int, now_s: int, session_ref: str | None, random: bytes) -> str:
    """Make an id for a socket on `lane`, bound to a session, or to none; `random` has 16 bytes."""
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"expected {RANDOM_BYTES} random bytes, got {len(random)}")
    body = _HEAD.pack(VERSION, lane, now_s) + random + _binding(key, random, session_ref)
    return urlsafe_b64encode(body + _mac(key, body)).decode()


def verify(key: bytes, text: str, session_ref: str | None) -> Subscriber:
    """Read an id and say how it relates to the session; raises `SubscriberMalformed` if no gateway made it.

    `same` holds for an anonymous id without a session, too.
    """
    raw = _raw(text)
    body = raw[:_MAC_AT]
    if not hmac.compare_digest(raw[_MAC_AT:], _mac(key, body)):
        raise SubscriberMalformed("subscriber id: the signature does not match")
    _, lane, issued_at_s = _HEAD.unpack_from(raw)
    random, binding = raw[_RANDOM_AT:_BINDING_AT], raw[_BINDING_AT:_MAC_AT]
    return Subscriber(lane, issued_at_s, _relation(key, random, binding, session_ref))


def lane_of(text: str) -> int:
    """The lane that an id names, without checking who made it."""
    lane: int = _HEAD.unpack_from(_raw(text))[1]
    return lane


def _raw(text: str) -> bytes:
    if len(text) != LENGTH:
        raise SubscriberMalformed(f"subscriber id: expected {LENGTH} letters, got {len(text)}")
    try:
        raw = urlsafe_b64decode(text)
    except ValueError:
        raise SubscriberMalformed("subscriber id: not base64url") from None
    if len(raw) != _MAC_AT + MAC_BYTES or urlsafe_b64encode(raw).decode() != text:
        raise SubscriberMalformed("subscriber id: not base64url")
    if raw[0] != VERSION:
        raise SubscriberMalformed(f"subscriber id: expected version {VERSION}, got {raw[0]}")
    return raw


def _relation(key: bytes, random: bytes, binding: bytes, session_ref: str | None) -> Binding:
    if hmac.compare_digest(binding, _binding(key, random, session_ref)):
        return "same"
    if hmac.compare_digest(binding, _binding(key, random, None)):
        return "anonymous"
    return "other"


def _binding(key: bytes, random: bytes, session_ref: str | None) -> bytes:
    return hmac.digest(key, b"binding" + random + (session_ref or "anon").encode(), sha256)[:BINDING_BYTES]


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"subscriber" + body, sha256)[:MAC_BYTES]
