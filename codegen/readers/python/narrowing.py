"""What a test says about the names in it, where it holds."""

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .scope import Scope
from .shapes import Atom, ClassOf, Generated, Instance, Shape, items_of
from .sources import chain

if TYPE_CHECKING:
    from .expressions import ExpressionReader

Kind = Generated | Instance


def narrowed(reader: "ExpressionReader", test: ast.expr, scope: Scope) -> dict[str, Shape]:
    """Names with what they are where the test holds: behind `isinstance`, alone or joined by `and`."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            found: dict[str, Shape] = {}
            for value in values:
                found |= narrowed(reader, value, scope)
            return found
        case ast.Call(func=ast.Name("isinstance"), args=[value, kinds]) if name := chain(value):
            reader.handled.add(id(test))
            return {name: pick(reader.shape(value, scope), classes_of(reader, kinds, scope))}
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return otherwise(reader, operand, scope)
        case _:
            return {}


def otherwise(reader: "ExpressionReader", test: ast.expr, scope: Scope) -> dict[str, Shape]:
    """Names with what they are where the test does not hold."""
    match test:
        case ast.Call(func=ast.Name("isinstance"), args=[value, kinds]) if name := chain(value):
            return {name: without(reader.shape(value, scope), classes_of(reader, kinds, scope))}
        case _:
            return {}


def classes_of(reader: "ExpressionReader", node: ast.expr, scope: Scope) -> list[Kind]:
    """The classes that the second argument of `isinstance` names."""
    if isinstance(node, ast.BinOp):
        return [*classes_of(reader, node.left, scope), *classes_of(reader, node.right, scope)]
    shape = reader.shape(node, scope)
    named = shape | items_of(frozenset(atom for atom in shape if not isinstance(atom, ClassOf)))
    found = [atom.of for atom in named if isinstance(atom, ClassOf)]
    for kind in found:
        if isinstance(kind, Generated):
            reader.known.facts.meet(kind.name)
    return found


def without(shape: Shape, kinds: Iterable[Kind]) -> Shape:
    """What is left of a value when it is of none of these classes."""
    names = {kind.name for kind in kinds if isinstance(kind, Generated)}
    return frozenset(atom for atom in shape if not (isinstance(atom, Generated) and atom.name in names))


def pick(shape: Shape, kinds: Iterable[Kind]) -> Shape:
    """The part of a value that is of these classes. Of a class that was not known to be in it, all is new."""
    found: set[Atom] = set()
    for kind in kinds:
        same = {atom for atom in shape if _is_of(atom, kind)}
        found |= same or {kind}
    # Of a class of a library it is not known which part that is.
    return frozenset(found) if found else shape


def _is_of(atom: Atom, kind: Kind) -> bool:
    match kind:
        case Generated(name):
            return isinstance(atom, Generated) and atom.name == name
        case Instance(key):
            return isinstance(atom, Instance) and atom.key == key
