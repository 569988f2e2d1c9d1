"""Statements: the bodies of modules, classes and functions."""

import ast
from collections.abc import Callable
from typing import Any

from .arguments import Arguments
from .expressions import ExpressionReader
from .knowledge import Knowledge
from .narrowing import classes_of, without
from .patterns import PatternReader
from .scope import Scope
from .shapes import NOTHING, Anything, ClassOf, Foreign, Generated, Holds, Inner, Instance, Method, Shape
from .sources import Function, Module, chain, has_decorator, last_name

_MOST_ROUNDS = 100
# Decorators that leave a function as it is, for our purpose.
_TRANSPARENT = frozenset(
    {"property", "cached_property", "setter", "deleter", "staticmethod", "classmethod", "abstractmethod", "override"}
    | {"contextmanager", "asynccontextmanager", "cache", "lru_cache", "wraps", "overload", "final"}
)


class StatementReader:
    """Goes over code again and again, until nothing more becomes known."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._known = knowledge
        self._expressions = ExpressionReader(knowledge)
        self._patterns = PatternReader(self._expressions)
        self._gives: dict[int, bool] = {}
        self._kinds: dict[type[ast.stmt], Callable[[Any, Scope], None]] = {
            ast.Return: self._return,
            ast.Assign: self._assign,
            ast.AnnAssign: self._assign_annotated,
            ast.AugAssign: self._assign_more,
            ast.If: self._if,
            ast.While: self._if,
            ast.For: self._for,
            ast.AsyncFor: self._for,
            ast.With: self._with,
            ast.AsyncWith: self._with,
            ast.Match: self._match,
            ast.Try: self._try,
            ast.TryStar: self._try,
            ast.Raise: self._raise,
            ast.Assert: self._assert,
            ast.FunctionDef: self._nested,
            ast.AsyncFunctionDef: self._nested,
            ast.ClassDef: self._class,
            ast.Global: self._outer,
            ast.Nonlocal: self._outer,
        }

    def read(self, modules: list[Module]) -> None:
        """Read the code of these modules: first where values go, then what becomes of those that nobody knows."""
        self._read(modules)
        self._known.is_settled = True
        self._read(modules)

    def _read(self, modules: list[Module]) -> None:
        before = -1
        for _ in range(_MOST_ROUNDS):
            if self._known.size == before:
                return
            before = self._known.size
            for module in modules:
                self._module(module)
            self._known.settle()
        raise RuntimeError(f"no end to what becomes known of {', '.join(module.name for module in modules)}")

    def _module(self, module: Module) -> None:
        scope = self._known.scopes.setdefault(module.name, Scope(module))
        self._body(module.tree.body, scope)
        for name, node in module.bodies:
            owner = name.rpartition(".")[0]
            instance = Instance((module.name, owner)) if owner else None
            key: object = (module.name, name) if module.functions.get(name) is node else id(node)
            self._function(key, node, Scope(module, scope, function=node, owner=instance))

    def _body(self, body: list[ast.stmt], scope: Scope) -> None:
        for node in body:
            kind = self._kinds.get(type(node), self._expressions_in)
            kind(node, scope)

    def _expressions_in(self, node: ast.stmt, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._expressions.shape(child, scope)

    # Functions and classes

    def _function(self, key: object, node: Function, fresh: Scope) -> None:
        scope = self._known.scopes.setdefault(key, fresh)
        self._known.keys[id(node)] = key
        self._decorated(key, node, scope)
        self._defaults(node.args, scope)
        self._parameters(key, node, scope)
        self._body(node.body, scope)
        if id(node) not in self._gives:
            self._gives[id(node)] = any(isinstance(each, ast.Return | ast.Yield) for each in ast.walk(node))
        if not self._gives[id(node)]:
            self._expressions.calls.give(NOTHING, scope)

    def _parameters(self, key: object, node: Function, scope: Scope) -> None:
        spec = node.args
        places = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
        for parameter in places:
            self._parameter(key, parameter, self._annotated(parameter, scope), scope)
        if spec.vararg is not None:
            self._parameter(key, spec.vararg, _held(self._annotated(spec.vararg, scope)), scope)
        if spec.kwarg is not None:
            self._parameter(key, spec.kwarg, _held(self._annotated(spec.kwarg, scope), is_mapping=True), scope)
        if scope.owner is not None and places and not has_decorator(node, "staticmethod"):
            is_of_class = has_decorator(node, "classmethod")
            scope.put(places[0].arg, frozenset({ClassOf(scope.owner) if is_of_class else scope.owner}))

    def _defaults(self, spec: ast.arguments, scope: Scope) -> None:
        places = [*spec.posonlyargs, *spec.args]
        pairs = [*zip(reversed(places), reversed(spec.defaults), strict=False)]
        pairs += [(place, each) for place, each in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if each]
        for place, default in pairs:
            scope.put(place.arg, self._expressions.shape(default, scope.parent or scope))

    def _decorated(self, key: object, node: Function, scope: Scope) -> None:
        """A decorator of our own is a function that is given one; one of a library may do anything with it."""
        self._known.inner.setdefault(id(node), node)
        function: Shape = frozenset({Method(key) if isinstance(key, tuple) else Inner(id(node))})
        for decorator in node.decorator_list:
            if last_name(decorator) not in _TRANSPARENT:
                shape = self._expressions.shape(decorator, scope.parent or scope)
                self._expressions.calls.apply(shape, Arguments((function,)))

    def _annotated(self, parameter: ast.arg, scope: Scope) -> Shape:
        is_self = scope.owner is not None and parameter.annotation is None
        return NOTHING if is_self else self._known.annotations.of(parameter.annotation, scope.module)

    def _parameter(self, key: object, parameter: ast.arg, annotated: Shape, scope: Scope) -> None:
        for atom in annotated:
            if isinstance(atom, Generated):
                self._known.facts.meet(atom.name)
        handed = self._known.parameters.get((key, parameter.arg), NOTHING)
        # Without an annotation, a value is what it is handed as, and unknown if nobody hands it.
        is_open = parameter.annotation is None and (handed or not self._known.is_settled)
        scope.put(parameter.arg, handed if is_open else annotated | handed)

    def _nested(self, node: Function, scope: Scope) -> None:
        """A function inside of a function; those at the top and in classes are read on their own."""
        if scope.function is not None:
            self._known.inner[id(node)] = node
            self._function(id(node), node, Scope(scope.module, scope, function=node))
            scope.put(node.name, frozenset({Inner(id(node))}))

    def _outer(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
        scope.outer(node.names)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        inner = Scope(scope.module, scope)
        for decorator in node.decorator_list:
            self._expressions.shape(decorator, scope)
        self._body([each for each in node.body if not isinstance(each, Function)], inner)
        if scope.module.classes.get(node.name) is not node:
            for each in node.body:
                if isinstance(each, Function):
                    self._function(id(each), each, Scope(scope.module, inner, function=each))
        for name, shape in inner.names.items():
            self._known.grow(self._known.attributes, ((scope.module.name, node.name), name), shape)

    def _return(self, node: ast.Return, scope: Scope) -> None:
        self._expressions.calls.give(self._expressions.shape(node.value, scope), scope)

    # Assignments

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        self._expressions.tables.named(node.value, *names)
        shape = self._expressions.shape(node.value, scope)
        for target in node.targets:
            self._expressions.assigner.assign(target, shape, scope)

    def _assign_annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        """A value is known better from what it is than from its annotation; an empty container is not."""
        name = node.target.id if isinstance(node.target, ast.Name) else ""
        self._expressions.tables.named(node.value, name, ast.unparse(node.annotation).rpartition(".")[2])
        annotated = self._known.annotations.of(node.annotation, scope.module)
        shape = self._expressions.shape(node.value, scope)
        self._expressions.calls.hand(shape, annotated)
        is_known = any(not isinstance(atom, Anything | Holds | Foreign) for atom in shape)
        self._expressions.assigner.assign(node.target, shape if is_known else shape | annotated, scope)

    def _assign_more(self, node: ast.AugAssign, scope: Scope) -> None:
        self._expressions.shape(node.target, scope)
        self._expressions.assigner.assign(node.target, self._expressions.shape(node.value, scope), scope)

    # Branches and loops

    def _if(self, node: ast.If | ast.While, scope: Scope) -> None:
        inner, outer = self._expressions.where(node.test, scope), self._expressions.elsewhere(node.test, scope)
        self._expressions.shape(node.test, scope)
        self._body(node.body, inner)
        self._body(node.orelse, outer)

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        items = self._known.items(self._expressions.shape(node.iter, scope))
        self._expressions.assigner.assign(node.target, items, scope)
        self._body([*node.body, *node.orelse], scope)

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
        for item in node.items:
            opened = self._expressions.shape(item.context_expr, scope)
            if item.optional_vars is not None:
                entered = self._known.special(opened, "__enter__", "__aenter__")
                held = opened | entered | self._known.items(opened)
                self._expressions.assigner.assign(item.optional_vars, held, scope)
        self._body(node.body, scope)

    def _match(self, node: ast.Match, scope: Scope) -> None:
        shape = self._expressions.shape(node.subject, scope)
        name = chain(node.subject)
        for case in node.cases:
            taken = self._patterns.bind(case.pattern, shape, scope)
            inner = scope.narrowed({name: taken}) if name is not None else scope
            if case.guard is None:
                shape = without(shape, self._patterns.all_of(case.pattern, scope))
            else:
                guarded = self._expressions.where(case.guard, inner)
                self._expressions.shape(case.guard, inner)
                inner = guarded
            self._body(case.body, inner)

    def _try(self, node: ast.Try | ast.TryStar, scope: Scope) -> None:
        self._body(node.body, scope)
        for handler in node.handlers:
            caught = classes_of(self._expressions, handler.type, scope) if handler.type is not None else []
            if handler.name is not None:
                scope.put(handler.name, frozenset(caught))
            self._body(handler.body, scope)
        self._body([*node.orelse, *node.finalbody], scope)

    def _raise(self, node: ast.Raise, scope: Scope) -> None:
        """An exception of our own is known again where it is caught, by its class."""
        for part in (node.exc, node.cause):
            thrown = self._expressions.shape(part, scope)
            self._known.lose(frozenset(atom for atom in thrown if not isinstance(atom, Instance | ClassOf)))

    def _assert(self, node: ast.Assert, scope: Scope) -> None:
        self._expressions.shape(node.test, scope)
        self._known.lose(self._expressions.shape(node.msg, scope))


def _held(items: Shape, *, is_mapping: bool = False) -> Shape:
    return frozenset({Holds(items, is_mapping=is_mapping)})
