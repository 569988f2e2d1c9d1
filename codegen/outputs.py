"""What is generated, and where: every emitter with the folder that it fills."""

from collections.abc import Callable, Mapping

from . import (
    emit_asyncapi,
    emit_docs,
    emit_openapi,
    emit_python_catalog,
    emit_python_client,
    emit_python_codec,
    emit_python_types,
    emit_reference,
    emit_typescript,
    published,
)
from .model import Tree

PYTHON = "services/wire/generated"
DOCUMENTS = "gateway/generated"
EMITTERS: tuple[tuple[str, Callable[[Tree], dict[str, str]]], ...] = (
    (PYTHON, emit_python_types.emit),
    (PYTHON, emit_python_codec.emit),
    (PYTHON, emit_python_catalog.emit),
    (PYTHON, emit_python_client.emit),
    ("frontend/src/app/wire/generated", emit_typescript.emit),
    (DOCUMENTS, emit_openapi.emit),
    (DOCUMENTS, emit_asyncapi.emit),
    (DOCUMENTS, emit_docs.emit),
)
FOLDERS = tuple(dict.fromkeys(folder for folder, _ in EMITTERS))


def generate(tree: Tree, versions: Mapping[str, str]) -> dict[str, str]:
    """Every generated file, by path below the root of the repository.

    `versions` are the published texts by path below `schemas/published`; raises `SchemaError` if they are no history.
    """
    files = {f"{folder}/{path}": text for folder, emit in EMITTERS for path, text in emit(tree).items()}
    pages = emit_reference.emit(tree, published.history(versions))
    return files | {f"{DOCUMENTS}/{path}": text for path, text in pages.items()}
