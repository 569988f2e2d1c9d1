"""The forms that say whether two texts are one schema. `tests/avro` holds them to Avro's own Java."""

from typing import Any

import pytest

from codegen.canonical import crc64, fingerprint, parsing_form, resolution_form


def record(*fields: dict[str, Any], name: str = "a.R", **more: Any) -> dict[str, Any]:
    return {"type": "record", "name": name, "fields": list(fields), **more}


def field(kind: Any, **more: Any) -> dict[str, Any]:
    return {"name": "f", "type": kind, **more}


MAP = {"type": "map", "values": "int"}


def decimal(**more: Any) -> dict[str, Any]:
    return {"type": "bytes", "logicalType": "decimal", "precision": 9, **more}


@pytest.mark.parametrize(
    ("schema", "form"),
    [
        ({"type": "int"}, '"int"'),
        ({"type": {"type": "int", "logicalType": "date"}}, '"int"'),
        ({"name": "R", "namespace": "a", "type": "record", "fields": []}, '{"name":"a.R","type":"record","fields":[]}'),
        ({"type": "error", "name": "R", "fields": []}, '{"name":"R","type":"record","fields":[]}'),
        (
            record(field({"type": "enum", "name": "b.S", "symbols": ["A"], "default": "A"}, default="A")),
            '{"name":"a.R","type":"record","fields":[{"name":"f","type":{"name":"b.S","type":"enum","symbols":["A"]}}]}',
        ),
        (
            [{"type": "fixed", "name": "a.S", "size": 1}, record(field("S"))],
            '[{"name":"a.S","type":"fixed","size":1},{"name":"a.R","type":"record","fields":[{"name":"f","type":"a.S"}]}]',
        ),
        (
            {"size": "16", "aliases": ["G"], "doc": "x", "type": "fixed", "name": "F", "x": 1},
            '{"name":"F","type":"fixed","size":16}',
        ),
        ({"items": {"type": "string"}, "type": "array"}, '{"type":"array","items":"string"}'),
        ({"values": ["null", {"type": "long"}], "type": "map"}, '{"type":"map","values":["null","long"]}'),
        (record(field("R", order="ignore")), '{"name":"a.R","type":"record","fields":[{"name":"f","type":"a.R"}]}'),
    ],
)
def test_the_parsing_form_is_by_the_rules_of_the_specification(schema: Any, form: str) -> None:
    assert parsing_form(schema) == form


def test_the_fingerprint_is_the_one_that_the_specification_defines() -> None:
    assert crc64(b"") == 0xC15D213AA4D7A795
    assert crc64(b'"int"') == 8247732601305521295
    assert fingerprint({"type": "int"}).hex() == "8f5c393f1ad57572"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            record(field("int"), namespace="x"),
            {"namespace": "a", "name": "R", "fields": [field("int")], "type": "record"},
        ),
        (record(doc="words"), record(doc="other words")),
        (
            record(field("int", doc="x", order="descending", aliases=["a", "b"])),
            record(field("int", aliases=["b", "a"])),
        ),
        (record(aliases=["Old", "b.Old"]), record(aliases=["b.Old", "a.Old"])),
        (record(aliases=[]), record()),
        (decimal(), decimal(scale=0)),
        (decimal(scale=10), "bytes"),
        ({"type": "string", "logicalType": "email"}, "string"),
        ({"type": "int", "logicalType": "uuid"}, "int"),
        (record(field("double", default=1)), record(field("double", default=1.0))),
        (record(field(MAP, default={"a": 1, "b": 2})), record(field(MAP, default={"b": 2, "a": 1}))),
    ],
)
def test_what_means_the_same_has_one_resolution_form(one: Any, other: Any) -> None:
    assert resolution_form(one) == resolution_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (record(field("int")), record(field("int", default=0))),
        (record(field("int", default=0)), record(field("int", default=1))),
        (record(field("double", default=0.0)), record(field("double", default=-0.0))),
        (record(field("int")), record(field("int", aliases=["g"]))),
        (record(), record(aliases=["Old"])),
        (decimal(), decimal(scale=2)),
        (decimal(), "bytes"),
        ({"type": "string", "logicalType": "uuid"}, "string"),
        (
            {"type": "fixed", "name": "F", "size": 12, "logicalType": "duration"},
            {"type": "fixed", "name": "F", "size": 12},
        ),
        (
            {"type": "enum", "name": "E", "symbols": ["A"]},
            {"type": "enum", "name": "E", "symbols": ["A"], "default": "A"},
        ),
    ],
)
def test_what_means_something_else_has_another_though_the_parsing_form_is_one(one: Any, other: Any) -> None:
    assert resolution_form(one) != resolution_form(other)
    assert parsing_form(one) == parsing_form(other)


def test_a_form_can_say_more() -> None:
    said = resolution_form({"type": "int", "x": 1}, lambda node: {"x": node["x"]} if "x" in node else {})
    assert said == '{"type":"int","x":1}'
