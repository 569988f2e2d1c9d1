"""Ids of outputs: UUIDv5 of the input's id and the output's index, so that a repeat is recognisable."""

from hashlib import sha1
from uuid import UUID

REPLY_INDEX = 0
"""The outcome is output 0 and the events follow: a stored outcome keeps its id without its events being known."""


def output_id(input_id: UUID, name: str) -> bytes:
    """Give `uuid5(input_id, name)` as text, at a third of the standard library's cost."""
    digest = bytearray(sha1(input_id.bytes + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}".encode()
