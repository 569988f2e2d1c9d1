"""Which names a piece of code knows, and what is known of their values."""

import ast

from .shapes import NOTHING, Instance, Shape, shallow
from .sources import Function, Module


class Scope:
    """The names of a function, or of a part of it in which more is known about some of them.

    What is known of a name only grows, so that the order of statements does not matter.
    """

    def __init__(
        self,
        module: Module,
        parent: "Scope | None" = None,
        *,
        function: Function | ast.Lambda | None = None,
        owner: Instance | None = None,
    ) -> None:
        self.module = module
        self.parent = parent
        self.function: Function | ast.Lambda | None = function or (parent.function if parent else None)
        self.owner: Instance | None = owner or (parent.owner if parent else None)
        self._names: dict[str, Shape] = {}
        self._outer: set[str] = set()
        self._narrowed: dict[str, Shape] | None = None

    def narrowed(self, names: dict[str, Shape]) -> "Scope":
        """The same scope where more is known of names, or of chains of attributes such as `event.note`."""
        inner = Scope(self.module, self)
        inner._narrowed = dict(names)
        return inner if names else self

    def get(self, name: str) -> Shape | None:
        """What is known of a name; None if no scope has it."""
        if self._narrowed is not None and name in self._narrowed:
            return self._narrowed[name]
        if name in self._names:
            return self._names[name]
        return self.parent.get(name) if self.parent is not None else None

    def outer(self, names: list[str]) -> None:
        """Names that are said to be of a scope around this one: `global`, `nonlocal`."""
        if self._narrowed is not None and self.parent is not None:
            self.parent.outer(names)
        self._outer |= set(names)

    def put(self, name: str, shape: Shape) -> None:
        """The name may be this too."""
        if name in self._outer and self.parent is not None:
            self.parent.fill(name, shape)
        elif self._narrowed is not None:
            if name in self._narrowed:
                self._narrowed[name] |= shape
            for chain in [each for each in self._narrowed if each.startswith(f"{name}.")]:
                del self._narrowed[chain]
            if self.parent is not None:
                self.parent.put(name, shape)
        else:
            self._names[name] = self._names.get(name, NOTHING) | shallow(shape)

    def fill(self, name: str, shape: Shape) -> None:
        """The value that a name has in this scope or around it may hold this too."""
        if self.parent is None or (self._narrowed is None and name in self._names):
            self.put(name, shape)
        else:
            self.parent.fill(name, shape)

    @property
    def names(self) -> dict[str, Shape]:
        """What this scope itself knows."""
        return self._names

    @property
    def size(self) -> int:
        """Grows with everything that becomes known."""
        return len(self._names) + sum(map(len, self._names.values()))
