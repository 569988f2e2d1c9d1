"""Each rule by which data of another version is read, on bytes: what stands in it, and what we make of it."""

import json
import struct
from typing import Any

import pytest

from services.wire.avro_schema import names_of
from services.wire.errors import DecodeError
from services.wire.generated.codec.primitives import AvroError
from services.wire.resolution import resolve
from tests.wire.resolving import array, decimal, enum, field, fixed, read, record, refused

INNER = record(field("a", "int", default=7), field("b", "string", default="x"), name="Inner")


@pytest.mark.parametrize(
    ("kind", "default", "data"),
    [
        ("null", None, ""),
        ("boolean", True, "01"),
        ("int", -1, "01"),
        ("long", 2**53 + 1, "8280808080808020"),
        ("float", 1, "0000803f"),
        ("double", 0.5, "000000000000e03f"),
        ("bytes", "\u00ff\u0000", "04ff00"),
        ("string", "é", "04c3a9"),
        (fixed("F", 2), "\u00ff\u0001", "ff01"),
        (enum("E", "A", "B"), "B", "02"),
        (array("int"), [1, -1], "04020100"),
        ({"type": "map", "values": "int"}, {"k": 1}, "02026b0200"),
        (INNER, {}, "0e0278"),
        (INNER, {"b": "y"}, "0e0279"),
        (["int", "null"], None, "02"),
        (["null", "int"], 1, "0202"),
        (["int", "boolean"], True, "0201"),
        (["int", "double"], 0.5, "02000000000000e03f"),
        (["int", "long"], 2**31, "028080808010"),
        ([fixed("F", 3), "string"], "ab", "02046162"),
        ([enum("E", "A"), "string"], "B", "020242"),
        (["bytes", "string"], "\u0100", "0204c480"),
        ([INNER, {"type": "map", "values": "int"}], {"a": 1, "b": "z"}, "0002027a"),
        ([record(field("a", "int"), name="A"), INNER], {}, "020e0278"),
    ],
)
def test_a_default_is_written_as_its_type_has_it(kind: Any, default: Any, data: str) -> None:
    """Of a union, as its first branch that the default is a value of."""
    assert read(record(), record(field("f", kind, default=default)), b"").hex() == data


@pytest.mark.parametrize(
    ("kind", "default"),
    [
        ("int", "1"),
        ("int", 2**31),
        ("string", 1),
        ("string", "\ud800"),
        ("bytes", "\u0100"),
        (fixed("F", 2), "a"),
        (enum("E", "A"), "B"),
        (["null", "int"], "x"),
        (INNER, {"a": "x"}),
        (record(field("a", "int"), name="I"), {}),
    ],
)
def test_a_default_that_is_no_value_is_refused_with_its_place(kind: Any, default: Any) -> None:
    assert refused(record(), record(field("f", kind, default=default)), b"").startswith("$.f: ")


def test_a_default_without_an_end_is_refused() -> None:
    reader = record(field("f", ["R", "null"], default={}))
    assert refused(record(), reader, b"") == "$.f: nested too deeply"


@pytest.mark.parametrize(
    ("writer", "reader", "data", "own"),
    [
        ("int", "float", 2**24 + 1, struct.pack("<f", 2**24)),
        # A double between would end on the half, and round it down.
        ("long", "float", 2**60 + 2**36 + 1, struct.pack("<f", 2**60 + 2**37)),
        ("long", "float", -(2**60) - 2**36 - 1, struct.pack("<f", -(2**60) - 2**37)),
        ("long", "float", 2**60 + 2**36, struct.pack("<f", 2**60)),
        ("long", "float", 2**63 - 1, struct.pack("<f", 2**63)),
        ("long", "float", -(2**63), struct.pack("<f", -(2**63))),
        ("long", "double", 2**53 + 1, struct.pack("<d", 2**53)),
    ],
)
def test_a_whole_number_is_rounded_once(writer: str, reader: str, data: int, own: bytes) -> None:
    zigzag = (data << 1) ^ (data >> 63)
    varint = bytearray()
    while zigzag > 0x7F:
        varint.append(zigzag & 0x7F | 0x80)
        zigzag >>= 7
    assert read(writer, reader, bytes([*varint, zigzag])) == own


