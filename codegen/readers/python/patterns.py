"""Patterns of `match`: what they read, and what they say of a value."""

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .narrowing import Kind, classes_of, pick
from .scope import Scope
from .shapes import NOTHING, Holds, Instance, Shape, parts_of

if TYPE_CHECKING:
    from .expressions import ExpressionReader


class PatternReader:
    """Binds the names of patterns."""

    def __init__(self, expressions: "ExpressionReader") -> None:
        self._expressions = expressions
        self._known = expressions.known
        self._kinds: dict[type[ast.pattern], Callable[[Any, Shape, Scope], Shape]] = {
            ast.MatchAs: self._as,
            ast.MatchOr: self._or,
            ast.MatchClass: self._class,
            ast.MatchValue: self._value,
            ast.MatchSequence: self._sequence,
            ast.MatchMapping: self._mapping,
            ast.MatchStar: self._star,
            ast.MatchSingleton: lambda _, shape, __: shape,
        }

    def bind(self, pattern: ast.pattern, shape: Shape, scope: Scope) -> Shape:
        """What the value is where the pattern fits."""
        return self._kinds[type(pattern)](pattern, shape, scope)

    def all_of(self, pattern: ast.pattern, scope: Scope) -> list[Kind]:
        """The classes of which every value fits."""
        match pattern:
            case ast.MatchAs(ast.pattern() as inner):
                return self.all_of(inner, scope)
            case ast.MatchOr(patterns):
                return [kind for each in patterns for kind in self.all_of(each, scope)]
            case ast.MatchClass(kind, [], _, []):
                return classes_of(self._expressions, kind, scope)
            case _:
                return []

    def _as(self, pattern: ast.MatchAs, shape: Shape, scope: Scope) -> Shape:
        taken = self.bind(pattern.pattern, shape, scope) if pattern.pattern is not None else shape
        if pattern.name is not None:
            scope.put(pattern.name, taken)
        return taken

    def _or(self, pattern: ast.MatchOr, shape: Shape, scope: Scope) -> Shape:
        return NOTHING.union(*(self.bind(each, shape, scope) for each in pattern.patterns))

    def _value(self, pattern: ast.MatchValue, shape: Shape, scope: Scope) -> Shape:
        self._expressions.shape(pattern.value, scope)
        self._known.lose(shape)
        return shape

    def _sequence(self, pattern: ast.MatchSequence, shape: Shape, scope: Scope) -> Shape:
        for each, part in zip(
            pattern.patterns, parts_of(self._known.unfolded(shape), len(pattern.patterns)), strict=True
        ):
            self.bind(each, part, scope)
        return shape

    def _mapping(self, pattern: ast.MatchMapping, shape: Shape, scope: Scope) -> Shape:
        for each in pattern.patterns:
            self.bind(each, self._known.values(shape), scope)
        if pattern.rest is not None:
            scope.put(pattern.rest, shape)
        return shape

    def _star(self, pattern: ast.MatchStar, shape: Shape, scope: Scope) -> Shape:
        if pattern.name is not None:
            scope.put(pattern.name, frozenset({Holds(shape | self._known.items(shape))}))
        return shape

    def _class(self, pattern: ast.MatchClass, shape: Shape, scope: Scope) -> Shape:
        kinds = classes_of(self._expressions, pattern.cls, scope)
        taken = pick(shape, kinds)
        if not kinds:
            for inner in pattern.patterns:
                self.bind(inner, shape, scope)
        elif pattern.patterns:
            self._positional(pattern, taken, scope)
        for name, inner in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
            self.bind(inner, self._expressions.names.member(taken, name), scope)
        return taken

    def _positional(self, pattern: ast.MatchClass, taken: Shape, scope: Scope) -> None:
        """By the order of the attributes of our own classes; a generated one does not tell it."""
        instances = [atom for atom in taken if isinstance(atom, Instance) and self._known.is_own(atom.key)]
        if len(instances) != len(taken):
            self._known.lose(taken)
        for instance in instances:
            _, fields = self._known.classes.constructor(instance.key)
            for name, inner in zip(fields, pattern.patterns, strict=False):
                self.bind(inner, self._expressions.names.member(frozenset({instance}), name), scope)
