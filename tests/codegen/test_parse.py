"""What the parser refuses, and the words for it."""

import json

import pytest

from codegen.model import Array, Constraints, Primitive, Reference, Route, SchemaError, Seal, Union
from codegen.parse import parse
from tests.codegen.trees import enum, field, record, texts, tree

LONG = {"type": "long"}
COMMAND = {"kind": "command", "route": "POST /notes/{noteId}", "key": "noteId"}


def only_error(files):
    with pytest.raises(ExceptionGroup) as caught:
        parse(files)
    (error,) = caught.value.exceptions
    assert isinstance(error, SchemaError)
    return error


def refused(*named):
    return only_error(texts(*named)).message


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("note", "expected a primitive type or a full name such as `board.Note`"),
        ("notes.Missing", "there is no type notes.Missing; expected a file notes/Missing.avsc"),
        ("long", "a long needs `json`"),
        ({"type": "long", "millrace": {"json": "number", "minimum": 0}}, "a long needs `json`"),
        ({"type": "long", "millrace": {"json": "number", "minimum": 0, "maximum": 2**53}}, "a long needs `json`"),
        ({"type": "string", "millrace": {"json": "number"}}, "`json` is of plain longs; got it on a string"),
        ("null", '"null" stands only in'),
        (["string", "null"], 'expected ["null", T]'),
        (["null", "string", "int"], 'expected ["null", T]'),
        (["null", ["null", "int"]], 'expected ["null", T]'),
        ({"type": "record", "name": "In", "fields": []}, "expected a reference by full name, got a nested record"),
        ({"type": "fixed", "name": "F", "size": 4}, "expected a reference by full name, got a nested fixed"),
        ({"type": "bytes", "logicalType": "decimal"}, "expected one of uuid, timestamp-millis"),
        ({"type": "int", "logicalType": "uuid"}, "expected uuid on a string, got it on a int"),
        ({"type": "string", "size": 3}, "`size` is not supported here"),
        ({"type": "array"}, "expected `items`"),
        ({"type": ["null", "int"]}, "expected a primitive type, array or map"),
        ({"type": "string", "millrace": {"from": "body"}}, "`from` is no attribute of a type inside a field"),
        (
            {"type": "array", "items": "int", "millrace": {"minLength": 1}},
            "`minLength` limits string, got it on a array",
        ),
        (7, "expected a type, got 7"),
    ],
)
def test_a_type_that_is_not_supported_is_refused(written, said):
    assert said in refused(record("notes.Note", field("text", written)))


@pytest.mark.parametrize(
    ("written", "default", "said"),
    [
        ("int", 2**31, "expected a number from"),
        ("int", True, "expected a whole number, got true"),
        ("boolean", 1, "expected true or false, got 1"),
        (["null", "string"], "x", "expected null, the first branch"),
        ({"type": "array", "items": "int"}, ["x"], 'expected a whole number, got "x"'),
        ({"type": "string", "logicalType": "uuid"}, "7A0F7F7E-5D0C-4C9E-9D7E-0A8F6F1F2B11", "a UUID in lower case"),
        ({"type": "long", "logicalType": "timestamp-millis"}, 2**60, "within the years 1 to 9999"),
        ("bytes", "\u0100", "expected bytes as characters"),
        ("notes.Mood", "SAD", "expected one of GOOD; got"),
        ("notes.Inner", {}, "a default of the record notes.Inner is not supported"),
    ],
)
def test_a_default_of_another_type_is_refused(written, default, said):
    inner, mood = record("notes.Inner"), enum("notes.Mood", "GOOD")
    assert said in refused(inner, mood, record("notes.Note", field("text", written, default=default)))


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("[a-z]+", "anchored with ^ and $"),
        ("^[a-z$", "expected a regular expression"),
        ("^a|b$", "expected alternatives in a group"),
        ("^.*$", "expected `.` escaped or in brackets"),
        ("^a$b$", "expected `$` escaped or in brackets"),
        (r"^\d+$", r"expected brackets such as [0-9] for \d"),
        (r"^[\w]+$", r"expected brackets such as [0-9] for \w"),
        (r"^(a)\1$", r"expected brackets such as [0-9] for \1"),
        ("^(?=a)b$", "expected something to repeat"),
        ("^(?P<x>a)$", "expected something to repeat"),
        ("^a++$", "expected something to repeat"),
    ],
)
def test_a_pattern_that_languages_read_differently_is_refused(pattern, said):
    assert said in refused(record("notes.Note", field("text", millrace={"pattern": pattern})))


