"""What has to come of a damaged record: for each kind of topic and each kind of damage.

Whatever it is, workers and gateway live on, and everybody else's requests are answered right after it.
"""

from collections.abc import Mapping
from enum import Enum

from tests.fuzz.record_damage import COORDINATES, EVERY, GARBLED, MISSING, NONSENSES, UNKNOWN, VALUES


class End(Enum):
    """What comes of it."""

    HANDLED = "as if nothing were wrong: whoever asked hears an outcome that is declared, or the message itself"
    ASIDE = "a dead letter with the original bytes, and the requester hears wire.Failed"
    ASIDE_UNTOLD = "a dead letter with the original bytes; the record does not say who could be told"
    UNTOLD = "nobody hears of it, and nothing is put aside"
    FAILED = "the gateway ends the request with wire.Failed"
    RENEWED = "the followers of the key get a new snapshot"
    HALTED = "the partition stands still and says why and where; the others go on"
    WAITING = "the partition waits for a registry that knows the schema; the others go on"
    SHOWN = "an operator sees the letter"

    @property
    def shown(self) -> str:
        """In a table."""
        return self.name.lower().replace("_", " ")


Ends = Mapping[str, tuple[End, ...]]


def _ends(usual: End, *rows: tuple[tuple[End, ...], tuple[str, ...]]) -> Ends:
    """`usual`, unless one of the rows names a damage; later rows go before earlier ones."""
    ends = dict.fromkeys(EVERY, (usual,))
    for end, names in rows:
        assert set(names) <= ends.keys(), set(names) - ends.keys()
        ends |= dict.fromkeys(names, end)
    return ends


A_BYTE = "a byte is another"
UNREADABLE = tuple(VALUES)
NAMES_NOBODY = ("no request-id", "no subscriber-id")
HIDES_WHO = tuple(f"{name} {how}" for name in ("request-id", "subscriber-id") for how in ("is no text", "is nonsense"))
# Of the headers that travel on with what an input leads to; they are read before anything is decided.
BAD_ENVELOPE = (
    "no id",
    *(f"{name} is no text" for name in ("id", "deadline", "accepted", "cause", "principal", "traceparent")),
    *(f"{name} is nonsense" for name in ("id", "deadline", "accepted", "cause")),
)

ENDS: dict[str, Ends] = {
    "commands": _ends(
        End.HANDLED,
        ((End.ASIDE,), (*UNREADABLE, *COORDINATES, *BAD_ENVELOPE)),
        ((End.HANDLED, End.ASIDE), (A_BYTE,)),
        ((End.UNTOLD,), NAMES_NOBODY),
        ((End.ASIDE_UNTOLD,), HIDES_WHO),
    ),
    # For whoever reacts to another domain's events, a key and a place have no meaning, and what is of no type that it
    # reacts to is news for others.
    "signals": _ends(
        End.HANDLED,
        ((End.ASIDE,), (*UNREADABLE, *BAD_ENVELOPE)),
        ((End.HANDLED, End.ASIDE), (A_BYTE,)),
        ((End.UNTOLD,), (*NAMES_NOBODY, "a type of another topic")),
        ((End.ASIDE_UNTOLD,), HIDES_WHO),
    ),
    # Read when a partition is loaded. Another partition folds what it never decides on.
    "events": _ends(
        End.HANDLED,
        ((End.HALTED,), (*UNREADABLE, "no id", "no key", "another key")),
        ((End.WAITING,), (UNKNOWN,)),
        ((End.HANDLED, End.HALTED), (A_BYTE, "another partition", "id is no text", "id is nonsense")),
    ),
    # Read when a partition is loaded; used when the request comes again. What names no request remembers none.
    "inbox": _ends(
        End.HANDLED,
        ((End.ASIDE,), UNREADABLE),
        ((End.HANDLED,), ("no value",)),
        # It may lie in the outcome, which only the gateway reads.
        ((End.HANDLED, End.ASIDE, End.FAILED), (A_BYTE,)),
    ),
    # The key is the socket; the header has to agree. Ids only tell repeats.
    "replies": _ends(
        End.HANDLED,
        ((End.FAILED,), (*UNREADABLE, "final is no text", "final is nonsense")),
        ((End.HANDLED, End.FAILED), (A_BYTE,)),
        ((End.UNTOLD,), (*COORDINATES, "no request-id", *HIDES_WHO)),
    ),
    # Every gateway reads all partitions.
    "feeds": _ends(
        End.HANDLED,
        ((End.RENEWED,), UNREADABLE),
        ((End.HANDLED, End.RENEWED, End.UNTOLD), (A_BYTE,)),
        ((End.UNTOLD,), ("no key", "another key")),
    ),
    "dead": _ends(End.SHOWN),
}

assert set(MISSING) | set(GARBLED) | set(NONSENSES) <= set(EVERY)
