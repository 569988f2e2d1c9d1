"""Names and attributes: what they stand for, and which fields they read."""

import ast
from typing import TYPE_CHECKING

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
    Instance,
    Key,
    Method,
    Row,
    Shape,
)
from .sources import Module, chain
from .symbols import Defined, OfAll, OfSchema, Outside

if TYPE_CHECKING:
    from .expressions import ExpressionReader


class NameReader:
    """Looks names up: in scopes, in modules, in values."""

    def __init__(self, expressions: "ExpressionReader") -> None:
        self._expressions = expressions
        self._known = expressions.known

    def name(self, node: ast.Name, scope: Scope) -> Shape:
        found = scope.get(node.id)
        return found if found is not None else self._symbol(node, scope.module)

    def attribute(self, node: ast.Attribute, scope: Scope) -> Shape:
        dotted = chain(node) or ""
        root = dotted.partition(".")[0]
        if root and scope.get(root) is None:
            symbol = self._known.symbols.of(node, scope.module)
            if not isinstance(symbol, Outside):
                return self._symbol(node, scope.module)
        found = self.member(self._expressions.shape(node.value, scope), node.attr)
        known = scope.get(dotted)
        return found if known is None else known

    def _symbol(self, node: ast.expr, module: Module) -> Shape:
        match self._known.symbols.of(node, module):
            case OfSchema(name, is_table=True):
                self._known.facts.whole(name)
                return NOTHING
            case OfSchema(name):
                return frozenset({ClassOf(Generated(name))})
            case OfAll(module_name):
                self._known.facts.knows_catalogue = True
                return ANYTHING if module_name == "client" else NOTHING
            case Defined(key, "class"):
                return frozenset({ClassOf(Instance(key))})
            case Defined(key, "function"):
                return frozenset({self._function(key)})
            case Defined(key, _):
                return self._global(key)
            case _:
                return FOREIGN

    def _function(self, key: Key) -> Method:
        """A method that its class is asked for is given the class only if it wants it."""
        owner = key[1].rpartition(".")[0]
        is_given = bool(owner) and self._known.classes.is_of_class(Method(key))
        return Method(key, Instance((key[0], owner)) if is_given else None)

    def _global(self, key: Key) -> Shape:
        module = self._known.symbols.modules[key[0]]
        if self._known.is_own(key):
            scope = self._known.scopes.get(module.name)
            return (scope.get(key[1]) if scope is not None else None) or NOTHING
        annotations = [node.annotation for node in module.values[key[1]] if isinstance(node, ast.AnnAssign)]
        return NOTHING.union(*(self._known.annotations.of(each, module) for each in annotations))

    def member(self, base: Shape, name: str) -> Shape:
        """An attribute of a value, whatever that is."""
        is_elsewhere = any(isinstance(atom, Instance | Anything | Foreign) for atom in base)
        return NOTHING.union(*(self._member(atom, name, is_sure=not is_elsewhere) for atom in base))

    def _member(self, atom: Atom, name: str, *, is_sure: bool) -> Shape:
        match atom:
            case Generated():
                return self._known.field(atom, name, is_sure=is_sure)
            case Anything():
                return self._known.of_anything(name)
            case Instance():
                return self._of_instance(atom, name)
            case ClassOf(Instance() as instance):
                return frozenset(self._unbound(each) for each in self._of_instance(instance, name))
            case ClassOf(Generated(enum)):
                return self._known.symbol(enum, name)
            case Foreign():
                return FOREIGN
            case Calls() if name == "decode":
                return frozenset({atom})
            case Holds() | Row():
                # What wraps a branch of a union holds what the branch does.
                return frozenset({atom})
            case _:
                return NOTHING

    def _unbound(self, atom: Atom) -> Atom:
        """A method as its class has it: whoever calls it names the instance."""
        is_plain = isinstance(atom, Method) and not self._known.classes.is_of_class(atom)
        return Method(atom.key) if isinstance(atom, Method) and is_plain else atom

    def _of_instance(self, instance: Instance, name: str) -> Shape:
        if name == "__dict__":
            self._known.lose(frozenset({instance}))
        methods = self._known.methods(instance, name)
        found: Shape = frozenset(each for each in methods if not self._known.classes.is_property(each))
        found = found.union(*(self._known.result(each) for each in methods if each not in found))
        found |= self._known.classes.attribute(instance, name) or NOTHING
        for each in self._known.classes.line(instance):
            found |= self._known.attributes.get((each.key, name), NOTHING) | self._inherited(each, name)
        return found

    def _inherited(self, instance: Instance, name: str) -> Shape:
        """An attribute that a class has from a generated one."""
        bases = frozenset(atom for atom in self._known.classes.bases(instance.key) if isinstance(atom, Generated))
        return self.member(bases, name) if bases and not name.startswith("__") else NOTHING
