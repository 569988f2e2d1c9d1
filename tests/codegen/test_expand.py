"""Changes in two steps: a new field beside the old one, then the old one's removal."""

import json

import pytest

from codegen.scaffold.expand import Refused, contract, expand

TEXT = """{
  "type": "record",
  "name": "Edited",
  "fields": [
    {"name": "id", "type": "string", "doc": "Which.", "aliases": ["key"]},
    {"name": "at",  "type": {"type": "long", "logicalType": "timestamp-millis"}, "doc": "When."},
    {"name": "size", "type": "int", "doc": "How large.", "millrace": {"minimum": 0}}
  ]
}
"""


def fields(text):
    return {field["name"]: field for field in json.loads(text)["fields"]}


def test_a_renamed_field_stands_behind_the_old_one_with_a_default():
    after = expand("Edited.avsc", TEXT, "size", "sizeBytes").text

    assert list(fields(after)) == ["id", "at", "size", "sizeBytes"]
    assert fields(after)["sizeBytes"] == {
        "name": "sizeBytes",
        "type": "int",
        "doc": "How large.",
        "millrace": {"minimum": 0},
        "default": 0,
    }
    assert fields(after)["size"]["millrace"] == {"minimum": 0, "deprecated": "use sizeBytes"}


def test_lines_of_other_fields_stay_as_they_were_written():
    before, after = TEXT.splitlines(), expand("Edited.avsc", TEXT, "size", "sizeBytes").text.splitlines()

    assert after[:6] == before[:6]
    assert after[-2:] == before[-2:]


def test_a_type_without_a_plain_default_becomes_nullable():
    after = fields(expand("Edited.avsc", TEXT, "at", "editedAt").text)["editedAt"]

    assert after["type"] == ["null", {"type": "long", "logicalType": "timestamp-millis"}]
    assert after["default"] is None


def test_a_widened_field_gets_the_new_type_and_not_the_old_limits():
    after = fields(expand("Edited.avsc", TEXT, "size", "sizeBytes", "long").text)["sizeBytes"]

    assert after == {"name": "sizeBytes", "type": "long", "doc": "How large.", "default": 0}


def test_an_alias_stays_with_the_field_that_had_it():
    assert "aliases" not in fields(expand("Edited.avsc", TEXT, "id", "name").text)["name"]


@pytest.mark.parametrize("field", ["id", "at", "size"])
def test_a_deprecated_field_can_be_taken_out_wherever_it_stands(field):
    expanded = expand("Edited.avsc", TEXT, field, "successor").text

    after = contract("Edited.avsc", expanded, field).text

    assert field not in fields(after)
    assert len(fields(after)) == 3


def test_the_last_field_can_be_taken_out():
    text = TEXT.replace('"minimum": 0}', '"minimum": 0, "deprecated": "not used"}')

    assert list(fields(contract("Edited.avsc", text, "size").text)) == ["id", "at"]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: expand("Edited.avsc", TEXT, "nothing", "new"), "no field `nothing`; there are id, at, size"),
        (lambda: expand("Edited.avsc", TEXT, "id", "size"), "has a field `size`"),
        (lambda: contract("Edited.avsc", TEXT, "size"), "is not deprecated"),
        (lambda: expand("E.avsc", '{"type": "enum"}', "a", "b"), "holds no record"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(act, words):
    with pytest.raises(Refused, match=words):
        act()
