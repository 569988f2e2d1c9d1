"""Confluent's framing of a value: one zero byte, the schema id as four bytes big-endian, then Avro.

https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
"""

from struct import Struct

from services.wire.errors import DecodeError

MAGIC = 0
BODY_AT = 5

_HEADER = Struct(">BI")


def header(schema_id: int) -> bytes:
    """The five bytes before the Avro of a value."""
    return _HEADER.pack(MAGIC, schema_id)


def schema_id_of(data: bytes) -> int:
    """The schema id that a framed value names; its Avro begins at `BODY_AT`."""
    if len(data) < BODY_AT:
        raise DecodeError("frame", f"expected at least {BODY_AT} bytes, got {len(data)}")
    magic, schema_id = _HEADER.unpack_from(data)
    if magic != MAGIC:
        raise DecodeError("frame", f"expected magic byte 0, got {magic}")
    return int(schema_id)
