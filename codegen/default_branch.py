"""Which branch of a union a default belongs to: the first that it fits.

https://avro.apache.org/docs/1.12.0/specification/#schema-record
"""

from typing import Any

from msgspec import UNSET

from .model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Tree, Type, Union

_RANGES = {"int": (-(2**31), 2**31 - 1), "long": (-(2**63), 2**63 - 1)}


def default_branch(union: Union, value: Any, tree: Tree) -> int | None:
    """The index of the first branch that a default, as the schema's own JSON, fits; None if it fits none."""
    return next((index for index, branch in enumerate(union.branches) if fits(branch, value, tree)), None)


def fits(written: Type, value: Any, tree: Tree) -> bool:
    """Whether a JSON value is a default of a type, as Avro writes defaults."""
    match written:
        case Primitive():
            return _fits_primitive(written, value)
        case Array(items):
            return isinstance(value, list) and all(fits(items, item, tree) for item in value)
        case Map(values):
            return isinstance(value, dict) and all(fits(values, item, tree) for item in value.values())
        case Union():
            return default_branch(written, value, tree) is not None
        case Reference(name):
            return _fits_named(tree.types[name], value, tree)


def _fits_primitive(written: Primitive, value: Any) -> bool:
    match written.name:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "int" | "long" as name:
            low, high = _RANGES[name]
            return type(value) is int and low <= value <= high
        case "float" | "double":
            return type(value) in (int, float)
        case "string":
            return isinstance(value, str)
        case "bytes":
            return _is_bytes(value)


def _fits_named(named: Record | Enum | Fixed, value: Any, tree: Tree) -> bool:
    match named:
        case Enum():
            return value in named.symbols
        case Fixed():
            return _is_bytes(value) and len(value) == named.size
        case Record():
            return isinstance(value, dict) and all(
                fits(field.type, value[field.name], tree) if field.name in value else field.default is not UNSET
                for field in named.fields
            )


def _is_bytes(value: Any) -> bool:
    """Bytes are written as the characters from U+0000 to U+00FF."""
    return isinstance(value, str) and all(ord(character) <= 0xFF for character in value)
