"""The published history: `schemas/published/<full name>/<n>.avsc` holds every version that was ever published.

A version is self-contained and keeps `doc` and `millrace`, so that a check of the history needs nothing else.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .canonical import resolution_form
from .model import Place, SchemaError, Tree
from .registry_text import text_of

FOLDER = "published"
# Words for people: a change of these alone makes no new version.
_WORDS = frozenset({"owner", "deprecated", "examples"})


def history(files: Mapping[str, str]) -> dict[str, list[str]]:
    """Versions by full name, oldest first, from texts by path below `schemas/published`.

    Raises `SchemaError` for a file that is no version, and for a gap in the numbers.
    """
    numbered: dict[str, dict[int, str]] = {}
    for path, text in sorted(files.items()):
        full_name, _, file = path.partition("/")
        number = file.removesuffix(".avsc")
        if not number.isdecimal() or file != f"{int(number)}.avsc":
            raise SchemaError(_place(path), f"expected {FOLDER}/<full name>/<n>.avsc; remove the file")
        numbered.setdefault(full_name, {})[int(number)] = text
    for full_name, versions in numbered.items():
        expected = list(range(1, len(versions) + 1))
        if sorted(versions) != expected:
            message = f"expected the versions {expected}, got {sorted(versions)}; bring the missing file back"
            raise SchemaError(_place(full_name), message)
    return {full_name: [versions[number] for number in sorted(versions)] for full_name, versions in numbered.items()}


def registry_texts(full_name: str, versions: Iterable[str]) -> list[str]:
    """What a registry holds of a type's published versions; those that it does not tell apart come once.

    Raises `SchemaError` for a version that is no JSON.
    """
    texts: dict[str, None] = {}
    for number, version in enumerate(versions, 1):
        try:
            texts[text_of(json.loads(version))] = None
        except ValueError as error:
            raise SchemaError(_place(f"{full_name}/{number}.avsc"), f"expected JSON; {error}") from error
    return list(texts)


def next_versions(tree: Tree, files: Mapping[str, str]) -> dict[str, str]:
    """What `publish` adds to `files`: the next version of each type that says something else than its newest one.

    `files` and the result are by path below `schemas/published`.
    """
    known = history(files)
    added: dict[str, str] = {}
    for full_name in tree.types:
        schema = tree.definitions.inlined(full_name)
        versions = known.get(full_name, [])
        if not versions or _form(json.loads(versions[-1])) != _form(schema):
            added[f"{full_name}/{len(versions) + 1}.avsc"] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return added


def _form(schema: Any) -> str:
    """What a version says, whatever its words and its spelling."""
    return resolution_form(schema, _limits)


def _limits(node: Mapping[str, Any]) -> dict[str, Any]:
    limits = {name: value for name, value in sorted(node.get("millrace", {}).items()) if name not in _WORDS}
    return {"millrace": limits} if limits else {}


def _place(path: str) -> Place:
    return Place(file=f"schemas/{FOLDER}/{path}")
