"""Expressions: what shape each has, and what reading it reads."""

import ast
from collections.abc import Callable
from typing import Any

from .assignments import Assigner
from .calls import CallReader
from .displays import DisplayReader
from .knowledge import Knowledge
from .names import NameReader
from .narrowing import classes_of, narrowed, otherwise, pick
from .scope import Scope
from .shapes import (
    ANYTHING,
    NOTHING,
    Anything,
    ClassOf,
    Generated,
    Holds,
    Inner,
    Row,
    Shape,
    but_code,
    items_of,
)
from .tables import TableReader


class ExpressionReader:
    """Goes through expressions, and takes note of what is read on the way."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.known = knowledge
        self.names = NameReader(self)
        self.calls = CallReader(self)
        self.tables = TableReader(self)
        self.displays = DisplayReader(self)
        self.assigner = Assigner(self)
        self.handled: set[int] = set()
        """Calls of `isinstance` on which a branch depends, by their nodes."""
        self._kinds: dict[type[ast.expr], Callable[[Any, Scope], Shape]] = {
            ast.Constant: lambda _, __: NOTHING,
            ast.Name: self.names.name,
            ast.Attribute: self.names.attribute,
            ast.Call: self.calls.call,
            ast.Subscript: self._subscript,
            ast.Slice: self._slice,
            ast.Await: self._inside,
            ast.Starred: self._inside,
            ast.NamedExpr: self._walrus,
            ast.Lambda: self._lambda,
            ast.Yield: self._yield,
            ast.YieldFrom: self._yield,
            ast.List: self.displays.elements,
            ast.Set: self.displays.elements,
            ast.Tuple: self.displays.elements,
            ast.Dict: self.displays.dictionary,
            ast.ListComp: self.displays.comprehension,
            ast.SetComp: self.displays.comprehension,
            ast.GeneratorExp: self.displays.comprehension,
            ast.DictComp: self.displays.comprehension,
            ast.BinOp: self._binary,
            ast.BoolOp: self._boolean,
            ast.UnaryOp: self._unary,
            ast.Compare: self._compare,
            ast.IfExp: self._conditional,
        }

    def shape(self, node: ast.expr | None, scope: Scope) -> Shape:
        """The shape of an expression, with everything in it read."""
        if node is None:
            return NOTHING
        return self._kinds.get(type(node), self._unknown)(node, scope)

    def where(self, test: ast.expr, scope: Scope) -> Scope:
        """The scope in which a test has held."""
        return scope.narrowed(narrowed(self, test, scope))

    def elsewhere(self, test: ast.expr, scope: Scope) -> Scope:
        """The scope in which a test has failed."""
        return scope.narrowed(otherwise(self, test, scope))

    def checked(self, node: ast.Call, scope: Scope) -> None:
        """An `isinstance` that no branch depends on: from then on the value may be that, wherever it is named."""
        value = node.args[0]
        shape = self.shape(value, scope)
        missing = pick(shape, classes_of(self, node.args[1], scope)) - shape
        if isinstance(value, ast.Name):
            scope.put(value.id, missing)
        else:
            self.known.lose(missing)

    def _unknown(self, node: ast.expr, scope: Scope) -> Shape:
        """f-strings, and whatever a later Python may bring: used, and not followed."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.known.lose(self.shape(child, scope))
        return NOTHING

    def _inside(self, node: ast.Await | ast.Starred, scope: Scope) -> Shape:
        return self.shape(node.value, scope)

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> Shape:
        shape = self.shape(node.value, scope)
        self.assigner.assign(node.target, shape, scope)
        return shape

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Shape:
        base = self.shape(node.value, scope)
        self.shape(node.slice, scope)
        self.known.lose(frozenset(atom for atom in base if isinstance(atom, Generated)))
        if isinstance(node.slice, ast.Slice):
            return base
        base = self.known.unfolded(base)
        rows = [atom for atom in base if isinstance(atom, Row)]
        match node.slice:
            case ast.Constant(value=int(index)) if rows:
                parts = [row.parts[index] for row in rows if -len(row.parts) <= index < len(row.parts)]
                return self.known.values(base - frozenset(rows)).union(*parts)
            case _:
                return self.known.values(base)

    def _slice(self, node: ast.Slice, scope: Scope) -> Shape:
        for part in (node.lower, node.upper, node.step):
            self.shape(part, scope)
        return NOTHING

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Shape:
        self.known.inner[id(node)] = node
        self.known.keys[id(node)] = id(node)
        inner = self.known.scopes.setdefault(id(node), Scope(scope.module, scope, function=node))
        for parameter in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            inner.put(parameter.arg, self.known.parameters.get((id(node), parameter.arg), NOTHING))
        self.known.grow(self.known.returns, id(node), self.shape(node.body, inner))
        return frozenset({Inner(id(node))})

    def _yield(self, node: ast.Yield | ast.YieldFrom, scope: Scope) -> Shape:
        shape = self.shape(node.value, scope)
        items = shape if isinstance(node, ast.Yield) else self.known.items(shape)
        self.calls.give(frozenset({Holds(items)}), scope)
        return ANYTHING

    # Operations

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Shape:
        self.shape(node.operand, scope)
        return NOTHING

    def _conditional(self, node: ast.IfExp, scope: Scope) -> Shape:
        inner, outer = self.where(node.test, scope), self.elsewhere(node.test, scope)
        self.shape(node.test, scope)
        return self.shape(node.body, inner) | self.shape(node.orelse, outer)

    def _binary(self, node: ast.BinOp, scope: Scope) -> Shape:
        """Containers can be joined, and classes; of anything else an operator may look at all that is in it."""
        both = self.shape(node.left, scope) | self.shape(node.right, scope)
        joined = frozenset(atom for atom in both if isinstance(atom, Holds | Anything | ClassOf))
        rows = frozenset(atom for atom in both if isinstance(atom, Row))
        self.known.lose(both - joined - rows)
        return joined | frozenset(Holds(items_of(frozenset({row}))) for row in rows)

    def _boolean(self, node: ast.BoolOp, scope: Scope) -> Shape:
        found = NOTHING
        for value in node.values:
            inner = self.where(value, scope) if isinstance(node.op, ast.And) else self.elsewhere(value, scope)
            found |= self.shape(value, scope)
            scope = inner
        return found

    def _compare(self, node: ast.Compare, scope: Scope) -> Shape:
        """Equality looks at every field; identity and a comparison with None do not."""
        sides = [node.left, *node.comparators]
        shapes = [self.shape(side, scope) for side in sides]
        for atom in NOTHING.union(*shapes):
            if isinstance(atom, ClassOf) and isinstance(atom.of, Generated):
                self.known.facts.meet(atom.of.name)
        for index, operator in enumerate(node.ops):
            pair = sides[index], sides[index + 1]
            if isinstance(operator, ast.Is | ast.IsNot) or any(_is_none(side) for side in pair):
                continue
            left, right = shapes[index], shapes[index + 1]
            is_in = isinstance(operator, ast.In | ast.NotIn)
            self.known.lose(but_code(left) | but_code(self.known.items(right) if is_in else right))
        return NOTHING


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
