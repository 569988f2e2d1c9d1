"""The state of every key of one partition: the fold of its committed events, under an overlay of decided ones."""

from typing import Any, NamedTuple

from msgspec import Struct

from services.runner.decision import Evolutions
from services.wire.errors import UnknownEvent


class Folded(NamedTuple):
    """A key's state and the number of events in it."""

    state: Any
    seq: int


NOTHING = Folded(None, 0)


class Fold:
    """Committed states by record key. Decided states lie above them until their transaction has ended."""

    def __init__(self, evolve: Evolutions) -> None:
        self._evolve = evolve
        self._committed: dict[bytes | None, Folded] = {}
        self._decided: dict[bytes | None, Folded] = {}
        self.next_offset = 0
        """The first offset of the events that is not folded yet."""

    def __len__(self) -> int:
        return len(self._committed)

    def of(self, key: bytes | None) -> Folded:
        """Give the newest state of a key, decided ones included."""
        decided = self._decided.get(key)
        return decided if decided is not None else self._committed.get(key, NOTHING)

    def after(self, folded: Folded, event: Struct) -> Folded:
        """Give the state after one more event. Raises `UnknownEvent`."""
        evolve = self._evolve.get(type(event))
        if evolve is None:
            raise UnknownEvent(f"EVOLVE has no function for {type(event).__name__}")
        return Folded(evolve(event, folded.state), folded.seq + 1)

    def fold(self, key: bytes | None, event: Struct) -> Folded:
        """Fold a committed event into its key, and give the state after it."""
        folded = self.after(self._committed.get(key, NOTHING), event)
        self._committed[key] = folded
        return folded

    def decide(self, key: bytes | None, folded: Folded) -> None:
        """Lay a decided state over the committed one."""
        self._decided[key] = folded

    def merge(self, key: bytes | None, folded: Folded) -> None:
        """Make a decided state the committed one; a newer decision for the key stays above it."""
        self._committed[key] = folded
        if self._decided.get(key) is folded:
            del self._decided[key]

    def drop(self) -> None:
        """Forget everything that was decided and not committed."""
        self._decided.clear()
