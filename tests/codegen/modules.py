"""Import what was generated from any tree, as the package that it would be."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from codegen import (
    emit_python_catalog,
    emit_python_client,
    emit_python_codec,
    emit_python_json,
    emit_python_types,
)
from codegen.model import Tree
from tests.codegen.trees import ROOT

EMITTERS = (emit_python_types, emit_python_codec, emit_python_json, emit_python_catalog, emit_python_client)


class Package:
    """A generated package that has been imported."""

    def __init__(self, name: str) -> None:
        self.name = name

    def module(self, name: str) -> ModuleType:
        return importlib.import_module(f"{self.name}.generated.{name}")

    def catalog(self) -> dict[str, Any]:
        return self.module("catalog").CATALOG


@contextmanager
def imported(tree: Tree, folder: Path, name: str = "lifted") -> Iterator[Package]:
    """Write the package below `folder`, import it, and forget it again."""
    package = folder / name
    for emitter in EMITTERS:
        for path, text in emitter.emit(tree).items():
            target = package / "generated" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    (package / "__init__.py").touch()
    (package / "entry.py").write_text((ROOT / "services/wire/entry.py").read_text())
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        yield Package(name)
    finally:
        sys.path.remove(str(folder))
        for loaded in [loaded for loaded in sys.modules if loaded == name or loaded.startswith(f"{name}.")]:
            del sys.modules[loaded]
