"""One version of a named type, with all the types it reaches."""

from msgspec import Struct

from codegen.model import Named, Tree


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
