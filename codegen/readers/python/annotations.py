"""From annotations to shapes, and from the types of schemas to the shapes of their Python values."""

import ast
from collections.abc import Sequence

from codegen.model import Array, Map, Primitive, Reference, Type, Union

from .shapes import ANYTHING, NOTHING, Calls, ClassOf, Generated, Holds, Instance, Row, Shape, Variable
from .sources import Module
from .symbols import Defined, OfSchema, Outside, Symbols

_ANY = frozenset({"typing.Any", "object", "msgspec.Struct", "typing_extensions.Any"})
_MAPPINGS = frozenset(
    {"dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict", "MappingProxyType", "ChainMap", "Dict"}
)
_CONTAINERS = frozenset(
    {"list", "set", "frozenset", "deque", "Sequence", "MutableSequence", "Iterable", "Iterator", "Collection", "Set"}
    | {"MutableSet", "AbstractSet", "AsyncIterator", "AsyncIterable", "List", "FrozenSet", "Container", "Reversible"}
    | {"Generator", "AsyncGenerator", "Queue", "ValuesView", "KeysView"}
)
# What stands for one of its arguments: of these the first, of the others the last.
_FIRST = frozenset({"Annotated", "ClassVar", "Final", "Required", "NotRequired", "ReadOnly"})
_LAST = frozenset({"Awaitable", "Coroutine", "Task", "Future", "AbstractAsyncContextManager", "AbstractContextManager"})
_DEEPEST = 20


class Annotations:
    """Reads annotations of any module."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols
        self._known: dict[tuple[int, str], Shape] = {}

    def of(self, node: ast.expr | None, module: Module, depth: int = 0) -> Shape:
        """The shape of a value that is annotated so; of a value without an annotation nothing is known."""
        if node is None:
            return ANYTHING
        key = (id(node), module.name)
        if key not in self._known:
            self._known[key] = self._of(node, module, depth) if depth <= _DEEPEST else NOTHING
        return self._known[key]

    def _of(self, node: ast.expr, module: Module, depth: int) -> Shape:
        match node:
            case ast.Constant(value=str(text)):
                return self._quoted(text, module, depth + 1)
            case ast.Constant():
                return NOTHING
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self.of(left, module, depth + 1) | self.of(right, module, depth + 1)
            case ast.Subscript(value=value, slice=index):
                return self._subscript(value, _elements(index), module, depth + 1)
            case ast.Starred(value=value):
                return self.of(value, module, depth + 1)
            case _:
                return self._named(node, module, depth + 1)

    def _quoted(self, text: str, module: Module, depth: int) -> Shape:
        try:
            node = ast.parse(text, mode="eval").body
        except SyntaxError:
            return NOTHING  # words, as in `Annotated`
        return self._of(node, module, depth) if depth <= _DEEPEST else NOTHING

    def of_type(self, written: Type) -> Shape:
        """The shape of a field's value."""
        match written:
            case Primitive():
                return NOTHING
            case Array(items=items):
                return frozenset({Holds(self.of_type(items))})
            case Map(values=values):
                return frozenset({Holds(self.of_type(values), is_mapping=True)})
            case Union(branches=branches):
                return NOTHING.union(*map(self.of_type, branches))
            case Reference(name=name):
                return frozenset({Generated(name)})

    def _named(self, node: ast.expr, module: Module, depth: int) -> Shape:
        match self._symbols.of(node, module):
            case OfSchema(name, is_table=False):
                return frozenset({Generated(name)})
            case Defined(key, "class"):
                return frozenset({Instance(key)})
            case Defined(key, "value"):
                return self._alias(key, depth)
            case Outside(name):
                simple = name.rpartition(".")[2]
                if simple in _MAPPINGS:
                    return frozenset({Holds(ANYTHING, ANYTHING, is_mapping=True)})
                if simple in _CONTAINERS or simple in ("tuple", "Tuple"):
                    return frozenset({Holds(ANYTHING)})
                return ANYTHING if name in _ANY else NOTHING
            case _:
                return NOTHING

    def _alias(self, key: tuple[str, str], depth: int) -> Shape:
        """A name at the top of a module that stands for a type, or for a type variable."""
        module = self._symbols.modules[key[0]]
        found = NOTHING
        for statement in module.values[key[1]]:
            match statement.value:
                case ast.Call(func=func, args=args, keywords=keywords) if self._is(func, module, "typing.TypeVar"):
                    bounds = [keyword.value for keyword in keywords if keyword.arg == "bound"]
                    found |= {Variable(key[1])}
                    found = found.union(*(self.of(bound, module, depth) for bound in [*args[1:], *bounds]))
                case ast.Call(func=func, args=[_, of]) if self._is(func, module, "typing.NewType"):
                    found |= self.of(of, module, depth)
                case None | ast.Call() | ast.Dict() | ast.List() | ast.Set():
                    pass
                case value:
                    found |= self.of(value, module, depth)
        return found

    def _is(self, node: ast.expr, module: Module, name: str) -> bool:
        return self._symbols.of(node, module) == Outside(name)

    def _subscript(self, value: ast.expr, arguments: Sequence[ast.expr], module: Module, depth: int) -> Shape:
        symbol = self._symbols.of(value, module)
        match symbol:
            case Defined(key, "class"):
                return frozenset({Instance(key, tuple(self.of(each, module, depth) for each in arguments))})
            case Outside(name):
                return self._outside(name.rpartition(".")[2], arguments, module, depth)
            case _:
                return self._named(value, module, depth)

    def _outside(self, name: str, arguments: Sequence[ast.expr], module: Module, depth: int) -> Shape:
        if name == "Literal":
            return NOTHING
        if name == "Callable":
            return self._callable(arguments, module, depth)
        if name in _FIRST:
            return self.of(arguments[0], module, depth)
        shapes = [self.of(each, module, depth) for each in arguments]
        match name:
            case "type" | "Type":
                of = [atom for shape in shapes for atom in shape if isinstance(atom, Generated | Instance)]
                return frozenset(ClassOf(atom) for atom in of)
            case "tuple" | "Tuple" if not any(isinstance(each, ast.Constant) for each in arguments):
                return frozenset({Row(tuple(shapes))})
            case "Optional" | "Union":
                return NOTHING.union(*shapes)
            case _ if name in _MAPPINGS:
                return frozenset({Holds(shapes[-1], shapes[0], is_mapping=True)})
            case _ if name in _LAST:
                return shapes[-1]
            case _:
                # Of anything else that takes arguments it is enough to know what may be inside.
                return frozenset({Holds(NOTHING.union(*shapes))})

    def _callable(self, arguments: Sequence[ast.expr], module: Module, depth: int) -> Shape:
        result = self.of(arguments[-1], module, depth)
        if not isinstance(arguments[0], ast.List):
            return frozenset({Calls(None, result)})
        return frozenset({Calls(tuple(self.of(each, module, depth) for each in arguments[0].elts), result)})


def _elements(index: ast.expr) -> list[ast.expr]:
    return index.elts if isinstance(index, ast.Tuple) else [index]
