"""Logical types: which of Avro's a type has. One that is unknown or invalid is ignored, as the specification demands.

https://avro.apache.org/docs/1.12.0/specification/#logical-types
"""

from collections.abc import Mapping
from difflib import get_close_matches
from math import floor, log10

from msgspec import Struct

from .json_places import Node, shown
from .model import LogicalName
from .parse_names import Scope

_ON: dict[LogicalName, tuple[str, ...]] = {
    "decimal": ("bytes", "fixed"),
    "big-decimal": ("bytes",),
    "uuid": ("string", "fixed"),
    "date": ("int",),
    "time-millis": ("int",),
    "time-micros": ("long",),
    "timestamp-millis": ("long",),
    "timestamp-micros": ("long",),
    "timestamp-nanos": ("long",),
    "local-timestamp-millis": ("long",),
    "local-timestamp-micros": ("long",),
    "local-timestamp-nanos": ("long",),
    "duration": ("fixed",),
}
_SIZES: dict[LogicalName, int] = {"uuid": 16, "duration": 12}


class Logical(Struct, frozen=True):
    """A logical type, or none; `precision` and `scale` are of decimals."""

    name: LogicalName | None = None
    precision: int | None = None
    scale: int = 0


NONE = Logical()


def logical_of(members: Mapping[str, Node], underlying: str, scope: Scope, size: int = 0) -> Logical:
    """The logical type that the members of a type give it; `size` is of a fixed."""
    node = members.get("logicalType")
    if node is None:
        return NONE
    name = next((known for known in _ON if known == node.value), None)
    problem = _misfit(node, name, underlying, size)
    if name == "decimal" and not problem:
        problem = _decimal_problem(members, size if underlying == "fixed" else None)
    if problem:
        message = f"{problem}; Avro ignores the logical type and takes the {underlying}"
        scope.remark("LOGICAL_TYPE_IGNORED", node.place(), message)
        return NONE
    if name == "decimal":
        return Logical(name, members["precision"].value, members["scale"].value if "scale" in members else 0)
    return Logical(name)


def attributes_of(members: Mapping[str, Node]) -> tuple[str, ...]:
    """The attributes beside `logicalType` that the logical type reads."""
    node = members.get("logicalType")
    return ("precision", "scale") if node and node.value == "decimal" else ()


def _misfit(node: Node, name: LogicalName | None, underlying: str, size: int) -> str | None:
    """Why a type cannot have this logical type, whatever its other attributes are."""
    if name is None:
        close = get_close_matches(str(node.value), _ON, n=1, cutoff=0.8)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(_ON)}"
        return f"there is no logical type {shown(node.value)}: {hint}"
    if underlying not in _ON[name]:
        return f"expected {name} on {' or '.join(_ON[name])}, got it on {underlying}"
    if underlying == "fixed" and size != _SIZES.get(name, size):
        return f"expected {name} on a fixed of size {_SIZES[name]}, got size {size}"
    return None


def _decimal_problem(members: Mapping[str, Node], size: int | None) -> str | None:
    precision = members["precision"].value if "precision" in members else None
    scale = members["scale"].value if "scale" in members else 0
    if type(precision) is not int or precision < 1:
        return f"expected `precision`, a whole number above 0, got {shown(precision)}"
    if type(scale) is not int or not 0 <= scale <= precision:
        return f"expected `scale` from 0 to the precision {precision}, got {shown(scale)}"
    if size is not None and precision > digits_in(size):
        return f"expected a precision of at most {digits_in(size)}, which is what {size} bytes hold; got {precision}"
    return None


def digits_in(size: int) -> int:
    """How many decimal digits any number of them may have in so many bytes: floor(log10(2^(8n-1) - 1))."""
    return floor((8 * size - 1) * log10(2)) if size else 0
