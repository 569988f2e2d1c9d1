"""Named types: records with their fields, enums and fixed."""

from collections.abc import Iterable
from typing import Any, get_args

from msgspec import UNSET, Struct

from . import attributes, naming
from .json_places import Node, shown
from .model import Enum, Field, Fixed, Named, Order, Record, Reference, Type
from .parse_logical import attributes_of, logical_of
from .parse_names import NAME, Definition, Scope
from .parse_types import parse_type, remark_unknown

_NAMED_NAMES = ("type", "name", "namespace", "doc", "aliases", "millrace")
_FIELD_NAMES = ("name", "type", "doc", "default", "aliases", "order", "millrace")
_ORDERS: tuple[str, ...] = get_args(Order)
_MOST_BYTES = 2**31 - 1


class Default(Struct, frozen=True):
    """A default that waits to be checked until every type is known."""

    node: Node
    type: Type


def parse_named(definition: Definition, scope: Scope, defaults: list[Default]) -> Named:
    """A definition as the model has it. `scope` is the one around its parts; its defaults are left to be checked."""
    node = definition.node
    match node.members()["type"].value:
        case "record" | "error":
            return _record(definition.name, node, scope, defaults)
        case "enum":
            return _enum(definition.name, node, scope)
        case "fixed":
            return _fixed(definition.name, node, scope)
        case other:
            raise AssertionError(f"no reader for a {other}")


def _record(name: str, node: Node, scope: Scope, defaults: list[Default]) -> Record:
    members = node.members()
    remark_unknown(members, (*_NAMED_NAMES, "fields"), "a record", scope)
    if "fields" not in members:
        node.fail("expected `fields`, an array; a record without any has []")
    said = attributes.of_record(members.get("millrace"))
    context = attributes.FieldContext(kind=said.kind, route=said.route)
    nodes = members["fields"].items()
    fields = tuple(_field(field, context, scope, defaults) for field in nodes)
    _refuse_twins(fields, nodes)
    return Record(
        name=name,
        doc=_doc(members),
        fields=fields,
        aliases=_full_aliases(members, name),
        **said.as_arguments(),
        place=node.place(),
        said={name: node.place() for name, node in members["millrace"].members().items()}
        if "millrace" in members
        else {},
    )


def _refuse_twins(fields: tuple[Field, ...], nodes: list[Node]) -> None:
    """A name and an alias mean one field of their record each."""
    named: dict[str, Field] = {}
    for field, node in zip(fields, nodes, strict=True):
        if named.setdefault(field.name, field) is not field:
            node.fail(f"the field `{field.name}` stands here twice; rename one of them")
    aliased: dict[str, Field] = {}
    for field, node in zip(fields, nodes, strict=True):
        for alias in field.aliases:
            where = node.members()["aliases"]
            if named.get(alias, field) is not field:
                where.fail(
                    f"`{alias}` is also the name of another field, and old data could be of either; take it away"
                )
            if aliased.setdefault(alias, field) is not field:
                other = aliased[alias].name
                where.fail(f"`{alias}` is also an alias of `{other}`; take it from one of them")


def _field(node: Node, context: attributes.FieldContext, scope: Scope, defaults: list[Default]) -> Field:
    members = node.members()
    remark_unknown(members, _FIELD_NAMES, "a field", scope)
    for required in ("name", "type"):
        if required not in members:
            node.fail(f"expected `{required}` in a field")
    name = members["name"].text()
    if not NAME.fullmatch(name):
        members["name"].fail(f"expected a name of letters, digits and underscores, no digit first; got {shown(name)}")
    said = attributes.of_field(members.get("millrace"), name, context)
    written = parse_type(members["type"], said.constraints_node if said.seal is None else None, scope)
    if said.seal is not None and written != Reference("wire.Sealed"):
        node.fail(f"expected a `sealed` field to be a wire.Sealed, got {shown(members['type'].value)}")
    if "default" in members:
        defaults.append(Default(members["default"], written))
    order: Any = members["order"].choice(_ORDERS) if "order" in members else "ascending"
    return Field(
        name=name,
        type=written,
        doc=_doc(members),
        default=members["default"].value if "default" in members else UNSET,
        aliases=members["aliases"].texts() if "aliases" in members else (),
        order=order,
        source=said.source,
        seal=said.seal,
        deprecated=said.deprecated,
        place=node.place(),
    )


def _enum(name: str, node: Node, scope: Scope) -> Enum:
    members = node.members()
    remark_unknown(members, (*_NAMED_NAMES, "symbols", "default"), "an enum", scope)
    if "symbols" not in members or not members["symbols"].items():
        node.fail("expected `symbols`, an array of at least one name")
    symbols = members["symbols"].texts()
    seen: set[str] = set()
    for symbol in members["symbols"].items():
        if not NAME.fullmatch(symbol.text()):
            symbol.fail(
                f"expected a name of letters, digits and underscores, no digit first; got {shown(symbol.value)}"
            )
        if symbol.value in seen:
            symbol.fail(f"the symbol `{symbol.value}` stands here twice; keep one of them")
        seen.add(symbol.text())
    said = attributes.of_enum(members.get("millrace"), symbols)
    return Enum(
        name=name,
        doc=_doc(members),
        symbols=symbols,
        default=members["default"].choice(symbols) if "default" in members else None,
        aliases=_full_aliases(members, name),
        **said.as_arguments(),
        place=node.place(),
    )


def _fixed(name: str, node: Node, scope: Scope) -> Fixed:
    members = node.members()
    known = (*_NAMED_NAMES, "size", "logicalType", *attributes_of(members))
    remark_unknown(members, known, "a fixed", scope)
    if "size" not in members:
        node.fail("expected `size`, a number of bytes")
    size = members["size"].whole()
    if not 0 <= size <= _MOST_BYTES:
        members["size"].fail(f"expected a number of bytes from 0 to {_MOST_BYTES}, got {size}")
    logical = logical_of(members, "fixed", scope, size)
    said = attributes.of_fixed(members.get("millrace"))
    return Fixed(
        name=name,
        doc=_doc(members),
        size=size,
        logical=logical.name,
        precision=logical.precision,
        scale=logical.scale,
        aliases=_full_aliases(members, name),
        **said.as_arguments(),
        place=node.place(),
    )


def _doc(members: dict[str, Node]) -> str:
    return members["doc"].text() if "doc" in members else ""


def _full_aliases(members: dict[str, Node], name: str) -> tuple[str, ...]:
    """Avro takes any text as an alias: it may have to stand for a name that is illegal now."""
    aliases: Iterable[str] = members["aliases"].texts() if "aliases" in members else ()
    return tuple(full_alias(alias, naming.namespace(name)).removeprefix(".") for alias in aliases)


def full_alias(alias: str, namespace: str) -> str:
    """An alias in full; one that is relative is of the namespace of its type, and `.X` is of none."""
    return f"{namespace}.{alias}" if namespace and "." not in alias else alias