@pytest.mark.parametrize("pattern", ["^$", r"^(?:a|b)+?\.[^\n]{2,3}$", r"^[a-z0-9][a-z0-9._-]*$", r"^[\]\\-]$"])
def test_a_pattern_of_the_common_subset_is_kept(pattern):
    parsed = tree(record("notes.Note", field("text", millrace={"pattern": pattern})))
    assert parsed.records()[0].fields[0].type.constraints.pattern == pattern


@pytest.mark.parametrize(
    ("said_in_schema", "said"),
    [
        ({"kinds": "event"}, "`kinds` is no attribute of a record; known are kind, route"),
        ({"kind": "happening"}, "expected one of command, query"),
        ({"kind": "event", "route": "GET /x"}, "`route` is an attribute of command, query; this is a event"),
        ({"kind": "command", "route": "PATCH /x"}, "expected a method and a path"),
        ({"kind": "command", "route": "GET /Upper"}, "expected a method and a path"),
        ({"kind": "event", "retention": "1 day"}, 'expected "forever" or a duration'),
        ({"kind": "event", "retention": "P"}, 'expected "forever" or a duration'),
        ({"kind": "event", "retention": "P1DT"}, 'expected "forever" or a duration'),
        ({"kind": "event", "retention": "PT0S"}, 'expected "forever" or a duration'),
        ({"kind": "command", "timeoutMs": 0}, "expected at least 1 millisecond"),
        ({"kind": "command", "outcomes": "notes.X"}, "expected an array"),
        ({"compatibility": "SOME"}, "expected one of NONE, BACKWARD"),
        ([], "expected an object"),
    ],
)
def test_an_attribute_that_nobody_knows_is_refused(said_in_schema, said):
    assert said in refused(record("notes.Note", millrace=said_in_schema))


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("forever", None), ("P1D", 86_400_000), ("PT6H", 21_600_000), ("P1DT1M1S", 86_461_000)],
)
def test_a_retention_is_a_number_of_milliseconds(text, milliseconds):
    parsed = tree(record("notes.Told", millrace={"kind": "event", "retention": text}))
    assert parsed.records()[0].retention_ms == milliseconds


def test_limits_that_leave_nothing_are_refused():
    message = refused(record("notes.Note", field("text", millrace={"minLength": 3, "maxLength": 2})))
    assert "nothing lies between them" in message


def test_a_source_is_for_fields_of_requests():
    assert "for fields of commands" in refused(record("notes.Note", field("text", millrace={"from": "body"})))


def test_a_sealed_field_is_a_sealed_secret():
    sealed = field("secret", "string", millrace={"sealed": {"to": "notes", "type": "string"}})
    assert "expected a `sealed` field to be a wire.Sealed" in refused(record("notes.Post", sealed, millrace=COMMAND))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"LOW": {"hertz": 40}}, "expected one row for each symbol; on one side only: HIGH"),
        ({"LOW": {"hertz": 40}, "HIGH": {"herz": 40}}, "expected the columns of LOW"),
        ({"LOW": {"hertz": 40}, "HIGH": {"hertz": "40"}}, "expected the columns of LOW"),
        ({"LOW": {"hertz": None}, "HIGH": {"hertz": None}}, "expected a string, a whole number or a boolean"),
    ],
)
def test_a_table_has_one_row_of_the_same_columns_for_each_symbol(table, said):
    assert said in refused(enum("notes.Tone", "LOW", "HIGH", millrace={"table": table}))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"notes/Other.avsc": texts(record("notes.Note"))["notes/Note.avsc"]}, "expected notes.Note to stand in"),
        ({"notes/Note.avsc": "[]"}, "expected an object"),
        ({"notes/Note.avsc": '{"type": "record", "name": "Note"}'}, "expected `namespace`"),
        ({"notes/Note.avsc": json.dumps(record("notes.Note") | {"type": "error"})}, 'expected "record" or "enum"'),
        ({"notes/Note.avsc": json.dumps(record("notes.Note") | {"aliases": []})}, "`aliases` is not supported here"),
        ({"notes/A.avsc": json.dumps(enum("notes.A", "X", "X"))}, "the symbol `X` stands here twice"),
        ({"notes/A.avsc": json.dumps(enum("notes.A"))}, "expected `symbols`"),
        ({"notes/A.avsc": json.dumps(record("notes.A", field("x"), field("x")))}, "the field `x` stands here twice"),
    ],
)
def test_a_file_that_is_not_one_named_type_is_refused(files, said):
    assert said in only_error(files).message


