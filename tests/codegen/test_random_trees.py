"""Whatever Avro allows is generated: any tree can be imported, and its bytes are those of fastavro."""

import io
from typing import Any

import fastavro
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from codegen import naming
from codegen.model import Record, Reference, Tree
from tests.codegen.avro_json import schema_of
from tests.codegen.modules import imported
from tests.codegen.random_trees import raw_default, trees
from tests.codegen.values import named_values, raw, without_branches

SLOW = settings(
    max_examples=60,
    deadline=None,
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


def assert_defaults(package: Any, record: Record, shapes: Tree) -> None:
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
