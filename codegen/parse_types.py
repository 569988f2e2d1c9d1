"""The types inside a record: primitives, arrays, maps, `["null", T]` and references by full name."""

from collections.abc import Mapping
from typing import Any, get_args

from msgspec import Struct

from . import patterns
from .json_places import Node, shown
from .model import Array, Constraints, LogicalName, Map, Primitive, PrimitiveName, Reference, Type, Union

_PRIMITIVES: tuple[str, ...] = get_args(PrimitiveName)
_LOGICAL_TYPES: dict[LogicalName, PrimitiveName] = {"uuid": "string", "timestamp-millis": "long"}
_MAX_SAFE = 2**53 - 1
RANGES = {"int": (-(2**31), 2**31 - 1), "long": (-(2**63), 2**63 - 1)}


class _Limit(Struct, frozen=True):
    """One limit as it is written, and the types that can have it."""

    argument: str
    of: tuple[str, ...]


_NUMBERS = ("int", "long", "float", "double")
LIMITS = {
    "minLength": _Limit("min_length", ("string",)),
    "maxLength": _Limit("max_length", ("string",)),
    "pattern": _Limit("pattern", ("string",)),
    "minimum": _Limit("minimum", _NUMBERS),
    "maximum": _Limit("maximum", _NUMBERS),
    "minItems": _Limit("min_items", ("array",)),
    "maxItems": _Limit("max_items", ("array",)),
}
TYPE_ATTRIBUTES = (*LIMITS, "json")


def parse_type(node: Node, said: Node | None, kinds: Mapping[str, Any]) -> Type:
    """One type. `said` is the `millrace` attribute around it; `kinds` says what each full name is.

    A limit that is said around `["null", T]` holds for T.
    """
    match node.value:
        case str():
            return _by_name(node, said, kinds)
        case list():
            return _union(node, said, kinds)
        case dict():
            return _written_out(node, said, kinds)
        case other:
            raise node.error(f"expected a type, got {shown(other)}")


def _by_name(node: Node, said: Node | None, kinds: Mapping[str, Any]) -> Type:
    name = node.text()
    if name in _PRIMITIVES:
        return _primitive(node, name, None, said)
    if name not in kinds:
        if "." not in name:
            node.fail(f"expected a primitive type or a full name such as `board.Note`, got {shown(name)}")
        node.fail(f"there is no type {name}; expected a file {name.replace('.', '/')}.avsc")
    _refuse_limits(said, f"a {kinds[name]}")
    return Reference(name)


def _written_out(node: Node, said: Node | None, kinds: Mapping[str, Any]) -> Type:
    members = node.members()
    if "type" not in members:
        node.fail("expected `type`")
    said = members.get("millrace", said)
    form = members["type"].value
    match form:
        case "array":
            _expect_members(node, ("type", "items", "millrace"), "items")
            items = parse_type(members["items"], None, kinds)
            return Array(items, constraints_of(said, "array"))
        case "map":
            _expect_members(node, ("type", "values", "millrace"), "values")
            _refuse_limits(said, "a map")
            return Map(parse_type(members["values"], None, kinds))
        case "record" | "enum" | "error" | "fixed":
            raise node.error(f"expected a reference by full name, got a nested {form}; give it a file of its own")
        case str() if form in _PRIMITIVES:
            _expect_members(node, ("type", "logicalType", "millrace"))
            return _primitive(node, form, members.get("logicalType"), said)
        case _:
            raise members["type"].error(f"expected a primitive type, array or map; got {shown(form)}")


def _primitive(node: Node, name: Any, logical_node: Node | None, said: Node | None) -> Type:
    logical: Any = None
    if logical_node is not None:
        logical = logical_node.choice(tuple(_LOGICAL_TYPES))
        if name != _LOGICAL_TYPES[logical]:
            logical_node.fail(f"expected {logical} on a {_LOGICAL_TYPES[logical]}, got it on a {name}")
    if name == "null":
        node.fail('"null" stands only in ["null", T]')
    constraints = constraints_of(said, f"{name} ({logical})" if logical else name)
    json_number = _is_json_number(said, name, logical)
    if name == "long" and logical is None:
        low, high = constraints.minimum, constraints.maximum
        if not json_number or low is None or high is None or low < -_MAX_SAFE or high > _MAX_SAFE:
            node.fail(
                'a long needs `json`: "number" with `minimum` and `maximum` within '
                f"±{_MAX_SAFE}, because a browser's numbers end there"
            )
    return Primitive(name, logical, constraints, json_number)


def _is_json_number(said: Node | None, name: str, logical: str | None) -> bool:
    node = said.members().get("json") if said else None
    if node is None:
        return False
    node.choice(("number",))
    if name != "long" or logical is not None:
        node.fail(f"`json` is of plain longs; got it on a {logical or name}")
    return True


def _union(node: Node, said: Node | None, kinds: Mapping[str, Any]) -> Type:
    branches = node.items()
    if len(branches) != 2 or branches[0].value != "null" or isinstance(branches[1].value, list):
        node.fail(f'expected ["null", T], the one union that is supported; got {shown(node.value)}')
    return Union((Primitive("null"), parse_type(branches[1], said, kinds)))


def constraints_of(said: Node | None, type_name: str) -> Constraints:
    """The limits that a `millrace` attribute sets on a type, each checked for its own form."""
    limits: dict[str, Any] = {}
    for name, node in (said.members() if said else {}).items():
        if name not in LIMITS:
            continue
        if type_name not in LIMITS[name].of:
            node.fail_name(f"`{name}` limits {' or '.join(LIMITS[name].of)}, got it on a {type_name}")
        limits[LIMITS[name].argument] = _limit(node, name, type_name)
    constraints = Constraints(**limits)
    for low, high in (("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems")):
        least, most = limits.get(LIMITS[low].argument), limits.get(LIMITS[high].argument)
        if said is not None and least is not None and most is not None and least > most:
            said.fail(f"`{low}` {least} is above `{high}` {most}; nothing lies between them")
    return constraints


def _limit(node: Node, name: str, type_name: str) -> Any:
    match name:
        case "pattern":
            return _pattern(node)
        case "minimum" | "maximum" if type_name in RANGES:
            low, high = RANGES[type_name]
            if not low <= node.whole() <= high:
                node.fail(f"expected a number from {low} to {high}, got {node.value}")
        case "minimum" | "maximum":
            return node.number()
        case _:
            if node.whole() < 0:
                node.fail(f"expected 0 or more, got {node.value}")
    return node.value


def _pattern(node: Node) -> str:
    problem = patterns.problem(node.text())
    if problem:
        node.fail(problem)
    return node.text()


def _refuse_limits(said: Node | None, what: str) -> None:
    for name, node in (said.members() if said else {}).items():
        if name in TYPE_ATTRIBUTES:
            node.fail_name(f"`{name}` cannot be said of {what}")


def _expect_members(node: Node, known: tuple[str, ...], required: str | None = None) -> None:
    members = node.members()
    for name, member in members.items():
        if name not in known:
            member.fail_name(f"`{name}` is not supported here; known are {', '.join(known)}")
    for name, member in members["millrace"].members().items() if "millrace" in members else ():
        if name not in TYPE_ATTRIBUTES:
            known_here = ", ".join(TYPE_ATTRIBUTES)
            member.fail_name(f"`{name}` is no attribute of a type inside a field; known are {known_here}")
    if required and required not in members:
        node.fail(f"expected `{required}`")
