"""The rows about types: promoted, changed, widened, renamed, and with another meaning of the same bytes."""

from . import effects
from .change import Change
from .context import Context
from .effects import BOTH, form_of_change, meaning_changed, merged
from .rule import Rule
from .verdicts import Effects


def _old_reader_has_default(change: Change, _context: Context) -> bool:
    return change.previous.default is not None


def _new_reader_has_default(change: Change, _context: Context) -> bool:
    return change.current.default is not None


def _promoted(change: Change, context: Context) -> Effects:
    return merged({"AVRO": "F"}, form_of_change(change, context))


def _promoted_with_loss(change: Change, context: Context) -> Effects:
    return merged({"AVRO": "F", "LOGICAL": "b"}, form_of_change(change, context))


def _narrowed(change: Change, context: Context) -> Effects:
    is_lossy = (change.current.name, change.previous.name) in (("int", "float"), ("long", "float"), ("long", "double"))
    return merged({"AVRO": "B", "LOGICAL": "f" if is_lossy else ""}, form_of_change(change, context))


def _bytes_to_string(change: Change, context: Context) -> Effects:
    return merged({"AVRO": "B", "LOGICAL": BOTH}, form_of_change(change, context))


def _string_to_bytes(change: Change, context: Context) -> Effects:
    return merged({"AVRO": "F", "LOGICAL": BOTH}, form_of_change(change, context))


def _uuid_added(change: Change, context: Context) -> Effects:
    return merged({"LOGICAL": "B"}, form_of_change(change, context))


def _uuid_removed(change: Change, context: Context) -> Effects:
    return merged({"LOGICAL": "F"}, form_of_change(change, context))


def _resized(change: Change, context: Context) -> Effects:
    return merged({"AVRO": BOTH}, form_of_change(change, context))


PRIMITIVES = (
    Rule(
        id="TYPE_PROMOTED",
        sentence="A number may grow for new readers; old ones cannot read the larger one.",
        says="{was} became {now}: new readers take both, and old readers cannot read {now}",
        effects=_promoted,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
    ),
    Rule(
        id="TYPE_PROMOTED_WITH_LOSS",
        sentence="A whole number that becomes a floating one is rounded when it is large.",
        says="{was} became {now}: Avro lets new readers take both, and rounds large numbers; old readers cannot read "
        "{now}",
        effects=_promoted_with_loss,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
    ),
    Rule(
        id="TYPE_NARROWED",
        sentence="A number does not shrink.",
        says="{was} became {now}: new readers cannot read what was written as {was}, whatever its value",
        effects=_narrowed,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
    ),
    Rule(
        id="TYPE_CHANGED",
        sentence="A type stays what it is.",
        says="the type was {was} and is {now}",
        effects=effects.type_changed,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
    ),
    Rule(
        id="BYTES_BECAME_STRING",
        sentence="Bytes do not become a string: not all bytes are text.",
        says="bytes became string: Avro allows it, and reading fails at the first bytes that are no UTF-8",
        effects=_bytes_to_string,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
        overlooks="it takes bytes and strings for one another",
    ),
    Rule(
        id="STRING_BECAME_BYTES",
        sentence="A string does not become bytes: not all bytes are text.",
        says="string became bytes: Avro allows it, old readers fail at the first bytes that are no UTF-8, and in JSON "
        "it is base64 now",
        effects=_string_to_bytes,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
        overlooks="it takes bytes and strings for one another",
    ),
    Rule(
        id="JSON_FORM_CHANGED",
        sentence="A long keeps its form in JSON: a number, or a string.",
        says="the long was {was_json} in JSON and is {now_json}",
        effects=form_of_change,
        fixes=("RESTORE_LIMIT", "FIELD_BESIDE"),
    ),
)

