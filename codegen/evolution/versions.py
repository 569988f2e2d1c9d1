"""One version of a named type, with all the types it reaches."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct

from codegen.model import Named, Record, Tree
from codegen.references import references


class Text:
    """A version as it was published: read into a tree only if it has to be compared in earnest."""

    def __init__(self, text: str, parse: Callable[[], Tree]) -> None:
        self.text = text
        self._parse = parse

    @cached_property
    def tree(self) -> Tree:
        return self._parse()

    @cached_property
    def schema(self) -> Any:
        """Raises `ValueError` for what is no JSON."""
        try:
            return msgspec.json.decode(self.text)
        except msgspec.DecodeError as error:
            raise ValueError(str(error)) from error


class Version(Struct, frozen=True):
    """`label` is how people call it: `v3`, `main@3f2c1ab`. `number` is 0 where versions have none.

    A bare version says nothing but Avro: a registry keeps no `millrace` attribute, so none can have changed.
    `level` is the one that a registry holds for the subject.
    """

    root: str
    held: Tree | Text
    label: str = ""
    number: int = 0
    is_bare: bool = False
    level: str | None = None

    @property
    def tree(self) -> Tree:
        return self.held if isinstance(self.held, Tree) else self.held.tree

    @property
    def named(self) -> Named:
        return self.tree.types[self.root]

    def schema(self) -> Any:
        """The self-contained JSON."""
        return self.held.schema if isinstance(self.held, Text) else self.held.definitions.inlined(self.root)

    def mentions(self, name: str) -> bool:
        """Whether a name may stand somewhere in it; it does not if this says so."""
        return not isinstance(self.held, Text) or f'"{name}"' in self.held.text

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


def root_of(schema: Any) -> str:
    """The full name of the type that a schema is of; nothing for a type without a name."""
    if not isinstance(schema, dict) or "name" not in schema:
        return ""
    name, namespace = schema["name"], schema.get("namespace", "")
    return name if "." in name or not namespace else f"{namespace}.{name}"
