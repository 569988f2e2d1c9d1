"""One difference between two versions, and where the walk over them stands."""

from typing import Any

from msgspec import Struct, structs

from codegen.model import Field, Place, Type

from .paths import InField, Path, Step


class Holder(Struct, frozen=True):
    """The field around a point, with the full name of its record, on both sides."""

    previous_record: str
    current_record: str
    previous: Field | None
    current: Field | None


class Change(Struct, frozen=True):
    """`previous` and `current` are what it was and is: a field, a type, a symbol, a limit; None where there is none.

    `owner` is the full name of the named type in which it stands, `depth` how many steps of the path lead there.
    `reach` has a letter for each direction in which data get there: not so below a field that a reader does not find.
    """

    kind: str
    path: Path
    previous: Any
    current: Any
    place: Place
    owner: str
    depth: int
    reach: str = "BF"
    holder: Holder | None = None


class InUnion(Struct, frozen=True):
    """A branch that only one side has, with all the branches of both."""

    branch: Type
    previous: tuple[Type, ...]
    current: tuple[Type, ...]


class At(Struct, frozen=True):
    """A point on both sides at once."""

    path: Path
    place: Place
    owner: str
    depth: int
    reach: str = "BF"
    holder: Holder | None = None

    def within(self, holder: Holder) -> "At":
        """Into a field, whose place is that of its current version."""
        previous, current = holder.previous, holder.current
        step = InField(previous.name if previous else None, current.name if current else None)
        place = current.place if current else self.place
        return structs.replace(self, path=(*self.path, step), place=place, holder=holder)

    def into(self, step: Step, place: Place | None = None) -> "At":
        return structs.replace(self, path=(*self.path, step), place=place or self.place)

    def entering(self, owner: str, place: Place) -> "At":
        return structs.replace(self, owner=owner, place=place, depth=len(self.path))

    def reached(self, *, backward: bool, forward: bool) -> "At":
        """Inside of something that the reader of one direction or of both does not find."""
        reach = ("B" if backward and "B" in self.reach else "") + ("F" if forward and "F" in self.reach else "")
        return structs.replace(self, reach=reach)

    def change(self, kind: str, previous: Any, current: Any) -> Change:
        return Change(kind, self.path, previous, current, self.place, self.owner, self.depth, self.reach, self.holder)
