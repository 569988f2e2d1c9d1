"""Defaults: each has to be a value of its type, written as Avro writes defaults.

https://avro.apache.org/docs/1.12.0/specification/#schema-record
"""

import sys

from msgspec import UNSET

from .default_branch import default_branch
from .json_places import Node, shown
from .model import Array, Enum, Fixed, Map, Primitive, PrimitiveName, Record, Reference, Tree, Type, Union
from .parse_limits import RANGES
from .parse_logical_defaults import check_logical
from .union_forms import branch_name, optional_of

_LARGEST = {"float": (2 - 2**-23) * 2.0**127, "double": sys.float_info.max}


def parse_default(node: Node, written: Type, tree: Tree) -> None:
    """Check that a default is a value of its type; of a union, of the first branch that it fits."""
    match written:
        case Primitive(name):
            _primitive(node, name)
            check_logical(node, written)
        case Array(items):
            for item in node.items():
                parse_default(item, items, tree)
        case Map(values):
            for value in node.members().values():
                parse_default(value, values, tree)
        case Union():
            _union(node, written, tree)
        case Reference(name):
            _named(node, tree.types[name], tree)


def _union(node: Node, union: Union, tree: Tree) -> None:
    index = default_branch(union, node.value, tree)
    inner = optional_of(union)
    if index is not None:
        parse_default(node, union.branches[index], tree)
    elif inner is not None:
        # Of two branches the one that is not null was meant, and can say what is wrong.
        parse_default(node, inner, tree)
        raise AssertionError(f"{node.place()}: fits no branch, and is a default of one")
    else:
        names = ", ".join(branch_name(branch) for branch in union.branches)
        node.fail(f"expected a value of one of the branches {names}; got {shown(node.value)}")


def _named(node: Node, named: Record | Enum | Fixed, tree: Tree) -> None:
    match named:
        case Enum():
            node.choice(named.symbols)
        case Fixed():
            _bytes(node)
            if len(node.text()) != named.size:
                node.fail(f"expected {named.size} bytes, as many characters; got {len(node.text())}")
            check_logical(node, named)
        case Record():
            _record(node, named, tree)


def _record(node: Node, record: Record, tree: Tree) -> None:
    members = node.members()
    fields = {field.name: field for field in record.fields}
    for name, member in members.items():
        if name not in fields:
            member.fail_name(f"`{name}` is no field of {record.name}; there are {', '.join(fields) or 'none'}")
        parse_default(member, fields[name].type, tree)
    for name, field in fields.items():
        if name not in members and field.default is UNSET:
            node.fail(f"expected `{name}`, a field of {record.name} that has no default of its own")


def _primitive(node: Node, name: PrimitiveName) -> None:
    match name:
        case "null" if node.value is not None:
            node.fail(f"expected null, got {shown(node.value)}")
        case "boolean" if not isinstance(node.value, bool):
            node.fail(f"expected true or false, got {shown(node.value)}")
        case "int" | "long" as whole:
            low, high = RANGES[whole]
            if not low <= node.whole() <= high:
                node.fail(f"expected a number from {low} to {high}, got {shown(node.value)}")
        case "float" | "double" as real:
            if abs(node.number()) > _LARGEST[real]:
                node.fail(f"expected a number that a {real} can hold, got {shown(node.value)}")
        case "string":
            node.text()
        case "bytes":
            _bytes(node)


def _bytes(node: Node) -> None:
    if any(ord(character) > 0xFF for character in node.text()):
        node.fail("expected bytes as characters from \\u0000 to \\u00ff")
