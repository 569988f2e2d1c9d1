"""Calls of what Python and msgspec bring along: those that hand their arguments on, and need no reading."""

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from codegen import naming
from codegen.model import Record

from .arguments import Arguments
from .container_calls import ContainerReader
from .facts import WHOLE
from .scope import Scope
from .shapes import NOTHING, Atom, Calls, Generated, Holds, Instance, Row, Shape
from .sources import chain
from .symbols import Outside

if TYPE_CHECKING:
    from .calls import CallReader
    from .expressions import ExpressionReader

# Of these nothing of a value is read, or all that is in it is handed on as it is.
_BLIND = ("len", "bool", "any", "all", "id", "callable", "type")
_SAME = ("iter", "aiter", "reversed", "list", "tuple", "collections.deque")
_DECODE = ("msgspec.json.decode", "msgspec.convert", "msgspec.msgpack.decode")
_DECODER = ("msgspec.json.Decoder", "msgspec.msgpack.Decoder")
_REPLACE = ("msgspec.structs.replace", "copy.replace", "dataclasses.replace")

_Call = Callable[[ast.Call, Scope], Shape | None]


class BuiltinReader:
    """Knows what a call does of which no source is read."""

    def __init__(self, expressions: "ExpressionReader", calls: "CallReader") -> None:
        self._expressions = expressions
        self._calls = calls
        self._known = expressions.known
        self._containers = ContainerReader(expressions)
        self._functions: dict[str, _Call] = {
            **dict.fromkeys(_BLIND, self._blind),
            **dict.fromkeys(_SAME, self._same),
            **dict.fromkeys(("set", "frozenset"), self._hashed),
            **dict.fromkeys(("sorted", "min", "max"), self._ordered),
            **dict.fromkeys(("filter", "map"), self._over),
            **dict.fromkeys(("next", "anext", "enumerate", "zip", "dict", "itertools.chain"), self._iterate),
            **dict.fromkeys(("getattr", "hasattr"), self._attribute),
            **dict.fromkeys(_DECODE, self._decode),
            **dict.fromkeys(_DECODER, self._decoder),
            **dict.fromkeys(_REPLACE, self._replace),
            **dict.fromkeys(("typing.TypeVar", "typing.ParamSpec", "typing.NewType"), lambda _, __: NOTHING),
            "isinstance": self._isinstance,
            "typing.cast": self._cast,
        }

    def call(self, node: ast.Call, scope: Scope) -> Shape | None:
        """The shape of what the call gives; None for every call that is not one of these."""
        function = self._functions.get(self._name(node.func, scope) or "")
        found = function(node, scope) if function is not None else None
        if found is None and isinstance(node.func, ast.Attribute):
            return self._containers.call(node.func, node, scope)
        return found

    def _name(self, func: ast.expr, scope: Scope) -> str | None:
        root = (chain(func) or "").partition(".")[0]
        if not root or scope.get(root) is not None:
            return None
        symbol = self._known.symbols.of(func, scope.module)
        return symbol.name.removeprefix("builtins.") if isinstance(symbol, Outside) else None

    def _blind(self, node: ast.Call, scope: Scope) -> Shape:
        for value in node.args:
            self._shape(value, scope)
        return NOTHING

    def _same(self, node: ast.Call, scope: Scope) -> Shape:
        return _held(self._known.items(self._shape(node.args[0], scope)) if node.args else NOTHING)

    def _iterate(self, node: ast.Call, scope: Scope) -> Shape | None:
        if not node.args:
            return None
        shapes = [self._shape(each, scope) for each in node.args]
        named = NOTHING.union(*(self._shape(each.value, scope) for each in node.keywords))
        items = [self._known.items(shape) for shape in shapes]
        match (self._name(node.func, scope) or "").rpartition(".")[2]:
            case "next" | "anext":
                return items[0].union(*shapes[1:])
            case "enumerate":
                return _held(frozenset({Row((NOTHING, items[0]))}))
            case "zip":
                return _held(frozenset({Row(tuple(items))}))
            case "chain":
                return _held(NOTHING.union(*items))
            case _:
                return shapes[0] | frozenset({Holds(named, is_mapping=True)})

    def _hashed(self, node: ast.Call, scope: Scope) -> Shape:
        shape = self._same(node, scope)
        self._known.lose(self._known.items(shape))
        return shape

    def _ordered(self, node: ast.Call, scope: Scope) -> Shape | None:
        """Looks at every item: by a function, or at all that is in it."""
        if not node.args:
            return None
        shapes = [self._shape(each, scope) for each in node.args]
        items = self._known.items(shapes[0]) if len(shapes) == 1 else NOTHING.union(*shapes)
        named = {each.arg: self._shape(each.value, scope) for each in node.keywords}
        self._known.lose(self._called(named["key"], items) if "key" in named else items)
        found = items | named.get("default", NOTHING)
        return _held(found) if self._name(node.func, scope) == "sorted" else found

    def _over(self, node: ast.Call, scope: Scope) -> Shape | None:
        if len(node.args) != 2:
            return None
        function, items = self._shape(node.args[0], scope), self._known.items(self._shape(node.args[1], scope))
        result = self._called(function, items)
        return _held(items if self._name(node.func, scope) == "filter" else result)

    def _called(self, function: Shape, items: Shape) -> Shape:
        return self._calls.apply(function, Arguments((items,))) if function else NOTHING

    def _attribute(self, node: ast.Call, scope: Scope) -> Shape | None:
        match node.args:
            case [value, ast.Constant(value=str(attribute)), *rest]:
                shape = self._shape(value, scope)
                defaults = [self._shape(each, scope) for each in rest]
                has = frozenset(atom for atom in shape if self._has(atom, attribute)) if rest else shape
                return self._expressions.names.member(has, attribute).union(*defaults)
            case _:
                return None

    def _has(self, atom: Atom, attribute: str) -> bool:
        """Whether a default is not always what is given."""
        named = self._known.tree.types.get(atom.name) if isinstance(atom, Generated) else None
        fields = named.fields if isinstance(named, Record) else ()
        return not isinstance(atom, Generated) or any(naming.attribute(each.name) == attribute for each in fields)

    def _isinstance(self, node: ast.Call, scope: Scope) -> Shape:
        if id(node) not in self._expressions.handled:
            self._expressions.checked(node, scope)
        return NOTHING

    def _cast(self, node: ast.Call, scope: Scope) -> Shape:
        return self._known.annotations.of(node.args[0], scope.module) | self._shape(node.args[1], scope)

    def _decode(self, node: ast.Call, scope: Scope) -> Shape:
        kinds = [each.value for each in node.keywords if each.arg == "type"] or node.args[1:2]
        self._known.lose(self._shape(node.args[0], scope))
        return NOTHING.union(*(self._known.annotations.of(kind, scope.module) for kind in kinds))

    def _decoder(self, node: ast.Call, scope: Scope) -> Shape:
        kinds = node.args[:1] or [each.value for each in node.keywords if each.arg == "type"]
        result = NOTHING.union(*(self._known.annotations.of(kind, scope.module) for kind in kinds))
        return frozenset({Calls(None, result)})

    def _replace(self, node: ast.Call, scope: Scope) -> Shape | None:
        """A copy with other values in some fields: what is copied is still what was read."""
        if not node.args:
            return None
        shape = self._shape(node.args[0], scope)
        given = {each.arg: self._shape(each.value, scope) for each in node.keywords}
        for atom in shape:
            match atom:
                case Instance(key) if self._known.is_own(key):
                    for attribute, more in given.items():
                        self._known.grow(self._known.attributes, (key, attribute or ""), more)
                case Generated(name):
                    self._known.facts.make(name, [naming.camel(each) if each else WHOLE for each in given])
                    self._known.lose(NOTHING.union(*given.values()))
                case _:
                    self._known.lose(NOTHING.union(*given.values()))
        return shape

    def _shape(self, node: ast.expr, scope: Scope) -> Shape:
        return self._expressions.shape(node, scope)


def _held(items: Shape) -> Shape:
    return frozenset({Holds(items)})
