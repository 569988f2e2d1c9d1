"""Which published versions belong to which type of the tree, through renames of whole types."""

from collections.abc import Mapping

from msgspec import Struct

from codegen.model import Tree

from .versions import Version

# Versions by the full name under which they were published, oldest first.
History = Mapping[str, tuple[Version, ...]]


class Lineage(Struct, frozen=True):
    """`versions` by the current name, oldest first; `gone` are published types that the tree has under no name."""

    versions: dict[str, tuple[Version, ...]]
    gone: dict[str, Version]


def lineage(tree: Tree, history: History) -> Lineage:
    """The versions of each type of the tree. One that lists a name which went as its alias continues that one."""
    ancestors: dict[str, list[str]] = {}
    for name in history:
        heir = _heir(name, tree, history)
        if heir is not None and heir != name:
            ancestors.setdefault(heir, []).append(name)
    versions = {
        name: (*(version for old in ancestors.get(name, ()) for version in history[old]), *history.get(name, ()))
        for name in tree.types
        if name in history or name in ancestors
    }
    known = {old for names in ancestors.values() for old in names}
    gone = {name: past[-1] for name, past in history.items() if name not in tree.types and name not in known}
    return Lineage(versions, gone)


def _heir(name: str, tree: Tree, history: History, above: tuple[str, ...] = ()) -> str | None:
    """What a published type is called now: by its alias in the tree, or in a version that was itself renamed."""
    if name in tree.types:
        return name
    now = next((other for other, named in tree.types.items() if name in named.aliases), None)
    if now is not None or name in above:
        return now
    later = (other for other, past in history.items() if any(name in version.named.aliases for version in past))
    return next((heir for other in later if (heir := _heir(other, tree, history, (*above, name))) is not None), None)


def starts(tree: Tree) -> list[str]:
    """The types that stand at the top of a file: those inside of another are met on the way through it."""
    return [
        name
        for name, named in tree.types.items()
        if named.place.pointer.count("/") <= 1 and _is_top(named.place.pointer)
    ]


def _is_top(pointer: str) -> bool:
    """The root of a file, or a branch of the union that it holds."""
    return pointer == "" or pointer[1:].isdecimal()


def of_tree(base: Tree, label: str, *, is_bare: bool = False) -> dict[str, tuple[Version, ...]]:
    """A whole tree as the one version of each of its types, nested ones too."""
    return {name: (Version(name, base, label, is_bare=is_bare),) for name in base.types}
