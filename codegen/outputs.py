"""What is generated, and where: every emitter with the folder that it fills."""

from collections.abc import Callable, Mapping

from . import (
    emit_asyncapi,
    emit_docs,
    emit_openapi,
    emit_python_catalog,
    emit_python_client,
    emit_python_codec,
    emit_python_history,
    emit_python_json,
    emit_python_types,
    emit_reference,
    emit_typescript,
    emit_typescript_types,
    published,
)
from .model import Tree

_Emitter = Callable[[Tree], dict[str, str]]

PYTHON = "services/wire/generated"
DOCUMENTS = "gateway/generated"
EMITTERS: tuple[tuple[str, _Emitter], ...] = (
    (PYTHON, emit_python_types.emit),
    (PYTHON, emit_python_codec.emit),
    (PYTHON, emit_python_json.emit),
    (PYTHON, emit_python_catalog.emit),
    (PYTHON, emit_python_client.emit),
    ("frontend/src/app/wire/generated", emit_typescript.emit),
    (DOCUMENTS, emit_openapi.emit),
    (DOCUMENTS, emit_asyncapi.emit),
    (DOCUMENTS, emit_docs.emit),
)
FOLDERS = tuple(dict.fromkeys(folder for folder, _ in EMITTERS))
# Of a tree that is not this platform's: what stands on its own.
_PYTHON_ALONE: tuple[_Emitter, ...] = (emit_python_types.emit, emit_python_codec.emit, emit_python_json.emit)
_TYPESCRIPT_ALONE: tuple[_Emitter, ...] = (emit_typescript_types.emit_types,)


def generate(tree: Tree, versions: Mapping[str, str]) -> dict[str, str]:
    """Every generated file, by path below the root of the repository.

    `versions` are the published texts by path below `schemas/published`; raises `SchemaError` if they are no history.
    """
    files = {f"{folder}/{path}": text for folder, emit in EMITTERS for path, text in emit(tree).items()}
    history = published.history(versions)
    files |= {f"{PYTHON}/{path}": text for path, text in emit_python_history.emit(tree, history).items()}
    return files | {f"{DOCUMENTS}/{path}": text for path, text in emit_reference.emit(tree, history).items()}


def python(tree: Tree) -> dict[str, str]:
    """The Python package of any tree, by path below its folder: with a client if the tree has requests."""
    has_requests = any(record.route for record in tree.records())
    emitters = (*_PYTHON_ALONE, emit_python_client.emit) if has_requests else _PYTHON_ALONE
    return {path: text for emit in emitters for path, text in emit(tree).items()}


def typescript(tree: Tree) -> dict[str, str]:
    """The TypeScript types of any tree, by path below their folder."""
    return {path: text for emit in _TYPESCRIPT_ALONE for path, text in emit(tree).items()}
