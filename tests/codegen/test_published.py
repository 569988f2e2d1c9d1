"""The published history."""

import json

import pytest

from codegen.model import SchemaError
from codegen.published import history, next_versions
from tests.codegen.trees import field, record, tree

NOTE = record("notes.Note", field("text", millrace={"maxLength": 5}))


def added(files, *named):
    return next_versions(tree(*named), files)


def test_a_version_is_in_one_piece_and_keeps_words_and_limits():
    box = record("notes.Box", field("note", "notes.Note"))
    version = json.loads(added({}, NOTE, box)["notes.Box/1.avsc"])
    assert version["fields"][0]["type"]["fields"][0] == field("text", millrace={"maxLength": 5})
    assert version["doc"] == "A Box."


def test_a_type_that_is_defined_inside_another_has_versions_of_its_own():
    mood = {"type": "enum", "name": "Mood", "symbols": ["GOOD"], "doc": "How it is."}
    versions = added({}, record("notes.Note", field("mood", mood), field("before", ["null", "Mood"], default=None)))
    assert json.loads(versions["notes.Mood/1.avsc"]) == mood | {"namespace": "notes"}
    mood_in_note, before = json.loads(versions["notes.Note/1.avsc"])["fields"]
    assert mood_in_note["type"] == mood | {"namespace": "notes"}
    assert before["type"] == ["null", "notes.Mood"]


def test_what_is_published_already_is_not_published_again():
    first = added({}, NOTE)
    assert added(first, NOTE) == {}


@pytest.mark.parametrize(
    "changed",
    [
        record("notes.Note", field("text", millrace={"maxLength": 6})),
        record("notes.Note", field("text", millrace={"maxLength": 5}), field("more", default="")),
        record("notes.Note", field("text", default="", millrace={"maxLength": 5})),
    ],
)
def test_another_limit_field_or_default_is_the_next_version(changed):
    first = added({}, NOTE)
    assert list(added(first, changed)) == ["notes.Note/2.avsc"]


def test_other_words_are_no_version():
    first = added({}, NOTE)
    other = record("notes.Note", field("text", doc="Says more.", millrace={"maxLength": 5}), doc="Better.")
    assert added(first, other) == {}
    assert added(first, other | {"millrace": {"owner": "ada"}}) == {}


def test_another_spelling_is_no_version():
    first = added({}, NOTE)
    other = dict(reversed(record("notes.Note", field("text", {"type": "string"}, millrace={"maxLength": 5})).items()))
    assert added(first, other) == {}


def test_versions_are_told_apart_by_number():
    files = {f"notes.Note/{number}.avsc": f'"{number}"' for number in range(1, 12)}
    assert history(files) == {"notes.Note": [f'"{number}"' for number in range(1, 12)]}


@pytest.mark.parametrize(
    "files",
    [{"notes.Note/2.avsc": "{}"}, {"notes.Note/01.avsc": "{}"}, {"notes.Note/one.avsc": "{}"}, {"x.avsc": "{}"}],
)
def test_a_history_with_a_gap_or_an_odd_file_is_refused(files):
    with pytest.raises(SchemaError):
        history(files)
