"""What a compatibility level asks for: which direction, and against which published versions.

https://docs.confluent.io/platform/current/schema-registry/fundamentals/schema-evolution.html
"""

from typing import get_args

from codegen.model import Record

from .verdicts import DIRECTIONS, Direction
from .versions import Version

LEVELS = ("NONE", *(f"{way}{reach}" for way in (*get_args(Direction), "FULL") for reach in ("", "_TRANSITIVE")))
DEFAULT = "FULL_TRANSITIVE"


def directions(level: str) -> tuple[Direction, ...]:
    """The directions in which a level lets nothing break."""
    way = level.removesuffix("_TRANSITIVE")
    return DIRECTIONS if way == "FULL" else tuple(direction for direction in DIRECTIONS if direction == way)


def counted(level: str, versions: tuple[Version, ...]) -> tuple[Version, ...]:
    """The versions that count, newest first; `versions` are oldest first."""
    newest_first = versions[::-1]
    return newest_first if level.endswith("_TRANSITIVE") else newest_first[:1]


def level_of(current: Version, held: str | None, given: str | None) -> str:
    """The level of a type: the one given, else what the type says, else what a registry holds, else the default."""
    named = current.named
    if given is not None:
        return given
    if isinstance(named, Record) and ("compatibility" in named.said or held is None):
        return named.level
    return held or DEFAULT
