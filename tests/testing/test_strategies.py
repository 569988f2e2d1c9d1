"""Values of generated types: what the strategies draw is what the codec, fastavro and the JSON decoders take."""

import io
import json
from typing import get_type_hints

import fastavro
import msgspec
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from codegen.emit_openapi import document
from codegen.model import Reference
from services.testing.any_value import boundary, generated_types, register, values
from services.testing.composed import Composer
from services.testing.schema_text import read
from services.wire.generated.accounts import Register
from services.wire.generated.board import Note, NotePosted, Notes, PostNoteBody
from services.wire.generated.catalog import CATALOG
from tests.codegen.doors import Door
from tests.codegen.modules import imported
from tests.codegen.values import plain, raw, without_branches
from tests.testing.all_types import TREE

FEW = settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
KINDS = {"values": values, "boundary": boundary}


def written(entry, value):
    out = bytearray()
    entry.encode(value, out)
    return bytes(out)


def json_decoded(entry, text):
    """A message as the typed client reads it."""
    if entry.to_json is None:
        return msgspec.json.decode(text, type=entry.type)
    return msgspec.json.decode(text, type=get_type_hints(entry.to_json)["return"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(CATALOG))
def test_a_value_is_written_and_read_by_all(name, kind):
    entry = CATALOG[name]
    parsed = fastavro.parse_schema(json.loads(entry.schema))

    @FEW
    @given(KINDS[kind](entry.type))
    def check(value):
        data = written(entry, value)
        assert entry.decode(data, 0) == (value, len(data))
        by_fastavro = io.BytesIO()
        fastavro.schemaless_writer(by_fastavro, parsed, plain(value), strict=True)
        assert by_fastavro.getvalue() == data
        assert fastavro.schemaless_reader(io.BytesIO(data), parsed, None) == plain(value)
        text = msgspec.json.encode(value if entry.to_json is None else entry.to_json(value))
        assert json_decoded(entry, text) == (value if entry.to_json is None else entry.to_json(value))

    check()


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    with imported(TREE, tmp_path_factory.mktemp("all"), "all_types_package") as made:
        yield made


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_of_avro_has_values(package, kind):
    """Our codec and fastavro, below the logical types; and the door of the gateway, with every limit."""
    entry, told = package.catalog()["all.Send"], package.catalog()["all.Told"]
    door = Door(document(TREE), entry)
    parsed = fastavro.parse_schema(json.loads(entry.schema))
    composer = Composer(lambda leaf: leaf.any if kind == "values" else leaf.limits, is_at_limits=kind == "boundary")

    @settings(FEW, max_examples=60)
    @given(composer.struct(entry.type, read(entry.schema)))
    def check(value):
        data = written(entry, value)
        assert entry.decode(data, 0) == (value, len(data))
        assert without_logical(parsed, data) == without_branches(raw(value, Reference("all.Send"), TREE))
        message = told.type(**{name: getattr(value, name) for name in value.__struct_fields__})
        body = json.loads(msgspec.json.encode(told.to_json(message))) | {"@type": "all.Send"}
        assert door.schema_takes(body)
        assert door.gateway_takes(body)

    check()


def without_logical(parsed, data):
    """What fastavro reads, below the logical types."""

    def bare(node):
        match node:
            case dict():
                return {name: bare(inner) for name, inner in node.items() if name != "logicalType"}
            case list():
                return [bare(inner) for inner in node]
            case _:
                return node

    return fastavro.schemaless_reader(io.BytesIO(data), fastavro.parse_schema(bare(parsed)), None)


def found(strategy, claim):
    return find(strategy, claim, settings=settings(FEW, max_examples=3000))


@pytest.mark.parametrize("size", [2, 32])
def test_a_boundary_has_the_shortest_and_the_longest_text(size):
    assert len(found(boundary(Register), lambda value: len(value.name) == size).name) == size


@pytest.mark.parametrize("version", [1, 2**31 - 1])
def test_a_boundary_has_the_least_and_the_greatest_number(version):
    assert found(boundary(Note), lambda value: value.version == version)


@given(boundary(Note))
def test_a_boundary_is_nowhere_else(note):
    assert note.version in (1, 2**31 - 1)
    assert len(note.text) in (1, 500)


def test_any_value_may_lie_between():
    assert found(values(Note), lambda note: 1 < note.version < 1000 and 1 < len(note.text) < 500)


def test_hypothesis_knows_every_generated_type():
    """Shared types, and bodies, no less than those that travel."""
    register()
    for type_ in (Note, NotePosted, Notes, PostNoteBody):
        assert type_ in set(generated_types())
        assert isinstance(found(st.from_type(type_), lambda _: True), type_)


def test_a_record_within_itself_ends(package):
    node = package.type("all.Node")
    composer = Composer(lambda leaf: leaf.any, is_at_limits=False)

    @FEW
    @given(composer.struct(node, read(package.catalog()["all.Send"].schema).field("node")))
    def check(value):
        assert depth(value) < 8

    check()


def depth(node):
    return 1 + max(map(depth, [*node.all, *([node.next] if node.next else [])]), default=0)
