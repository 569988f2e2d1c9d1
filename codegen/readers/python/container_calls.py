"""Methods of lists, sets, dictionaries and the like."""

import ast
from typing import TYPE_CHECKING

from .arguments import Arguments
from .scope import Scope
from .shapes import FOREIGN, NOTHING, Holds, Row, Shape

if TYPE_CHECKING:
    from .expressions import ExpressionReader

_VALUES = frozenset({"get", "pop", "popleft", "setdefault", "get_nowait"})
_VIEWS = frozenset({"keys", "values", "items", "popitem"})
_WHOLE = frozenset({"copy", "union", "difference", "intersection", "symmetric_difference"})
# What they put in, by its place among the arguments.
_FILLS = {"append": 0, "appendleft": 0, "add": 0, "insert": 1, "setdefault": 1, "put": 0, "put_nowait": 0}
_MERGES = frozenset({"extend", "extendleft", "update"})
_COMPARES = frozenset({"index", "count", "remove", "discard"})
_QUIET = frozenset({"clear", "move_to_end", "reverse", "rotate"})
_HARMLESS = _VALUES | _VIEWS | _WHOLE | _QUIET


class ContainerReader:
    """Follows values into containers and out of them."""

    def __init__(self, expressions: "ExpressionReader") -> None:
        self._expressions = expressions
        self._known = expressions.known

    def call(self, func: ast.Attribute, node: ast.Call, scope: Scope) -> Shape | None:
        """The shape of what the method gives; None if it is not one of a container."""
        base = self._expressions.shape(func.value, scope)
        held: Shape = frozenset(atom for atom in base if isinstance(atom, Holds | Row))
        if not held or held != base - FOREIGN:
            return None
        shapes = [self._expressions.shape(each, scope) for each in node.args]
        named = {each.arg: self._expressions.shape(each.value, scope) for each in node.keywords}
        self._take(func, held, shapes, named, scope)
        return self._given(func.attr, held).union(*(shapes if func.attr in _VALUES else ()))

    def _take(
        self, func: ast.Attribute, held: Shape, shapes: list[Shape], named: dict[str | None, Shape], scope: Scope
    ) -> None:
        """What becomes of the arguments, and of what is in the container."""
        put_into = self._expressions.assigner.put_into
        if func.attr in _FILLS and len(shapes) > _FILLS[func.attr]:
            put_into(func.value, shapes[_FILLS[func.attr]], scope)
        elif func.attr in _MERGES:
            merged = [self._known.items(shape) | self._known.values(shape) for shape in shapes]
            put_into(func.value, NOTHING.union(*merged, *named.values()), scope)
        elif func.attr in _COMPARES:
            self._known.lose(self._known.items(held).union(*shapes))
        elif func.attr == "sort":
            items = self._known.items(held)
            by = self._expressions.calls.apply(named["key"], Arguments((items,))) if "key" in named else items
            self._known.lose(by)
        elif func.attr not in _HARMLESS:
            self._known.lose(held.union(*shapes, *named.values()))

    def _given(self, name: str, held: Shape) -> Shape:
        keys = NOTHING.union(*(atom.keys for atom in held if isinstance(atom, Holds)))
        values = self._known.values(held)
        match name:
            case "values":
                return frozenset({Holds(values)})
            case "keys":
                return frozenset({Holds(keys)})
            case "items":
                return frozenset({Holds(frozenset({Row((keys, values))}))})
            case "popitem":
                return frozenset({Row((keys, values))})
            case _ if name in _VALUES:
                return values
            case _ if name in _WHOLE:
                return held
            case _:
                return NOTHING
