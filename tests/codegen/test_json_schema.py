"""What JSON Schema says of each type, in both directions."""

import jsonschema_rs
import pytest

from codegen import json_patterns as patterns
from codegen.json_schema import named_schema
from codegen.json_schema_values import component, schema_of, shared_texts
from codegen.model import Array, Constraints, Map, Primitive, Reference, Union
from tests.codegen.models import enum, field, fixed, record, tree

NULL, STRING, BYTES, INT, LONG, DOUBLE = (
    Primitive(name) for name in ("null", "string", "bytes", "int", "long", "double")
)
TREE = tree(
    enum("a.Closed", "RED", "GREEN"),
    enum("a.Open", "RED", "GREEN", default="RED"),
    fixed("a.Md5", 16),
    fixed("a.Id", 16, "uuid"),
    fixed("a.Amount", 8, "decimal", precision=4, scale=2),
    fixed("a.Pause", 12, "duration"),
    record("a.Card", field("pan", STRING), field("limit", LONG, 5)),
    record("a.Cash"),
    record("a.Node", field("next", Union((NULL, Reference("a.Node"))), None)),
)
NON_FINITE = {"enum": ["NaN", "Infinity", "-Infinity"]}
COMPONENTS = {
    component(named, direction): named_schema(named, direction, TREE)
    for named in TREE.types.values()
    for direction in ("sent", "received")
}
COMPONENTS |= shared_texts([COMPONENTS, {"$ref": "#/components/schemas/long-text"}])


def takes(written, value, direction="sent"):
    schema = schema_of(written, direction, TREE) | {"components": {"schemas": COMPONENTS}}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(value)


@pytest.mark.parametrize(
    ("written", "schema"),
    [
        (INT, {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1}),
        (LONG, {"$ref": "#/components/schemas/long-text"}),
        (
            Primitive("long", constraints=Constraints(minimum=0, maximum=9)),
            {"type": "string", "format": "int64", "pattern": patterns.long(0, 9)},
        ),
        (
            Primitive("long", constraints=Constraints(minimum=0, maximum=9), json_number=True),
            {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9},
        ),
        (DOUBLE, {"anyOf": [{"type": "number", "format": "double"}, NON_FINITE]}),
        (
            Primitive("double", constraints=Constraints(minimum=0)),
            {"type": "number", "format": "double", "minimum": 0},
        ),
        (BYTES, {"type": "string", "contentEncoding": "base64", "pattern": patterns.BASE64}),
        (
            Primitive("bytes", "decimal", precision=4, scale=2),
            {"type": "string", "format": "decimal", "pattern": patterns.decimal(4, 2)},
        ),
        (Primitive("bytes", "big-decimal"), {"$ref": "#/components/schemas/big-decimal-text"}),
        (Primitive("long", "local-timestamp-nanos"), {"$ref": "#/components/schemas/local-timestamp-nanos-text"}),
        (Reference("a.Md5"), {"$ref": "#/components/schemas/a.Md5"}),
        (Reference("a.Open"), {"$ref": "#/components/schemas/a.Open-sent"}),
        (Reference("a.Closed"), {"$ref": "#/components/schemas/a.Closed"}),
        (Union((NULL, STRING)), {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        (
            Union((Reference("a.Card"), Reference("a.Cash"))),
            {
                "type": "object",
                "required": ["@type"],
                "oneOf": [{"$ref": "#/components/schemas/a.Card-sent"}, {"$ref": "#/components/schemas/a.Cash-sent"}],
                "discriminator": {
                    "propertyName": "@type",
                    "mapping": {
                        "a.Card": "#/components/schemas/a.Card-sent",
                        "a.Cash": "#/components/schemas/a.Cash-sent",
                    },
                },
            },
        ),
    ],
)
def test_the_schema_of_a_type(written, schema):
    assert schema_of(written, "sent", TREE) == schema


@pytest.mark.parametrize(
    ("written", "taken", "refused"),
    [
        (Union((STRING, BYTES)), ["x", {"@type": "bytes", "value": "AA=="}], [None, 1, {"value": "AA=="}, {}]),
        (
            Union((DOUBLE, LONG)),
            [0.5, "5", {"@type": "double", "value": "NaN"}],
            ["NaN", {"@type": "double", "value": 1}],
        ),
        (Union((LONG, STRING)), ["5", {"@type": "string", "value": "x"}], ["x", {"@type": "long", "value": "5"}]),
        (
            Union((STRING, Map(INT))),
            ["x", {"@type": "map", "value": {"a": 1}}],
            [{"a": 1}, {"@type": "map", "value": "x"}],
        ),
        (Union((Array(INT), STRING, NULL)), [[1], "x", None], [["x"], {}]),
        (
            Union((STRING, Reference("a.Card"))),
            ["x", {"@type": "a.Card", "pan": "4"}],
            [{"pan": "4"}, {"@type": "a.Cash"}, {"@type": "a.Card"}],
        ),
        (
            Union((Reference("a.Card"), Reference("a.Cash"), NULL)),
            [None, {"@type": "a.Cash"}, {"@type": "a.Card", "pan": "4", "limit": "7"}],
            [{}, {"@type": "a.Card", "pan": "4", "limit": 7}, {"@type": "a.Card"}],
        ),
        (Reference("a.Md5"), ["AAAAAAAAAAAAAAAAAAAAAA=="], ["AAAA", "", 1]),
        (
            Reference("a.Id"),
            ["7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11", "7A0F7F7E5D0C4C9E9D7E0A8F6F1F2B11"],
            ["7a0f7f7e-5d0c4c9e9d7e-0a8f6f1f2b11", ""],
        ),
        (Reference("a.Amount"), ["12.34", "-0.1"], ["123", "1.234", 12, "1e1"]),
        (Reference("a.Node"), [{}, {"next": {"next": None}}], [{"next": {"next": 1}}, []]),
    ],
)
def test_what_a_client_may_send(written, taken, refused):
    assert [value for value in taken if not takes(written, value)] == []
    assert [value for value in refused if takes(written, value)] == []


def test_an_enum_that_may_grow_is_received_with_symbols_that_are_not_known_yet():
    assert takes(Reference("a.Open"), "BLUE", "received")
    assert not takes(Reference("a.Open"), "BLUE", "sent")
    assert not takes(Reference("a.Open"), "not a symbol", "received")
    assert not takes(Reference("a.Closed"), "BLUE", "received")


def test_what_is_received_has_its_type_and_every_field():
    assert takes(Reference("a.Card"), {"@type": "a.Card", "pan": "4", "limit": "5"}, "received")
    assert not takes(Reference("a.Card"), {"@type": "a.Card", "pan": "4"}, "received")
    assert not takes(Reference("a.Card"), {"pan": "4", "limit": "5"}, "received")


def test_only_texts_that_something_refers_to_are_shown():
    assert list(shared_texts({"a": [{"$ref": "#/components/schemas/date-text"}]})) == ["date-text"]


def test_a_field_says_why_it_is_deprecated():
    old = record("a.Old", field("x", STRING, deprecated="use y"))

    assert named_schema(old, "sent", TREE)["properties"]["x"] == {
        "description": "The x.",
        "type": "string",
        "deprecated": True,
        "x-deprecated-because": "use y",
    }
