"""Assignments: values that get a name, or go into something."""

import ast
from typing import TYPE_CHECKING

from .scope import Scope
from .shapes import Holds, Instance, Shape, but_code, parts_of

if TYPE_CHECKING:
    from .expressions import ExpressionReader


class Assigner:
    """Keeps track of values under names, in attributes and in containers."""

    def __init__(self, expressions: "ExpressionReader") -> None:
        self._expressions = expressions
        self._known = expressions.known

    def assign(self, target: ast.expr, shape: Shape, scope: Scope) -> None:
        """The target may have this value from now on."""
        match target:
            case ast.Name(name):
                scope.put(name, shape)
            case ast.Tuple(elts) | ast.List(elts):
                self._take_apart(elts, shape, scope)
            case ast.Attribute(value, name):
                self._set(self._expressions.shape(value, scope), name, shape)
            case ast.Subscript(value, index):
                self._known.lose(but_code(self._expressions.shape(index, scope)))
                self.put_into(value, shape, scope)
            case _:
                self._known.lose(shape)

    def _take_apart(self, targets: list[ast.expr], shape: Shape, scope: Scope) -> None:
        is_starred = any(isinstance(each, ast.Starred) for each in targets)
        shape = self._known.unfolded(shape)
        parts = [self._known.items(shape)] * len(targets) if is_starred else parts_of(shape, len(targets))
        for target, part in zip(targets, parts, strict=True):
            if isinstance(target, ast.Starred):
                self.assign(target.value, frozenset({Holds(part)}), scope)
            else:
                self.assign(target, part, scope)

    def _set(self, base: Shape, name: str, shape: Shape) -> None:
        own = [atom for atom in base if isinstance(atom, Instance) and self._known.is_own(atom.key)]
        for atom in own:
            self._expressions.calls.hand(shape, self._known.classes.attribute(atom, name) or frozenset())
            self._known.grow(self._known.attributes, (atom.key, name), shape)
        if not own:
            self._known.lose(shape)

    def put_into(self, container: ast.expr, shape: Shape, scope: Scope) -> None:
        """A value goes into a container: whoever names the container later may get it out."""
        held: Shape = frozenset({Holds(shape), Holds(shape, is_mapping=True)})
        match container:
            case ast.Name(name) if scope.get(name) is not None:
                scope.fill(name, held)
            case ast.Attribute(value, name) if self._is_own(value, scope):
                self._set(self._expressions.shape(value, scope), name, held)
            case _:
                base = self._expressions.shape(container, scope)
                self._known.lose(shape - self._known.admitted(shape, self._known.values(base)))

    def _is_own(self, node: ast.expr, scope: Scope) -> bool:
        shape = self._expressions.shape(node, scope)
        return any(isinstance(atom, Instance) and self._known.is_own(atom.key) for atom in shape)
