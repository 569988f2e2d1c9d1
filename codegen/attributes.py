"""The `millrace` attribute: what Avro has no word for. A name in it that is not listed here is refused."""

import re
from typing import Any, get_args

from msgspec import Struct, structs

from .json_places import Node, shown
from .model import Constraints, Kind, Route, Seal, Source
from .parse_limits import TYPE_ATTRIBUTES, constraints_of

REQUEST_KINDS: tuple[Kind, ...] = ("command", "query")
_KINDS: tuple[str, ...] = get_args(Kind)
_SOURCES: tuple[str, ...] = get_args(Source)
_LEVELS = ("NONE", *(f"{way}{reach}" for way in ("BACKWARD", "FORWARD", "FULL") for reach in ("", "_TRANSITIVE")))
_ROUTE = re.compile(r"(GET|POST|PUT|DELETE) ((?:/(?:[a-z0-9][a-z0-9.-]*|\{[A-Za-z_][A-Za-z0-9_]*\}))+)")
_DURATION = re.compile(r"P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")

# Which kinds may say what; None stands for a shared type.
_EVERY: tuple[str | None, ...] = (None, *_KINDS)
RECORD_ATTRIBUTES: dict[str, tuple[str | None, ...]] = {
    "kind": _EVERY,
    "route": REQUEST_KINDS,
    "key": (*REQUEST_KINDS, "event"),
    "outcomes": REQUEST_KINDS,
    "feed": ("query",),
    "retention": ("event",),
    "timeoutMs": REQUEST_KINDS,
    "access": REQUEST_KINDS,
    "topic": ("control",),
    "examples": REQUEST_KINDS,
    "owner": _EVERY,
    "deprecated": _EVERY,
    "compatibility": _EVERY,
}
ENUM_ATTRIBUTES = ("table", "owner", "deprecated")
FIXED_ATTRIBUTES = ("owner", "deprecated")
FIELD_ATTRIBUTES = ("from", "sealed", "deprecated", *TYPE_ATTRIBUTES)


class OfRecord(Struct, frozen=True, kw_only=True):
    """A record's attribute, in the names that `model.Record` has for it."""

    kind: Any = None
    route: Route | None = None
    key: str | None = None
    outcomes: tuple[str, ...] = ()
    feed: tuple[str, ...] = ()
    retention_ms: int | None = None
    timeout_ms: int = 60_000
    access: Any = "session"
    topic: Any = None
    examples: tuple[dict[str, Any], ...] = ()
    owner: str | None = None
    deprecated: str | None = None
    level: str = "FULL_TRANSITIVE"

    def as_arguments(self) -> dict[str, Any]:
        return structs.asdict(self)


def of_record(node: Node | None) -> OfRecord:
    """Read a record's attribute. Names of fields and types in it are not followed here: lint does that."""
    if node is None:
        return OfRecord()
    members = node.members()
    kind = members["kind"].choice(_KINDS) if "kind" in members else None
    found: dict[str, Any] = {}
    for name, member in members.items():
        if name not in RECORD_ATTRIBUTES:
            member.fail_name(f"`{name}` is no attribute of a record; known are {', '.join(RECORD_ATTRIBUTES)}")
        if kind not in RECORD_ATTRIBUTES[name]:
            allowed = ", ".join(str(kind) for kind in RECORD_ATTRIBUTES[name])
            member.fail_name(f"`{name}` is an attribute of {allowed}; this is a {kind or 'shared type'}")
        argument, value = _record_attribute(name, member)
        found[argument] = value
    return OfRecord(**found)


def _record_attribute(name: str, node: Node) -> tuple[str, Any]:
    match name:
        case "kind" | "key" | "owner" | "deprecated":
            return name, node.text()
        case "route":
            return name, _route(node)
        case "outcomes" | "feed":
            return name, node.texts()
        case "retention":
            return "retention_ms", _duration_ms(node)
        case "timeoutMs":
            return "timeout_ms", _timeout_ms(node)
        case "access":
            return name, node.choice(("session", "anyone"))
        case "topic":
            return name, node.choice(("inbox", "replies", "feeds"))
        case "examples":
            return name, tuple({key: value.value for key, value in item.members().items()} for item in node.items())
        case "compatibility":
            return "level", node.choice(_LEVELS)
        case _:
            raise AssertionError(f"no reader for the attribute {name}")


def _route(node: Node) -> Route:
    match = _ROUTE.fullmatch(node.text())
    if not match:
        node.fail(f'expected a method and a path such as "PUT /boards/{{boardId}}/notes", got {shown(node.value)}')
    method: Any = match[1]
    return Route(method=method, path=match[2], parameters=tuple(re.findall(r"\{(\w+)\}", match[2])))


def _timeout_ms(node: Node) -> int:
    if node.whole() < 1:
        node.fail(f"expected at least 1 millisecond, got {node.value}")
    return node.whole()


