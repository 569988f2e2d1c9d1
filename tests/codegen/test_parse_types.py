"""Types: every form of Avro becomes its node, and what Avro does not know is ignored and noted."""

import pytest

from codegen.model import Array, Map, Primitive, Reference, Union
from tests.codegen.trees import enum, field, record, tree

NAMES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
NULL, STRING = Primitive("null"), Primitive("string")


def type_of(schema):
    return tree(record("a.B", field("x", schema))).types["a.B"].fields[0].type


def rules(tree):
    return [(remark.rule, remark.place.pointer) for remark in tree.remarks]


@pytest.mark.parametrize("name", NAMES)
def test_a_primitive_type_may_be_written_in_two_ways(name):
    assert type_of(name) == type_of({"type": name}) == Primitive(name)


@pytest.mark.parametrize(
    ("schema", "node"),
    [
        ({"type": "array", "items": "string"}, Array(STRING)),
        ({"type": "map", "values": {"type": "array", "items": "null"}}, Map(Array(NULL))),
        (["null", "string"], Union((NULL, STRING))),
        (["string", "null"], Union((STRING, NULL))),
        (["string"], Union((STRING,))),
        (
            ["string", {"type": "map", "values": "long"}, {"type": "array", "items": "a.B"}, "a.B", "null"],
            Union((STRING, Map(Primitive("long")), Array(Reference("a.B")), Reference("a.B"), NULL)),
        ),
    ],
)
def test_a_complex_type_holds_its_parts(schema, node):
    assert type_of(schema) == node


def test_a_union_may_hold_several_named_types_of_one_kind():
    union = [record("a.One"), record("a.Two"), enum("a.Three", "X"), enum("a.Four", "X")]
    node = type_of(union)
    assert node == Union(tuple(Reference(f"a.{name}") for name in ("One", "Two", "Three", "Four")))


def test_types_may_be_nested_deeply():
    schema, node = "int", Primitive("int")
    for _ in range(150):
        schema, node = {"type": "array", "items": schema}, Array(node)
    assert type_of(schema) == node


def test_named_types_may_be_nested_deeply():
    inner = record("a.R0", field("x", "int"))
    for number in range(1, 50):
        inner = record(f"a.R{number}", field("x", inner))
    parsed = tree(inner)
    assert len(parsed.types) == 50
    assert parsed.types["a.R49"].registry_text.count('"type":"record"') == 50


@pytest.mark.parametrize("order", ["ascending", "descending", "ignore"])
def test_a_field_has_an_order(order):
    assert tree(record("a.B", field("x", order=order))).types["a.B"].fields[0].order == order


def test_a_field_keeps_its_aliases_as_they_are():
    aliases = ["y", "an old name"]
    assert tree(record("a.B", field("x", aliases=aliases))).types["a.B"].fields[0].aliases == tuple(aliases)


def test_attributes_of_other_tools_are_ignored():
    noted = {"type": "string", "avro.java.string": "String"}
    parsed = tree(record("a.B", field("x", noted, **{"x-pii": True}), **{"connect.name": "b"}))
    assert parsed.types["a.B"].fields[0].type == STRING
    assert rules(parsed) == []


@pytest.mark.parametrize(
    ("one", "pointer", "said"),
    [
        (record("a.B", fieldss=[]), "/fieldss", "did you mean `fields`?"),
        (record("a.B", field("x", defualt="")), "/fields/0/defualt", "did you mean `default`?"),
        (
            record("a.B", field("x", "long", logicalType="date")),
            "/fields/0/logicalType",
            "it belongs inside the type, in an object of its own",
        ),
        (record("a.B", field("x", {"type": "string", "size": 3})), "/fields/0/type/size", "belongs inside the type"),
        (enum("a.B", "X", symbol="X"), "/symbol", "did you mean `symbols`?"),
        (enum("a.B", "X", colour="red"), "/colour", "known are type, name, namespace"),
    ],
)
def test_an_attribute_that_may_be_a_typing_error_is_ignored_and_noted(one, pointer, said):
    parsed = tree(one)
    assert ("ATTRIBUTE_UNKNOWN", pointer) in rules(parsed)
    assert said in parsed.remarks[0].message
