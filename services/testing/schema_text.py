"""An Avro schema's text, walked beside the Python type that was generated from it.

The text says what the Python type does not: the width of a number, the unit of a time, the digits of a decimal.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from services.wire.generated.catalog import BY_TYPE, CATALOG

_NAMED = ("record", "enum", "fixed")


class Written(Struct, frozen=True):
    """One node of a schema, and every named type that is defined in its text, by full name."""

    node: Any
    named: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Avro's word for the type; of a reference, of what it refers to."""
        node = self._resolved()
        return "union" if isinstance(node, list) else str(node["type"]) if isinstance(node, dict) else str(node)

    @property
    def logical(self) -> str | None:
        logical: str | None = self.attribute("logicalType")
        return logical

    def attribute(self, name: str) -> Any:
        node = self._resolved()
        return node.get(name) if isinstance(node, dict) else None

    def field(self, name: str) -> "Written | None":
        """What a field of a record is; None for a field that the schema does not have."""
        fields = self.attribute("fields") or ()
        return next((self._inner(field["type"]) for field in fields if field["name"] == name), None)

    def items(self) -> "Written":
        """What an array or a map holds."""
        return self._inner(self.attribute("items") if self.kind == "array" else self.attribute("values"))

    def branches(self) -> list["Written"]:
        """The branches of a union, but for null."""
        node = self._resolved()
        return [branch for branch in map(self._inner, node) if branch.kind != "null"]

    def _inner(self, node: Any) -> "Written":
        return Written(node, self.named)

    def _resolved(self) -> Any:
        node = self.node
        while isinstance(node, dict) and (isinstance(node["type"], dict | list) or node["type"] in self.named):
            node = node["type"]
        if isinstance(node, str):
            return self.named.get(node, node)
        return node


def read(text: str) -> Written:
    """The root of a schema as the registry holds it."""
    root = json.loads(text)
    named: dict[str, Any] = {}
    _collect(root, "", named)
    return Written(root, named)


@cache
def schema_of(type_: type[Struct]) -> Written | None:
    """What the catalogue says of a type: as one that travels, or as a part of one; None if it is in neither."""
    if type_ in BY_TYPE:
        return read(BY_TYPE[type_].schema)
    name = str(type_.__struct_config__.tag)
    if name in CATALOG:
        return read(CATALOG[name].schema)
    for entry in CATALOG.values():
        whole = read(entry.schema)
        if name in whole.named:
            return Written(name, whole.named)
    return None


def _collect(node: Any, namespace: str, named: dict[str, Any]) -> None:
    """Keep every definition by its full name, which is how the registry's text refers to it."""
    match node:
        case list():
            for branch in node:
                _collect(branch, namespace, named)
        case {"type": str() as kind, "name": str() as name} if kind in _NAMED:
            full = name if "." in name else f"{node.get('namespace', namespace)}.{name}".lstrip(".")
            named[full] = node
            for field in node.get("fields", ()):
                _collect(field["type"], full.rpartition(".")[0], named)
        case {"type": "array", "items": inner} | {"type": "map", "values": inner}:
            _collect(inner, namespace, named)
        case {"type": dict() | list() as inner}:
            _collect(inner, namespace, named)
