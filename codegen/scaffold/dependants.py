"""What in Python modules needs something that goes: found by imports and names, from module to module.

A part goes with what it names, and a test with a fixture that it asks for. What served nothing but parts that go is
not needed any more.
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from codegen.scaffold.parts import Origin, Part, parts_of, without


class Gone(Struct, frozen=True):
    """What goes: modules (with those inside of them), words in literals, and attributes of these names."""

    modules: tuple[str, ...]
    words: re.Pattern[str]
    attributes: frozenset[str]

    def names(self, part: Part) -> bool:
        return bool(part.attributes & self.attributes) or any(map(self.words.search, part.texts))

    def has(self, origin: Origin) -> bool:
        inside = tuple(f"{module}." for module in self.modules)
        full = f"{origin.module}.{origin.name}."
        return full.startswith(inside)


class Dependants:
    """Modules by path, and the places of their parts that go."""

    def __init__(self, texts: Mapping[str, str], gone: Gone) -> None:
        self._texts = texts
        self._gone = gone
        self._paths = {_dotted(path): path for path in texts}
        self._parts = {path: parts_of(text) for path, text in texts.items()}
        self._lost: dict[str, set[int]] = {path: set() for path in texts}
        self._names: dict[str, set[str]] = {path: set() for path in texts}
        while sum(map(self._spread, texts)):
            pass
        while self._prune_all():
            pass

    def changes(self) -> dict[str, str | None]:
        """The modules that change, without what goes; None for one in which nothing is left that anybody needs."""
        needed = self._needed_elsewhere()
        left = {path: self._left(path, needed[path]) for path in self._texts}
        return {path: text for path, text in left.items() if text != self._texts[path]}

    def tests(self) -> tuple[int, int]:
        """How many tests stay, and how many there were; those of a class count as one."""
        stays = [
            place not in self._lost[path]
            for path, parts in self._parts.items()
            for place, part in enumerate(parts)
            if part.is_test
        ]
        return sum(stays), len(stays)

    def _spread(self, path: str) -> bool:
        """Find more that goes in one module; whether there was more."""
        lost, names = self._lost[path], self._names[path]
        before = len(lost), len(names)
        names |= self._imported(path)
        fixtures = set().union(*(self._names.get(conftest, set()) for conftest in _conftests(path)))
        for place, part in enumerate(self._parts[path]):
            if not part.imports and (self._gone.names(part) or part.uses & names or part.asks_for & (names | fixtures)):
                lost.add(place)
                names |= part.defines
        return before != (len(lost), len(names))

    def _imported(self, path: str) -> set[str]:
        """The names that a module imports of what goes, or of what goes with it."""
        imported = (pair for part in self._parts[path] for pair in part.imports.items())
        return {name for name, origin in imported if self._gone.has(origin) or self._goes_with(origin)}

    def _goes_with(self, origin: Origin) -> bool:
        return origin.name in self._names.get(self._paths.get(origin.module, ""), ())

    def _prune_all(self) -> bool:
        """Let go what only parts that go have used; whether there was such a part."""
        needed = self._needed_elsewhere()
        return bool(sum([self._prune(path, needed[path]) for path in self._texts]))

    def _prune(self, path: str, needed_elsewhere: set[str]) -> bool:
        lost = self._lost[path]
        used = set().union(*(part.needs for place, part in enumerate(self._parts[path]) if place in lost))
        needed = set().union(*(part.needs for part in self._kept(path)), needed_elsewhere)
        idle = {
            place
            for place, part in enumerate(self._parts[path])
            if place not in lost and not part.is_test and part.defines & used and not part.defines & needed
        }
        lost |= idle
        return bool(idle)

    def _needed_elsewhere(self) -> dict[str, set[str]]:
        """By path: what other modules import of one; of a `conftest.py`, what the tests below it ask for."""
        found: dict[str, set[str]] = {path: set() for path in self._texts}
        for path in self._texts:
            for part in self._kept(path):
                for origin in part.imports.values():
                    if origin.module in self._paths:
                        found[self._paths[origin.module]].add(origin.name)
            for conftest in _conftests(path):
                if conftest in found:
                    found[conftest] |= set().union(*(part.asks_for for part in self._kept(path)))
        return found

    def _kept(self, path: str) -> list[Part]:
        return [part for place, part in enumerate(self._parts[path]) if place not in self._lost[path]]

    def _left(self, path: str, needed_elsewhere: set[str]) -> str | None:
        kept, names = self._kept(path), self._imported(path)
        if not self._lost[path] and not names:
            return self._texts[path]
        is_of_tests = PurePosixPath(path).name.startswith("test_") and not needed_elsewhere
        if not any(part.is_test if is_of_tests else part.defines for part in kept):
            return None
        return without(self._texts[path], self._parts[path], self._lost[path], names)


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _conftests(path: str) -> list[str]:
    """Where the fixtures of a module may come from."""
    return [f"{folder}/conftest.py" for folder in PurePosixPath(path).parents]
