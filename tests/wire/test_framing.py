"""Confluent's framing, and the hash that chooses partitions, agree with their other implementations."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.wire.errors import DecodeError
from services.wire.framing import BODY_AT, header, schema_id_of
from services.wire.murmur2 import murmur2


@given(st.integers(0, 2**32 - 1), st.binary())
def test_a_framed_value_names_its_schema(schema_id: int, body: bytes) -> None:
    data = header(schema_id) + body
    assert data == struct.pack(">bI", 0, schema_id) + body
    assert schema_id_of(data) == schema_id
    assert data[BODY_AT:] == body


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "expected at least 5 bytes, got 0"),
        (b"\0\0\0\0", "got 4"),
        (b"\1\0\0\0\1", "expected magic byte 0, got 1"),
    ],
)
def test_what_is_not_framed_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(DecodeError, match=f"^frame: .*{said}"):
        schema_id_of(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    # The vectors of Kafka's own UtilsTest.
    [
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_the_hash_of_a_key_is_that_of_java(data: bytes, expected: int) -> None:
    assert murmur2(data) == expected % 2**32