MEANINGS = (
    Rule(
        id="DECIMAL_SCALE_CHANGED",
        sentence="A decimal keeps its scale: the bytes do not say where the point is.",
        says="the scale was {was_scale} and is {now_scale}: the bytes are the same, and every number is another to "
        "readers that do not compare scales; those that do refuse it",
        effects=meaning_changed,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
        overlooks="it does not look at logical types",
    ),
    Rule(
        id="DECIMAL_PRECISION_RAISED",
        sentence="A decimal does not get more digits than old readers can hold.",
        says="the precision was {was_precision} and is {now_precision}: Avro matches no decimals of another one, and "
        "old readers could not hold the longer numbers",
        effects=meaning_changed,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
        overlooks="it does not look at logical types",
    ),
    Rule(
        id="DECIMAL_PRECISION_LOWERED",
        sentence="A decimal does not get fewer digits than were written.",
        says="the precision was {was_precision} and is {now_precision}: Avro matches no decimals of another one, and "
        "new readers cannot hold the longer numbers that were written",
        effects=meaning_changed,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
        overlooks="it does not look at logical types",
    ),
    Rule(
        id="TIME_UNIT_CHANGED",
        sentence="A time keeps its unit: the number does not say what it counts.",
        says="{was_logical} became {now_logical}: the number is the same, and every time is another",
        effects=meaning_changed,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
        overlooks="it does not look at logical types",
    ),
    Rule(
        id="LOGICAL_TYPE_CHANGED",
        sentence="A logical type stays what it is.",
        says="{was_logical} became {now_logical}: the bytes are read, and mean something else",
        effects=meaning_changed,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
        overlooks="it does not look at logical types",
    ),
    Rule(
        id="LOGICAL_TYPE_ADDED",
        sentence="A plain type does not become a logical one.",
        says="a plain {was} became {now_logical}: the same bytes are another kind of value",
        effects=meaning_changed,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
        overlooks="it does not look at logical types",
    ),
    Rule(
        id="LOGICAL_TYPE_REMOVED",
        sentence="A logical type does not become a plain one.",
        says="{was_logical} became a plain {now}: the same bytes are another kind of value",
        effects=meaning_changed,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
        overlooks="it does not look at logical types",
    ),
    Rule(
        id="TEXT_BECAME_UUID",
        sentence="A text does not become a uuid: what was written need not be one.",
        says="a plain string became a uuid: new readers refuse every text that is none",
        effects=_uuid_added,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
        overlooks="it does not look at logical types",
    ),
    Rule(
        id="UUID_BECAME_TEXT",
        sentence="A uuid does not become a text that old readers cannot take.",
        says="a uuid became a plain string: old readers refuse every text that is no uuid",
        effects=_uuid_removed,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
        overlooks="it does not look at logical types",
    ),
)

UNIONS = (
    Rule(
        id="UNION_WIDENED",
        sentence="A type does not become a union that old readers cannot read.",
        says="{was} became {now}: new readers take both, and old readers know no union here",
        effects=effects.to_or_from_union,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
    ),
    Rule(
        id="UNION_NARROWED",
        sentence="A union does not lose the branches that were written.",
        says="{was} became {now}: new readers fail at every value of another branch",
        effects=effects.to_or_from_union,
        fixes=("RESTORE_TYPE", "FIELD_BESIDE"),
    ),
    Rule(
        id="BRANCH_ADDED",
        sentence="A union does not grow under old readers.",
        says="the branch {branch} was added: readers of the previous version know none that takes it",
        effects=effects.branch_added,
        fixes=("TAKE_BRANCH_OUT", "FIELD_BESIDE"),
    ),
    Rule(
        id="BRANCH_REMOVED",
        sentence="A branch that was written stays.",
        says="the branch {branch} was removed: what was written in it finds no reader of the current version",
        effects=effects.branch_removed,
        fixes=("RESTORE_TYPE",),
    ),
    Rule(
        id="BRANCHES_REORDERED",
        sentence="Branches may change places as long as none is wrapped otherwise in JSON.",
        says="the branches stand in another order; in JSON the first of each shape is bare, and later ones are wrapped",
        effects=effects.branches_reordered,
        fixes=("RESTORE_TYPE",),
    ),
)

