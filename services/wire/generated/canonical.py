"""Forms of a schema that say whether two texts are one schema, and Avro's fingerprints of them.

https://avro.apache.org/docs/1.12.0/specification/#parsing-canonical-form-for-schemas
Written by hand in codegen/canonical.py and copied as it stands by `just generate`: edit it there.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

_PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
_LOGICAL_TYPES = {
    "decimal": ("bytes", "fixed"),
    "big-decimal": ("bytes",),
    "uuid": ("string", "fixed"),
    "date": ("int",),
    "time-millis": ("int",),
    "time-micros": ("long",),
    **{f"{local}timestamp-{unit}": ("long",) for local in ("", "local-") for unit in ("millis", "micros", "nanos")},
    "duration": ("fixed",),
}
_FIXED_SIZES = {"uuid": 16, "duration": 12}
_EMPTY = 0xC15D213AA4D7A795

Members = dict[str, Any]
Said = Callable[[Members], Members]
"""What of a node stands in a form beside what Avro's own form has."""


def parsing_form(schema: Any) -> str:
    """Avro's parsing canonical form of a self-contained schema: what decides how its data is written.

    It leaves out logical types and defaults, so it never says that two schemas mean the same.
    """
    return _text(_Former(lambda _node: {}, with_aliases=False).type(schema, ""))


def resolution_form(schema: Any, said: Said = lambda _node: {}) -> str:
    """The parsing form, and what else decides how data is read: defaults, aliases, logical types.

    Words and the order of fields' values are left out. `said` adds members of its own.
    """
    return _text(_Former(lambda node: _meant(node) | said(node), with_aliases=True).type(schema, ""))


def fingerprint(schema: Any) -> bytes:
    """CRC-64-AVRO of the parsing form, in the byte order of the single-object encoding."""
    return crc64(parsing_form(schema).encode()).to_bytes(8, "little")


def crc64(data: bytes) -> int:
    """Rabin's fingerprint, as the specification defines it."""
    value = _EMPTY
    for byte in data:
        value = (value >> 8) ^ _TABLE[(value ^ byte) & 0xFF]
    return value


def _crc64_row(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ (_EMPTY & -(value & 1))
    return value


_TABLE = tuple(_crc64_row(byte) for byte in range(256))


class _Former:
    """Writes the nodes of one schema anew, in one order and with full names."""

    def __init__(self, said: Said, *, with_aliases: bool) -> None:
        self._said = said
        self._with_aliases = with_aliases
        self._defined: set[str] = set()

    def type(self, node: Any, namespace: str) -> Any:
        """One type inside `namespace`."""
        match node:
            case str() if node in _PRIMITIVES:
                return node
            case str():
                full = _full(node, namespace)
                # Java writes the name of a type without a namespace so, even inside one.
                return full if full in self._defined or node not in self._defined else node
            case list():
                return [self.type(branch, namespace) for branch in node]
            case {"type": "array" | "map" as kind}:
                inner = "items" if kind == "array" else "values"
                return {"type": kind, inner: self.type(node[inner], namespace)} | self._said(node)
            case {"type": "record" | "error" | "enum" | "fixed"}:
                return self._named(node, namespace)
            case {"type": str() as name} if name in _PRIMITIVES and (said := self._said(node)):
                return {"type": name} | said
            case _:
                return self.type(node["type"], namespace)

    def _named(self, node: Members, namespace: str) -> Members:
        name = _full(node["name"], node.get("namespace") or ("" if "namespace" in node else namespace))
        namespace = name.rpartition(".")[0]
        self._defined.add(name)
        aliases = self._aliases([_full(alias, namespace) for alias in node.get("aliases") or ()])
        match node["type"]:
            case "enum":
                default = {"default": node["default"]} if self._with_aliases and "default" in node else {}
                own = {"type": "enum", "symbols": list(node["symbols"])} | default
            case "fixed":
                own = {"type": "fixed", "size": int(node["size"])}
            case _:
                own = {"type": "record", "fields": [self._field(field, namespace) for field in node["fields"]]}
        return {"name": name} | own | aliases | self._said(node)

    def _field(self, node: Members, namespace: str) -> Members:
        default = {"default": _plain(node["default"])} if self._with_aliases and "default" in node else {}
        own = {"name": node["name"], "type": self.type(node["type"], namespace)}
        return own | default | self._aliases(node.get("aliases") or ()) | self._said(node)

    def _aliases(self, aliases: Sequence[str]) -> Members:
        """In one order, because theirs says nothing."""
        return {"aliases": sorted(aliases)} if self._with_aliases and aliases else {}


def _meant(node: Members) -> Members:
    """The logical type, if it is one."""
    logical, kind = node.get("logicalType"), node["type"]
    if not isinstance(logical, str) or kind not in _LOGICAL_TYPES.get(logical, ()):
        return {}
    if logical != "decimal":
        fits = kind != "fixed" or node["size"] == _FIXED_SIZES[logical]
        return {"logicalType": logical} if fits else {}
    precision, scale = node.get("precision"), node.get("scale", 0)
    if type(precision) is not int or type(scale) is not int or not 0 <= scale <= precision or precision == 0:
        return {}
    if kind == "fixed" and 10**precision > 1 << (8 * node["size"] - 1):
        return {}
    return {"logicalType": logical, "precision": precision, "scale": scale}


def _plain(value: Any) -> Any:
    """A default in which 1 and 1.0 are one, and the keys of an object have one order."""
    match value:
        case float() if value.is_integer() and str(value) != "-0.0":
            return int(value)
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {key: _plain(value[key]) for key in sorted(value)}
        case _:
            return value


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"


def _text(form: Any) -> str:
    return json.dumps(form, separators=(",", ":"), ensure_ascii=False)
