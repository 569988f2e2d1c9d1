"""All that is known while the code of one consumer is read, again and again until nothing new appears."""

import ast
from collections.abc import Iterable
from typing import TypeVar

from codegen import naming
from codegen.model import Enum, Record

from .facts import Facts
from .repository import Repository
from .scope import Scope
from .shapes import (
    ANYTHING,
    NOTHING,
    Anything,
    Atom,
    Calls,
    ClassOf,
    Foreign,
    Generated,
    Holds,
    Inner,
    Instance,
    Key,
    Method,
    Row,
    Shape,
    Variable,
    items_of,
    shallow,
    values_of,
)

KeyT = TypeVar("KeyT")


class Knowledge:
    """What values there are, where they go, and the facts that follow.

    `own` are the modules whose code is read; of all others only annotations count.
    """

    def __init__(self, repository: Repository, own: Iterable[str], reach: Iterable[str] = ()) -> None:
        self.tree = repository.tree
        self.symbols = repository.symbols
        self.annotations = repository.annotations
        self.classes = repository.classes
        self.facts = Facts(repository.tree)
        self.own = frozenset(own)
        self._reach = tuple(reach)
        self.attributes: dict[tuple[Key, str], Shape] = {}
        self.parameters: dict[tuple[object, str], Shape] = {}
        self.returns: dict[object, Shape] = {}
        self.outward: set[object] = set()
        """Functions whose results the platform takes."""
        self._lost: Shape = NOTHING
        self.is_settled = False
        """Whether it is known where values go, so that the others are really unknown."""
        self.states: Shape = NOTHING
        """What the folds of a domain give: the states that its other functions take."""
        self.inner: dict[int, ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef] = {}
        self.scopes: dict[object, Scope] = {}
        self.keys: dict[int, object] = {}
        """How a function is called in the tables above, by its node."""

    @property
    def size(self) -> int:
        """Grows with everything that becomes known."""
        tables = (self.attributes, self.parameters, self.returns)
        known = sum(len(table) + sum(map(len, table.values())) for table in tables)
        scopes = sum(scope.size for scope in self.scopes.values())
        return self.facts.size + known + scopes + len(self.outward) + len(self.states) + len(self._lost)

    def grow(self, table: dict[KeyT, Shape], key: KeyT, shape: Shape) -> None:
        """What a table knows under a key may be this too."""
        table[key] = table.get(key, NOTHING) | shallow(shape)

    def is_own(self, key: Key) -> bool:
        return key[0] in self.own

    def methods(self, instance: Instance, name: str) -> list[Method]:
        """Every method of that name that may be meant, of those that derive from a class only our own."""
        line = {each.key for each in self.classes.line(instance)}
        found = self.classes.methods(instance, name)
        return [each for each in found if self.is_own(each.key) or _class_of(each.key) in line]

    # What is in a value

    def special(self, shape: Shape, *names: str) -> Shape:
        """What the special methods of our own classes give."""
        instances = [atom for atom in shape if isinstance(atom, Instance)]
        methods = [each for atom in instances for name in names for each in self.methods(atom, name)]
        return NOTHING.union(*(self.result(each) for each in methods))

    def unfolded(self, shape: Shape) -> Shape:
        """With what our own classes are beside themselves: containers by a base, rows as named tuples."""
        found = shape
        for atom in shape:
            if isinstance(atom, Instance):
                for each in self.classes.line(atom):
                    found |= frozenset(base for base in self.classes.bases(each.key) if isinstance(base, Holds))
                found |= self._as_container(atom)
        return found

    def _as_container(self, instance: Instance) -> Shape:
        """A named tuple as a tuple, a typed dictionary as a mapping."""
        _, names = self.classes.constructor(instance.key)
        parts = [self._attribute(instance, name) for name in names]
        if self.classes.derives_from(instance.key, "typing.NamedTuple"):
            return frozenset({Row(tuple(parts))})
        if self.classes.derives_from(instance.key, "typing.TypedDict"):
            return frozenset({Holds(NOTHING.union(*parts), is_mapping=True)})
        return NOTHING

    def _attribute(self, instance: Instance, name: str) -> Shape:
        known = self.attributes.get((instance.key, name), NOTHING)
        return known | (self.classes.attribute(instance, name) or NOTHING)

    def items(self, shape: Shape) -> Shape:
        """What iterating over a value gives."""
        given = self.special(shape, "__iter__", "__aiter__")
        found = items_of(self.unfolded(shape)) | items_of(given)
        return found | self.special(shape | given, "__next__", "__anext__")

    def values(self, shape: Shape) -> Shape:
        """What an index or a key gives."""
        return values_of(self.unfolded(shape)) | self.special(shape, "__getitem__")

    # Fields

    def field(self, atom: Generated, attribute: str, *, is_sure: bool = True) -> Shape:
        """Read an attribute of a generated value.

        One that its type does not have is read all the same, because the type may have lost it: unless the value may
        also be something else (not `is_sure`), and the attribute is of that.
        """
        named = self.tree.types.get(atom.name)
        if isinstance(named, Enum) or attribute.startswith("__"):
            self.lose(frozenset({atom}))
            return NOTHING
        fields = named.fields if isinstance(named, Record) else ()
        for field in fields:
            if naming.attribute(field.name) == attribute:
                self._note(atom, field.name)
                return self.annotations.of_type(field.type)
        if is_sure:
            self._note(atom, naming.camel(attribute))
        return NOTHING

    def _note(self, atom: Generated, field: str) -> None:
        if atom.is_made:
            self.facts.make(atom.name, [field])
        else:
            self.facts.read(atom.name, field)

    def symbol(self, enum: str, member: str) -> Shape:
        """A symbol of an enum that the code names; any other attribute of a class may tell everything about it."""
        if member.startswith("__"):
            self.facts.whole(enum)
            return NOTHING
        named = self.tree.types.get(enum)
        symbols = named.symbols if isinstance(named, Enum) else ()
        found = next((symbol for symbol in symbols if naming.member(symbol) == member), member)
        self.facts.read(enum, found)
        return frozenset({Generated(enum, is_made=True)})

    def of_anything(self, attribute: str) -> Shape:
        """An attribute of a value of which nothing is known: it may be of any type that this code takes in."""
        for name in [*self.facts.reads(), *self._reach] if self.is_settled else ():
            named = self.tree.types.get(name)
            fields = named.fields if isinstance(named, Record) else ()
            if any(naming.attribute(field.name) == attribute for field in fields):
                self.field(Generated(name), attribute)
        return ANYTHING

    # Values that go where they cannot be followed

    def lose(self, shape: Shape) -> None:
        """What the value is or holds counts as used whole, unless it was made here."""
        self._lost |= shape

    def settle(self) -> None:
        """Take note of all that was lost."""
        waiting, seen = list(self._lost), set(self._lost)
        while waiting:
            more = self._inside(waiting.pop()) - seen
            seen |= more
            waiting += more

    def _inside(self, atom: Atom) -> Shape:
        """What is lost with an atom."""
        match atom:
            case Generated(name, is_made=False) | ClassOf(Generated(name)):
                self.facts.whole(name)
                return NOTHING
            case ClassOf(Instance() as instance):
                return frozenset({instance})
            case Holds(items, keys):
                return items | keys
            case Row(parts):
                return NOTHING.union(*parts)
            case Instance():
                bases = frozenset(base for base in self.classes.bases(atom.key) if isinstance(base, Generated))
                return bases.union(*atom.arguments, *self._data(atom))
            case Calls(result=result):
                return result
            case Method() | Inner():
                return self.result(atom)
            case Generated() | ClassOf() | Anything() | Foreign() | Variable():
                return NOTHING

    def _data(self, instance: Instance) -> Iterable[Shape]:
        yield from self.classes.data(instance)
        line = {each.key for each in self.classes.line(instance)}
        yield from (shape for (key, _), shape in self.attributes.items() if key in line)

    def result(self, atom: Method | Inner) -> Shape:
        """What a function gives: what its code returns if that is read, else what its annotation says."""
        if isinstance(atom, Inner):
            return self.returns.get(atom.id, NOTHING)
        if self.is_own(atom.key) and atom.key in self.returns:
            return self.returns[atom.key]
        node = self.classes.function(atom.key)
        if node.returns is None:
            return NOTHING
        return self.annotations.of(node.returns, self.classes.module(atom.key))

    def admitted(self, shape: Shape, target: Shape) -> Shape:
        """The part of a value that an annotation names: there it is followed."""
        return frozenset(atom for atom in shape if self._is_admitted(atom, target))

    def _is_admitted(self, atom: Atom, target: Shape) -> bool:
        match atom:
            case Generated(name):
                return any(isinstance(each, Generated) and each.name == name for each in target)
            case Instance():
                keys = {each.key for each in self.classes.line(atom)}
                return any(isinstance(each, Instance) and each.key in keys for each in target)
            case Holds(items, keys):
                held = [each for each in target if isinstance(each, Holds)]
                return any(not (items - self.admitted(items, each.items)) for each in held) and not any(
                    keys - self.admitted(keys, each.keys) for each in held if each.is_mapping
                )
            case Row(parts):
                return any(self._takes_row(parts, each) for each in target)
            case Anything() | Foreign() | Variable():
                return True
            case ClassOf() | Method() | Inner() | Calls():
                return any(isinstance(each, ClassOf | Calls) for each in target)

    def _takes_row(self, parts: tuple[Shape, ...], target: Atom) -> bool:
        match target:
            case Row(taken) if len(taken) == len(parts):
                return all(not (part - self.admitted(part, each)) for part, each in zip(parts, taken, strict=True))
            case Holds(items):
                return all(not (part - self.admitted(part, items)) for part in parts)
            case _:
                return False


def _class_of(key: Key) -> Key:
    return key[0], key[1].rpartition(".")[0]
