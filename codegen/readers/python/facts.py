"""What was found out about one consumer: which fields of which types it reads, and which it makes."""

from collections.abc import Iterable, Mapping

from codegen import naming
from codegen.model import Enum, Field, Record, Tree
from codegen.references import references

WHOLE = "*"


class Facts:
    """Fields by the full names of their types. A type that is met and of which nothing is read has no field.

    `reach` are types that come without being named.
    """

    def __init__(self, tree: Tree, reach: Iterable[str] = ()) -> None:
        self._tree = tree
        self._reach = frozenset(reach)
        self._reads: dict[str, set[str]] = {}
        self._makes: dict[str, set[str]] = {}
        self._attributes: set[str] = set()
        self._is_lost = False
        self.knows_catalogue = False
        """Whether the consumer handles types that its own code does not name."""

    def meet(self, names: Iterable[str]) -> None:
        for name in names:
            self._reads.setdefault(name, set())

    def make(self, name: str, attributes: Iterable[str | None]) -> None:
        """Fields are filled; any of them by what is unpacked (None)."""
        fields = [self._field(name, each) or naming.camel(each) if each else WHOLE for each in attributes]
        self._makes.setdefault(name, set()).update(fields)

    def read(self, name: str, attribute: str, *, is_sure: bool = True) -> None:
        """Read a field by its Python name.

        One that its type does not have is read all the same, because the type may have lost it; unless the value may
        also be something else (not `is_sure`), and the attribute is of that.
        """
        if attribute.startswith("__") or isinstance(self._tree.types.get(name), Enum):
            self.whole([name])
            return
        field = self._field(name, attribute) or (naming.camel(attribute) if is_sure else None)
        self.meet([name])
        self._reads[name].update([field] if field is not None else [])

    def read_of_class(self, name: str, attribute: str) -> None:
        """A symbol of an enum that the code names; any other attribute of a class may tell everything about it."""
        named = self._tree.types.get(name)
        symbols = named.symbols if isinstance(named, Enum) else ()
        if attribute.startswith("__"):
            self.whole([name])
        else:
            self.meet([name])
            self._reads[name].add(next((each for each in symbols if naming.member(each) == attribute), attribute))

    def read_of_anything(self, attribute: str) -> None:
        """Read an attribute of a value of which nothing is known: it may be of any type that this code takes in."""
        self._attributes.add(attribute)

    def whole(self, names: Iterable[str]) -> None:
        """Values are used in a way that cannot be followed, and so is all that they hold."""
        for name in names:
            if WHOLE not in self._reads.get(name, ()):
                self._reads.setdefault(name, set()).add(WHOLE)
                self.whole(inner for field in self._fields(name) for inner in references(field.type))

    def whole_of(self, name: str, attribute: str) -> None:
        """What a field holds is used so."""
        fields = [field for field in self._fields(name) if naming.attribute(field.name) == attribute]
        self.whole(inner for field in fields for inner in references(field.type))

    def lose_all(self) -> None:
        """There is code of which nothing is known: it may use any type that is taken in."""
        self._is_lost = True

    def settle(self) -> None:
        """Give what was read of anything to all types that it may have been of."""
        self.whole([*self._reads] if self._is_lost else ())
        size = -1
        while size != (size := sum(map(len, self._reads.values()))):
            for name in {*self._reads, *self._reach}:
                for attribute in self._attributes:
                    if self._field(name, attribute) is not None:
                        self.read(name, attribute)
                        self.whole_of(name, attribute)

    def _fields(self, name: str) -> Iterable[Field]:
        named = self._tree.types.get(name)
        return named.fields if isinstance(named, Record) else ()

    def _field(self, name: str, attribute: str) -> str | None:
        return next((each.name for each in self._fields(name) if naming.attribute(each.name) == attribute), None)

    def reads(self) -> dict[str, tuple[str, ...]]:
        return _sorted(self._reads)

    def makes(self) -> dict[str, tuple[str, ...]]:
        return _sorted(self._makes)


def _sorted(found: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(sorted(found[name])) for name in sorted(found)}
