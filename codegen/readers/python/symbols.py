"""What a name in a Python source stands for."""

import ast
from collections.abc import Mapping

from msgspec import Struct

from codegen import naming
from codegen.model import Enum, Record, Tree
from codegen.outputs import PYTHON

from .shapes import Key
from .sources import Module, chain

GENERATED = PYTHON.replace("/", ".")
# Generated modules that hold every type, so that whoever uses them may meet any.
_OF_ALL = frozenset({"catalog", "client", "codec", "history", "json"})


class OfSchema(Struct, frozen=True):
    """A generated class, or (`is_table`) the table of an enum."""

    name: str
    is_table: bool = False


class OfAll(Struct, frozen=True):
    """Something generated that knows every type; what a client brings may be of any."""

    module: str


class Defined(Struct, frozen=True):
    """A function, class or value at the top of a module of this repository."""

    key: Key
    what: str


class Outside(Struct, frozen=True):
    """Anything else, by its name with dots: of a library, a builtin, a module."""

    name: str


Symbol = OfSchema | OfAll | Defined | Outside


class Symbols:
    """Looks names up through imports, over all modules of the repository."""

    def __init__(self, tree: Tree, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self._generated = _generated(tree)
        self._known: dict[tuple[str, str], Symbol] = {}

    def of(self, node: ast.expr, module: Module) -> Symbol | None:
        """What a name or a chain of attributes stands for; None for any other expression."""
        dotted = chain(node)
        if dotted is None:
            return None
        if (module.name, dotted) not in self._known:
            first, _, rest = dotted.partition(".")
            own = f"{module.name}.{first}"
            start = own if self._defines(module, first) else module.imports.get(first)
            tail = f".{rest}" if rest else ""
            starts = [start] if start is not None else [*(f"{star}.{first}" for star in module.stars), first]
            found = [self._named(each + tail, ()) for each in starts]
            inside = (symbol for symbol in found if not isinstance(symbol, Outside))
            self._known[module.name, dotted] = next(inside, found[-1])
        return self._known[module.name, dotted]

    def _defines(self, module: Module, name: str) -> bool:
        return name in module.functions or name in module.classes or name in module.values

    def _named(self, dotted: str, seen: tuple[str, ...]) -> Symbol:
        if dotted.startswith(f"{GENERATED}."):
            return self._of_generated(dotted.removeprefix(f"{GENERATED}."))
        module = self._module_of(dotted)
        if module is None or dotted == module.name or dotted in seen:
            return Outside(dotted)
        name = dotted.removeprefix(f"{module.name}.")
        for what, known in (("function", module.functions), ("class", module.classes), ("value", module.values)):
            if name in known:
                return Defined((module.name, name), what)
        first, _, rest = name.partition(".")
        if first in module.imports:
            target = module.imports[first]
            return self._named(f"{target}.{rest}" if rest else target, (*seen, dotted))
        return Outside(dotted)

    def _module_of(self, dotted: str) -> Module | None:
        parts = dotted.split(".")
        names = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
        return next((self.modules[name] for name in names if name in self.modules), None)

    def _of_generated(self, dotted: str) -> Symbol:
        module, _, name = dotted.partition(".")
        if module in _OF_ALL:
            return OfAll(module) if name else Outside(f"{GENERATED}.{module}")
        found = self._generated.get((module, name))
        return found if found is not None else Outside(f"{GENERATED}.{dotted}")


def _generated(tree: Tree) -> dict[Key, Symbol]:
    found: dict[Key, Symbol] = {}
    for name, named in tree.types.items():
        module, simple = naming.module(name), naming.class_name(name)
        found[module, simple] = OfSchema(name)
        if isinstance(named, Enum) and named.table:
            found[module, naming.screaming(naming.simple(name))] = OfSchema(name, is_table=True)
        if isinstance(named, Record) and named.route is not None:
            found |= {(module, f"{simple}{part}"): OfSchema(name) for part in ("Body", "Parameters")}
    return found
