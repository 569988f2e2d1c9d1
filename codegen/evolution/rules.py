"""The table: a row for each kind of change, found by the kind and by what the row is for."""

from . import rules_of_contracts, rules_of_fields, rules_of_memory, rules_of_types
from .change import Change
from .context import Context
from .rule import Rule
from .verdicts import Column, Effects

RULES: tuple[Rule, ...] = (
    *rules_of_memory.RULES,
    *rules_of_fields.RULES,
    *rules_of_types.RULES,
    *rules_of_contracts.RULES,
)
BY_ID = {rule.id: rule for rule in RULES}
_OF_KIND: dict[str, list[Rule]] = {}
for _rule in RULES:
    _OF_KIND.setdefault(_rule.kind or _rule.id, []).append(_rule)
_OF_DATA: tuple[Column, ...] = ("AVRO", "LOGICAL")


def rule_of(change: Change, context: Context) -> Rule:
    """The row that a change is judged by."""
    return next(rule for rule in _OF_KIND[change.kind] if rule.when(change, context))


def judge(change: Change, context: Context) -> tuple[Rule, Effects]:
    """The row of a change, and what the change does in each column."""
    rule = rule_of(change, context)
    effects = rule.effects_of(change, context)
    if change.reach != "BF":
        lost = {letter for letter in "BF" if letter not in change.reach}
        effects |= {column: _without(effects[column], lost) for column in _OF_DATA if column in effects}
    return rule, {column: letters for column, letters in effects.items() if letters}


def _without(letters: str, lost: set[str]) -> str:
    return "".join(letter for letter in letters if letter.upper() not in lost)
