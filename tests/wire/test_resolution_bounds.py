"""What is read and what is passed over of another version's data has bounds: on depth, on counts, on memory."""

import json
from typing import Any

import pytest

from services.wire.generated.codec.primitives import DEPTH_LIMIT
from services.wire.resolution_source import EMPTY_ITEM_BYTES, SPARE_BYTES
from tests.wire.resolving import array, enum, field, fixed, read, record, refused

NODE = record(field("next", ["null", "R"]), field("value", "int"))
LONGER = record(field("value", "long"), field("next", ["null", "R"]), field("more", "int", default=1))


def test_a_record_inside_itself_is_read_to_a_certain_depth() -> None:
    def nested(depth: int) -> bytes:
        return b"\x02" * depth + b"\x00" + b"\x04" * (depth + 1)

    deepest = DEPTH_LIMIT - 1
    assert read(NODE, LONGER, nested(deepest)).startswith(b"\x04\x02" * deepest)
    assert refused(NODE, LONGER, nested(deepest + 1)).endswith("next.next: nested too deeply")
    assert refused(record(field("gone", NODE), name="Q"), record(name="Q"), nested(20_000)).endswith("too deeply")


def test_a_record_that_cannot_be_read_fails_wherever_it_is_met_again() -> None:
    """It was met once inside another, which stays in use."""
    writer = record(
        field(
            "f", ["null", record(field("b", record(field("a", ["null", "A"]), name="B")), field("x", "int"), name="A")]
        ),
        field("g", "B"),
    )
    reader = json.loads(json.dumps(writer).replace('"int"', '"string"'))
    assert read(writer, reader, b"\x00\x00") == b"\x00\x00"
    assert refused(writer, reader, b"\x00\x02").startswith("$.g.a.x: expected string, and the writer has int")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("null", ""),
        ("boolean", "01"),
        ("int", "02"),
        ("long", "fe01"),
        ("float", "00000000"),
        ("double", "0000000000000000"),
        ("bytes", "02ff"),
        ("string", "0261"),
        (fixed("F", 2), "ffff"),
        (enum("E", "A", "B"), "02"),
        (array("int"), "04020400"),
        (array("int"), "0304020400"),
        (array("null"), "0600"),
        ({"type": "map", "values": "int"}, "0202610200"),
        ({"type": "map", "values": "int"}, "010602610200"),
        (["null", "int"], "0202"),
        (record(field("a", "int"), field("b", "string"), name="A"), "020261"),
        (record(field("a", ["null", "A"]), name="A"), "020200"),
    ],
)
def test_what_the_reader_does_not_know_is_passed_over(kind: Any, data: str) -> None:
    writer = record(field("gone", kind), field("kept", "int"))
    assert read(writer, record(field("kept", "int")), bytes.fromhex(data) + b"\x0e") == b"\x0e"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("boolean", "02"),
        ("bytes", "01"),
        ("string", "0a61"),
        (fixed("F", 2), "ff"),
        (enum("E", "A", "B"), "04"),
        (enum("E", "A", "B"), "01"),
        (["null", "int"], "04"),
        (["null", "int"], "01"),
        (array("int"), "feffffff0f00"),
        (array("null"), "feffffffffffffff7f00"),
        (array("int"), "01feffff7f00"),
        (array("int"), "010100"),
        ({"type": "map", "values": "null"}, "0a00"),
        (record(field("a", ["null", "A"]), name="A"), "02" * 500),
    ],
)
def test_what_is_passed_over_is_bounded_too(kind: Any, data: str) -> None:
    writer = record(field("gone", kind))
    assert refused(writer, record(), bytes.fromhex(data)).startswith("$.gone")


@pytest.mark.parametrize("data", ["04020400", "0202020400", "0304020400", "01020201020400"])
def test_blocks_are_read_with_their_sizes_and_without(data: str) -> None:
    """Two numbers in one block or two; in the reader's form no block says its size."""
    own = read(array("int"), array("long"), bytes.fromhex(data))
    assert own.hex() in ("04020400", "0202020400")


def test_items_without_a_byte_are_read_up_to_a_bound() -> None:
    """For all lists of a value together."""
    most = SPARE_BYTES // EMPTY_ITEM_BYTES
    assert read(array("null"), array(["null", "int"]), b"\x06\x00") == b"\x06\x00\x00\x00\x00"
    half = _varint(most // 2)
    assert read(array(array("null")), array(array("null")), b"\x04" + (half + b"\x00") * 2 + b"\x00")
    said = refused(array(array("null")), array(array("null")), b"\x06" + (half + b"\x00") * 3 + b"\x00")
    assert said == "$[2]: the data stands for far more than it holds"


def test_defaults_are_added_up_to_a_bound() -> None:
    writer = array(record(field("a", "boolean"), name="R"))
    reader = array(record(field("a", "boolean"), field("b", "string", default="x" * 1000), name="R"))
    count = SPARE_BYTES // 1002
    assert len(read(writer, reader, _varint(count) + b"\x01" * count + b"\x00")) > count * 1000
    assert "far more than it holds" in refused(writer, reader, _varint(count + 1) + b"\x01" * (count + 1) + b"\x00")


def _varint(count: int) -> bytes:
    number, out = count << 1, bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
