"""The tables of a domain: which function the platform calls with what."""

import ast
from typing import TYPE_CHECKING, Literal

from .scope import Scope
from .shapes import ClassOf, Generated, Inner, Method, Shape

if TYPE_CHECKING:
    from .expressions import ExpressionReader

Table = Literal["handlers", "evolve", "project", "reactions"]
# How a table is known: by the name that it is given to or has, or by its annotation.
_WORDS: dict[str, Table] = {
    "HANDLERS": "handlers",
    "Handlers": "handlers",
    "handlers": "handlers",
    "EVOLVE": "evolve",
    "Evolutions": "evolve",
    "evolve": "evolve",
    "PROJECT": "project",
    "Projections": "project",
    "project": "project",
    "REACTIONS": "reactions",
    "Reactions": "reactions",
    "reactions": "reactions",
}


class TableReader:
    """Tells functions what they are called with from outside, by the keys under which they stand."""

    def __init__(self, expressions: "ExpressionReader") -> None:
        self._expressions = expressions
        self._known = expressions.known
        self._kinds: dict[int, Table] = {}

    def named(self, value: ast.expr | None, *names: str) -> None:
        """Learn from the names around an expression which table it is."""
        for name in names:
            if name in _WORDS:
                for node in ast.walk(value) if value is not None else ():
                    self._kinds.setdefault(id(node), _WORDS[name])

    def is_table(self, node: ast.Dict, scope: Scope) -> bool:
        """Whether the keys are types of schemas."""
        keys = [self._expressions.shape(key, scope) for key in node.keys if key is not None]
        return any(_records(key) for key in keys) and any(not isinstance(each, ast.Constant) for each in node.values)

    def read(self, node: ast.Dict, scope: Scope) -> None:
        """Follow every row."""
        table = self._kinds.get(id(node), "handlers")
        for key, value in zip(node.keys, node.values, strict=True):
            types = _records(self._expressions.shape(key, scope)) if key is not None else []
            function = self._expressions.shape(value, scope)
            for each in types:
                self._known.facts.meet(each)
                self._row(table, each, function)

    def _row(self, table: Table, name: str, function: Shape) -> None:
        callables = [atom for atom in function if isinstance(atom, Method | Inner)]
        known = [atom for atom in callables if isinstance(atom, Inner) or self._known.is_own(atom.key)]
        if not known or len(known) < len(function):
            self._known.facts.whole(name)
        for atom in known:
            key: object = atom.id if isinstance(atom, Inner) else atom.key
            node = self._known.inner[atom.id] if isinstance(atom, Inner) else self._known.classes.function(atom.key)
            names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
            given: list[Shape] = [frozenset({Generated(name)})]
            given += [self._known.states] if table != "reactions" else []
            for parameter, shape in zip(names, given, strict=False):
                self._known.grow(self._known.parameters, (key, parameter), shape)
            if table == "evolve":
                self._known.states |= self._known.result(atom)
            else:
                self._known.outward.add(key)
                self._known.lose(self._known.returns.get(key, frozenset()))


def _records(shape: Shape) -> list[str]:
    return [atom.of.name for atom in shape if isinstance(atom, ClassOf) and isinstance(atom.of, Generated)]
