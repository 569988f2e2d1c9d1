"""Calls: where arguments go, and what comes back."""

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from codegen import naming
from codegen.model import Record

from .arguments import Arguments
from .builtin_calls import BuiltinReader
from .facts import WHOLE
from .scope import Scope
from .shapes import (
    ANYTHING,
    FOREIGN,
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
    Method,
    Shape,
    items_of,
)
from .sources import Function, has_decorator

if TYPE_CHECKING:
    from .expressions import ExpressionReader


class CallReader:
    """Follows values into functions and classes."""

    def __init__(self, expressions: "ExpressionReader") -> None:
        self._expressions = expressions
        self.known = expressions.known
        self._builtins = BuiltinReader(expressions, self)

    def call(self, node: ast.Call, scope: Scope) -> Shape:
        """The shape of what a call gives."""
        special = self._builtins.call(node, scope)
        if special is not None:
            return special
        callee = self._expressions.shape(node.func, scope)
        return self.apply(callee, self.arguments(node, scope))

    def arguments(self, node: ast.Call, scope: Scope) -> Arguments:
        """The shapes of all arguments."""
        shape = self._expressions.shape
        positional = [shape(each, scope) for each in node.args if not isinstance(each, ast.Starred)]
        spread = [self.known.items(shape(each, scope)) for each in node.args if isinstance(each, ast.Starred)]
        named = {each.arg: shape(each.value, scope) for each in node.keywords if each.arg is not None}
        unpacked = [shape(each.value, scope) for each in node.keywords if each.arg is None]
        spread += [each | _values(each) for each in unpacked]
        if any(isinstance(each, ast.Starred) for each in node.args):
            # Behind a star nobody knows which parameter an argument is for.
            spread, positional = [*spread, *positional], []
        return Arguments(tuple(positional), named, NOTHING.union(*spread))

    def apply(self, callee: Shape, arguments: Arguments) -> Shape:
        """Hand arguments to whatever is called."""
        found = NOTHING
        is_known = False
        for atom in callee:
            result = self._apply(atom, arguments)
            is_known = is_known or result is not None
            found |= result if result is not None else NOTHING
        if not is_known:
            self.known.lose(arguments.all)
        return found

    def _apply(self, atom: Atom, arguments: Arguments) -> Shape | None:
        match atom:
            case ClassOf(Generated(name)):
                return self._make(name, arguments)
            case ClassOf(Instance() as instance):
                return self._construct(instance, arguments)
            case Method():
                return self._enter(atom, arguments)
            case Instance():
                results = [self._enter(each, arguments) for each in self.known.methods(atom, "__call__")]
                return NOTHING.union(*results) if results else None
            case Foreign():
                self.known.lose(arguments.all)
                return FOREIGN
            case Inner(number):
                self._bind(number, self.known.inner[number], arguments)
                return self.known.result(atom)
            case Calls(parameters, result):
                for shape, target in zip(arguments.positional, parameters or (), strict=False):
                    self.hand(shape, target)
                rest = arguments.positional[len(parameters or ()) :]
                self.known.lose(arguments.spread.union(*rest, *arguments.named.values()))
                return result
            case _:
                return None

    def _make(self, name: str, arguments: Arguments) -> Shape:
        """A value of a schema's type is made. What goes into it is passed on."""
        named = self.known.tree.types.get(name)
        fields = named.fields if isinstance(named, Record) else ()
        names = {naming.attribute(field.name): field.name for field in fields}
        given = [names.get(argument, naming.camel(argument)) for argument in arguments.named]
        self.known.facts.make(name, [*given, *([WHOLE] if arguments.positional or arguments.spread else [])])
        self.known.lose(arguments.all)
        return frozenset({Generated(name, is_made=True)})

    def _construct(self, instance: Instance, arguments: Arguments) -> Shape:
        if not self.known.is_own(instance.key):
            self.known.lose(arguments.all)
            return frozenset({instance})
        constructor, fields = self.known.classes.constructor(instance.key)
        if constructor is not None:
            self._enter(constructor, arguments)
        elif not self._fill(instance, fields, arguments):
            self.known.lose(arguments.all)
        return frozenset({instance})

    def _fill(self, instance: Instance, fields: Sequence[str], arguments: Arguments) -> bool:
        """Put arguments into the attributes of a plain class; False if they do not fit."""
        if arguments.spread or len(arguments.positional) > len(fields) or not set(arguments.named) <= set(fields):
            return False
        given = dict(zip(fields, arguments.positional, strict=False)) | dict(arguments.named)
        for name, shape in given.items():
            self.hand(shape, self.known.classes.attribute(instance, name) or NOTHING)
            self.known.grow(self.known.attributes, (instance.key, name), shape)
        return True

    def _enter(self, method: Method, arguments: Arguments) -> Shape:
        """Hand arguments to a function of the repository, or to all that may stand behind a protocol's."""
        if not self.known.is_own(method.key):
            self.known.lose(arguments.all)
            return self.known.result(method)
        node = self.known.classes.function(method.key)
        is_bound = method.owner is not None and not has_decorator(node, "staticmethod")
        places = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        annotated = {place.arg: place.annotation for place in places if place.annotation is not None}
        for name, shape in self._bind(method.key, node, arguments, is_bound=is_bound):
            if name in annotated:
                self.hand(shape, self.known.annotations.of(annotated[name], self.known.classes.module(method.key)))
        if method.owner is not None and self.known.classes.is_protocol(method.owner.key):
            behind = self._behind(method)
            if not behind:
                self.known.lose(arguments.all)
        return self.known.result(method)

    def _behind(self, method: Method) -> list[Method]:
        name = method.key[1].rpartition(".")[2]
        owner = method.owner
        found = self.known.methods(owner, name) if owner is not None else []
        return [each for each in found if each.key != method.key and self.known.is_own(each.key)]

    def _bind(
        self, key: object, node: Function | ast.Lambda, arguments: Arguments, *, is_bound: bool = False
    ) -> list[tuple[str, Shape]]:
        """What each parameter may be, beside what its annotation says."""
        spec = node.args
        places = [each.arg for each in (*spec.posonlyargs, *spec.args)][1 if is_bound else 0 :]
        everywhere = [*places, *(each.arg for each in spec.kwonlyargs)]
        given = list(zip(places, arguments.positional, strict=False))
        given += [(name, shape) for name, shape in arguments.named.items() if name in everywhere]
        given += [(name, arguments.spread) for name in everywhere]
        rest = NOTHING.union(*arguments.positional[len(places) :])
        more = NOTHING.union(*(shape for name, shape in arguments.named.items() if name not in everywhere))
        if spec.vararg is not None:
            given.append((spec.vararg.arg, frozenset({Holds(rest | arguments.spread)})))
        if spec.kwarg is not None:
            given.append((spec.kwarg.arg, frozenset({Holds(more | arguments.spread, is_mapping=True)})))
        # A value of which nothing is known tells nothing of a parameter that has an annotation.
        nothing = NOTHING if isinstance(node, ast.Lambda) else ANYTHING
        for name, shape in given:
            self.known.grow(self.known.parameters, (key, name), shape - nothing)
        return given

    def hand(self, shape: Shape, target: Shape) -> None:
        """A value goes where an annotation says what is expected: a function learns what it will be called with."""
        for expected in target:
            if isinstance(expected, Calls) and expected.parameters is not None:
                for atom in shape:
                    if isinstance(atom, Inner | Method | Foreign):
                        self._apply(atom, Arguments(expected.parameters))

    def give(self, shape: Shape, scope: Scope) -> None:
        """A function returns or yields a value. Where that is unknown, its annotation says what it is."""
        key = self._key_of(scope)
        node = scope.function
        if key is None or node is None:
            return
        is_unknown = not shape - FOREIGN or any(isinstance(atom, Anything) for atom in items_of(shape) | shape)
        if is_unknown and not isinstance(node, ast.Lambda) and node.returns is not None:
            shape |= self.known.annotations.of(node.returns, scope.module)
        self.known.grow(self.known.returns, key, shape)

    def _key_of(self, scope: Scope) -> object:
        return self.known.keys.get(id(scope.function))


def _values(shape: Shape) -> Shape:
    held = [atom.items for atom in shape if isinstance(atom, Holds)]
    return NOTHING.union(*held)
