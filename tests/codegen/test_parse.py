"""What the parser makes of the `millrace` attribute, and the words for what it refuses there."""

import pytest

from codegen.model import Array, Constraints, Primitive, Reference, Route, Seal, Union
from tests.codegen.trees import enum, field, record, refusals, refused, texts, tree

COMMAND = {"kind": "command", "route": "POST /notes/{noteId}", "key": "noteId"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"type": "long", "millrace": {"json": "number", "minimum": 0}}, "needs `minimum` and `maximum` within"),
        (
            {"type": "long", "millrace": {"json": "number", "minimum": 0, "maximum": 2**53}},
            "needs `minimum` and `maximum` within",
        ),
        ({"type": "string", "millrace": {"json": "number"}}, "`json` is of plain longs; got it on a string"),
        ({"type": "string", "millrace": {"from": "body"}}, "`from` is no attribute of a type inside a field"),
        (
            {"type": "array", "items": "int", "millrace": {"minLength": 1}},
            "`minLength` limits string, got it on a array",
        ),
        ({"type": "map", "values": "int", "millrace": {"maxItems": 1}}, "`maxItems` cannot be said of a map"),
    ],
)
def test_an_attribute_that_its_type_cannot_have_is_refused(written, said):
    assert said in refused(record("notes.Note", field("text", written)))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("notes.Mood", "`maxLength` cannot be said of an enum"),
        ({"type": "fixed", "name": "F", "size": 4}, "`maxLength` cannot be said of a fixed"),
        (["null", "string", "int"], "`maxLength` cannot be said of a union; say it in the branch that it limits"),
        (
            {"type": "string", "millrace": {"minLength": 1}},
            "`maxLength` cannot be said of a type that has a `millrace` attribute of its own; say all limits there",
        ),
    ],
)
def test_a_limit_around_a_type_holds_for_that_type_or_is_refused(written, said):
    note = record("notes.Note", field("text", written, millrace={"maxLength": 5}))
    assert said in refused(enum("notes.Mood", "GOOD"), note)


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
        field("more", ["string", "null"], millrace={"maxLength": 6}),
        field(
            "tags",
            {"type": "array", "items": {"type": "string", "millrace": {"minLength": 1}}},
            millrace={"maxItems": 3},
        ),
    )
    text, more, tags = (one.type for one in tree(note).records()[0].fields)
    assert text == Union((Primitive("null"), Primitive("string", constraints=Constraints(max_length=5))))
    assert more == Union((Primitive("string", constraints=Constraints(max_length=6)), Primitive("null")))
    assert tags == Array(Primitive("string", constraints=Constraints(min_length=1)), Constraints(max_items=3))


def test_limits_of_a_sealed_field_hold_for_what_is_sealed():
    sealed = field("secret", "wire.Sealed", millrace={"sealed": {"to": "notes", "type": "string"}, "minLength": 8})
    parsed = tree(record("wire.Sealed"), record("notes.Post", sealed, millrace=COMMAND))
    assert parsed.types["notes.Post"].fields[0].type == Reference("wire.Sealed")
    assert parsed.types["notes.Post"].fields[0].seal == Seal(to="notes", constraints=Constraints(min_length=8))


def test_a_fixed_has_an_owner_and_may_be_deprecated():
    digest = {"type": "fixed", "name": "Digest", "namespace": "notes", "size": 4}
    said = {"owner": "ada", "deprecated": "since ever"}
    parsed = tree(digest | {"millrace": said}).types["notes.Digest"]
    assert (parsed.owner, parsed.deprecated) == ("ada", "since ever")
    assert "`table` is no attribute of a fixed; known are owner" in refused(digest | {"millrace": {"table": {}}})


def test_a_long_is_a_number_in_json_only_if_it_says_so():
    safe = {"json": "number", "minimum": 0, "maximum": 2**53 - 1}
    plain, number = (
        one.type
        for one in tree(record("a.B", field("a", "long"), field("b", "long", millrace=safe))).records()[0].fields
    )
    assert (plain.json_number, number.json_number) == (False, True)


def test_every_type_with_a_mistake_is_named():
    errors = refusals(texts(record("notes.A", field("x", "y")), record("notes.B", field("x", "y")), record("notes.C")))
    assert [error.place.file for error in errors] == ["schemas/notes/A.avsc", "schemas/notes/B.avsc"]
