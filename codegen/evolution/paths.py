"""Where in a type something stands: `payload<Card>.cvv`, `tags[]`, `attrs{}`.

A step knows its name on both sides, so that one path leads through the previous and through the current version.
"""

from typing import Literal

from msgspec import Struct

SideName = Literal["previous", "current"]


class InField(Struct, frozen=True):
    """Into a field, by its name on each side; None where that side has no such field."""

    previous: str | None
    current: str | None

    def on(self, side: SideName) -> str | None:
        return self.previous if side == "previous" else self.current


class InItems(Struct, frozen=True):
    """Into the items of an array."""


class InValues(Struct, frozen=True):
    """Into the values of a map."""


class InBranch(Struct, frozen=True):
    """Into a branch of a union, by its index on each side; None where that side has no union or no such branch."""

    previous: int | None
    current: int | None
    name: str

    def on(self, side: SideName) -> int | None:
        return self.previous if side == "previous" else self.current


class Member(Struct, frozen=True):
    """Something that a type says, and no value stands there: a symbol, a limit, an outcome."""

    name: str


Step = InField | InItems | InValues | InBranch | Member
Path = tuple[Step, ...]


def text_of(path: Path) -> str:
    """A path as people write it, by the names of the current version where it has one."""
    return "".join(_text(step) for step in path).removeprefix(".")


def joined(type_name: str, path: Path) -> str:
    """A path with the full name of the type it begins in: what `accept` takes."""
    text = "".join(_text(step) for step in path)
    return f"{type_name}{text}"


def _text(step: Step) -> str:
    match step:
        case InField(previous, current):
            return f".{current or previous}"
        case InItems():
            return "[]"
        case InValues():
            return "{}"
        case InBranch(name=name):
            return f"<{name.rpartition('.')[2]}>"
        case Member(name):
            return f".{name}"
