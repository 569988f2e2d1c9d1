"""Resume tokens: which sockets a client had, signed, so that any gateway can play their frames again.

base64url of: version 1 | expires (s) 4 | count 1 | count x (subscriber id 48 | wanted until (s) 4) | mac 16.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from struct import Struct as Layout

from msgspec import Struct

VERSION = 1
MOST_SOCKETS = 4
MAC_BYTES = 16

_HEAD = Layout(">BIB")
_PAST = Layout(">48sI")


class Past(Struct, frozen=True):
    """A socket that was. What comes for it is wanted until then (epoch seconds); 0: its time begins at the resume."""

    id: str
    until_s: int


def write_token(key: bytes, past: Sequence[Past], expires_s: int) -> str:
    """Sign the newest few of these sockets."""
    kept = past[:MOST_SOCKETS]
    body = _HEAD.pack(VERSION, expires_s, len(kept)) + b"".join(
        _PAST.pack(urlsafe_b64decode(one.id), one.until_s) for one in kept
    )
    return urlsafe_b64encode(body + _mac(key, body)).decode().rstrip("=")


def read_token(key: bytes, text: str, now_s: int) -> list[Past] | None:
    """The sockets of a token; None if no gateway wrote it, or if it has expired."""
    if len(text) > 400 or not text.isascii():
        return None
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if len(body) < _HEAD.size or not hmac.compare_digest(mac, _mac(key, body)):
        return None
    version, expires_s, count = _HEAD.unpack_from(body)
    if version != VERSION or expires_s < now_s:
        return None
    pasts = (_PAST.unpack_from(body, _HEAD.size + number * _PAST.size) for number in range(count))
    return [Past(urlsafe_b64encode(raw_id).decode(), until_s) for raw_id, until_s in pasts]


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"resume" + body, sha256)[:MAC_BYTES]
