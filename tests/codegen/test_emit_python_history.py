"""The published history at run time: what a registry held before, in its order."""

import json

import pytest

from codegen.emit_python_history import emit
from codegen.model import SchemaError
from codegen.published import history, next_versions
from tests.codegen.trees import field, record, tree

TEXT = field("text", millrace={"maxLength": 5})
MESSAGE = {"kind": "message"}


def versions(*each):
    """What `publish` has written after each of these forms of a type."""
    files: dict[str, str] = {}
    for named in each:
        files |= next_versions(tree(named), files)
    return history(files)


def earlier(named, published) -> dict[str, tuple[str, ...]]:
    module: dict[str, dict[str, tuple[str, ...]]] = {}
    exec(emit(tree(named), published)["history.py"], module)
    return module["EARLIER"]


def test_versions_that_differ_from_todays_come_oldest_first():
    """Another limit was published too, and a registry knows nothing of it."""
    first = record("notes.Note", TEXT, millrace=MESSAGE)
    limited = record("notes.Note", field("text", millrace={"maxLength": 6}), millrace=MESSAGE)
    second = record("notes.Note", TEXT, field("mood", default="fine"), millrace=MESSAGE)
    third = record("notes.Note", TEXT, field("mood", default="fine"), field("more", default=""), millrace=MESSAGE)
    published = versions(first, limited, second, third)

    assert len(published["notes.Note"]) == 4
    assert earlier(third, published) == {
        "notes.Note": tuple(tree(each).types["notes.Note"].registry_text for each in (first, second))
    }


def test_a_type_that_has_not_changed_or_does_not_travel_has_no_earlier_versions():
    message, shared = record("notes.Note", TEXT, millrace=MESSAGE), record("notes.Part", TEXT)
    changed = record("notes.Part", TEXT, field("more", default=""))
    assert earlier(message, versions(message)) == {}
    assert earlier(changed, versions(shared)) == {}


def test_a_version_in_which_another_type_differs_is_another_version():
    """It is in one piece, so what a nested type was then is what it says."""
    part = {"type": "record", "name": "Part", "doc": "A part.", "fields": [TEXT]}
    grown = part | {"fields": [TEXT, field("more", default="")]}
    before, after = (record("notes.Note", field("part", one), millrace=MESSAGE) for one in (part, grown))
    (texts,) = earlier(after, versions(before)).values()
    assert [json.loads(one)["fields"][0]["type"]["fields"] for one in texts] == [[{"name": "text", "type": "string"}]]


def test_a_version_that_is_no_json_is_refused_with_its_place():
    note = record("notes.Note", TEXT, millrace=MESSAGE)
    with pytest.raises(SchemaError, match="expected JSON") as caught:
        emit(tree(note), {"notes.Note": ["{}", "{"]})
    assert caught.value.place.file == "schemas/published/notes.Note/2.avsc"
