"""The JSON Schema for editors says what the parser says."""

import json

import pytest
from jsonschema import Draft202012Validator

from codegen import attributes
from codegen.parse_limits import TYPE_ATTRIBUTES
from tests.codegen.trees import ROOT, field, record, sources

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
        ("fieldAttribute", attributes.FIELD_ATTRIBUTES),
        ("typeAttribute", TYPE_ATTRIBUTES),
    ],
)
def test_it_knows_the_attributes_that_the_parser_knows(part, names):
    assert set(SCHEMA["$defs"][part]["properties"]) == set(names)


@pytest.mark.parametrize(
    "bad",
    [
        record("notes.Note", millrace={"kinds": "event"}),
        record("notes.Note", field("text", "string", millrace={"maxLenght": 3})),
        record("notes.Note", field("text", ["string", "null"])),
        record("notes.Note", field("text", {"type": "fixed", "name": "F", "size": 3})),
    ],
)
def test_it_refuses_what_the_parser_refuses(bad):
    assert not VALIDATOR.is_valid(bad)
