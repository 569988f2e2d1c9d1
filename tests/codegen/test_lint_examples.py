"""Examples of every type are read as a client writes them."""

import pytest

from codegen.lint import lint
from tests.codegen.trees import enum, field, record, tree

TYPES = (
    enum("notes.Mood", "GOOD", "BAD", default="GOOD"),
    {"type": "fixed", "name": "Four", "namespace": "notes", "doc": "Four bytes.", "size": 4},
    {"type": "fixed", "name": "Id", "namespace": "notes", "doc": "A UUID.", "size": 16, "logicalType": "uuid"},
    {"type": "fixed", "name": "Span", "namespace": "notes", "doc": "A span.", "size": 12, "logicalType": "duration"},
    record("notes.Card", field("pan"), millrace={}),
    record("notes.Posted", millrace={"kind": "message"}),
)
UNION = ["null", "string", "notes.Mood", "long", "int", "notes.Card", {"type": "map", "values": "int"}]


def logical(underlying, name, **members):
    return {"type": underlying, "logicalType": name} | members


DECIMAL = logical("bytes", "decimal", precision=4, scale=2)


def problems(schema, value):
    """What is said of an example that has a value of this type."""
    post = record(
        "notes.Post",
        field("name"),
        field("x", schema),
        millrace={
            "kind": "command",
            "route": "POST /notes",
            "key": "name",
            "outcomes": ["notes.Posted"],
            "examples": [{"name": "ada", "x": value}],
        },
    )
    return [finding.message for finding in lint(tree(*TYPES, post))]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("null", None),
        ("int", 5),
        ("long", "9007199254740993"),
        ("long", "-9223372036854775808"),
        ("double", 0.5),
        ("double", 1),
        ("int", 5.0),
        ("float", "NaN"),
        ("double", "-Infinity"),
        ("bytes", "AAE="),
        ("notes.Four", "AAECAw=="),
        ("notes.Mood", "BAD"),
        (DECIMAL, "99.99"),
        (DECIMAL, "-0.5"),
        (logical("bytes", "big-decimal"), "123456789012345678901234567890.5"),
        ("notes.Id", "7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11"),
        ("notes.Span", "P1M2DT3.500S"),
        (logical("int", "date"), "2026-11-25"),
        (logical("int", "time-millis"), "12:30:00.125"),
        (logical("long", "time-micros"), "12:30:00"),
        (logical("long", "timestamp-micros"), "2026-11-25T12:30:00.000125Z"),
        (logical("long", "timestamp-nanos"), "2026-11-25T12:30:00.000000125+01:00"),
        (logical("long", "local-timestamp-millis"), "2026-11-25T12:30:00.125"),
        (["string", "null"], None),
        (UNION, None),
        (UNION, "text"),
        (UNION, 5),
        (UNION, {"@type": "notes.Mood", "value": "GOOD"}),
        (UNION, {"@type": "long", "value": "5"}),
        (UNION, {"@type": "map", "value": {"a": 1}}),
        (UNION, {"@type": "notes.Card", "pan": "4"}),
    ],
)
def test_an_example_in_the_json_form_is_taken(schema, value):
    assert problems(schema, value) == []


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        ("null", 0, "expected null, got 0"),
        ("long", 5, "expected a whole number in a string, from -9223372036854775808 to"),
        ("long", "05", "expected a whole number in a string, from -9223372036854775808 to"),
        ("long", "9223372036854775808", "to 9223372036854775807, got '9223372036854775808'"),
        ("double", "nan", "expected a number, got 'nan'"),
        ("float", 3.5e38, "expected a number from -3.4028234663852886e+38 to 3.4028234663852886e+38"),
        ("int", 5.5, "expected a whole number, got 5.5"),
        ("bytes", "A", "expected base64 text"),
        ("notes.Four", "AAE=", "expected base64 text of 4 bytes"),
        (DECIMAL, 1.5, "expected a decimal in a string, of at most 4 digits, 2 of them behind the point"),
        (DECIMAL, "1e1", "expected a decimal in a string"),
        (DECIMAL, "100", "expected a decimal in a string, of at most 4 digits, 2 of them behind the point"),
        (DECIMAL, "0.125", "expected a decimal in a string, of at most 4 digits, 2 of them behind the point"),
        ("notes.Span", "P1D", "expected a duration such as P1M2DT3.500S"),
        (logical("int", "date"), "2026-02-30", "expected a date such as 2026-11-25"),
        (logical("int", "time-millis"), "25:00:00", "expected a time such as 12:30:00.125"),
        (logical("long", "timestamp-micros"), "2026-11-25T12:30:00", "expected an RFC 3339 time with an offset"),
        (logical("long", "local-timestamp-millis"), "2026-11-25T12:30:00Z", "a date and a time without an offset"),
        (["null", "int"], "x", "expected a whole number, got 'x'"),
        (UNION, True, "expected a value of one of the branches string, notes.Mood, long, int, notes.Card, map"),
        (UNION, {"@type": "notes.Mood", "value": "SAD"}, "$.x.value: expected one of GOOD, BAD; got 'SAD'"),
        (UNION, {"@type": "long", "number": "5"}, "expected @type and value, got @type, number"),
        (UNION, {"@type": "notes.Card"}, "$.x: expected `pan`"),
    ],
)
def test_an_example_in_another_form_is_refused(schema, value, said):
    (problem,) = problems(schema, value)
    assert said in problem
