"""Whatever Avro allows is generated: any tree can be imported, and its bytes are those of fastavro."""

import io
from typing import Any

import fastavro
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from codegen import naming
from codegen.model import Record, Reference, Tree
from tests.codegen.avro_json import schema_of
from tests.codegen.modules import Package, imported
from tests.codegen.random_trees import raw_default, trees
from tests.codegen.values import named_values, raw, without_branches

SLOW = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller tree would take minutes to find
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


def by_fastavro(parsed: Any, value: Any) -> bytes:
    out = io.BytesIO()
    fastavro.schemaless_writer(out, parsed, value)
    return out.getvalue()


@SLOW
@given(trees(), st.data())
def test_any_tree_writes_and_reads_as_fastavro_does(tmp_path_factory, shapes, data):
    with imported(shapes, tmp_path_factory.mktemp("package")) as package:
        for record in shapes.records():
            parsed = fastavro.parse_schema(schema_of(record.name, shapes, is_bare=True))
            for _ in range(3):
                value = data.draw(named_values(record.name, shapes, package.module))
                expected = raw(value, Reference(record.name), shapes)
                written = package.encode(record.name, value)

                assert written == by_fastavro(parsed, expected)
                assert package.decode(record.name, b"\0" + written, 1) == (value, 1 + len(written))
                assert fastavro.schemaless_reader(io.BytesIO(written), parsed, None) == without_branches(expected)
            assert_defaults(package, record, shapes)


@SLOW
@given(trees(), st.data())
def test_mutants_are_refused_or_are_values(tmp_path_factory, shapes, data):
    """Nothing but an `AvroError` comes of any bytes, and what is read writes itself again."""
    with imported(shapes, tmp_path_factory.mktemp("package")) as package:
        for record in shapes.records():
            value = data.draw(named_values(record.name, shapes, package.module))
            written = package.encode(record.name, value)
            for mutant in data.draw(st.lists(mutants(written), min_size=20, max_size=20)):
                assert_refused_or_read(package, record.name, mutant)


def mutants(written: bytes) -> st.SearchStrategy[bytes]:
    """Data with a few bytes changed, put in, left out or cut off; and data that never was any."""

    def changed(at: int, taken: int, put: bytes) -> bytes:
        return written[:at] + put + written[at + taken :]

    places = st.integers(0, len(written))
    cut = places.map(lambda end: written[:end])
    return st.builds(changed, places, st.integers(0, 3), st.binary(max_size=12)) | cut | st.binary(max_size=40)


def assert_refused_or_read(package: Package, name: str, mutant: bytes) -> None:
    try:
        value, end = package.decode(name, mutant)
    except package.module("codec.primitives").AvroError:
        return
    assert end <= len(mutant)
    again = package.encode(name, value)
    assert package.encode(name, package.decode(name, again)[0]) == again


def assert_defaults(package: Package, record: Record, shapes: Tree) -> None:
    """A default is the schema's, typed, and two values never share what one of them could change."""
    made = package.type(record.name)
    needed = [naming.attribute(field.name) for field in record.fields if field.default is UNSET]
    one, other = made(**dict.fromkeys(needed)), made(**dict.fromkeys(needed))
    for field in record.fields:
        if field.default is UNSET:
            continue
        value, again = (getattr(struct, naming.attribute(field.name)) for struct in (one, other))
        assert raw(value, field.type, shapes) == raw_default(field.type, field.default, shapes)
        assert value is not again or not isinstance(value, list | dict)
