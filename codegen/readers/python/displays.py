"""Lists, sets, tuples, dictionaries, and their comprehensions."""

import ast
from typing import TYPE_CHECKING

from .scope import Scope
from .shapes import NOTHING, Holds, Row, Shape, but_code, items_of, values_of

if TYPE_CHECKING:
    from .expressions import ExpressionReader

Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


class DisplayReader:
    """Knows what a container holds that is written out."""

    def __init__(self, expressions: "ExpressionReader") -> None:
        self._expressions = expressions
        self._known = expressions.known

    def elements(self, node: ast.List | ast.Set | ast.Tuple, scope: Scope) -> Shape:
        shapes = [self._expressions.shape(each, scope) for each in node.elts]
        is_starred = [isinstance(each, ast.Starred) for each in node.elts]
        if isinstance(node, ast.Tuple) and not any(is_starred):
            return frozenset({Row(tuple(shapes))})
        parts = [
            self._known.items(shape) if starred else shape for shape, starred in zip(shapes, is_starred, strict=True)
        ]
        items = NOTHING.union(*parts)
        if isinstance(node, ast.Set):
            self._known.lose(but_code(items))
        return frozenset({Holds(items)})

    def dictionary(self, node: ast.Dict, scope: Scope) -> Shape:
        """A key is hashed, and so all of it is read. Tables of a domain are no containers for this purpose."""
        if self._expressions.tables.is_table(node, scope):
            self._expressions.tables.read(node, scope)
            return NOTHING
        keys, items = NOTHING, NOTHING
        for key, value in zip(node.keys, node.values, strict=True):
            shape = self._expressions.shape(value, scope)
            keys |= self._expressions.shape(key, scope) if key is not None else items_of(shape)
            items |= shape if key is not None else values_of(shape)
        self._known.lose(but_code(keys))
        return frozenset({Holds(items, keys, is_mapping=True)})

    def comprehension(self, node: Comprehension, scope: Scope) -> Shape:
        inner = Scope(scope.module, scope)
        for generator in node.generators:
            iterated = self._expressions.shape(generator.iter, inner)
            self._expressions.assigner.assign(generator.target, self._known.items(iterated), inner)
            for test in generator.ifs:
                narrower = self._expressions.where(test, inner)
                self._expressions.shape(test, inner)
                inner = narrower
        if isinstance(node, ast.DictComp):
            keys = self._expressions.shape(node.key, inner)
            self._known.lose(but_code(keys))
            return frozenset({Holds(self._expressions.shape(node.value, inner), keys, is_mapping=True)})
        items = self._expressions.shape(node.elt, inner)
        if isinstance(node, ast.SetComp):
            self._known.lose(but_code(items))
        return frozenset({Holds(items)})
