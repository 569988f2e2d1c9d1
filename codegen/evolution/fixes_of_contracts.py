"""What can be done about a promise of the `millrace` attribute: keep it."""

from collections.abc import Callable, Mapping
from typing import Any

from codegen.json_places import Node
from codegen.model import Record

from .desk import Desk
from .edits import Edit, Fix, written
from .paths import Member

_ATTRIBUTES = {
    "KIND_CHANGED": "kind",
    "ROUTE_CHANGED": "route",
    "KEY_CHANGED": "key",
    "EVENT_KEY_CHANGED": "key",
    "ACCESS_TIGHTENED": "access",
    "ACCESS_LOOSENED": "access",
    "TIMEOUT_LOWERED": "timeoutMs",
    "RETENTION_SHORTENED": "retention",
    "LEVEL_LOWERED": "compatibility",
    "TABLE_CHANGED": "table",
    "SOURCE_CHANGED": "from",
    "SEAL_CHANGED": "sealed",
}


def restore_attribute(desk: Desk) -> Fix | None:
    """A member of the type's attribute as it was."""
    name = _attribute(desk)
    was = desk.previous_definition(_previous_owner(desk)).get("millrace", {})
    return Fix(_title(name, was), _restored(desk, desk.owner_node, name, was))


def restore_field_attribute(desk: Desk) -> Fix | None:
    name, previous = _attribute(desk), desk.previous_field() or {}
    was = previous.get("millrace", {})
    return Fix(_title(name, was), _restored(desk, desk.field_node, name, was))


def restore_limit(desk: Desk) -> Fix | None:
    """Where it is said: around the field, or on a type inside of it."""
    step = desk.change.path[-1]
    name = step.name if isinstance(step, Member) else "json"
    node = desk.field_node
    previous = desk.previous_field(instead_of=node.members()["type"] if node else None)
    if node is None or previous is None:
        return Fix(f"restore `{name}`")
    was, around = previous.get("millrace", {}), node.members().get("millrace")
    if name in was or (around is not None and name in around.value):
        return Fix(_title(name, was), _restored(desk, node, name, was))
    return Fix(f"restore `{name}` of its type", (desk.source.replaced(node.members()["type"], previous["type"]),))


def restore_field(desk: Desk) -> Fix | None:
    """The field as a whole, where its type and its attribute go together."""
    node = desk.field_node
    previous = desk.previous_field(instead_of=node)
    edits = (desk.source.replaced(node, previous),) if node and previous else ()
    return Fix("restore the field as it was, its type and what it is sealed to", edits)


def take_name_out(desk: Desk) -> Fix | None:
    said, name = _said(desk)
    names = desk.node(_record(desk).place_of(said))
    edits = (desk.source.without_item(names, names.value.index(name)),) if names and name in names.value else ()
    return Fix(f"take {name} out, and put it into a new request", edits)


def put_name_back(desk: Desk) -> Fix | None:
    said, name = _said(desk)
    names = desk.node(_record(desk).place_of(said))
    is_list = names is not None and isinstance(names.value, list)
    edits = (desk.source.with_item(names, name),) if names is not None and is_list else ()
    return Fix(f"put {name} back", edits)


def _restored(desk: Desk, node: Node | None, name: str, was: Mapping[str, Any]) -> tuple[Edit, ...]:
    if node is None:
        return ()
    attribute = node.members().get("millrace")
    if attribute is None:
        return (desk.source.with_member(node, "millrace", {name: was[name]}),) if name in was else ()
    if name in was:
        return (desk.source.with_member(attribute, name, was[name]),)
    if name not in attribute.value:
        return ()
    if len(attribute.value) == 1:
        return (desk.source.without_member(node, "millrace"),)
    return (desk.source.without_member(attribute, name),)


def _title(name: str, was: Mapping[str, Any]) -> str:
    return f'restore it: "{name}": {written(was[name])}' if name in was else f"drop `{name}`"


def _attribute(desk: Desk) -> str:
    if desk.change.kind == "TOPIC_MOVED":
        return "topic" if _record(desk).kind == "control" else "retention"
    return _ATTRIBUTES[desk.change.kind]


def _record(desk: Desk) -> Record:
    named = desk.context.current.tree.types[desk.change.owner]
    if not isinstance(named, Record):
        raise TypeError(f"{desk.change.owner} is no record")
    return named


def _previous_owner(desk: Desk) -> str:
    """The name that the owner had, if it has another one now."""
    types = desk.context.previous.tree.types
    return desk.change.owner if desk.change.owner in types else desk.context.previous.root


def _said(desk: Desk) -> tuple[str, str]:
    """Which list of the attribute, and which name in it."""
    step = desk.change.path[-1]
    said, _, name = step.name.partition("<") if isinstance(step, Member) else ("", "", "")
    return said, name.removesuffix(">")


FIXES: dict[str, Callable[[Desk], Fix | None]] = {
    "RESTORE_ATTRIBUTE": restore_attribute,
    "RESTORE_FIELD_ATTRIBUTE": restore_field_attribute,
    "RESTORE_FIELD": restore_field,
    "RESTORE_LIMIT": restore_limit,
    "TAKE_NAME_OUT": take_name_out,
    "PUT_NAME_BACK": put_name_back,
}
