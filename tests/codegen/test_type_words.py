"""Types in words, for every type that Avro has."""

import pytest

from codegen.model import Array, Constraints, Enum, Fixed, Map, Place, Primitive, Record, Reference, Tree, Union
from codegen.type_words import avro, json_form, limits

HERE = Place(file="here")
TREE = Tree(
    {
        one.name: one
        for one in (
            Record(name="x.Part", doc="", fields=(), place=HERE),
            Enum(name="x.Shade", doc="", symbols=("PALE",), place=HERE),
            Fixed(name="x.Token", doc="", size=16, place=HERE),
            Fixed(name="x.Money", doc="", size=8, logical="decimal", precision=9, scale=2, place=HERE),
        )
    }
)
TEXT = Primitive("string", constraints=Constraints(min_length=2, max_length=2, pattern="^a<b$"))


@pytest.mark.parametrize(
    ("written", "in_avro", "in_json"),
    [
        (Primitive("null"), "<code>null</code>", "null"),
        (Primitive("long"), "<code>long</code>", "string of digits"),
        (Primitive("long", json_number=True), "<code>long</code>", "number"),
        (Primitive("double"), "<code>double</code>", "number"),
        (Primitive("bytes"), "<code>bytes</code>", "string, base64"),
        (Primitive("string", "uuid"), "<code>string</code> as uuid", "string, a UUID"),
        (
            Primitive("bytes", "decimal", precision=9, scale=2),
            "<code>bytes</code> as decimal(9, 2)",
            "string of digits",
        ),
        (Primitive("int", "date"), "<code>int</code> as date", "string like 2026-11-25"),
        (Primitive("long", "timestamp-nanos"), "<code>long</code> as timestamp-nanos", "string, RFC 3339"),
        (
            Reference("x.Part"),
            '<a href="/docs/reference/x.Part"><code>x.Part</code></a>',
            "object",
        ),
        (Reference("x.Shade"), '<a href="/docs/reference/x.Shade"><code>x.Shade</code></a>', "string, a symbol"),
        (
            Reference("x.Token"),
            '<a href="/docs/reference/x.Token"><code>x.Token</code></a>',
            "string, base64 of 16 bytes",
        ),
        (Reference("x.Money"), '<a href="/docs/reference/x.Money"><code>x.Money</code></a>', "string of digits"),
        (Array(Primitive("int")), "array of <code>int</code>", "array of number"),
        (Map(Primitive("boolean")), "map of <code>boolean</code>", "object of boolean"),
        (
            Union((Primitive("null"), Primitive("string"))),
            "<code>null</code> | <code>string</code>",
            "string or null",
        ),
        (
            Union((Primitive("string"), Primitive("bytes"), Primitive("null"))),
            "<code>string</code> | <code>bytes</code> | <code>null</code>",
            "string or bytes wrapped or null",
        ),
    ],
)
def test_a_type_is_said_in_avro_and_in_json(written, in_avro, in_json):
    assert avro(written) == in_avro
    assert json_form(written, TREE) == in_json


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (Primitive("int"), []),
        (TEXT, [("Length", "2 characters"), ("Pattern", "<code>^a&lt;b$</code>")]),
        (Primitive("int", constraints=Constraints(minimum=0)), [("Range", "at least 0")]),
        (
            Array(Primitive("int", constraints=Constraints(maximum=9)), Constraints(max_items=3)),
            [("Length", "at most 3 items"), ("Range", "each item: at most 9")],
        ),
        (Map(Primitive("int", constraints=Constraints(minimum=1, maximum=9))), [("Range", "each value: 1 to 9")]),
        (
            Union((Primitive("null"), Primitive("string", constraints=Constraints(max_length=3)))),
            [("Length", "at most 3 characters")],
        ),
        (Reference("x.Part"), []),
    ],
)
def test_limits_are_said_in_words(written, expected):
    assert [(rule.name, rule.text) for rule in limits(written)] == expected
