"""What is known of a Python value: which generated values it is or holds, and which code it belongs to.

A shape is a set of atoms, any of which the value may be. The empty shape is a value in which nothing generated is.
"""

from collections.abc import Callable

from msgspec import Struct

# The module and the name inside of it, with a dot between class and method.
Key = tuple[str, str]


class Generated(Struct, frozen=True):
    """A value of a type of the schemas. One that was made here has not been read from anywhere."""

    name: str
    is_made: bool = False


class Anything(Struct, frozen=True):
    """A value of which its annotation says nothing."""


class Foreign(Struct, frozen=True):
    """Something of a library: it holds nothing generated, and what it does with a value that it is given is unknown."""


class Instance(Struct, frozen=True):
    """A value of a class of this repository; `arguments` are those of a generic class."""

    key: Key
    arguments: tuple["Shape", ...] = ()


class Holds(Struct, frozen=True):
    """A container: what can be got out of it by iteration (`keys`, for a mapping) and by index or key."""

    items: "Shape"
    keys: "Shape" = frozenset()
    is_mapping: bool = False


class Row(Struct, frozen=True):
    """A tuple of known length."""

    parts: tuple["Shape", ...]


class ClassOf(Struct, frozen=True):
    """A class, not one of its instances."""

    of: Generated | Instance


class Method(Struct, frozen=True):
    """A function or method of this repository."""

    key: Key
    owner: Instance | None = None


class Inner(Struct, frozen=True):
    """A lambda, or a function inside of a function."""

    id: int


class Calls(Struct, frozen=True):
    """Anything that can be called, as `Callable[[...], ...]` says. `parameters` None: with whatever."""

    parameters: tuple["Shape", ...] | None
    result: "Shape"


class Variable(Struct, frozen=True):
    """A type variable."""

    name: str


Atom = Generated | Anything | Foreign | Instance | Holds | Row | ClassOf | Method | Inner | Calls | Variable
Shape = frozenset[Atom]
NOTHING: Shape = frozenset()
ANYTHING: Shape = frozenset({Anything()})
FOREIGN: Shape = frozenset({Foreign()})

_DEEPEST = 6


def items_of(shape: Shape) -> Shape:
    """What iterating over a value gives."""
    found: set[Atom] = set()
    for atom in shape:
        match atom:
            case Holds():
                found |= atom.keys if atom.is_mapping else atom.items
            case Row():
                found |= frozenset().union(*atom.parts)
            case Anything():
                found.add(atom)
            case _:
                pass
    return frozenset(found)


def values_of(shape: Shape) -> Shape:
    """What an index or a key gives."""
    held = [atom.items for atom in shape if isinstance(atom, Holds)]
    return items_of(frozenset(atom for atom in shape if not isinstance(atom, Holds))).union(*held)


def parts_of(shape: Shape, count: int) -> list[Shape]:
    """What taking a value apart gives, by position."""
    parts = [NOTHING] * count
    for atom in shape:
        is_row = isinstance(atom, Row) and len(atom.parts) == count
        found = atom.parts if isinstance(atom, Row) and is_row else [items_of(frozenset({atom}))] * count
        parts = [part | more for part, more in zip(parts, found, strict=True)]
    return parts


def but_code(shape: Shape) -> Shape:
    """A value without the classes and functions that it may be: of those nothing is read by looking at them."""
    return frozenset(atom for atom in shape if not isinstance(atom, ClassOf | Method | Inner))


def substituted(shape: Shape, known: dict[str, Shape]) -> Shape:
    """With what a generic class was given in the place of its variables."""
    if not known:
        return shape
    found: set[Atom] = set()
    for atom in shape:
        if isinstance(atom, Variable):
            found |= known.get(atom.name, {atom})
        else:
            found.add(mapped(atom, lambda inner: substituted(inner, known)))
    return frozenset(found)


def mapped(atom: Atom, change: Callable[[Shape], Shape]) -> Atom:
    """An atom with other shapes inside."""
    match atom:
        case Holds(items, keys, is_mapping):
            return Holds(change(items), change(keys), is_mapping)
        case Row(parts):
            return Row(tuple(map(change, parts)))
        case Instance(key, arguments):
            return Instance(key, tuple(map(change, arguments)))
        case Calls(parameters, result):
            return Calls(None if parameters is None else tuple(map(change, parameters)), change(result))
        case Generated() | Anything() | Foreign() | ClassOf() | Method() | Inner() | Variable():
            return atom


def shallow(shape: Shape, deepest: int = _DEEPEST) -> Shape:
    """Cut off where containers nest without end, so that no loop makes ever deeper ones."""
    if deepest == 0:
        return NOTHING
    return frozenset(mapped(atom, lambda inner: shallow(inner, deepest - 1)) for atom in shape)
