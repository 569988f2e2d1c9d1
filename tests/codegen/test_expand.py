"""Changes in several steps: new fields beside the old one, then the old one's removal."""

import json

import pytest

from codegen.parse import parse
from codegen.scaffold.contract import contract
from codegen.scaffold.expand import expand
from codegen.scaffold.record_text import Refused

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
OLD = expand("Edited.avsc", TEXT, "size", ["sizeBytes"]).text
OLD_WITH_DEFAULT = contract("Edited.avsc", OLD, "size", [OLD], 0).text


def fields(text):
    return {field["name"]: field for field in json.loads(text)["fields"]}


def test_a_renamed_field_stands_behind_the_old_one_with_a_default():
    after = expand("Edited.avsc", TEXT, "size", ["sizeBytes"]).text

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
    before, after = TEXT.splitlines(), expand("Edited.avsc", TEXT, "size", ["sizeBytes"]).text.splitlines()

    assert after[:6] == before[:6]
    assert after[-2:] == before[-2:]


def test_a_type_without_a_plain_default_becomes_nullable():
    after = fields(expand("Edited.avsc", TEXT, "at", ["editedAt"]).text)["editedAt"]

    assert after["type"] == ["null", {"type": "long", "logicalType": "timestamp-millis"}]
    assert after["default"] is None


def test_a_widened_field_gets_the_new_type_and_not_the_old_limits():
    after = fields(expand("Edited.avsc", TEXT, "size", ["sizeBytes"], "long").text)["sizeBytes"]

    assert after == {"name": "sizeBytes", "type": "long", "doc": "How large.", "default": 0}


def test_a_field_that_is_split_is_followed_by_every_part():
    after = expand("Edited.avsc", TEXT, "id", ["prefix", "number"]).text

    assert list(fields(after)) == ["id", "prefix", "number", "at", "size"]
    assert fields(after)["id"]["millrace"] == {"deprecated": "use prefix and number"}
    assert {"deprecated"}.isdisjoint(fields(after)["number"])


def test_a_successor_is_not_deprecated_with_its_predecessor():
    once = expand("Edited.avsc", TEXT, "size", ["sizeBytes"]).text

    assert fields(expand("Edited.avsc", once, "size", ["sizeBits"]).text)["sizeBits"]["millrace"] == {"minimum": 0}


@pytest.mark.parametrize(
    ("written", "limits"),
    [
        ("string", {"minLength": 1}),
        ("string", {"pattern": "^[a-z]+$"}),
        ("int", {"minimum": 1}),
        ({"type": "array", "items": "string"}, {"minItems": 1}),
    ],
)
def test_what_its_limits_do_not_allow_is_no_default(written, limits):
    """A successor with such limits is null where nothing was written; the limits stay, inside the union."""
    old = {"name": "old", "type": written, "doc": "Old.", "millrace": limits | {"from": "body"}}
    said = {"kind": "command", "route": "POST /things", "key": "old", "outcomes": []}
    text = json.dumps({"type": "record", "name": "Do", "namespace": "a", "millrace": said, "fields": [old]})

    edited = expand("schemas/a/Do.avsc", text, "old", ["new"]).text

    after = fields(edited)["new"]
    inner = written if isinstance(written, dict) else {"type": written}
    assert (after["type"], after["default"]) == (["null", inner | {"millrace": limits}], None)
    assert after["millrace"] == {"from": "body"}
    assert "a.Do" in parse({"a/Do.avsc": edited}).types


def test_an_alias_stays_with_the_field_that_had_it():
    assert "aliases" not in fields(expand("Edited.avsc", TEXT, "id", ["name"]).text)["name"]


@pytest.mark.parametrize("field", ["id", "at", "size"])
def test_a_deprecated_field_can_be_taken_out_wherever_it_stands(field):
    expanded = expand("Edited.avsc", TEXT, field, ["successor"]).text

    after = contract("Edited.avsc", expanded, field).text

    assert field not in fields(after)
    assert len(fields(after)) == 3


def test_the_last_field_can_be_taken_out():
    text = TEXT.replace('"minimum": 0}', '"minimum": 0, "deprecated": "not used"}')

    assert list(fields(contract("Edited.avsc", text, "size").text)) == ["id", "at"]


def test_a_field_that_the_newest_version_needs_gets_a_default_before_it_goes():
    first = expand("Edited.avsc", TEXT, "size", ["sizeBytes"]).text

    edited = contract("Edited.avsc", first, "size", [TEXT, first], 0)

    assert fields(edited.text)["size"]["default"] == 0
    assert "`just contract` it again" in edited.left[-1]


def test_a_field_that_older_versions_need_stays_at_a_level_that_counts_them():
    first = expand("Edited.avsc", TEXT, "size", ["sizeBytes"]).text
    second = contract("Edited.avsc", first, "size", [TEXT, first], 0).text

    with pytest.raises(Refused, match=r"versions 1 and 2 of a\.Edited have `size` without a default") as caught:
        contract("schemas/a/Edited.avsc", second, "size", [TEXT, first, second])
    assert '"compatibility": "FULL"' in str(caught.value)
    assert "just accept LEVEL_LOWERED a.Edited" in str(caught.value)

    lowered = second.replace('"name": "Edited",', '"name": "Edited", "millrace": {"compatibility": "FULL"},')
    assert "size" not in fields(contract("schemas/a/Edited.avsc", lowered, "size", [TEXT, first, second]).text)


def test_a_field_that_always_had_a_default_goes_at_once():
    text = expand("Edited.avsc", TEXT.replace('"minimum": 0}', '"minimum": 0}, "default": 0'), "size", ["bytes"]).text

    assert "size" not in fields(contract("Edited.avsc", text, "size", [text]).text)


@pytest.mark.parametrize(
    ("said", "is_told"),
    [({"kind": "event"}, True), ({"kind": "event", "retention": "P1D"}, False), ({"kind": "message"}, False)],
)
def test_what_events_of_before_hold_alone_is_pointed_out(said, is_told):
    text = OLD.replace('"name": "Edited",', f'"name": "Edited", "millrace": {json.dumps(said)},')

    assert ("events of before" in contract("Edited.avsc", text, "size").left[0]) == is_told


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: expand("Edited.avsc", TEXT, "nothing", ["new"]), "no field `nothing`; there are id, at, size"),
        (lambda: expand("Edited.avsc", TEXT, "id", ["size"]), "has a field `size`"),
        (lambda: expand("Edited.avsc", TEXT, "id", ["new", "new"]), "has a field `new`"),
        (lambda: contract("Edited.avsc", TEXT, "size"), "is not deprecated"),
        (lambda: contract("Edited.avsc", OLD, "size", [OLD]), "a default by hand"),
        (lambda: contract("Edited.avsc", OLD_WITH_DEFAULT, "size", [OLD]), "not published yet"),
        (lambda: expand("E.avsc", '{"type": "enum"}', "a", ["b"]), "holds no record"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(act, words):
    with pytest.raises(Refused, match=words):
        act()
