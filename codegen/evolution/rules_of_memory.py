"""The rows about names that were published once: what was renamed stays findable, what was deleted does not return."""

from . import effects
from .change import Change
from .context import Context
from .effects import merged
from .rule import Rule
from .verdicts import Column, Effects

_OF_DATA: tuple[Column, ...] = ("AVRO", "LOGICAL")


def _has_lost_alias(change: Change, _context: Context) -> bool:
    return change.previous.name not in change.current.aliases and change.current.name not in change.previous.aliases


def _alias_removed(change: Change, context: Context) -> Effects:
    """What was written under the forgotten name is not found. The other direction was told when it was renamed."""
    said = effects.field_renamed(change, context)
    return merged({column: letters.replace("F", "") for column, letters in said.items() if column in _OF_DATA})


RULES = (
    Rule(
        id="ALIAS_REMOVED",
        kind="FIELD_RENAMED",
        when=_has_lost_alias,
        sentence="A renamed field keeps all its old names as aliases.",
        says="`{new}` was once `{old}`, and no longer says so: what was written under that name is not found",
        effects=_alias_removed,
        fixes=("PUT_ALIAS_BACK",),
        at_every_level=True,
        hides="a default hides what is lost",
    ),
    Rule(
        id="TYPE_ALIAS_REMOVED",
        sentence="A renamed type keeps all its old names as aliases.",
        says="{new} was once {old}, and no longer says so: what was written under that name is not recognised",
        effects={"AVRO": "B"},
        fixes=("ADD_TYPE_ALIAS",),
        at_every_level=True,
    ),
    Rule(
        id="FIELD_NAME_REUSED",
        sentence="The name of a deleted field does not come back for something else.",
        says="`{new}` was deleted and comes back as something else: what was written under the name, and who still "
        "writes it, means the old one. Under the same `doc` and type it would be the same field",
        effects={"LOGICAL": "BF", "JSON": "BF"},
        fixes=("OTHER_NAME",),
        at_every_level=True,
        overlooks="it knows no names that are gone",
    ),
    Rule(
        id="SYMBOL_REUSED",
        sentence="A deleted symbol does not come back.",
        says="{name} was deleted and comes back: what was written with it meant the old one. A symbol has no `doc` "
        "that could say that it is the same",
        effects={"LOGICAL": "BF", "JSON": "BF"},
        fixes=("TAKE_SYMBOL_OUT",),
        at_every_level=True,
        overlooks="it knows no names that are gone",
    ),
    Rule(
        id="BRANCH_REUSED",
        sentence="A deleted branch does not come back for something else.",
        says="the branch {branch} was deleted and comes back under another `doc` of its field: what was written in it "
        "meant something else",
        effects={"LOGICAL": "BF", "JSON": "BF"},
        fixes=("TAKE_BRANCH_OUT",),
        at_every_level=True,
        overlooks="it knows no names that are gone",
    ),
    Rule(
        id="TYPE_NAME_REUSED",
        sentence="The name of a deleted or renamed type does not come back for another type.",
        says="{new} was the name of another type, and comes back for something else: what was written under the name "
        "means the old one",
        effects={"LOGICAL": "BF", "JSON": "BF"},
        fixes=("RENAME_NEW_TYPE",),
        at_every_level=True,
        overlooks="it knows no names that are gone",
    ),
)
