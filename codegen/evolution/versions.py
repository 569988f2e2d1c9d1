"""One version of a named type, with all the types it reaches."""

from msgspec import Struct

from codegen.client_view import references
from codegen.model import Named, Record, Tree


class Version(Struct, frozen=True):
    """`label` is how people call it: `v3`, `main@3f2c1ab`. `number` is 0 where versions have none.

    A bare version says nothing but Avro: a registry keeps no `millrace` attribute, so none can have changed.
    `level` is the one that a registry holds for the subject.
    """

    root: str
    tree: Tree
    label: str = ""
    number: int = 0
    is_bare: bool = False
    level: str | None = None

    @property
    def named(self) -> Named:
        return self.tree.types[self.root]

    def reach(self) -> dict[str, Named]:
        """The type and every named type that it mentions, however deep."""
        found: dict[str, Named] = {}
        waiting = [self.root]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = named = self.tree.types[name]
                for field in named.fields if isinstance(named, Record) else ():
                    waiting += references(field.type)
        return found
