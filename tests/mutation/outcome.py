"""What became of a mutant, and which survivors are known to be no loss."""

import re
import tomllib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

FILE = Path(__file__).parent / "spared.toml"

KILLED, TIMED_OUT, SURVIVED = ("killed", "segfault", "suspicious"), ("timeout",), ("survived", "no tests")
UNTRIED = ("not checked", "check was interrupted by user")


class Spared(Struct, frozen=True, forbid_unknown_fields=True):
    """Survivors that no test has to find. `where` is a glob over `file: function`, `change` a pattern in the lines."""

    where: str
    change: str
    kind: Literal["equivalent", "words", "speed", "unreachable"]
    why: str

    def holds(self, mutant: "Mutant") -> bool:
        return fnmatchcase(f"{mutant.file}: {mutant.function}", self.where) and bool(
            re.search(self.change, "\n".join(mutant.changed), re.MULTILINE)
        )


class Mutant(Struct, frozen=True):
    """One small change of the code. `changed` are the lines that differ, with - and + in front."""

    name: str
    status: str
    file: str
    line: int
    function: str
    changed: list[str]

    @property
    def is_found(self) -> bool:
        return self.status in KILLED + TIMED_OUT

    @property
    def is_tried(self) -> bool:
        return self.status not in UNTRIED


def spared() -> list[Spared]:
    """The rows of `spared.toml`."""
    return msgspec.convert(tomllib.loads(FILE.read_text()).get("spared", []), list[Spared])


def told(results: Iterable[dict[str, Any]]) -> list[Mutant]:
    """The mutants, by place."""
    mutants = msgspec.convert(list(results), list[Mutant])
    return sorted(mutants, key=lambda mutant: (mutant.file, mutant.line, mutant.name))


def why_spared(mutant: Mutant, rows: Iterable[Spared]) -> Spared | None:
    """The first row that is about this one."""
    return next((row for row in rows if row.holds(mutant)), None)
