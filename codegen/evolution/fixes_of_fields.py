"""What can be done about a field: give it a default, keep it beside its successor, put it back."""

from collections.abc import Callable

from codegen.model import Enum, Field, Primitive, Union

from .desk import Desk
from .edits import Edit, Fix, written
from .pairing import has_default
from .paths import InField
from .plain_defaults import plain_default


def give_default(desk: Desk) -> Fix | None:
    field: Field = desk.change.current
    try:
        default = plain_default(field.type, desk.context.current.tree)
    except LookupError:
        return None
    return _with(desk, "default", default, f'give it a default: "default": {written(default)}')


def default_null(desk: Desk) -> Fix | None:
    """Null goes first: before Avro 1.12 a default was of the first branch."""
    field: Field = desk.change.current
    node = desk.field_node
    title = 'say that it is null where nothing was written: "default": null'
    if node is None or not isinstance(field.type, Union):
        return Fix(title)
    edits = [desk.source.with_member(node, "default", None)]
    if field.type.branches[0] != Primitive("null"):
        edits.append(desk.source.replaced(node.members()["type"], node.members()["type"].value[::-1]))
    return Fix(title, tuple(edits))


def default_symbol(desk: Desk) -> Fix | None:
    named = desk.context.current.tree.types[desk.change.current.type.name]
    symbol = named.default if isinstance(named, Enum) else None
    return _with(desk, "default", symbol, f'give the field a default of its own: "default": {written(symbol)}')


def make_nullable(desk: Desk) -> Fix | None:
    field: Field = desk.change.current
    node = desk.field_node
    title = 'make it ["null", …] with "default": null'
    if isinstance(field.type, Union) or field.type == Primitive("null"):
        return None
    if node is None:
        return Fix(title)
    written_type = node.members()["type"]
    edits = (
        desk.source.replaced(written_type, ["null", written_type.value]),
        desk.source.with_member(node, "default", None),
    )
    return Fix(title, edits)


def take_out(desk: Desk) -> Fix | None:
    node = desk.field_node
    title = f"take `{desk.change.current.name}` out, and put it into a new type"
    return Fix(title, _removal(desk, node.pointer) if node else ())


def put_back(desk: Desk) -> Fix | None:
    title = f'put `{desk.change.previous.name}` back, with "millrace": {{"deprecated": …}} to keep people off it'
    edit = _insertion(desk)
    return Fix(title, (edit,) if edit else ())


def rename_back(desk: Desk) -> Fix | None:
    name, node = desk.change.previous.name, desk.field_node
    title = f"call it `{name}` again; its `doc` can say what it is"
    if node is None:
        return Fix(title)
    edits = [desk.source.replaced(node.members()["name"], name)]
    if name in desk.change.current.aliases:
        edits.append(_with_aliases(desk, [alias for alias in desk.change.current.aliases if alias != name]))
    return Fix(title, tuple(edits))


def add_alias(desk: Desk) -> Fix | None:
    """It helps the new readers alone."""
    if "FORWARD" in desk.directions:
        return None
    was: Field = desk.change.previous
    aliases = [*desk.change.current.aliases, was.name, *was.aliases]
    return _with(desk, "aliases", list(dict.fromkeys(aliases)), f'let new readers find it: "aliases": ["{was.name}"]')


def put_alias_back(desk: Desk) -> Fix | None:
    aliases = [*desk.change.current.aliases, desk.change.previous.name]
    return _with(desk, "aliases", aliases, f'keep every old name: "aliases": {written(aliases)}')


def keep_both(desk: Desk) -> Fix | None:
    """The first step of expand and contract."""
    old, new = desk.change.previous, desk.change.current
    title = (
        f"keep `{old.name}` beside `{new.name}`, give the new one a default, write both, and remove `{old.name}` in a "
        "later version (`just expand` and `just contract` lead through it)"
    )
    node, insertion = desk.field_node, _insertion(desk)
    if node is None or insertion is None:
        return Fix(title)
    edits = [insertion]
    if not has_default(new):
        try:
            edits.append(desk.source.with_member(node, "default", plain_default(new.type, desk.context.current.tree)))
        except LookupError:
            return Fix(title)
    if old.name in new.aliases:
        edits.append(_with_aliases(desk, [alias for alias in new.aliases if alias != old.name]))
    return Fix(title, tuple(edits))


