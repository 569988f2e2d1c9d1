"""An Avro schema as the registry holds it, read into Structs: full names, and of the logical types decimals alone.

https://avro.apache.org/docs/1.12.0/specification/
"""

import json
from typing import Any, Literal, get_args

from msgspec import Struct

from services.wire.errors import DecodeError

PrimitiveKind = Literal["null", "boolean", "int", "long", "float", "double", "bytes", "string"]
PRIMITIVE_KINDS = frozenset(get_args(PrimitiveKind))
NO_DEFAULT = object()


class Decimal(Struct, frozen=True):
    """The one logical type that schema resolution looks at."""

    precision: int
    scale: int


class Primitive(Struct, frozen=True):
    kind: PrimitiveKind
    decimal: Decimal | None = None


class Array(Struct, frozen=True):
    items: "Schema"


class Map(Struct, frozen=True):
    values: "Schema"


class Union(Struct, frozen=True):
    branches: "tuple[Schema, ...]"


class Fixed(Struct, frozen=True):
    """`aliases` are full names, here and in every named type."""

    name: str
    aliases: frozenset[str]
    size: int
    decimal: Decimal | None = None


class Enum(Struct, frozen=True):
    name: str
    aliases: frozenset[str]
    symbols: tuple[str, ...]
    default: str | None


class Field(Struct, frozen=True):
    name: str
    aliases: frozenset[str]
    type: "Schema"
    default: Any


class Record(Struct, eq=False):
    """Filled after it is made, because its fields may name it."""

    name: str
    aliases: frozenset[str]
    fields: tuple[Field, ...] = ()


Named = Record | Enum | Fixed
Schema = Primitive | Array | Map | Union | Named


def read_schema(text: str) -> Schema:
    """Read the text of a schema. Raises `DecodeError` for what is not Avro."""
    try:
        return _Reader().schema(json.loads(text), "")
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise DecodeError("schema", f"expected an Avro schema, got {text[:80]!r} ({error!r})") from error


def names_of(text: str) -> tuple[str, frozenset[str]]:
    """The full name of a registered record, and its aliases. Raises `DecodeError` for anything else."""
    try:
        return _names(_record_in(json.loads(text)), "")
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise DecodeError("schema", f"expected an Avro schema of a record, got {text[:80]!r} ({error!r})") from error


def shown(schema: Schema) -> str:
    """A schema in a few words, for messages."""
    match schema:
        case Primitive():
            return schema.kind
        case Union():
            return f"[{', '.join(shown(branch) for branch in schema.branches)}]"
        case Record() | Enum() | Fixed():
            return f"the {type(schema).__name__.lower()} {schema.name}"
        case Array() | Map():
            return f"{'an' if isinstance(schema, Array) else 'a'} {type(schema).__name__.lower()}"


def simple(full_name: str) -> str:
    """A name without its namespace."""
    return full_name.rpartition(".")[2]


class _Reader:
    def __init__(self) -> None:
        self._named: dict[str, Schema] = {}

    def schema(self, node: Any, namespace: str) -> Schema:
        """The schema that a piece of JSON stands for, inside `namespace`."""
        match node:
            case str() if node in PRIMITIVE_KINDS:
                return Primitive(node)  # type: ignore[arg-type]
            case str():
                return self._reference(node, namespace)
            case list():
                return Union(tuple(self._branch(branch, namespace) for branch in node))
            case {"type": "array", "items": items}:
                return Array(self.schema(items, namespace))
            case {"type": "map", "values": values}:
                return Map(self.schema(values, namespace))
            case {"type": "record" | "error" | "enum" | "fixed"}:
                return self._define(node, namespace)
            case {"type": "bytes", "logicalType": "decimal"}:
                return Primitive("bytes", _decimal(node))
            case {"type": inner}:
                return self.schema(inner, namespace)
            case _:
                raise ValueError(f"no such type: {node!r}")

    def _reference(self, name: str, namespace: str) -> Schema:
        """A type that is already known; without a namespace where this one has none of that name, as in Java."""
        full = _full(name, namespace)
        return self._named[full] if full in self._named else self._named[name]

    def _branch(self, node: Any, namespace: str) -> Schema:
        branch = self.schema(node, namespace)
        if isinstance(branch, Union):
            raise TypeError("a union holds no union")
        return branch

    def _define(self, node: dict[str, Any], namespace: str) -> Schema:
        name, aliases = _names(node, namespace)
        namespace = name.rpartition(".")[0]
        match node["type"]:
            case "fixed":
                return self._keep(name, _fixed(node, name, aliases))
            case "enum":
                return self._keep(name, _enum(node, name, aliases))
        record = Record(name, aliases)
        self._keep(name, record)
        record.fields = tuple(self._field(field, namespace) for field in node["fields"])
        if len({field.name for field in record.fields}) < len(record.fields):
            raise ValueError(f"{name} has two fields of one name")
        return record

    def _field(self, node: dict[str, Any], namespace: str) -> Field:
        aliases = frozenset(node.get("aliases") or ())
        return Field(node["name"], aliases, self.schema(node["type"], namespace), node.get("default", NO_DEFAULT))

    def _keep(self, name: str, named: Named) -> Schema:
        self._named[name] = named
        return named


def _fixed(node: dict[str, Any], name: str, aliases: frozenset[str]) -> Fixed:
    size = int(node["size"])
    if size < 0:
        raise ValueError(f"{name} has the size {size}")
    is_decimal = node.get("logicalType") == "decimal"
    decimal = _decimal(node) if is_decimal else None
    # More digits than the bytes can hold: then it says nothing, as anything else that is not valid.
    return Fixed(name, aliases, size, decimal if decimal and 10**decimal.precision <= 1 << (8 * size - 1) else None)


def _enum(node: dict[str, Any], name: str, aliases: frozenset[str]) -> Enum:
    symbols, default = tuple(node["symbols"]), node.get("default")
    if default is not None and default not in symbols:
        raise ValueError(f"{name} has the default {default!r}, which is no symbol of it")
    return Enum(name, aliases, symbols, default)


def _decimal(node: dict[str, Any]) -> Decimal | None:
    """The decimal of a valid logical type; an invalid one is to be ignored."""
    precision, scale = node.get("precision"), node.get("scale", 0)
    is_valid = type(precision) is int and type(scale) is int and 0 <= scale <= precision and precision > 0
    return Decimal(precision, scale) if is_valid and isinstance(precision, int) else None


def _record_in(node: Any) -> Any:
    match node:
        case {"type": "record"}:
            return node
        case _:
            raise ValueError("no record")


def _names(node: dict[str, Any], namespace: str) -> tuple[str, frozenset[str]]:
    """The full name of a type that is defined inside a namespace, and the full names that are its aliases."""
    name = _full(node["name"], node.get("namespace") or ("" if "namespace" in node else namespace))
    own = name.rpartition(".")[0]
    return name, frozenset(_full(alias, own) for alias in node.get("aliases") or ())


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"
