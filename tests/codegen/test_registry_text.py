"""What a registry holds: one piece, without words and limits, with names that mean the same wherever they stand."""

import json

import fastavro
import pytest

from codegen.parse import parse
from codegen.registry_text import text_of
from services.wire.generated.catalog import CATALOG
from tests.codegen.test_parse_torture import AVRO, ORDERS
from tests.codegen.trees import enum, field, record, repository_tree, sources, tree, written

SUIT = {"type": "enum", "name": "Suit", "symbols": ["CLUBS"]}


def schema(tree, name):
    return json.loads(tree.types[name].registry_text)


def test_it_is_in_one_piece_and_has_no_words():
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


def test_what_the_catalogue_holds_is_what_the_schemas_give():
    records = {record.name: record for record in repository_tree().records()}
    assert {name: entry.schema for name, entry in CATALOG.items()} == {
        name: records[name].registry_text for name in CATALOG
    }


def test_an_inherited_namespace_is_said_so_that_it_holds_everywhere():
    """Inside a.Out the Suit would be a.Suit; here it is b.In's."""
    inner = record("b.In", field("suit", SUIT), field("other", "Suit"))
    outer = record("a.Out", field("suit", "b.Suit"), field("inner", "b.In"))
    assert schema(tree(inner, outer), "a.Out")["fields"] == [
        {"name": "suit", "type": SUIT | {"namespace": "b"}},
        {
            "name": "inner",
            "type": {
                "type": "record",
                "name": "In",
                "namespace": "b",
                "fields": [{"name": "suit", "type": "b.Suit"}, {"name": "other", "type": "b.Suit"}],
            },
        },
    ]


def test_a_type_without_a_namespace_says_so_inside_another():
    outer = record("a.Out", field("plain", {"type": "record", "name": "Plain", "namespace": "", "fields": []}))
    plain = {"type": "record", "name": "Plain", "fields": []}
    parsed = written([plain, record("a.Out", field("plain", "Plain"))])
    (inside,) = schema(parsed, "a.Out")["fields"]
    assert inside["type"] == {"type": "record", "name": "Plain", "namespace": "", "fields": []}
    assert schema(parsed, "Plain") == plain
    assert schema(tree(outer), "a.Out")["fields"] == [inside]


def test_a_name_that_could_mean_two_types_is_not_written():
    """Plain is defined inside a.Out, where it can be; inside Plain, a.Out cannot name it again."""
    outer = record("a.Out", field("plain", record("Plain", field("out", ["null", "a.Out"]))))
    parsed = tree(outer, record("a.Plain"))
    assert '"namespace":""' in parsed.types["a.Out"].registry_text
    with pytest.raises(ValueError, match="Plain cannot be named inside a, which has a Plain of its own"):
        assert parsed.types["Plain"].registry_text


def test_aliases_and_dotted_names_are_in_full():
    """A relative alias means the same to everybody but one implementation, which does not know it."""
    dotted = {"type": "fixed", "name": "x.y.Digest", "namespace": "ignored", "aliases": ["Old", "z.Older"], "size": 4}
    assert schema(tree(record("a.Out", field("digest", dotted))), "a.Out")["fields"][0]["type"] == {
        "type": "fixed",
        "name": "Digest",
        "namespace": "x.y",
        "aliases": ["x.y.Old", "z.Older"],
        "size": 4,
    }


def test_names_inside_arrays_maps_unions_and_objects_are_in_full():
    deep = {"type": "array", "items": {"type": "map", "values": ["null", {"type": "In"}, {"type": "string"}]}}
    (only,) = schema(tree(record("a.Out", field("x", deep)), record("a.In")), "a.Out")["fields"]
    branches = only["type"]["items"]["values"]
    assert branches == ["null", {"type": "record", "name": "In", "namespace": "a", "fields": []}, {"type": "string"}]


def test_attributes_of_other_tools_and_order_and_logical_types_are_kept():
    noted = field(
        "x", {"type": "long", "logicalType": "date", "x-unit": "s"}, order="ignore", default=1, **{"x-pii": True}
    )
    (only,) = schema(tree(record("a.Out", noted)), "a.Out")["fields"]
    assert only == {key: value for key, value in noted.items() if key != "doc"}


def test_a_circle_ends_at_the_name():
    one, two = record("a.One", field("two", ["null", "a.Two"])), record("a.Two", field("one", ["null", "a.One"]))
    text = tree(one, two).types["a.One"].registry_text
    assert text.count('"name":"One"') == text.count('"name":"Two"') == 1
    assert '"type":["null","a.One"]' in text


def test_a_long_way_from_type_to_type_is_no_recursion():
    chain = [record(f"a.R{number}", field("next", f"a.R{number + 1}")) for number in range(2000)]
    text = tree(*chain, enum("a.R2000", "X")).types["a.R0"].registry_text
    assert text.count('"type":"record"') == 2000


@pytest.mark.parametrize("folder", sorted(path.name for path in AVRO.iterdir()))
def test_another_implementation_reads_it_and_finds_the_same_names(folder):
    parsed = parse(sources(AVRO / folder))
    for one in parsed.records():
        names = {}
        fastavro.parse_schema(json.loads(one.registry_text), named_schemas=names)
        assert set(names) <= set(parsed.types)
        assert [field["name"] for field in names[one.name]["fields"]] == [field.name for field in one.fields]


@pytest.mark.parametrize("folder", sorted(path.name for path in AVRO.iterdir()))
def test_a_published_version_gives_the_same_text_as_the_type_itself(folder):
    """What went to the registry when it was new is found there again from the file alone."""
    parsed = parse(sources(AVRO / folder))
    for one in [*parsed.records(), *repository_tree().records()]:
        assert text_of(one.definitions.inlined(one.name)) == one.registry_text


def test_words_within_a_default_are_values():
    default = {"doc": "kept", "millrace": 1}
    deep = record("a.Deep", field("doc"), field("millrace", "int"))
    outer = record("a.Out", field("deep", {"type": "array", "items": deep}, default=[default]))
    parsed = tree(outer)
    assert text_of(parsed.definitions.inlined("a.Out")) == parsed.types["a.Out"].registry_text
    assert '"default":[{"doc":"kept","millrace":1}]' in parsed.types["a.Out"].registry_text


def test_the_torture_schema_keeps_what_it_says():
    text = parse(sources(AVRO / "torture")).types[f"{ORDERS}.OrderEvent"].registry_text
    assert '"default":9007199254740993' in text
    assert '"aliases":["acme.orders.v1.OrderMsg"]' in text
    assert '"symbols":["UNKNOWN","NEW","PAID"],"default":"UNKNOWN"' in text
    assert '"name":"Card","namespace":"acme.orders.v1"' in text
