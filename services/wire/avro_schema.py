"""An Avro schema as the registry holds it, read into Structs: full names, no logical types, no docs.

https://avro.apache.org/docs/1.12.0/specification/
"""

import json
from typing import Any, Literal

from msgspec import Struct

from services.wire.errors import DecodeError

PrimitiveKind = Literal["null", "boolean", "int", "long", "float", "double", "bytes", "string"]
NO_DEFAULT = object()


class Primitive(Struct, frozen=True):
    kind: PrimitiveKind


class Array(Struct, frozen=True):
    items: "Schema"


class Map(Struct, frozen=True):
    values: "Schema"


class Union(Struct, frozen=True):
    branches: "tuple[Schema, ...]"


class Fixed(Struct, frozen=True):
    names: tuple[str, ...]
    size: int


class Enum(Struct, frozen=True):
    names: tuple[str, ...]
    symbols: tuple[str, ...]
    default: str | None


class Field(Struct, frozen=True):
    """`names` are the name and then the aliases, here and in every named type."""

    names: tuple[str, ...]
    type: "Schema"
    default: Any


class Record(Struct, eq=False):
    """Filled after it is made, because its fields may name it."""

    names: tuple[str, ...]
    fields: tuple[Field, ...] = ()


Schema = Primitive | Array | Map | Union | Fixed | Enum | Record


def read_schema(text: str) -> Schema:
    """Read the text of a schema. Raises `DecodeError` for what is not Avro."""
    try:
        return _Reader().schema(json.loads(text), "")
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise DecodeError("schema", f"expected an Avro schema, got {text[:80]!r} ({error!r})") from error


def shown(schema: Schema) -> str:
    """A schema in a few words, for messages."""
    match schema:
        case Primitive():
            return schema.kind
        case Union():
            return f"[{', '.join(shown(branch) for branch in schema.branches)}]"
        case Record() | Enum() | Fixed():
            return schema.names[0]
        case _:
            return type(schema).__name__.lower()


class _Reader:
    def __init__(self) -> None:
        self._named: dict[str, Schema] = {}

    def schema(self, node: Any, namespace: str) -> Schema:
        """The schema that a piece of JSON stands for, inside `namespace`."""
        match node:
            case "null" | "boolean" | "int" | "long" | "float" | "double" | "bytes" | "string":
                return Primitive(node)
            case str():
                return self._named[_full(node, namespace)]
            case list():
                return Union(tuple(self.schema(branch, namespace) for branch in node))
            case {"type": "array", "items": items}:
                return Array(self.schema(items, namespace))
            case {"type": "map", "values": values}:
                return Map(self.schema(values, namespace))
            case {"type": "record" | "error" | "enum" | "fixed"}:
                return self._name(node, namespace)
            case {"type": inner}:
                return self.schema(inner, namespace)
            case _:
                raise ValueError(f"no such type: {node!r}")

    def _name(self, node: dict[str, Any], namespace: str) -> Schema:
        name = _full(node["name"], node.get("namespace", namespace))
        namespace = name.rpartition(".")[0]
        names = (name, *(_full(alias, namespace) for alias in node.get("aliases", ())))
        if node["type"] == "fixed":
            return self._keep(Fixed(names, int(node["size"])))
        if node["type"] == "enum":
            return self._keep(Enum(names, tuple(node["symbols"]), node.get("default")))
        record = Record(names)
        self._keep(record)
        record.fields = tuple(
            Field(
                (field["name"], *field.get("aliases", ())),
                self.schema(field["type"], namespace),
                field.get("default", NO_DEFAULT),
            )
            for field in node["fields"]
        )
        return record

    def _keep(self, named: Fixed | Enum | Record) -> Schema:
        self._named[named.names[0]] = named
        return named


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"
