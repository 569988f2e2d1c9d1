"""The ways out of a break: each a title and, where a text can be changed for it, edits that are ready to be made."""

from collections.abc import Callable, Mapping

from codegen.model import SchemaError

from . import fixes_of_contracts, fixes_of_fields, fixes_of_types
from .change import Change
from .context import Context
from .desk import Desk
from .edits import Fix, Source
from .rule import Rule
from .verdicts import Direction

FIXES: dict[str, Callable[[Desk], Fix | None]] = {
    **fixes_of_fields.FIXES,
    **fixes_of_types.FIXES,
    **fixes_of_contracts.FIXES,
}


def fixes_of(
    rule: Rule, change: Change, context: Context, directions: tuple[Direction, ...], sources: Mapping[str, str]
) -> tuple[Fix, ...]:
    """What can be done about a change. `sources` are texts by the files of places; without one there is no edit."""
    try:
        source = Source.of(change.place.file, sources.get(change.place.file, "{}"))
    except SchemaError:
        return ()
    desk = Desk(rule, change, context, source, directions)
    found = (FIXES[name](desk) for name in rule.fixes)
    return tuple(fix for fix in found if fix is not None)
