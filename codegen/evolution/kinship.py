"""What became of the names of an old version, followed through every rename since."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from codegen.model import Named, Record, Tree

from .pairing import NO_KIN, Kin, pair_fields
from .versions import Version


def kinship(versions: Sequence[Version], current: Version) -> list[Kin]:
    """For each version, oldest first: which of its fields and types have which other name now.

    A rename is known by the alias that the next version kept. Later ones may have forgotten it.
    """
    trees = [version.tree for version in versions] + [current.tree]
    if not any(_has_aliases(named) for tree in trees for named in tree.types.values()):
        return [NO_KIN for _ in versions]
    found: list[Kin] = []
    later = NO_KIN
    for older, newer in reversed(list(pairwise(trees))):
        heirs = dict(_heirs(older, newer))
        fields = {
            name: _descent(older.types[name], newer.types[heir], (older, newer), later) for name, heir in heirs.items()
        }
        types = {name: later.types.get(heir, heir) for name, heir in heirs.items()}
        later = Kin(
            {name: names for name, names in fields.items() if names},
            {name: heir for name, heir in types.items() if name != heir},
        )
        found.insert(0, later)
    return found


def _has_aliases(named: Named) -> bool:
    return bool(named.aliases) or (isinstance(named, Record) and any(field.aliases for field in named.fields))


def _heirs(older: Tree, newer: Tree) -> Iterator[tuple[str, str]]:
    """Each type with its name in the next version."""
    aliases = {alias: name for name, named in newer.types.items() for alias in named.aliases}
    for name in older.types:
        heir = name if name in newer.types else aliases.get(name)
        if heir is not None:
            yield name, heir


def _descent(record: Named, heir: Named, trees: tuple[Tree, Tree], later: Kin) -> dict[str, str]:
    if not (isinstance(record, Record) and isinstance(heir, Record)):
        return {}
    since = later.fields.get(heir.name, {})
    pairs = pair_fields(record, heir, trees, {}, guess=False).matched
    now = {old.name: since.get(new.name, new.name) for old, new in pairs}
    return {old: new for old, new in now.items() if old != new}
