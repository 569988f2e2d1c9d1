"""Every legal schema parses, whichever way it is written, and its registry text means what it means."""

import json

import fastavro
from fastavro.schema import to_parsing_canonical_form
from hypothesis import given

from codegen.model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Union
from codegen.parse import parse
from tests.codegen.avro_schemas import avro_schemas
from tests.codegen.trees import written


def plain(node, tree, seen):
    """A type of the model as canonical JSON: a named type in full where it is met first."""
    match node:
        case Primitive(name):
            return name
        case Array(items):
            return {"type": "array", "items": plain(items, tree, seen)}
        case Map(values):
            return {"type": "map", "values": plain(values, tree, seen)}
        case Union(branches):
            return [plain(branch, tree, seen) for branch in branches]
        case Reference(name) if name in seen:
            return name
        case Reference(name):
            seen.add(name)
            return named(tree.types[name], tree, seen)


def named(one, tree, seen):
    match one:
        case Record():
            fields = [{"name": field.name, "type": plain(field.type, tree, seen)} for field in one.fields]
            return {"name": one.name, "type": "record", "fields": fields}
        case Enum():
            return {"name": one.name, "type": "enum", "symbols": list(one.symbols)}
        case Fixed():
            return {"name": one.name, "type": "fixed", "size": one.size}


def canonical(schema):
    """What two schemas of one meaning have in common; an error is a record on the wire."""
    return json.loads(to_parsing_canonical_form(schema).replace('"type":"error"', '"type":"record"'))


@given(avro_schemas())
def test_every_schema_that_another_implementation_takes_is_taken(schema):
    known = {}
    parsed = fastavro.parse_schema(json.loads(json.dumps(schema)), named_schemas=known)
    assert parsed is not None
    assert set(written(schema).types) == set(known)


@given(avro_schemas())
def test_the_model_says_what_the_schema_says(schema):
    tree = written(schema)
    roots = sorted(
        (one.place.pointer, name) for name, one in tree.types.items() if one.place.pointer in ("", "/0", "/1")
    )
    expected = canonical(schema)
    seen = set()
    assert [plain(Reference(name), tree, seen) for _, name in roots] == (
        expected if isinstance(expected, list) else [expected]
    )


# From inside a namespace Avro cannot name a type without one; it can only define it there.
@given(avro_schemas(namespaces=("a", "a.b", "c")))
def test_the_text_for_the_registry_has_the_meaning_of_the_schema(schema):
    tree = written(schema)
    for one in tree.records():
        text = json.loads(one.registry_text)
        assert canonical(text) == named(one, tree, {one.name})
        again = parse({"again.avsc": one.registry_text})
        assert again.types[one.name].registry_text == one.registry_text
