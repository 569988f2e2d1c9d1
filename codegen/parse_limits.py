"""The limits on a value that a `millrace` attribute sets, and whether a long is a number in JSON."""

from typing import Any

from msgspec import Struct

from . import patterns
from .json_places import Node
from .model import Constraints

MAX_SAFE = 2**53 - 1
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


def json_number_of(said: Node | None, type_name: str, constraints: Constraints) -> bool:
    """Whether a long is a number in JSON: its limits have to lie within what a browser's numbers can hold."""
    node = said.members().get("json") if said else None
    if node is None:
        return False
    node.choice(("number",))
    if type_name != "long":
        node.fail(f"`json` is of plain longs; got it on a {type_name}")
    low, high = constraints.minimum, constraints.maximum
    if low is None or high is None or low < -MAX_SAFE or high > MAX_SAFE:
        node.fail(
            f"a long that is a number in JSON needs `minimum` and `maximum` within ±{MAX_SAFE}, "
            "because a browser's numbers end there; without `json` it is a string"
        )
    return True


def refuse_limits(said: Node | None, what: str, fix: str = "") -> None:
    for name, node in (said.members() if said else {}).items():
        if name in TYPE_ATTRIBUTES:
            node.fail_name(f"`{name}` cannot be said of {what}{fix}")


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
