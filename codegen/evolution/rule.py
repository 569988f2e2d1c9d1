"""What a rule is: one kind of change, what it does in each column, and how it is told."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from .change import Change
from .context import Context
from .verdicts import Effects


def _always(_change: Change, _context: Context) -> bool:
    return True


class Rule(Struct, frozen=True, kw_only=True):
    """A row of the table. Its ID is also its fixture folder, its test and the word that the user sees.

    Of the rows of one `kind` the first whose `when` holds is meant. `says` is filled from `words.of`. A rule with
    `at_every_level` is an error whatever the level of the type; one that a registry `overlooks` passes there, for the
    reason that is given. `hides` is why it does not see the damage in other columns than AVRO.
    """

    id: str
    kind: str = ""
    sentence: str
    says: str
    effects: Effects | Callable[[Change, Context], Effects]
    when: Callable[[Change, Context], bool] = _always
    fixes: tuple[str, ...] = ()
    at_every_level: bool = False
    overlooks: str = ""
    hides: str = ""

    def effects_of(self, change: Change, context: Context) -> Effects:
        """What the change does, without the columns in which it does nothing."""
        effects = self.effects if isinstance(self.effects, Mapping) else self.effects(change, context)
        return {column: letters for column, letters in effects.items() if letters}
