"""Hypothesis strategies for values of generated types, and the same values as fastavro writes them."""

from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from msgspec import Struct

from codegen import naming
from codegen.model import Array, Map, Primitive, Record, Reference, Tree, Type, Union

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MS = int((datetime(9999, 12, 31, tzinfo=UTC) - EPOCH) / timedelta(milliseconds=1))
FIRST_MS = int((datetime(1, 1, 2, tzinfo=UTC) - EPOCH) / timedelta(milliseconds=1))

PRIMITIVES: dict[tuple[str, str | None], st.SearchStrategy[Any]] = {
    ("boolean", None): st.booleans(),
    ("int", None): st.integers(-(2**31), 2**31 - 1),
    ("long", None): st.integers(-(2**63), 2**63 - 1),
    ("float", None): st.floats(allow_nan=False, allow_infinity=False, width=32),
    ("double", None): st.floats(allow_nan=False, allow_infinity=False),
    ("bytes", None): st.binary(max_size=200),
    ("string", None): st.text(st.characters(exclude_categories=["Cs"]), max_size=100),
    ("string", "uuid"): st.uuids(),
    ("long", "timestamp-millis"): st.integers(FIRST_MS, LAST_MS).map(lambda ms: EPOCH + timedelta(milliseconds=ms)),
}


def values(written: Type, tree: Tree, module: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a type; `module(name)` imports a generated module. Limits do not matter to Avro."""
    match written:
        case Primitive(name, logical):
            return PRIMITIVES[name, logical]
        case Array(items):
            return st.lists(values(items, tree, module, depth + 1), max_size=0 if depth > 3 else 4)
        case Map(inner):
            return st.dictionaries(PRIMITIVES["string", None], values(inner, tree, module, depth + 1), max_size=4)
        case Union((_, inner)):
            if depth > 3:
                return st.none()
            return st.none() | st.deferred(lambda: values(inner, tree, module, depth + 1))
        case Reference(name):
            return named_values(name, tree, module, depth)
        case _:
            raise AssertionError(written)


def named_values(full_name: str, tree: Tree, module: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    named = tree.types[full_name]
    made = getattr(module(naming.module(full_name)), naming.class_name(full_name))
    if not isinstance(named, Record):
        return st.sampled_from(list(made))
    return st.builds(
        made,
        **{naming.attribute(field.name): values(field.type, tree, module, depth + 1) for field in named.fields},
    )


def plain(value: Any) -> Any:
    """A value as fastavro takes and gives it."""
    match value:
        case Struct():
            names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
            return {wire_name: plain(getattr(value, attribute)) for attribute, wire_name in names}
        case Enum():
            return value.value
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case UUID() | datetime() | _:
            return value
