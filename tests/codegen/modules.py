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
    naming,
)
from codegen.model import Tree
from tests.codegen.trees import ROOT

_KEPT: list[ModuleType] = []
EMITTERS = (emit_python_types, emit_python_codec, emit_python_json, emit_python_catalog, emit_python_client)


class Package:
    """A generated package that has been imported."""

    def __init__(self, name: str) -> None:
        self.name = name

    def module(self, name: str) -> ModuleType:
        return importlib.import_module(f"{self.name}.generated.{name}")

    def catalog(self) -> dict[str, Any]:
        return self.module("catalog").CATALOG

    def type(self, full_name: str) -> Any:
        return getattr(self.module(naming.module(full_name)), naming.class_name(full_name))

    def encode(self, full_name: str, value: Any) -> bytes:
        """The Avro of a record or an enum."""
        out = bytearray()
        self.function(full_name, "encode")(value, out)
        return bytes(out)

    def decode(self, full_name: str, data: bytes, at: int = 0) -> tuple[Any, int]:
        return self.function(full_name, "decode")(data, at)

    def function(self, full_name: str, verb: str) -> Any:
        """The function of the codec that encodes or decodes a type."""
        module = self.module(f"codec.{naming.module(full_name)}")
        return getattr(module, f"{verb}_{naming.function(full_name)}")


def written(tree: Tree, package: Path) -> None:
    """Write everything in Python that a tree gives, as a package with what it stands on."""
    for emitter in EMITTERS:
        for path, text in emitter.emit(tree).items():
            target = package / "generated" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    (package / "__init__.py").touch()
    (package / "entry.py").write_text((ROOT / "services/wire/entry.py").read_text())


@contextmanager
def imported(tree: Tree, folder: Path, name: str = "lifted") -> Iterator[Package]:
    """Write the package below `folder`, import it, and free its name for the next one.

    Its modules are kept: types that a process has once made are not taken apart in a product, and here the
    interpreter has died of it.
    """
    written(tree, folder / name)
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        yield Package(name)
    finally:
        sys.path.remove(str(folder))
        ours = [loaded for loaded in sys.modules if loaded == name or loaded.startswith(f"{name}.")]
        _KEPT.extend(sys.modules.pop(loaded) for loaded in ours)
