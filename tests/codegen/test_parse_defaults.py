"""Defaults: of every type, written as Avro writes them, and refused with the reason if they do not fit."""

import pytest
from msgspec import UNSET

from codegen.default_branch import default_branch
from tests.codegen.trees import enum, field, record, refused, tree

CARD = record("a.Card", field("pan"), field("exp", ["null", "string"], default=None))
POINT = record("a.Point", field("x", "int", default=1), field("y", "int", default=2))
MOOD = enum("a.Mood", "GOOD", "BAD")
FIXED = {"type": "fixed", "name": "Four", "namespace": "a", "size": 4}
TYPES = (CARD, POINT, MOOD, FIXED)


def logical(underlying, name, **members):
    return {"type": underlying, "logicalType": name} | members


DECIMAL = logical("bytes", "decimal", precision=3, scale=1)


def note(schema, default):
    return record("a.Note", field("x", schema, default=default))


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        ("null", None),
        ("boolean", True),
        ("int", -(2**31)),
        ("long", 2**53 + 1),
        ("long", 2**63 - 1),
        ("float", 1),
        ("float", -3.4028234e38),
        ("double", 1.5),
        ("double", 2**70),
        ("bytes", "\u00ff\u0000\u0001"),
        ("string", 'it\'s "q" \\ \n\U0001f9a6'),
        ("a.Four", "\u00ff\u0000\u0001a"),
        ("a.Mood", "BAD"),
        ({"type": "array", "items": "int"}, [1, 2]),
        ({"type": "map", "values": {"type": "array", "items": "string"}}, {"a": ["b"], "": []}),
        ("a.Point", {}),
        ("a.Point", {"y": 5}),
        ("a.Card", {"pan": "4"}),
        ("a.Card", {"exp": None, "pan": "4"}),
        ({"type": "array", "items": "a.Point"}, [{}, {"x": 5}]),
        (DECIMAL, "\u0003\u00e7"),
        (DECIMAL, "\u00fc\u0019"),
        (logical("bytes", "big-decimal"), "\u0002\u0001\u0004"),
        (logical("string", "uuid"), "7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11"),
        (logical("int", "date"), -719162),
        (logical("int", "time-millis"), 86_399_999),
        (logical("long", "time-micros"), 0),
        (logical("long", "timestamp-millis"), 253_402_300_799_999),
        (logical("long", "local-timestamp-micros"), -62_135_596_800_000_000),
        (logical("long", "timestamp-nanos"), -(2**63)),
        (logical("string", "email"), "nobody checks this"),
    ],
)
def test_a_default_of_its_type_is_kept_as_it_is_written(schema, default):
    (*_, kept) = tree(*TYPES, note(schema, default)).types["a.Note"].fields
    assert kept.default == default
    assert type(kept.default) is type(default)


def test_a_field_without_a_default_has_none():
    assert tree(record("a.Note", field("x"))).types["a.Note"].fields[0].default is UNSET


@pytest.mark.parametrize(
    ("branches", "default", "index"),
    [
        (["null", "string"], None, 0),
        (["null", "string"], "x", 1),
        (["string", "null"], None, 1),
        (["int", "long", "double"], 2**31, 1),
        (["int", "long", "double"], 0.5, 2),
        (["a.Mood", "string"], "GOOD", 0),
        (["a.Mood", "string"], "SO SO", 1),
        (["a.Four", "bytes"], "abc", 1),
        (["a.Card", "a.Point"], {}, 1),
        (["a.Card", {"type": "map", "values": "int"}], {"a": 1}, 1),
    ],
)
def test_the_default_of_a_union_is_of_the_first_branch_that_it_fits(branches, default, index):
    made = tree(*TYPES, note(branches, default))
    (*_, kept) = made.types["a.Note"].fields
    assert default_branch(kept.type, kept.default, made) == index


@pytest.mark.parametrize(
    ("schema", "default", "said"),
    [
        ("null", 0, "expected null, got 0"),
        ("boolean", 1, "expected true or false, got 1"),
        ("int", 2**31, "expected a number from -2147483648 to 2147483647, got 2147483648"),
        ("int", True, "expected a whole number, got true"),
        ("long", 2**63, "expected a number from"),
        ("long", 1.0, "expected a whole number, got 1.0"),
        ("float", 1e39, "expected a number that a float can hold"),
        ("double", 10**400, "expected a number that a double can hold"),
        ("double", "NaN", 'expected a number, got "NaN"'),
        ("string", None, "expected a string, got null"),
        ("bytes", "\u0100", "expected bytes as characters"),
        ("a.Four", "abc", "expected 4 bytes, as many characters; got 3"),
        ("a.Four", "abc\u0100", "expected bytes as characters"),
        ("a.Mood", "SAD", "expected one of GOOD, BAD; got"),
        ({"type": "array", "items": "int"}, ["x"], 'expected a whole number, got "x"'),
        ({"type": "array", "items": "int"}, {}, "expected an array, got {}"),
        ({"type": "map", "values": "int"}, [], "expected an object, got []"),
        ("a.Card", {}, "expected `pan`, a field of a.Card that has no default of its own"),
        ("a.Card", {"pan": 4}, "expected a string, got 4"),
        ("a.Point", {"z": 1}, "`z` is no field of a.Point; there are x, y"),
        ("a.Point", [], "expected an object, got []"),
        (["null", "string"], 5, "expected a string, got 5"),
        (["string", "int"], None, "expected a value of one of the branches string, int; got null"),
        (["null", "a.Mood"], "SAD", "expected one of GOOD, BAD; got"),
        (DECIMAL, "", "expected at least one byte"),
        (DECIMAL, "\u0003\u00e8", "expected a decimal of at most 3 digits, got 1000 at scale 1"),
        (logical("bytes", "big-decimal"), "\u0002\u0001", "expected a big-decimal: a length"),
        (logical("bytes", "big-decimal"), "", "expected a big-decimal: a length"),
        (logical("string", "uuid"), "7A0F7F7E-5D0C-4C9E-9D7E-0A8F6F1F2B11", "a UUID in lower case"),
        (logical("string", "uuid"), "nobody", "a UUID in lower case"),
        (logical("int", "date"), 10**8, "expected days within the years 1 to 9999"),
        (logical("int", "time-millis"), 86_400_000, "expected milliseconds within a day"),
        (logical("long", "time-micros"), -1, "expected microseconds within a day"),
        (logical("long", "timestamp-millis"), 2**60, "expected milliseconds within the years 1 to 9999"),
        (logical("long", "timestamp-micros"), 2**62, "expected microseconds within the years 1 to 9999"),
    ],
)
def test_a_default_of_another_type_is_refused(schema, default, said):
    assert said in refused(*TYPES, note(schema, default))
