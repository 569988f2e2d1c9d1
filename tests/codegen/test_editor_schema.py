"""The JSON Schema for editors says what the parser says."""

import json

import pytest
from jsonschema import Draft202012Validator

from codegen import attributes
from codegen.lint import lint
from codegen.parse_limits import TYPE_ATTRIBUTES
from tests.codegen.trees import ROOT, enum, field, record, refused, sources, tree

SCHEMA = json.loads((ROOT / "schemas/millrace.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(("path", "text"), sources(ROOT / "schemas").items())
def test_it_accepts_every_schema_of_the_repository(path, text):
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(text))] == []


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("recordAttribute", attributes.RECORD_ATTRIBUTES),
        ("enumAttribute", attributes.ENUM_ATTRIBUTES),
        ("fixedAttribute", attributes.FIXED_ATTRIBUTES),
        ("fieldAttribute", attributes.FIELD_ATTRIBUTES),
        ("typeAttribute", TYPE_ATTRIBUTES),
    ],
)
def test_it_knows_the_attributes_that_the_parser_knows(part, names):
    assert set(SCHEMA["$defs"][part]["properties"]) == set(names)


FIXED = {"type": "fixed", "name": "F", "namespace": "notes", "doc": "Bytes.", "size": 16}


@pytest.mark.parametrize(
    "good",
    [
        FIXED | {"logicalType": "decimal", "precision": 5, "scale": 2, "millrace": {"owner": "ada"}},
        FIXED | {"logicalType": "uuid", "aliases": ["notes.Old"]},
        enum("notes.Mood", "GOOD", default="GOOD", aliases=["notes.Humour"]),
        record("notes.Gone") | {"type": "error", "x-team": "ada"},
        record("notes.Note", field("text", ["string", "null"], default="", aliases=["words"], order="ignore")),
        record("notes.Note", field("any", ["int", "notes.Mood", {"type": "map", "values": ["null", "long"]}])),
        record("notes.Note", field("at", {"type": "long", "logicalType": "local-timestamp-nanos", "x-pii": True})),
        record("notes.Note", field("price", {"type": "bytes", "logicalType": "decimal", "precision": 5})),
    ],
)
def test_it_accepts_what_lint_accepts(good):
    assert [error.message for error in VALIDATOR.iter_errors(good)] == []
    assert lint(tree(*{one["name"]: one for one in (enum("notes.Mood", "GOOD", default="GOOD"), good)}.values())) == []


@pytest.mark.parametrize(
    "bad",
    [
        record("notes.Note", millrace={"kinds": "event"}),
        record("notes.Note", field("text", "string", millrace={"maxLenght": 3})),
        record("notes.Note", field("text", ["string", ["null"]])),
        FIXED | {"size": -1},
    ],
)
def test_it_refuses_what_the_parser_refuses(bad):
    assert not VALIDATOR.is_valid(bad)
    assert refused(bad)


@pytest.mark.parametrize(
    "bad",
    [
        record("notes.Note", field("text", FIXED)),
        record("notes.Note", defualt=5),
        record("notes.Note", field("text", "Mood")),
        record("notes.Note", field("at", {"type": "int", "logicalType": "timestamp-millis"})),
        record("notes.Note", field("price", {"type": "bytes", "logicalType": "decimal"})),
        FIXED | {"logicalType": "duration"},
        enum("notes.Mood", "GOOD"),
    ],
)
def test_it_refuses_what_lint_refuses(bad):
    assert not VALIDATOR.is_valid(bad)
    mood = {"type": "enum", "name": "Mood", "namespace": "notes", "doc": "A mood.", "symbols": ["A"], "default": "A"}
    assert lint(tree(*{one["name"]: one for one in (mood, bad)}.values()))