def test_bytes_become_text_only_when_they_are_utf8() -> None:
    assert read("bytes", "string", b"\x04\xc3\xa9") == b"\x04\xc3\xa9"
    assert refused("bytes", "string", b"\x02\xff") == "$: not UTF-8: invalid start byte"
    assert refused("string", "bytes", b"\x02\xff") == "$: not UTF-8: invalid start byte"


def test_a_branch_that_there_is_not_is_told_with_those_that_there_are() -> None:
    for index, data in ((2, b"\x04"), (-1, b"\x01")):
        assert refused(["null", "int"], ["int", "null"], data) == f"$: expected a branch from 0 to 1, got {index}"


def test_data_that_end_in_a_field_that_nobody_reads_end_early() -> None:
    for gone in ("string", "double", fixed("F", 2), array("int")):
        refusal = refused(record(field("gone", gone)), record(), b"\x02")
        assert refusal.endswith("the data ends early"), gone


def test_a_symbol_that_is_not_known_becomes_the_default() -> None:
    writer, reader = enum("E", "A", "B", "C"), enum("E", "C", "OTHER", default="OTHER")
    assert [read(writer, reader, data).hex() for data in (b"\x00", b"\x02", b"\x04")] == ["02", "02", "00"]
    assert refused(writer, enum("E", "C"), b"\x00") == "$: expected a symbol of E, got A; it has no default"


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        (record(name="a.Old"), record(name="a.New", aliases=["Old"])),
        (record(name="b.Old"), record(name="a.New", aliases=["b.Old"])),
        (record(name="Old"), record(name="New", aliases=["Old"])),
        (record(name="a.Same"), record(name="b.c.Same")),
        (enum("a.Old", "X"), enum("a.New", "X", aliases=["Old"])),
        (fixed("a.Old", 0), fixed("a.New", 0, aliases=["a.Old"])),
    ],
)
def test_types_are_one_by_name_by_alias_and_in_another_namespace(writer: Any, reader: Any) -> None:
    data = b"\x00" if writer["type"] == "enum" else b""
    assert read(writer, reader, data) == data
    assert read(writer, ["null", reader], data) == b"\x02" + data


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        (record(name="A"), record(name="B")),
        (record(name="a.A"), record(name="b.B", aliases=["A"])),
        (enum("A", "X"), enum("B", "X")),
        (fixed("A", 0), fixed("B", 0)),
    ],
)
def test_types_of_other_names_are_refused_with_the_remedy(writer: Any, reader: Any) -> None:
    said = refused(writer, reader, b"")
    assert f"{writer['name']} has to be an alias of {reader['name']}" in said


def test_fields_are_one_by_name_before_any_alias() -> None:
    writer = record(field("old", "int"), field("new", "int"))
    assert read(writer, record(field("new", "int", aliases=["old"])), b"\x02\x04") == b"\x04"
    assert read(writer, record(field("x", "int", aliases=["old"])), b"\x02\x04") == b"\x02"
    # An alias that is a sibling's name is not legal, and means nothing.
    reader = record(field("old", "int"), field("x", "int", aliases=["old"], default=5))
    assert read(writer, reader, b"\x02\x04") == b"\x02\x0a"


def test_two_fields_of_one_alias_are_refused() -> None:
    writer = record(field("one", "int"), field("two", "int"))
    said = refused(writer, record(field("f", "int", aliases=["one", "two"])), b"\x02\x04")
    assert said.startswith("$.f: the writer has one and two, and each is an alias of this field")


@pytest.mark.parametrize(
    ("writer", "reader", "data", "own"),
    [
        ("long", ["float", "long"], "02", "0202"),
        ("int", ["string", "double", "long"], "02", "02000000000000f03f"),
        ("string", ["bytes", "string"], "0261", "020261"),
        (record(name="b.X"), [record(name="a.X"), record(name="b.X")], "", "02"),
        (record(name="c.X"), [record(name="a.X"), record(name="b.X")], "", "00"),
        (record(name="c.X"), [record(name="a.X"), record(name="b.Y", aliases=["c.X"])], "", "02"),
        (fixed("c.X", 1), [fixed("a.X", 2), fixed("b.X", 1)], "07", "0207"),
        (["null", "int", "string"], ["string", "null", "long"], "0202", "0402"),
        (["null", "int"], "long", "0202", "02"),
    ],
)
def test_the_nearest_branch_is_taken(writer: Any, reader: Any, data: str, own: str) -> None:
    """The equal one, by an alias, by the simple name, by promotion, in that order."""
    assert read(writer, reader, bytes.fromhex(data)).hex() == own