def _duration_ms(node: Node) -> int | None:
    if node.text() == "forever":
        return None
    match = _DURATION.fullmatch(node.text())
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0, 0)
    duration_ms = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
    if duration_ms == 0:
        node.fail(f'expected "forever" or a duration such as P1D or PT6H, got {shown(node.value)}')
    return duration_ms


class OfEnum(Struct, frozen=True, kw_only=True):
    """An enum's attribute, in the names that `model.Enum` has for it."""

    table: dict[str, dict[str, str | int | bool]] = {}
    owner: str | None = None
    deprecated: str | None = None

    def as_arguments(self) -> dict[str, Any]:
        return structs.asdict(self)


def of_enum(node: Node | None, symbols: tuple[str, ...]) -> OfEnum:
    """Read an enum's attribute; a `table` has one row for each symbol, all with the same columns."""
    found: dict[str, Any] = {}
    for name, member in (node.members() if node else {}).items():
        match name:
            case "table":
                found["table"] = _table(member, symbols)
            case "owner" | "deprecated":
                found[name] = member.text()
            case _:
                known = ", ".join(ENUM_ATTRIBUTES)
                member.fail_name(f"`{name}` is no attribute of an enum; known are {known}")
    return OfEnum(**found)


def _table(node: Node, symbols: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    rows = {symbol: row.members() for symbol, row in node.members().items()}
    if set(rows) != set(symbols):
        odd = ", ".join(sorted(set(rows) ^ set(symbols)))
        node.fail(f"expected one row for each symbol; on one side only: {odd}")
    known = ", ".join(rows[symbols[0]])
    columns = {name: type(cell.value) for name, cell in rows[symbols[0]].items()}
    for symbol in symbols:
        for cell in rows[symbol].values():
            if not isinstance(cell.value, str | int):
                cell.fail(f"expected a string, a whole number or a boolean, got {shown(cell.value)}")
        if {name: type(cell.value) for name, cell in rows[symbol].items()} != columns:
            node.members()[symbol].fail(f"expected the columns of {symbols[0]}, of the same types: {known}")
    return {symbol: {name: rows[symbol][name].value for name in columns} for symbol in symbols}


class OfFixed(Struct, frozen=True, kw_only=True):
    """A fixed's attribute, in the names that `model.Fixed` has for it."""

    owner: str | None = None
    deprecated: str | None = None

    def as_arguments(self) -> dict[str, Any]:
        return structs.asdict(self)


def of_fixed(node: Node | None) -> OfFixed:
    members = node.members() if node else {}
    for name, member in members.items():
        if name not in FIXED_ATTRIBUTES:
            known = ", ".join(FIXED_ATTRIBUTES)
            member.fail_name(f"`{name}` is no attribute of a fixed; known are {known}")
    return OfFixed(**{name: member.text() for name, member in members.items()})


class FieldContext(Struct, frozen=True):
    """What a field's attribute depends on in its record's."""

    kind: Kind | None
    route: Route | None


class OfField(Struct, frozen=True):
    """A field's attribute; its limits stay with `constraints_node`, because they depend on the type."""

    source: Any
    seal: Seal | None
    deprecated: str | None
    constraints_node: Node | None


def of_field(node: Node | None, name: str, context: FieldContext) -> OfField:
    """Read a field's attribute and settle where the gateway takes the field."""
    members = node.members() if node else {}
    for attribute, member in members.items():
        if attribute not in FIELD_ATTRIBUTES:
            member.fail_name(f"`{attribute}` is no attribute of a field; known are {', '.join(FIELD_ATTRIBUTES)}")
        if attribute in ("from", "sealed") and context.kind not in REQUEST_KINDS:
            member.fail_name(f"`{attribute}` is for fields of commands and queries")
    seal = _seal(members["sealed"], node) if "sealed" in members else None
    deprecated = members["deprecated"].text() if "deprecated" in members else None
    return OfField(_source(members.get("from"), name, context), seal, deprecated, node)


def _source(said: Node | None, name: str, context: FieldContext) -> str | None:
    if context.kind not in REQUEST_KINDS:
        return None
    if said is not None:
        return said.choice(_SOURCES)
    if context.route is None:
        return "body"
    if name in context.route.parameters:
        return "path"
    return "query" if context.route.method in ("GET", "DELETE") else "body"


def _seal(node: Node, around: Node | None) -> Seal:
    members = node.members()
    for name, member in members.items():
        if name not in ("to", "type"):
            member.fail_name(f"`{name}` is no attribute of `sealed`; known are to, type")
    if "to" not in members or "type" not in members:
        node.fail('expected {"to": <domain>, "type": "string"}')
    members["type"].choice(("string",))
    return Seal(to=members["to"].text(), constraints=constraints_of(around, "string") if around else Constraints())
