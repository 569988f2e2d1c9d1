"""How the branches of a union are told apart outside Avro: in Python, in JSON and in TypeScript alike.

A record has its `@type`. Of every other shape that a value can have in JSON the first branch is bare, and the later
ones are wrapped as `{"@type": <branch>, "value": ...}`; maps always are. An int and a long are both an `int` in Python,
so the later one is wrapped even where JSON has a number for one and a string for the other. A branch that is appended
never changes the form of those before it.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from .model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Tree, Type, Union

Shape = Literal["null", "boolean", "number", "string", "array", "map", "record"]


class Branch(Struct, frozen=True):
    """One branch: its index on the wire, its shape in JSON, and Avro's name of it, the `@type` where it needs one."""

    index: int
    type: Type
    shape: Shape
    name: str
    is_wrapped: bool


def branches_of(union: Union, tree: Tree) -> tuple[Branch, ...]:
    """Every branch with its form. Of `["null", T]` and `[T, "null"]` neither is wrapped."""
    found: list[Branch] = []
    is_optional = optional_of(union) is not None
    for index, written in enumerate(union.branches):
        shape = shape_of(written, tree)
        bare = [earlier for earlier in found if not earlier.is_wrapped]
        is_taken = shape == "map" or (shape != "record" and any(_is_alike(written, shape, other) for other in bare))
        found.append(Branch(index, written, shape, branch_name(written), is_taken and not is_optional))
    return tuple(found)


def _is_alike(written: Type, shape: Shape, other: Branch) -> bool:
    """Whether a bare value could not be told from one of another branch."""
    return shape == other.shape or (is_whole_number(written) and is_whole_number(other.type))


def is_whole_number(written: Type) -> bool:
    """Whether a value is an `int` in Python, whatever it is in JSON."""
    match written:
        case Primitive("int" | "long", None | "timestamp-nanos" | "local-timestamp-nanos"):
            return True
        case _:
            return False


def wrapped_names(tree: Tree) -> frozenset[str]:
    """The enums and fixed types that some union of the tree wraps."""
    written = (field.type for record in tree.records() for field in record.fields)
    branches = (branch for one in written for union in unions_in(one) for branch in branches_of(union, tree))
    return frozenset(branch.name for branch in branches if branch.is_wrapped and isinstance(branch.type, Reference))


def unions_in(written: Type) -> Iterator[Union]:
    """Every union that a type is made of."""
    match written:
        case Union(branches):
            yield written
            for branch in branches:
                yield from unions_in(branch)
        case Array(inner) | Map(inner):
            yield from unions_in(inner)
        case Primitive() | Reference():
            return


def optional_of(union: Union) -> Type | None:
    """T of `["null", T]` or `[T, "null"]`; None for every other union."""
    rest = [branch for branch in union.branches if not is_null(branch)]
    return rest[0] if len(rest) == 1 and len(union.branches) == 2 else None


def is_null(written: Type) -> bool:
    return isinstance(written, Primitive) and written.name == "null"


def branch_name(written: Type) -> str:
    """Avro's name of a branch: the full name of a named type, otherwise the type."""
    match written:
        case Primitive(name) | Reference(name):
            return name
        case Array():
            return "array"
        case Map():
            return "map"
        case Union():
            raise ValueError("a union holds no union")


def shape_of(written: Type, tree: Tree) -> Shape:
    """What a value of a type is in JSON."""
    match written:
        case Primitive("null" | "boolean" as name):
            return name
        case Primitive("int" | "float" | "double", None) | Primitive("long", None, json_number=True):
            return "number"
        case Primitive():
            return "string"
        case Array():
            return "array"
        case Map():
            return "map"
        case Union():
            raise ValueError("a union holds no union")
        case Reference(name):
            return _shape_of_named(tree.types[name])


def _shape_of_named(named: Record | Enum | Fixed) -> Shape:
    match named:
        case Record():
            return "record"
        case Enum() | Fixed():
            return "string"
