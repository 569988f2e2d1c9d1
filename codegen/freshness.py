"""Whether the files on disk are the ones that the schemas give."""

from collections.abc import Mapping

from msgspec import Struct


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
