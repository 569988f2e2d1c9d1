"""Resume tokens: which sockets a client had, signed, so that any gateway can play their frames again.

base64url of: version 1 | expires (s) 4 | whole 1 | count 1 | count x (subscriber id 48 | wanted until (s) 4) | mac 16.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from struct import Struct as Layout

from msgspec import Struct

VERSION = 1
MOST_SOCKETS = 32
"""A connection that drops every twenty seconds loses nothing: the oldest is forgotten by then."""
LONGEST = 2_400
MAC_BYTES = 16

_HEAD = Layout(">BI?B")
_PAST = Layout(">48sI")


class Past(Struct, frozen=True):
    """A socket that was. What comes for it is wanted until then (epoch seconds); 0: its time begins at the resume."""

    id: str
    until_s: int


class Claim(Struct, frozen=True):
    """What a token says. Not whole: there were more sockets than it has room for."""

    past: list[Past]
    is_whole: bool


def write_token(key: bytes, claim: Claim, expires_s: int) -> str:
    """Sign the sockets of a claim, newest first; too many make it less than whole."""
    kept = claim.past[:MOST_SOCKETS]
    is_whole = claim.is_whole and len(kept) == len(claim.past)
    body = _HEAD.pack(VERSION, expires_s, is_whole, len(kept)) + b"".join(
        _PAST.pack(urlsafe_b64decode(one.id), one.until_s) for one in kept
    )
    return urlsafe_b64encode(body + _mac(key, body)).decode().rstrip("=")


def read_token(key: bytes, text: str, now_s: int) -> Claim | None:
    """What a token says; None if no gateway wrote it, or if it has expired."""
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if len(body) < _HEAD.size or not hmac.compare_digest(mac, _mac(key, body)):
        return None
    version, expires_s, is_whole, count = _HEAD.unpack_from(body)
    if version != VERSION or expires_s < now_s:
        return None
    pasts = (_PAST.unpack_from(body, _HEAD.size + number * _PAST.size) for number in range(count))
    return Claim([Past(urlsafe_b64encode(raw_id).decode(), until_s) for raw_id, until_s in pasts], is_whole)


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"resume" + body, sha256)[:MAC_BYTES]
