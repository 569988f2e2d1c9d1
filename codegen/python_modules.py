"""What one generated module of types has to know of the rest: the order of its classes, and who imports whom."""

from msgspec import Struct

from . import naming
from .model import Record, Tree
from .references import circles, referred


class Module(Struct, frozen=True):
    """The module of one namespace. `types` are in the order in which their classes are written.

    `attributes` are those of all its classes; `cyclic` the namespaces whose modules import this one too.
    """

    tree: Tree
    namespace: str
    types: tuple[str, ...]
    attributes: frozenset[str]
    cyclic: frozenset[str]

    def alias(self, namespace: str) -> str:
        """The name under which another namespace's module is imported: no attribute may hide it."""
        name = naming.module_of(namespace)
        while name in self.attributes:
            name += "_"
        return name

    def refer(self, full_name: str) -> str:
        """Where this module finds what belongs to a named type: `""`, or another module with a dot."""
        namespace = naming.namespace(full_name)
        return "" if namespace == self.namespace else f"{self.alias(namespace)}."

    def is_later(self, full_name: str, reader: str) -> bool:
        """Whether a type may not exist yet when the class of `reader` is made."""
        namespace = naming.namespace(full_name)
        if namespace != self.namespace:
            return namespace in self.cyclic
        return self.types.index(full_name) >= self.types.index(reader)


def modules(tree: Tree) -> list[Module]:
    """The module of every namespace that has types, in the order of their names."""
    imports: dict[str, set[str]] = {}
    for name, named in tree.types.items():
        imports.setdefault(naming.namespace(name), set()).update(naming.namespace(other) for other in referred(named))
    together = {namespace: frozenset(circle) for circle in circles(imports) for namespace in circle}
    return [_module(tree, namespace, together[namespace] - {namespace}) for namespace in sorted(imports)]


def _module(tree: Tree, namespace: str, cyclic: frozenset[str]) -> Module:
    own = {name: named for name, named in tree.types.items() if naming.namespace(name) == namespace}
    # What a class mentions stands above it where that is possible, so that few names have to be quoted.
    order = [name for circle in circles({name: referred(own[name]) & own.keys() for name in own}) for name in circle]
    fields = [field for named in own.values() if isinstance(named, Record) for field in named.fields]
    return Module(tree, namespace, tuple(order), frozenset(naming.attribute(field.name) for field in fields), cyclic)
