"""Types whose values are no bytes at all: a count alone could make any number of them."""

from .model import Array, Fixed, Map, Primitive, Reference, Tree, Type, Union


def is_empty(written: Type, empty: frozenset[str]) -> bool:
    """Whether every value of a type is no bytes; `empty` are the named types of which that is so."""
    match written:
        case Primitive(name):
            return name == "null"
        case Reference(name):
            return name in empty
        case Array() | Map() | Union():
            return False


def empty_types(tree: Tree) -> frozenset[str]:
    """The named types whose values are no bytes: each round finds those that rest on the last."""
    found = frozenset(name for name, named in tree.types.items() if isinstance(named, Fixed) and named.size == 0)
    while True:
        more = found | {
            record.name for record in tree.records() if all(is_empty(field.type, found) for field in record.fields)
        }
        if more == found:
            return found
        found = more
