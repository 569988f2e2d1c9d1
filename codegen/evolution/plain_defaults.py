"""Defaults to propose: the plainest value of each type, as the JSON of a schema."""

from typing import Any

from codegen.model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Tree, Type, Union

from .pairing import has_default

_PLAIN: dict[str, Any] = {
    "null": None,
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0.0,
    "double": 0.0,
    "bytes": "",
    "string": "",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "decimal": "\u0000",
    "big-decimal": "\u0002\u0000\u0000",
}


def plain_default(written: Type, tree: Tree, above: tuple[str, ...] = ()) -> Any:
    """The plainest default; of a union that of its first branch. Raises `LookupError` for a record without an end."""
    match written:
        case Primitive():
            return _primitive(written)
        case Array(constraints=constraints) if constraints.min_items:
            raise LookupError("a list that must not be empty has no plain value")
        case Array():
            return []
        case Map():
            return {}
        case Union(branches):
            return plain_default(branches[0], tree, above)
        case Reference(name):
            return _named(tree.types[name], tree, above)


def _primitive(written: Primitive) -> Any:
    limits = written.constraints
    if limits.pattern is not None:
        raise LookupError("a text of a pattern has no plain value")
    plain = _PLAIN.get(written.logical or "", _PLAIN[written.name])
    if limits.min_length:
        return "?" * limits.min_length
    if isinstance(plain, int | float) and limits.minimum is not None and limits.minimum > plain:
        return limits.minimum
    return limits.maximum if limits.maximum is not None and limits.maximum < (plain or 0) else plain


def _named(named: Record | Enum | Fixed, tree: Tree, above: tuple[str, ...]) -> Any:
    match named:
        case Record(name=name) if name in above:
            raise LookupError(f"{name} holds itself")
        case Record(name=name):
            inner = (*above, name)
            return {
                field.name: plain_default(field.type, tree, inner) for field in named.fields if not has_default(field)
            }
        case Enum():
            return named.default or named.symbols[0]
        case Fixed():
            return "\u0000" * named.size
