"""What can be done about a type: restore it, take a symbol out, go back to its name."""

from collections.abc import Callable
from typing import Any

from codegen.model import Enum, Fixed

from .desk import Desk
from .edits import Edit, Fix, written
from .paths import InBranch, InField
from .resolve import spelled

_OF_FIXED = ("size", "logicalType", "precision", "scale")


def restore_type(desk: Desk) -> Fix | None:
    if isinstance(desk.change.previous, Fixed):
        return _restore_fixed(desk)
    holder = desk.change.holder
    if holder is None or holder.previous is None:
        return None
    title = f"restore the type of `{holder.previous.name}`: {spelled(holder.previous.type)}"
    node = desk.field_node
    previous = desk.previous_field(instead_of=node.members()["type"] if node else None)
    if node is None or previous is None:
        return Fix(title)
    edits = [desk.source.replaced(node.members()["type"], previous["type"])]
    if node.members().get("default") is not None or "default" in previous:
        edits += _member_restored(desk, node, "default", previous)
    return Fix(title, tuple(edits))


def _restore_fixed(desk: Desk) -> Fix:
    previous: Fixed = desk.change.previous
    node, was = desk.owner_node, desk.previous_definition(previous.name)
    edits: list[Edit] = []
    if node is not None:
        for name in _OF_FIXED:
            edits += _member_restored(desk, node, name, was)
    return Fix(f"restore the size and the meaning of {previous.name}", tuple(edits))


def _member_restored(desk: Desk, node: Any, name: str, was: dict[str, Any]) -> list[Edit]:
    """A member as it was, if it is another now."""
    now = node.members().get(name)
    if name in was:
        return [] if now is not None and now.value == was[name] else [desk.source.with_member(node, name, was[name])]
    return [desk.source.without_member(node, name)] if now is not None else []


def take_branch_out(desk: Desk) -> Fix | None:
    step = desk.change.path[-1]
    title = f"take the branch {step.name if isinstance(step, InBranch) else ''} out"
    node = desk.field_node
    union = node.members()["type"] if node and isinstance(desk.change.path[-2:][0], InField) else None
    index = step.current if isinstance(step, InBranch) else None
    is_union = union is not None and isinstance(union.value, list) and len(union.value) > 1
    return Fix(title, (desk.source.without_item(union, index),) if union and is_union and index is not None else ())


def take_symbol_out(desk: Desk) -> Fix | None:
    symbol = _symbol(desk)
    return Fix(f"take {symbol} out; a new enum beside this one can have it", _without_symbol(desk, symbol))


def _without_symbol(desk: Desk, symbol: str) -> tuple[Edit, ...]:
    node = desk.owner_node
    if node is None:
        return ()
    members = node.members()
    edits = [desk.source.without_item(members["symbols"], members["symbols"].value.index(symbol))]
    table = members["millrace"].members().get("table") if "millrace" in members else None
    if table is not None and symbol in table.value:
        edits.append(desk.source.without_member(table, symbol))
    if members.get("default") is not None and members["default"].value == symbol:
        edits.append(desk.source.without_member(node, "default"))
    return tuple(edits)


def put_symbol_back(desk: Desk) -> Fix | None:
    symbol, previous = _symbol(desk), desk.change.previous
    node = desk.owner_node
    edits: list[Edit] = []
    if node is not None:
        edits.append(desk.source.with_item(node.members()["symbols"], symbol, previous.symbols.index(symbol)))
        table = node.members()["millrace"].members().get("table") if "millrace" in node.members() else None
        if table is not None and symbol in previous.table:
            edits.append(desk.source.with_member(table, symbol, previous.table[symbol]))
    return Fix(f"put {symbol} back", tuple(edits))


def enum_default(desk: Desk) -> Fix | None:
    """It helps the new readers alone, and only where a symbol went."""
    enum: Enum = desk.change.current
    if desk.change.kind != "SYMBOL_REMOVED" or "FORWARD" in desk.directions:
        return None
    node = desk.owner_node
    default = enum.symbols[0]
    title = f'say what new readers see in its place: "default": {written(default)}'
    return Fix(title, (desk.source.with_member(node, "default", default),) if node else ())


def restore_enum_default(desk: Desk) -> Fix | None:
    default, node = desk.change.previous.default, desk.owner_node
    title = f'restore it: "default": {written(default)}'
    return Fix(title, (desk.source.with_member(node, "default", default),) if node else ())


def new_version_of_type(desk: Desk) -> Fix | None:
    domain, _, rest = desk.change.owner.partition(".")
    return Fix(f"leave it as it was, and make a new type of another name, such as {domain}.v2.{rest}")


def rename_type_back(desk: Desk) -> Fix | None:
    return Fix(f"call it {desk.change.previous.name} again, here and where it is named")


def type_beside(desk: Desk) -> Fix | None:
    """The first step of expand and contract; a type that travels moves with those who write and read it."""
    old, new = desk.change.previous.name, desk.change.current.name
    move = (
        "expand the fields that hold the old one" if desk.change.holder else "let both travel until nobody has the old"
    )
    return Fix(f"keep {old} as it was, let {new} be a type of its own beside it, and {move}")


def rename_new_type(desk: Desk) -> Fix | None:
    return Fix(f"give the new type a name that never was used, such as {desk.change.current.name}2")


def add_type_alias(desk: Desk) -> Fix | None:
    """It helps the new readers alone."""
    if "FORWARD" in desk.directions and desk.change.kind != "TYPE_ALIAS_REMOVED":
        return None
    aliases = [*desk.change.current.aliases, desk.change.previous.name]
    node = desk.owner_node
    title = f'let new readers know it by its old name: "aliases": {written(aliases)}'
    return Fix(title, (desk.source.with_member(node, "aliases", aliases),) if node else ())


def bring_type_back(desk: Desk) -> Fix | None:
    return Fix(f"bring {desk.change.owner} back; if it has another name now, that type needs it among its `aliases`")


def _symbol(desk: Desk) -> str:
    step = desk.change.path[-1]
    return str(getattr(step, "name", ""))


FIXES: dict[str, Callable[[Desk], Fix | None]] = {
    "RESTORE_TYPE": restore_type,
    "RESTORE_SIZE": restore_type,
    "TAKE_BRANCH_OUT": take_branch_out,
    "TAKE_SYMBOL_OUT": take_symbol_out,
    "PUT_SYMBOL_BACK": put_symbol_back,
    "ENUM_DEFAULT": enum_default,
    "RESTORE_ENUM_DEFAULT": restore_enum_default,
    "NEW_VERSION_OF_TYPE": new_version_of_type,
    "RENAME_TYPE_BACK": rename_type_back,
    "TYPE_BESIDE": type_beside,
    "RENAME_NEW_TYPE": rename_new_type,
    "ADD_TYPE_ALIAS": add_type_alias,
    "BRING_TYPE_BACK": bring_type_back,
}
