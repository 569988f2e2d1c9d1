"""The tables of a domain: which function the platform calls with what."""

from collections.abc import Iterable, Iterator
from typing import Literal

from mypy import nodes as n
from mypy import types as t

from .contents import Contents
from .nodes import inside

Kind = Literal["handlers", "evolve", "project", "reactions"]
# How a table is known: by the name that it is given to or has, or by its annotation.
_WORDS: dict[str, Kind] = {
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
_CONSTANTS = n.StrExpr | n.BytesExpr | n.IntExpr | n.FloatExpr


class Tables:
    """Dictionaries of functions by types of schemas. One of an unknown kind is taken for one that gives answers."""

    def __init__(self, contents: Contents, modules: Iterable[n.MypyFile]) -> None:
        self._contents = contents
        self._kinds: dict[n.Expression, Kind] = {}
        self._names: set[n.SymbolNode | None] = set()
        for module in modules:
            self._go(module)

    def _go(self, node: n.Node) -> None:
        match node:
            case n.AssignmentStmt(lvalues=targets, rvalue=n.DictExpr() as table):
                names = [target for target in targets if isinstance(target, n.NameExpr)]
                annotation = node.unanalyzed_type
                words = [annotation.name.rpartition(".")[2]] if isinstance(annotation, t.UnboundType) else []
                if self._learn(table, [*words, *(name.name for name in names)]):
                    self._names.update(name.node for name in names)
            case n.CallExpr(args=arguments, arg_names=words):
                for word, argument in zip(words, arguments, strict=True):
                    self._learn(argument, [word or ""])
            case n.DictExpr():
                self._learn(node, [])
            case _:
                pass
        for each in inside(node):
            self._go(each)

    def _learn(self, node: n.Expression, words: Iterable[str]) -> bool:
        if not isinstance(node, n.DictExpr) or all(isinstance(value, _CONSTANTS) for _, value in self._rows(node)):
            return False
        self._kinds.setdefault(node, next((_WORDS[word] for word in words if word in _WORDS), "handlers"))
        return True

    def is_table(self, node: n.Expression) -> bool:
        """Whether this is a table, or its name."""
        return node in self._kinds or (isinstance(node, n.RefExpr) and node.node in self._names)

    def rows(self) -> Iterator[tuple[Kind, str, n.Expression]]:
        """What is called for which type."""
        for table, kind in self._kinds.items():
            yield from ((kind, name, value) for name, value in self._rows(table))

    def _rows(self, table: n.Expression) -> Iterator[tuple[str, n.Expression]]:
        for key, value in table.items if isinstance(table, n.DictExpr) else ():
            named = key.node if isinstance(key, n.RefExpr) else None
            if isinstance(named, n.TypeInfo) and named.fullname in self._contents.generated:
                yield self._contents.generated[named.fullname], value
