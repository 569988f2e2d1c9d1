"""The model of a schema tree: what the parser makes and every rule and emitter reads.

Nodes are frozen Structs. A type is written once, as a `Record`, an `Enum` or a `Fixed` in `Tree.types`;
everywhere else a `Reference` names it, so recursion needs no special case.
"""

from collections.abc import Iterator
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from .registry_text import Definitions

Kind = Literal["command", "query", "event", "message", "refusal", "control"]
PrimitiveName = Literal["null", "boolean", "int", "long", "float", "double", "bytes", "string"]
LogicalName = Literal[
    "decimal",
    "big-decimal",
    "uuid",
    "date",
    "time-millis",
    "time-micros",
    "timestamp-millis",
    "timestamp-micros",
    "timestamp-nanos",
    "local-timestamp-millis",
    "local-timestamp-micros",
    "local-timestamp-nanos",
    "duration",
]


class Place(Struct, frozen=True):
    """Where something is written: a file, a JSON pointer into it, and the line and column of that value."""

    file: str
    pointer: str = ""
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.pointer or '$'}"


class SchemaError(Exception):
    """A schema tree cannot be read; `place` says where, the message what was expected, what came, and the fix."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


# What a rule says: where, and what was expected, what came, and the fix.
Breaches = Iterator[tuple[Place, str]]


class Constraints(Struct, frozen=True, omit_defaults=True):
    """Limits on a value. Lengths count code points; `pattern` is anchored at both ends."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    min_items: int | None = None
    max_items: int | None = None


class Primitive(Struct, frozen=True, tag=True):
    """A primitive type; `precision` and `scale` are of decimals, `json_number` of longs that a browser can hold."""

    name: PrimitiveName
    logical: LogicalName | None = None
    constraints: Constraints = Constraints()
    json_number: bool = False
    precision: int | None = None
    scale: int = 0


class Array(Struct, frozen=True, tag=True):
    items: "Type"
    constraints: Constraints = Constraints()


class Map(Struct, frozen=True, tag=True):
    values: "Type"
    constraints: Constraints = Constraints()


class Union(Struct, frozen=True, tag=True):
    """Branches in Avro's order: the index on the wire is the index here."""

    branches: tuple["Type", ...]


class Reference(Struct, frozen=True, tag=True):
    """The full name of a `Record`, `Enum` or `Fixed` of the same tree."""

    name: str


Type = Primitive | Array | Map | Union | Reference

Order = Literal["ascending", "descending", "ignore"]
Source = Literal["body", "path", "query", "session.accountId", "session.name", "login.hash"]


class Seal(Struct, frozen=True):
    """The client sends a string; the gateway encrypts it to the worker of domain `to`."""

    to: str
    constraints: Constraints = Constraints()


class Field(Struct, frozen=True, kw_only=True):
    """One field of a record. `source` is set on the fields of commands and queries only.

    `default` is the schema's own JSON: bytes as characters, a union's of the first branch that it fits.
    """

    name: str
    type: Type
    doc: str
    default: Any | UnsetType = UNSET
    aliases: tuple[str, ...] = ()
    order: Order = "ascending"
    source: Source | None = None
    seal: Seal | None = None
    deprecated: str | None = None
    place: Place


class Route(Struct, frozen=True):
    """`method` in capitals; `path` below /api, with the names of its parameters in braces."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    parameters: tuple[str, ...] = ()


class Record(Struct, frozen=True, kw_only=True):
    """A record with its `millrace` attribute spread into fields. `retention_ms` None means for ever.

    `said` has the places of the names that the attribute holds.
    """

    name: str
    doc: str
    fields: tuple[Field, ...]
    aliases: tuple[str, ...] = ()
    kind: Kind | None = None
    route: Route | None = None
    key: str | None = None
    outcomes: tuple[str, ...] = ()
    feed: tuple[str, ...] = ()
    retention_ms: int | None = None
    timeout_ms: int = 60_000
    access: Literal["session", "anyone"] = "session"
    topic: Literal["inbox", "replies", "feeds"] | None = None
    owner: str | None = None
    deprecated: str | None = None
    examples: tuple[dict[str, Any], ...] = ()
    level: str = "FULL_TRANSITIVE"
    definitions: Definitions = Definitions()
    place: Place
    said: dict[str, Place] = {}

    @property
    def registry_text(self) -> str:
        """The schema in one piece, as a registry holds it; made anew at each call, because it can be long."""
        return self.definitions.registry_text(self.name)

    def place_of(self, attribute: str) -> Place:
        """Where a name of the `millrace` attribute is given its value; the record's own place without it."""
        return self.said.get(attribute, self.place)


class Enum(Struct, frozen=True, kw_only=True):
    """An enum. `table` gives every symbol a row of scalars, all rows with the same columns."""

    name: str
    doc: str
    symbols: tuple[str, ...]
    default: str | None = None
    aliases: tuple[str, ...] = ()
    table: dict[str, dict[str, str | int | bool]] = {}
    owner: str | None = None
    deprecated: str | None = None
    place: Place


class Fixed(Struct, frozen=True, kw_only=True):
    """A fixed number of bytes; `precision` and `scale` are of decimals."""

    name: str
    doc: str
    size: int
    logical: LogicalName | None = None
    precision: int | None = None
    scale: int = 0
    aliases: tuple[str, ...] = ()
    owner: str | None = None
    deprecated: str | None = None
    place: Place


Named = Record | Enum | Fixed


class Remark(Struct, frozen=True):
    """Something that Avro allows and a rule of lint may not: the parser saw it, and the model does not keep it."""

    rule: str
    place: Place
    message: str


class Tree(Struct, frozen=True):
    """Every named type by full name, in the order of the names."""

    types: dict[str, Named]
    definitions: Definitions = Definitions()
    remarks: tuple[Remark, ...] = ()

    def records(self) -> list[Record]:
        return [named for named in self.types.values() if isinstance(named, Record)]

    def enums(self) -> list[Enum]:
        return [named for named in self.types.values() if isinstance(named, Enum)]


# How any request can end, whatever it asks.
ENDINGS = ("wire.Expired", "wire.Failed", "wire.Lost", "wire.Cancelled", "wire.RequestIdReused")


def domain_of(full_name: str) -> str:
    """The first segment of the namespace: who owns the type."""
    return full_name.split(".", 1)[0]
