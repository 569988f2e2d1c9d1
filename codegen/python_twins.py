"""How the modules beside the JSON twins spell them: which there are, in which module, and under which name."""

from collections.abc import Collection

from . import naming
from .json_twins import converted_parts
from .model import Tree


class TwinNames:
    """The twins that a module of any tree may use."""

    def __init__(self, tree: Tree) -> None:
        self._converted = converted_parts(tree)
        self._taken = {naming.module(name) for name in tree.types}
        self.modules = {self._alias(name): naming.module(name) for name in self._converted}
        """By the name under which it is imported, each module that has twins."""

    def writes(self, full_name: str) -> bool:
        """Whether a record is written as its twin."""
        return "" in self._converted.get(full_name, ())

    def reads(self, full_name: str, ending: str) -> bool:
        """Whether a part of a request is read as its twin."""
        return ending in self._converted.get(full_name, ())

    def twin(self, full_name: str, ending: str = "") -> str:
        return f"{self._alias(full_name)}.{naming.class_name(full_name)}{ending}Json"

    def function(self, full_name: str, ending: str = "") -> str:
        """The two functions of a twin, without `_to_json` and `_from_json`."""
        stem = naming.function(full_name) + (f"_{ending.lower()}" if ending else "")
        return f"{self._alias(full_name)}.{stem}"

    def imports(self, used: Collection[str]) -> list[str]:
        """The lines that import the modules with twins whose names are used."""
        found = sorted((module, alias) for alias, module in self.modules.items() if alias in used)
        return [f"from .json import {module} as {alias}" for module, alias in found]

    def _alias(self, full_name: str) -> str:
        return naming.alias(naming.module(full_name), "json", self._taken)