NAMED = (
    Rule(
        id="SYMBOL_ADDED_WITH_DEFAULT",
        kind="SYMBOL_ADDED",
        when=_old_reader_has_default,
        sentence="A symbol may be added to an enum that had a default.",
        says="{name} was added; readers of the previous version see its default {was_symbol}",
        effects=effects.symbol_added,
    ),
    Rule(
        id="SYMBOL_ADDED",
        sentence="A symbol is not added to an enum without a default.",
        says="{name} was added, and the previous version has no default for symbols that it does not know. A default "
        "of the field does not help",
        effects=effects.symbol_added,
        fixes=("TAKE_SYMBOL_OUT", "ENUM_DEFAULT"),
    ),
    Rule(
        id="SYMBOL_REMOVED_WITH_DEFAULT",
        kind="SYMBOL_REMOVED",
        when=_new_reader_has_default,
        sentence="A symbol may be removed from an enum that has a default.",
        says="{name} was removed; readers of the current version see the default {now_symbol} in its place",
        effects=effects.symbol_removed,
        fixes=("PUT_SYMBOL_BACK",),
    ),
    Rule(
        id="SYMBOL_REMOVED",
        sentence="A symbol that was written stays.",
        says="{name} was removed, and the enum has no default for symbols that it does not know",
        effects=effects.symbol_removed,
        fixes=("PUT_SYMBOL_BACK", "ENUM_DEFAULT"),
    ),
    Rule(
        id="SYMBOLS_REORDERED",
        sentence="Symbols may change places: readers find them by name.",
        says="the symbols of {owner} stand in another order",
        effects={},
    ),
    Rule(
        id="ENUM_DEFAULT_ADDED",
        sentence="An enum may get a default.",
        says="symbols that {owner} does not know read as {now_symbol} from now on",
        effects={"PYTHON": "F", "TYPESCRIPT": "B"},
    ),
    Rule(
        id="ENUM_DEFAULT_REMOVED",
        sentence="An enum keeps its default: without it no symbol can be added later.",
        says="{owner} has lost its default {was_symbol}: the next symbol will break whoever reads with this version",
        effects={"JSON": "b", "PYTHON": "B", "TYPESCRIPT": "F"},
        fixes=("RESTORE_ENUM_DEFAULT",),
    ),
    Rule(
        id="ENUM_DEFAULT_CHANGED",
        sentence="An enum's default keeps its value.",
        says="unknown symbols of {owner} read as {now_symbol} from now on, and as {was_symbol} in old readers",
        effects={"LOGICAL": "bf"},
        fixes=("RESTORE_ENUM_DEFAULT",),
    ),
    Rule(
        id="FIXED_RESIZED",
        sentence="A fixed keeps its size.",
        says="the size was {was_size} and is {now_size}; neither side reads the other's bytes",
        effects=_resized,
        fixes=("RESTORE_SIZE", "FIELD_BESIDE"),
    ),
    Rule(
        id="FORM_CHANGED",
        sentence="A name stays with its form: a record, an enum or a fixed.",
        says="{owner} was {was_form} and is {now_form}",
        effects={"AVRO": BOTH, "JSON": BOTH, "PYTHON": BOTH, "TYPESCRIPT": BOTH, "CONTRACT": BOTH},
        fixes=("NEW_VERSION_OF_TYPE",),
    ),
    Rule(
        id="TYPE_RENAMED",
        sentence="A type keeps its name; an alias helps the new readers alone.",
        says="{old} was renamed to {new}; the alias lets new readers take it, and old readers know only {old}",
        effects=effects.type_renamed,
        fixes=("RENAME_TYPE_BACK",),
    ),
    Rule(
        id="TYPE_RENAMED_WITHOUT_ALIAS",
        sentence="A type is not renamed without an alias.",
        says="{old} was renamed to {new} without an alias: even where the bytes are the same, readers compare names",
        effects=effects.type_renamed,
        fixes=("RENAME_TYPE_BACK", "ADD_TYPE_ALIAS"),
    ),
    Rule(
        id="NAMESPACE_MOVED",
        sentence="A type keeps its namespace: subjects, topics, modules and `@type` carry it.",
        says="{old} moved to {new}. Avro compares the last part of a name alone, but the subject, the topic's domain, "
        "the module and `@type` are others",
        effects=effects.namespace_moved,
        fixes=("RENAME_TYPE_BACK", "TYPE_BESIDE"),
        overlooks="it compares the last part of a name alone",
    ),
)

RULES = (*PRIMITIVES, *MEANINGS, *UNIONS, *NAMED)
