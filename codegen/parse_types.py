"""The types inside a record: primitives, arrays, maps, unions, and references to named types."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from .attributes import ENUM_ATTRIBUTES, FIELD_ATTRIBUTES, RECORD_ATTRIBUTES
from .json_places import Node, shown
from .model import Array, Map, Primitive, Reference, Type, Union
from .parse_limits import TYPE_ATTRIBUTES, constraints_of, json_number_of, refuse_limits
from .parse_logical import NONE, Logical, attributes_of, logical_of
from .parse_names import NAMED, PRIMITIVES, Scope, full_name_of
from .union_forms import branch_name

_OF_TYPES = ("logicalType", "precision", "scale", "items", "values", "symbols", "size")


def parse_type(node: Node, said: Node | None, scope: Scope) -> Type:
    """One type. `said` is the `millrace` attribute around it.

    A limit that is said around `["null", T]` holds for T. A named type that is defined here becomes a reference.
    """
    match node.value:
        case str():
            return _by_name(node, said, scope)
        case list():
            return _union(node, said, scope)
        case dict():
            return _written_out(node, said, scope)
        case other:
            raise node.error(f"expected a type, got {shown(other)}")


def remark_unknown(members: Mapping[str, Node], known: tuple[str, ...], what: str, scope: Scope) -> None:
    """Note the attributes that Avro does not know: it ignores them, so a typing error in one is not seen.

    Those of other tools have a prefix (`x-pii`, `connect.name`) and are no typing errors.
    """
    for name, member in members.items():
        if name in known or any(mark in name for mark in "-.:"):
            continue
        message = f"`{name}` is no attribute of {what} and Avro ignores it; {_hint(name, known)}"
        scope.remark("ATTRIBUTE_UNKNOWN", member.name_place(), message)


def _hint(name: str, known: tuple[str, ...]) -> str:
    if name in _OF_TYPES:
        return "it belongs inside the type, in an object of its own"
    if name in (*RECORD_ATTRIBUTES, *ENUM_ATTRIBUTES, *FIELD_ATTRIBUTES):
        return "it belongs inside `millrace`"
    close = get_close_matches(name, known, n=1)
    return f"did you mean `{close[0]}`?" if close else f"known are {', '.join(known)}"


def _by_name(node: Node, said: Node | None, scope: Scope) -> Type:
    name = node.text()
    if name in PRIMITIVES:
        return _primitive(name, NONE, said)
    full_name = scope.named(node)
    refuse_limits(said, _article(scope.names.kind(full_name)))
    return Reference(full_name)


def _union(node: Node, said: Node | None, scope: Scope) -> Type:
    items = node.items()
    if not items:
        node.fail("expected at least one branch; an empty union has no value")
    rest = [item for item in items if item.value != "null"]
    is_optional = len(rest) == 1 and len(items) == 2
    if not is_optional:
        refuse_limits(said, "a union", "; say it in the branch that it limits")
    branches: dict[str, Type] = {}
    for item in items:
        if isinstance(item.value, list):
            item.fail("expected no union inside a union; write its branches into the outer one")
        branch = parse_type(item, said if is_optional and item.value != "null" else None, scope)
        name = branch_name(branch)
        if name in branches:
            item.fail(f"expected every type once in a union, got a second {name}; keep one, or put them into records")
        branches[name] = branch
    return Union(tuple(branches.values()))


def _written_out(node: Node, said: Node | None, scope: Scope) -> Type:
    members = node.members()
    if "type" not in members:
        node.fail("expected `type`, which says what the object describes")
    match members["type"].value:
        case "array":
            said = _expect_members(node, ("type", "items", "millrace"), said, scope)
            items = parse_type(_required(node, members, "items"), None, scope)
            return Array(items, constraints_of(said, "array"))
        case "map":
            said = _expect_members(node, ("type", "values", "millrace"), said, scope)
            refuse_limits(said, "a map")
            return Map(parse_type(_required(node, members, "values"), None, scope))
        case str(form) if form in NAMED:
            refuse_limits(said, _article(form))
            return Reference(full_name_of(node.value, scope.namespace))
        case str(form) if form in PRIMITIVES:
            known = ("type", "logicalType", *attributes_of(members), "millrace")
            said = _expect_members(node, known, said, scope)
            return _primitive(form, logical_of(members, form, scope), said)
        case str():
            _expect_members(node, ("type", "millrace"), said, scope)
            return _by_name(members["type"], members.get("millrace", said), scope)
        case other:
            message = f"expected the name of a type, got {shown(other)}; write that type in place of this object"
            raise members["type"].error(message)


def _required(node: Node, members: Mapping[str, Node], name: str) -> Node:
    if name not in members:
        node.fail(f"expected `{name}`, the type of what the {node.value['type']} holds")
    return members[name]


def _primitive(name: Any, logical: Logical, said: Node | None) -> Type:
    kind = f"{name} ({logical.name})" if logical.name else name
    constraints = constraints_of(said, kind)
    is_number = json_number_of(said, kind, constraints)
    return Primitive(name, logical.name, constraints, is_number, logical.precision, logical.scale)


def _expect_members(node: Node, known: tuple[str, ...], said: Node | None, scope: Scope) -> Node | None:
    """The `millrace` attribute that holds for a type: its own, or the one around it."""
    members = node.members()
    remark_unknown(members, known, _article(str(members["type"].value)), scope)
    own = members.get("millrace")
    if own is None:
        return said
    for name, member in own.members().items():
        if name not in TYPE_ATTRIBUTES:
            known_here = ", ".join(TYPE_ATTRIBUTES)
            member.fail_name(f"`{name}` is no attribute of a type inside a field; known are {known_here}")
    refuse_limits(said, "a type that has a `millrace` attribute of its own", "; say all limits there")
    return own


def _article(what: str) -> str:
    return f"an {what}" if what.startswith(tuple("aeiou")) else f"a {what}"
