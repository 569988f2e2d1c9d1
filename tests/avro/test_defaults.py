"""A default is what fastavro writes for it, when it is told the branch of every union: the first that it fits."""

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from services.wire.resolution import resolve
from tests.avro.data import written
from tests.avro.defaults import Types, fits
from tests.avro.families import Family, branch_name, families, joined, namespace_of
from tests.avro.sampling import sample
from tests.avro.spelling import spelled


@st.composite
def defaults(draw: st.DrawFn) -> Family:
    """A family whose root has one field, and that has a default."""
    family = draw(families(of_records=True))
    known = [
        (namespace_of(name), field)
        for name, named in family.types.items()
        for field in named.get("fields", ())
        if "default" in field
    ]
    assume(known)
    namespace, field = draw(st.sampled_from(known))
    root = joined(namespace, "Root")
    return Family(root, family.types | {root: {"type": "record", "name": root, "fields": [field]}})


@sample(40)
@given(defaults())
def test_a_default_is_of_the_first_branch_that_it_fits(family: Family) -> None:
    """Java looks at the kind of the JSON alone, and is no judge of this."""
    empty = json.dumps({"type": "record", "name": family.root, "fields": []})
    out = bytearray()
    resolve(empty, json.dumps(spelled(family)))(b"", 0, out)
    (field,) = family.types[family.root]["fields"]
    assert bytes(out) == written(family, {field["name"]: _plain(field["type"], field["default"], family.types)})


def _plain(node: Any, value: Any, types: Types) -> Any:
    """A default as plain data."""
    match node:
        case list():
            branch = next(branch for branch in node if fits(branch, value, types))
            return branch_name(branch), _plain(branch, value, types)
        case {"type": "array", "items": items}:
            return [_plain(items, item, types) for item in value]
        case {"type": "map", "values": values}:
            return {key: _plain(values, item, types) for key, item in value.items()}
        case "bytes" | {"type": "bytes"}:
            return value.encode("latin-1")
        case str() if "size" in types.get(node, {}):
            return value.encode("latin-1")
        case str() if "fields" in types.get(node, {}):
            return {
                field["name"]: _plain(field["type"], value.get(field["name"], field.get("default")), types)
                for field in types[node]["fields"]
            }
        case _:
            return value
