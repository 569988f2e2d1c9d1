"""Defaults: each has to be a value of its type, written as Avro writes defaults."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from .json_places import Node, shown
from .model import Array, LogicalName, Map, Primitive, PrimitiveName, Reference, Type, Union
from .parse_types import RANGES

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_default(node: Node, written: Type, files: Mapping[str, Any]) -> None:
    """Check that a default is a value of its type; of a union, of its first branch.

    `files` holds the JSON of every file by full name.
    """
    match written:
        case Primitive(name, logical):
            _CHECKS[name, logical](node)
        case Array(items):
            for item in node.items():
                parse_default(item, items, files)
        case Map(values):
            for value in node.members().values():
                parse_default(value, values, files)
        case Union(branches):
            parse_default(node, branches[0], files)
        case Reference(name) if files[name]["type"] == "enum":
            node.choice(tuple(files[name]["symbols"]))
        case Reference(name):
            node.fail(f'a default of the record {name} is not supported; make the field ["null", "{name}"]')


def _null(node: Node) -> None:
    if node.value is not None:
        node.fail(f"expected null, the first branch of the union; got {shown(node.value)}")


def _boolean(node: Node) -> None:
    if not isinstance(node.value, bool):
        node.fail(f"expected true or false, got {shown(node.value)}")


def _int(node: Node) -> None:
    _whole(node, "int")


def _long(node: Node) -> None:
    _whole(node, "long")


def _whole(node: Node, name: str) -> None:
    low, high = RANGES[name]
    if not low <= node.whole() <= high:
        node.fail(f"expected a number from {low} to {high}, got {node.value}")


def _number(node: Node) -> None:
    node.number()


def _text(node: Node) -> None:
    node.text()


def _bytes(node: Node) -> None:
    if any(ord(character) > 0xFF for character in node.text()):
        node.fail("expected bytes as characters from \\u0000 to \\u00ff")


def _timestamp(node: Node) -> None:
    try:
        _EPOCH + timedelta(milliseconds=node.whole())
    except OverflowError:
        node.fail(f"expected milliseconds within the years 1 to 9999, got {node.value}")


def _uuid(node: Node) -> None:
    try:
        canonical = str(UUID(node.text()))
    except ValueError:
        canonical = ""
    if canonical != node.value:
        node.fail(f"expected a UUID in lower case with hyphens, got {shown(node.value)}")


_CHECKS: dict[tuple[PrimitiveName, LogicalName | None], Callable[[Node], None]] = {
    ("null", None): _null,
    ("boolean", None): _boolean,
    ("int", None): _int,
    ("long", None): _long,
    ("float", None): _number,
    ("double", None): _number,
    ("bytes", None): _bytes,
    ("string", None): _text,
    ("string", "uuid"): _uuid,
    ("long", "timestamp-millis"): _timestamp,
}
