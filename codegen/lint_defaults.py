"""Rules about defaults: that enums can grow, and that older readers take the same branch of a union."""

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from .default_branch import default_branch
from .model import Array, Breaches, Map, Primitive, Record, Reference, Tree, Type, Union
from .union_forms import branch_name


def enum_default_missing(tree: Tree) -> Breaches:
    for enum in tree.enums():
        if enum.default is None:
            message = "expected `default`, the symbol that a reader takes for one that it does not know"
            yield enum.place, f"{message}; without it no symbol can be added"


def union_default_later(tree: Tree) -> Breaches:
    """Until Avro 1.12 a union's default was of its first branch, and older readers still take it so."""
    for record in tree.records():
        for field in record.fields:
            for union, index in _branches(field.type, field.default, tree) if field.default is not UNSET else ():
                if index > 0:
                    first, taken = branch_name(union.branches[0]), branch_name(union.branches[index])
                    message = f"expected the default of `{field.name}` to be of the first branch, {first}"
                    yield field.place, f"{message}, got one of {taken}; put {taken} first"


def _branches(written: Type, value: Any, tree: Tree) -> Iterator[tuple[Union, int]]:
    """Each union in a default, with the branch that its value is of."""
    match written:
        case Primitive():
            return
        case Array(items):
            for item in value:
                yield from _branches(items, item, tree)
        case Map(values):
            for item in value.values():
                yield from _branches(values, item, tree)
        case Union(branches):
            index = default_branch(written, value, tree) or 0
            yield written, index
            yield from _branches(branches[index], value, tree)
        case Reference(name):
            named = tree.types[name]
            for field in named.fields if isinstance(named, Record) else ():
                if field.name in value:
                    yield from _branches(field.type, value[field.name], tree)
