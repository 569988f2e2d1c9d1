"""Data of any schema in plain Python, as fastavro has it."""

import io
import json
from typing import Any

import fastavro
import pytest

from services.wire.avro_plain import plain
from services.wire.avro_schema import read_schema
from services.wire.errors import DecodeError

TREE: dict[str, Any] = {
    "type": "record",
    "name": "a.Tree",
    "fields": [
        {"name": "flag", "type": "boolean"},
        {"name": "small", "type": "int"},
        {"name": "large", "type": "long"},
        {"name": "single", "type": "float"},
        {"name": "double", "type": "double"},
        {"name": "text", "type": "string"},
        {"name": "tone", "type": {"type": "enum", "name": "Tone", "symbols": ["LOW", "HIGH"]}},
        {"name": "maybe", "type": ["null", "string", "Tree"]},
        {"name": "leaves", "type": {"type": "array", "items": "Tree"}},
        {"name": "weights", "type": {"type": "map", "values": ["null", "long"]}},
    ],
}


def tree(**fields: Any) -> dict[str, Any]:
    return {
        "flag": True,
        "small": -7,
        "large": 1 << 40,
        "single": 0.5,
        "double": -1e300,
        "text": "grüße",
        "tone": "HIGH",
        "maybe": None,
        "leaves": [],
        "weights": {"a": 1, "b": None},
    } | fields


def written(schema: Any, value: Any) -> bytes:
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(schema), value)
    return out.getvalue()


@pytest.mark.parametrize(
    "value", [tree(), tree(maybe="x", leaves=[tree(text=""), tree(maybe=tree())]), tree(weights={}, maybe="")]
)
def test_a_value_is_what_its_writer_wrote(value: dict[str, Any]) -> None:
    assert plain(read_schema(json.dumps(TREE)), b"head" + written(TREE, value), 4) == value


@pytest.mark.parametrize(
    ("schema", "data", "value"),
    [
        ("bytes", b"\x04\x00\xff", "00ff"),
        ({"type": "fixed", "name": "F", "size": 2}, b"\x01\x02", "0102"),
        ({"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}, b"\x04\xff\x85", "-1.23"),
        ({"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}, b"\x02\x05", "0.05"),
        ({"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 2}, b"\x02\x05", "0.05"),
        ({"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 0}, b"\x02\x05", "5"),
        ({"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 3}, b"\x02\x05", "05"),
        ({"type": "array", "items": "null"}, b"\x06\x00", [None, None, None]),
        ({"type": "array", "items": "int"}, b"\x03\x04\x02\x04\x00", [1, 2]),
    ],
)
def test_bytes_are_hexadecimal_and_decimals_are_numbers(schema: Any, data: bytes, value: Any) -> None:
    assert plain(read_schema(json.dumps(schema)), data) == value


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "$.flag: the data ends early"),
        (written(TREE, tree()) + b"x", "$: expected the end of the data, got 1 bytes more"),
        (written(TREE, tree())[:-1], "$.weights: the data ends early"),
        (b"\x01" + b"\x00" * 14 + b"\x08low!" + b"\x08", "$"),
    ],
)
def test_what_is_not_of_the_schema_is_refused_with_its_place(data: bytes, said: str) -> None:
    with pytest.raises(DecodeError) as refused:
        plain(read_schema(json.dumps(TREE)), data)
    assert str(refused.value).startswith(said)


def test_data_that_stands_for_more_than_it_holds_is_refused() -> None:
    many = b"\xfe\xff\xff\xff\x0f\x00"
    with pytest.raises(DecodeError, match="far more than it holds"):
        plain(read_schema('{"type": "array", "items": "null"}'), many)


def test_records_within_records_have_a_bound() -> None:
    schema = '{"type": "record", "name": "R", "fields": [{"name": "next", "type": ["null", "R"]}]}'
    with pytest.raises(DecodeError, match="nested too deeply"):
        plain(read_schema(schema), b"\x02" * 1_000 + b"\x00")
