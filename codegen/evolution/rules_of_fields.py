"""The rows about fields: added, removed, renamed, with another default."""

from codegen.model import Enum, Field, Reference, Union
from codegen.union_forms import optional_of

from . import effects
from .change import Change
from .context import Context
from .pairing import has_default
from .rule import Rule


def _is_nullable(change: Change, _context: Context) -> bool:
    field: Field = change.current
    return not has_default(field) and isinstance(field.type, Union) and optional_of(field.type) is not None


def _is_enum_with_default(change: Change, context: Context) -> bool:
    field: Field = change.current
    named = context.current.tree.types[field.type.name] if isinstance(field.type, Reference) else None
    return not has_default(field) and isinstance(named, Enum) and named.default is not None


def _without_default(change: Change, _context: Context) -> bool:
    return not has_default(change.current)


def _was_required(change: Change, _context: Context) -> bool:
    return not has_default(change.previous)


def _is_lost_silently(change: Change, _context: Context) -> bool:
    return has_default(change.previous) and has_default(change.current)


RULES = (
    Rule(
        id="NULLABLE_FIELD_ADDED_WITHOUT_DEFAULT",
        kind="FIELD_ADDED",
        when=_is_nullable,
        sentence="A new field that may be null still needs a default.",
        says="`{new}` was added as {now}, and has no default: that null is allowed does not say that it is meant "
        "where nothing was written",
        effects=effects.field_added,
        fixes=("DEFAULT_NULL", "TAKE_OUT"),
    ),
    Rule(
        id="ENUM_FIELD_ADDED_WITHOUT_DEFAULT",
        kind="FIELD_ADDED",
        when=_is_enum_with_default,
        sentence="A new field of an enum needs a default of its own; the enum's is for unknown symbols.",
        says="`{new}` was added without a default. The default of the enum {now} does not help: it stands for symbols "
        "that a reader does not know, not for a field that was never written",
        effects=effects.field_added,
        fixes=("DEFAULT_SYMBOL", "TAKE_OUT"),
    ),
    Rule(
        id="FIELD_ADDED_WITHOUT_DEFAULT",
        kind="FIELD_ADDED",
        when=_without_default,
        sentence="A new field has a default.",
        says="`{new}` was added without a default, and nothing that was written before holds a value for it",
        effects=effects.field_added,
        fixes=("GIVE_DEFAULT", "MAKE_NULLABLE", "TAKE_OUT"),
    ),
    Rule(
        id="FIELD_ADDED",
        kind="FIELD_ADDED",
        sentence="A new field with a default is safe.",
        says="`{new}` was added with the default {now_default}",
        effects={"PYTHON": "F", "TYPESCRIPT": "F"},
    ),
    Rule(
        id="FIELD_REMOVED_WITHOUT_DEFAULT",
        kind="FIELD_REMOVED",
        when=_was_required,
        sentence="A field without a default stays.",
        says="`{old}` was removed, and it had no default: readers of the previous version find no value for it",
        effects=effects.field_removed,
        fixes=("PUT_BACK",),
    ),
    Rule(
        id="FIELD_REMOVED",
        kind="FIELD_REMOVED",
        sentence="A field with a default may go.",
        says="`{old}` was removed; readers of the previous version see its default {was_default}",
        effects=effects.field_removed,
        fixes=("PUT_BACK",),
    ),
    Rule(
        id="FIELD_RENAMED",
        sentence="A field keeps its name; an alias helps the new readers alone.",
        says="`{old}` was renamed to `{new}`; the alias lets new readers find it, and old readers look for `{old}`",
        effects=effects.field_renamed,
        fixes=("RENAME_BACK", "KEEP_BOTH"),
        hides="a default hides what is lost",
    ),
    Rule(
        id="FIELD_RENAMED_SILENTLY",
        kind="FIELD_RENAMED_WITHOUT_ALIAS",
        when=_is_lost_silently,
        sentence="A field is not renamed without an alias: with defaults on both sides its data are lost unseen.",
        says="`{old}` went and `{new}` of the same type came: if it is a rename, every value is replaced by a default, "
        "and nothing fails. If they are two things, remove the one, publish, and then add the other",
        effects=effects.field_renamed,
        fixes=("RENAME_BACK", "ADD_ALIAS", "KEEP_BOTH"),
        overlooks="a default hides what is lost",
    ),
    Rule(
        id="FIELD_RENAMED_WITHOUT_ALIAS",
        sentence="A field is not renamed without an alias.",
        says="`{old}` went and `{new}` of the same type came, without an alias: neither side finds what the other "
        "wrote",
        effects=effects.field_renamed,
        fixes=("RENAME_BACK", "ADD_ALIAS", "KEEP_BOTH"),
    ),
    Rule(
        id="ALIASES_AMBIGUOUS",
        sentence="A field takes one field of every other version, under its name and all its aliases.",
        says="{both} are both `{reader}` to the reader, by its name and its aliases: libraries throw, or keep either",
        effects=effects.ambiguous,
        fixes=("DROP_ALIASES",),
    ),
    Rule(
        id="DEFAULT_ADDED",
        sentence="A default may be added.",
        says="`{new}` has a default now, {now_default}",
        effects=effects.default_added,
    ),
    Rule(
        id="DEFAULT_REMOVED",
        sentence="A default stays: without it the field can never be removed, nor be left out.",
        says="`{new}` has lost its default {was_default}: nobody may leave it out any longer, and it can never go",
        effects=effects.default_removed,
        fixes=("RESTORE_DEFAULT",),
    ),
    Rule(
        id="DEFAULT_CHANGED",
        sentence="A default keeps its value, because it is the value of all that was written without the field.",
        says="the default of `{new}` was {was_default} and is {now_default}: what was written without the field reads "
        "otherwise from now on, and differently in old and new readers",
        effects={"LOGICAL": "bf"},
        fixes=("RESTORE_DEFAULT",),
    ),
    Rule(
        id="FIELDS_REORDERED",
        sentence="Fields may change places: readers find them by name.",
        says="the fields of {owner} stand in another order; so do their bytes, and the order in which records sort",
        effects={},
    ),
    Rule(
        id="SORT_ORDER_CHANGED",
        sentence="How a field sorts may change: it is not part of reading.",
        says="`{new}` sorts {now_order}, and did {was_order}",
        effects={},
    ),
    Rule(
        id="WORDS_CHANGED",
        sentence="Words may change.",
        says="the `doc` is another",
        effects={},
    ),
)
