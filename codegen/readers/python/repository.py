"""The Python sources of the repository, parsed once for all consumers."""

from collections.abc import Mapping

from codegen.model import Tree

from .annotations import Annotations
from .classes import Classes
from .sources import modules
from .symbols import Symbols


class Repository:
    """What sources say to whoever does not run them. Raises `SchemaError` for one that is not Python."""

    def __init__(self, tree: Tree, texts: Mapping[str, str]) -> None:
        self.tree = tree
        self.modules = modules(texts)
        self.symbols = Symbols(tree, self.modules)
        self.annotations = Annotations(self.symbols)
        self.classes = Classes(self.symbols, self.annotations)

    def below(self, folder: str) -> list[str]:
        """The names of the modules in a folder."""
        prefix = folder.replace("/", ".")
        return [name for name in self.modules if name == prefix or name.startswith(f"{prefix}.")]
