"""What is generated, and where: every emitter with the folder that it fills."""

from collections.abc import Callable

from . import (
    emit_asyncapi,
    emit_openapi,
    emit_python_catalog,
    emit_python_client,
    emit_python_codec,
    emit_python_types,
    emit_typescript,
)
from .model import Tree

PYTHON = "services/wire/generated"
EMITTERS: tuple[tuple[str, Callable[[Tree], dict[str, str]]], ...] = (
    (PYTHON, emit_python_types.emit),
    (PYTHON, emit_python_codec.emit),
    (PYTHON, emit_python_catalog.emit),
    (PYTHON, emit_python_client.emit),
    ("frontend/src/app/wire/generated", emit_typescript.emit),
    ("gateway/generated", emit_openapi.emit),
    ("gateway/generated", emit_asyncapi.emit),
)
FOLDERS = tuple(dict.fromkeys(folder for folder, _ in EMITTERS))


def generate(tree: Tree) -> dict[str, str]:
    """Every generated file, by path below the root of the repository."""
    return {f"{folder}/{path}": text for folder, emit in EMITTERS for path, text in emit(tree).items()}
