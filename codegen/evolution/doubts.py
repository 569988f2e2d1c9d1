"""Which versions have to be read: those that differ by more than what is plainly safe, and those that are asked why.

Most of a long history can be passed over, and what is passed over is never parsed.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from codegen.model import Enum, Record, Union

from .changes import branch_text
from .plainly_safe import names_added
from .versions import Version


class Doubts(Struct, frozen=True):
    """`versions` are to be compared; `forgets`: an alias is gone; `remembers`: a name may have come back."""

    versions: tuple[Version, ...]
    forgets: bool
    remembers: bool


def doubts(current: Version, versions: Sequence[Version]) -> Doubts:
    """What to look at. `versions` are oldest first."""
    schema = current.schema()
    added = [
        names_added(version.schema(), schema, is_bare=version.is_bare, is_newest=version is versions[-1])
        for version in versions
    ]
    known = set(_aliases(schema))
    forgets = any(
        alias not in known
        for version in versions
        if version.mentions("aliases")
        for alias in _aliases(version.schema())
    )
    new = added[-1] if added[-1] is not None else _new_names(versions[-1], current)
    remembers = any(version.mentions(name) for name in new for version in versions[:-1])
    doubtful = [version for version, names in zip(versions, added, strict=True) if names is None or forgets]
    return Doubts(tuple(doubtful), forgets, remembers)


def _aliases(node: Any) -> Iterator[str]:
    match node:
        case dict():
            yield from node.get("aliases", ())
            for name in ("type", "items", "values", "fields"):
                yield from _aliases(node.get(name))
        case list():
            for item in node:
                yield from _aliases(item)


def _new_names(newest: Version, current: Version) -> set[str]:
    """What to look for in older texts: names that are new, and the kinds of new branches that have no name."""
    new = set(_names(current)) - set(_names(newest))
    return {said for _, said in new}


def _names(version: Version) -> Iterator[tuple[str, str]]:
    """Each thing that has a name, with what it is called: types, fields, symbols, and branches by their field."""
    for name, named in version.reach().items():
        yield name, name.rpartition(".")[2]
        match named:
            case Record():
                for field in named.fields:
                    yield f"{name}.{field.name}", field.name
                    branches = field.type.branches if isinstance(field.type, Union) else (field.type,)
                    texts = [branch_text(branch) for branch in branches]
                    yield from ((f"{name}.{field.name}<{text}>", text.rpartition(".")[2]) for text in texts)
            case Enum():
                yield from ((f"{name}.{symbol}", symbol) for symbol in named.symbols)
