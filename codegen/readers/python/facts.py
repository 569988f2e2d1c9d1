"""What was found out about one consumer: which fields of which types it reads, and which it makes."""

from collections.abc import Iterable, Mapping

from codegen.model import Record, Tree
from codegen.references import references

WHOLE = "*"


class Facts:
    """Fields by the full names of their types. A type that is met and of which nothing is read has no field."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._reads: dict[str, set[str]] = {}
        self._makes: dict[str, set[str]] = {}
        self.knows_catalogue = False
        """Whether the consumer handles types that its own code does not name."""

    def meet(self, name: str) -> None:
        self._reads.setdefault(name, set())

    def read(self, name: str, field: str) -> None:
        self._reads.setdefault(name, set()).add(field)

    def whole(self, name: str) -> None:
        """A value is used in a way that cannot be followed, and so is all that it holds."""
        if WHOLE in self._reads.get(name, ()):
            return
        self.read(name, WHOLE)
        named = self._tree.types.get(name)
        for field in named.fields if isinstance(named, Record) else ():
            for inner in sorted(references(field.type)):
                self.whole(inner)

    def make(self, name: str, fields: Iterable[str]) -> None:
        self._makes.setdefault(name, set()).update(fields)

    @property
    def size(self) -> int:
        """Grows with everything that is new."""
        found = (*self._reads.values(), *self._makes.values())
        return len(self._reads) + len(self._makes) + sum(map(len, found))

    def reads(self) -> dict[str, tuple[str, ...]]:
        return _sorted(self._reads)

    def makes(self) -> dict[str, tuple[str, ...]]:
        return _sorted(self._makes)


def _sorted(found: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(sorted(found[name])) for name in sorted(found)}