def test_decimals_of_another_scale_or_precision_are_refused() -> None:
    assert read(decimal(9, 2), decimal(9, 2), b"\x02\x07") == b"\x02\x07"
    for other in (decimal(9, 3), decimal(10, 2)):
        assert refused(decimal(9, 2), other, b"\x02\x07").startswith("$: expected a decimal of precision")
        # Not even as text, which it could be promoted to.
        assert refused(decimal(9, 2), [other, "string"], b"\x02\x07").startswith("$<bytes>: expected a decimal")
    sized = fixed("F", 2, logicalType="decimal", precision=4, scale=1)
    assert refused(sized, {**sized, "scale": 2}, b"\0\1").startswith("$: expected a decimal")


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        (decimal(9, 2), "bytes"),
        ("bytes", decimal(9, 2)),
        (decimal(2, 3), decimal(9, 2)),
        (fixed("F", 1, logicalType="decimal", precision=3), fixed("F", 1, logicalType="decimal", precision=2)),
        ({"type": "bytes", "logicalType": "big-decimal"}, decimal(9, 2)),
    ],
)
def test_other_logical_types_go_by_what_is_below(writer: Any, reader: Any) -> None:
    """A decimal that is not valid is none: more decimals than digits, more digits than bytes."""
    data = b"\x07" if "size" in writer else b"\x02\x07"
    assert read(writer, reader, data) == data


CARD = record(field("pan", "string"), name="a.Card")
CASH = record(name="a.Cash")


@pytest.mark.parametrize(
    ("kind", "data", "path"),
    [
        ([CARD, CASH], b"\x00\x02\xff", "$.f<Card>.pan"),
        ([CARD, "null"], b"\x00\x02\xff", "$.f.pan"),
        (array("string"), b"\x04\x02a\x02\xff\x00", "$.f[1]"),
        ({"type": "map", "values": ["int", "string"]}, b"\x02\x02k\x02\x02\xff\x00", "$.f['k']<string>"),
        (record(field("g", array(CARD)), name="S"), b"\x02\x02\xff\x00", "$.f.g[0].pan"),
    ],
)
def test_a_fault_in_data_has_its_path(kind: Any, data: bytes, path: str) -> None:
    writer = record(field("f", kind), field("gone", "int"))
    assert refused(writer, record(field("f", kind)), data + b"\x00").split(": ")[0] == path


@pytest.mark.parametrize(
    ("writer", "reader", "path"),
    [
        (array("string"), array("int"), "$.f[]"),
        ({"type": "map", "values": "string"}, {"type": "map", "values": "int"}, "$.f[]"),
        (CARD, record(field("pan", "int"), name="a.Card"), "$.f.pan"),
        (CARD, [record(field("pan", "int"), name="a.Card"), CASH], "$.f<Card>.pan"),
        (CARD, record(field("pan", "string"), field("cvv", "string"), name="a.Card"), "$.f.cvv"),
    ],
)
def test_a_fault_in_schemas_has_its_path(writer: Any, reader: Any, path: str) -> None:
    with pytest.raises(AvroError) as caught:
        resolve(json.dumps(record(field("f", writer))), json.dumps(record(field("f", reader))))
    assert caught.value.path == path


@pytest.mark.parametrize(
    "schema",
    [
        [["null"]],
        fixed("F", -1),
        enum("E", "A", default="B"),
        record(field("a", "int"), field("a", "int")),
        record(field("a", "Nothing")),
        {"type": "array"},
        {"type": 7},
    ],
)
def test_what_is_no_schema_is_refused(schema: Any) -> None:
    with pytest.raises(DecodeError, match="expected an Avro schema"):
        resolve(json.dumps(schema), json.dumps("null"))


def test_names_are_full_names() -> None:
    assert names_of(json.dumps(record(name="a.b.R", aliases=["S", "c.T"]))) == ("a.b.R", {"a.b.S", "c.T"})
    assert names_of(json.dumps(record(name="R", namespace="a"))) == ("a.R", frozenset())
    inner = record(field("n", "N"), name="a.S", namespace="ignored")
    # A type without a namespace, named inside one: Java writes schemas so.
    assert (
        read(record(field("e", enum("N", "A")), field("s", inner)), record(field("s", inner | {"fields": []})), b"\0\0")
        == b""
    )