def test_every_file_with_a_mistake_is_named():
    with pytest.raises(ExceptionGroup) as caught:
        parse(texts(record("notes.A", field("x", "y")), record("notes.B", field("x", "y")), record("notes.C")))
    assert [error.place.file for error in caught.value.exceptions] == ["schemas/notes/A.avsc", "schemas/notes/B.avsc"]


def test_an_error_says_file_line_column_and_pointer():
    error = only_error({"a/B.avsc": '{"type": "record", "name": "B", "namespace": "a",\n "fields": [{"name": 5}]}'})
    assert str(error) == "schemas/a/B.avsc:2:13: /fields/0: expected `type` in a field"


def test_fields_know_where_the_gateway_takes_them():
    """From where they say; else the path that names them, the query of GET and DELETE, or the body."""
    fields = (field("noteId"), field("text"), field("author", millrace={"from": "session.name"}))
    post = tree(record("notes.Post", *fields, millrace=COMMAND)).records()[0]
    drop = tree(record("notes.Drop", *fields, millrace=COMMAND | {"route": "DELETE /notes/{noteId}"})).records()[0]
    assert [one.source for one in post.fields] == ["path", "body", "session.name"]
    assert [one.source for one in drop.fields] == ["path", "query", "session.name"]
    assert post.route == Route(method="POST", path="/notes/{noteId}", parameters=("noteId",))


def test_limits_stand_at_the_type_that_they_limit():
    note = record(
        "notes.Note",
        field("text", ["null", "string"], millrace={"maxLength": 5}),
        field(
            "tags",
            {"type": "array", "items": {"type": "string", "millrace": {"minLength": 1}}},
            millrace={"maxItems": 3},
        ),
    )
    text, tags = (one.type for one in tree(note).records()[0].fields)
    assert text == Union((Primitive("null"), Primitive("string", constraints=Constraints(max_length=5))))
    assert tags == Array(Primitive("string", constraints=Constraints(min_length=1)), Constraints(max_items=3))


def test_limits_of_a_sealed_field_hold_for_what_is_sealed():
    sealed = field("secret", "wire.Sealed", millrace={"sealed": {"to": "notes", "type": "string"}, "minLength": 8})
    parsed = tree(record("wire.Sealed"), record("notes.Post", sealed, millrace=COMMAND))
    assert parsed.types["notes.Post"].fields[0].type == Reference("wire.Sealed")
    assert parsed.types["notes.Post"].fields[0].seal == Seal(to="notes", constraints=Constraints(min_length=8))


def test_what_a_registry_holds_is_in_one_piece_and_has_no_words():
    inner = record("notes.Inner", field("text", millrace={"maxLength": 3}))
    outer = record("notes.Outer", field("first", "notes.Inner"), field("second", ["null", "notes.Inner"], default=None))
    assert tree(inner, outer).types["notes.Outer"].registry_text == (
        '{"type":"record","name":"Outer","namespace":"notes","fields":['
        '{"name":"first","type":{"type":"record","name":"Inner","namespace":"notes",'
        '"fields":[{"name":"text","type":"string"}]}},'
        '{"name":"second","type":["null","notes.Inner"],"default":null}]}'
    )


def test_a_default_that_looks_like_a_name_stays_a_string():
    outer = record("notes.Outer", field("what", "string", default="notes.Inner"))
    assert '"default":"notes.Inner"' in tree(record("notes.Inner"), outer).types["notes.Outer"].registry_text
