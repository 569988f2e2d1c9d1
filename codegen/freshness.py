"""Whether the files on disk are the ones that the schemas give, and what to show if they are not."""

import re
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from itertools import islice

from msgspec import Struct

_MOST_LINES = 200
# What the head of every generated file says: a file without it is somebody's own.
_MARK = re.compile(r"by `[^`\n]*\bgenerate\b[^`\n]*`")
_HEAD = 5


class Stale(Struct, frozen=True):
    """One generated file that is not as it should be: `missing`, `changed`, or an `orphan` that nothing generates."""

    path: str
    state: str

    def __str__(self) -> str:
        return f"{self.path}: {self.state}"


def compare(fresh: Mapping[str, str], present: Mapping[str, str]) -> list[Stale]:
    """What differs between fresh output and the files of the generated folders, by path."""
    states = {
        path: "missing" if path not in present else "changed"
        for path, text in fresh.items()
        if present.get(path) != text
    } | dict.fromkeys(set(present) - set(fresh), "orphan")
    return [Stale(path, states[path]) for path in sorted(states)]


def is_generated(text: str) -> bool:
    """Whether the first lines of a file say that it is generated."""
    return any(_MARK.search(line) for line in text.splitlines()[:_HEAD])


def difference(
    stale: list[Stale],
    fresh: Mapping[str, str],
    present: Mapping[str, str],
    mend: str,
    *,
    what: str = "generated files differ from what the schemas give",
) -> str:
    """Which files differ, how those that changed do, cut to what one can read, and the command that mends it."""
    lines = _differences(stale, fresh, present)
    shown = list(islice(lines, _MOST_LINES))
    rest = "" if next(lines, None) is None else "\n... and more"
    files = "".join(f"\n  {file}" for file in stale)
    text = "".join(f"\n{line}" for line in shown)
    return f"{what}:{files}{text}{rest}\nto mend it, run `{mend}`"


def _differences(stale: list[Stale], fresh: Mapping[str, str], present: Mapping[str, str]) -> Iterator[str]:
    for file in stale:
        if file.state == "changed":
            before, after = present[file.path].splitlines(), fresh[file.path].splitlines()
            yield from unified_diff(before, after, file.path, f"{file.path} (fresh)", lineterm="", n=2)