def drop_aliases(desk: Desk) -> Fix | None:
    if not isinstance(desk.change.current, Field):
        return None
    field: Field = desk.change.current
    names = [other.name for other in desk.change.previous]
    kept = names[0] if field.name not in names else None
    aliases = [alias for alias in field.aliases if alias not in names or alias == kept]
    node = desk.field_node
    title = "drop the aliases that name a field which was there beside it"
    return Fix(title, (_with_aliases(desk, aliases),) if node else ())


def restore_default(desk: Desk) -> Fix | None:
    default = desk.change.previous.default
    return _with(desk, "default", default, f'restore it: "default": {written(default)}')


def other_name(desk: Desk) -> Fix | None:
    name = f"{desk.change.current.name}2"
    return _with(desk, "name", name, f"give it a name that never was used, such as `{name}`")


def field_beside(desk: Desk) -> Fix | None:
    """The first step of expand and contract: the old form stays, the new one gets a name of its own."""
    holder = desk.change.holder
    if holder is None or holder.current is None or holder.previous is None:
        return None
    old, new = holder.previous, holder.current
    if not any(isinstance(step, InField) for step in desk.change.path[desk.change.depth :]):
        return Fix(f"leave {desk.change.owner} as it was, and put a new type and a field of it beside")
    title = (
        f"leave `{new.name}` as it was and put the new form beside it, as `{new.name}2` with a default; write both, "
        "and remove the old one in a later version (`just expand` and `just contract` lead through it)"
    )
    node, previous = desk.field_node, desk.previous_field()
    fields = desk.source.node(node.pointer.rpartition("/")[0]) if node else None
    if node is None or previous is None or fields is None or old.name != new.name:
        return Fix(title)
    try:
        default = plain_default(new.type, desk.context.current.tree)
    except LookupError:
        return Fix(title)
    # What the new form defines has to stand before what may name it.
    edits = (
        desk.source.replaced(node.members()["name"], f"{new.name}2"),
        desk.source.with_member(node, "default", default),
        desk.source.with_item(fields, previous, int(node.pointer.rpartition("/")[2]) + 1),
    )
    return Fix(title, edits)


def _with(desk: Desk, name: str, value: object, title: str) -> Fix:
    node = desk.field_node
    return Fix(title, (desk.source.with_member(node, name, value),) if node else ())


def _with_aliases(desk: Desk, aliases: list[str]) -> Edit:
    node = desk.field_node
    if node is None:
        raise LookupError("there is no field whose aliases could be changed")
    if aliases:
        return desk.source.with_member(node, "aliases", aliases)
    return desk.source.without_member(node, "aliases")


def _removal(desk: Desk, pointer: str) -> tuple[Edit, ...]:
    around, _, index = pointer.rpartition("/")
    fields = desk.source.node(around)
    return (desk.source.without_item(fields, int(index)),) if fields else ()


def _insertion(desk: Desk) -> Edit | None:
    """The previous field, put back where it stood."""
    holder, field = desk.change.holder, desk.previous_field()
    if holder is None or field is None:
        return None
    record = desk.context.current.tree.types.get(holder.current_record)
    node = desk.node(record.place) if record else None
    fields = node.members().get("fields") if node else None
    return desk.source.with_item(fields, field, desk.index_of_previous_field()) if fields else None


FIXES: dict[str, Callable[[Desk], Fix | None]] = {
    "GIVE_DEFAULT": give_default,
    "DEFAULT_NULL": default_null,
    "DEFAULT_SYMBOL": default_symbol,
    "MAKE_NULLABLE": make_nullable,
    "TAKE_OUT": take_out,
    "PUT_BACK": put_back,
    "RENAME_BACK": rename_back,
    "ADD_ALIAS": add_alias,
    "PUT_ALIAS_BACK": put_alias_back,
    "KEEP_BOTH": keep_both,
    "DROP_ALIASES": drop_aliases,
    "RESTORE_DEFAULT": restore_default,
    "OTHER_NAME": other_name,
    "FIELD_BESIDE": field_beside,
}
