"""The schema text that a registry holds: in one piece, without `millrace` and `doc`."""

import json
from collections.abc import Mapping
from typing import Any

_DROPPED = frozenset({"millrace", "doc"})


def of(full_name: str, files: Mapping[str, Any]) -> str:
    """A self-contained schema: every other type of the tree is inlined where it is first named."""
    return json.dumps(_inlined(full_name, files, set()), separators=(",", ":"), ensure_ascii=False)


def _inlined(node: Any, files: Mapping[str, Any], seen: set[str]) -> Any:
    match node:
        case str() if node in files and node not in seen:
            seen.add(node)
            return _inlined(files[node], files, seen)
        case dict():
            return {name: _member(name, value, files, seen) for name, value in node.items() if name not in _DROPPED}
        case list():
            return [_inlined(item, files, seen) for item in node]
        case _:
            return node


def _member(name: str, value: Any, files: Mapping[str, Any], seen: set[str]) -> Any:
    """Only where Avro expects a type does a string name one; a default or a symbol stays as it is."""
    match name:
        case "type" | "items" | "values":
            return _inlined(value, files, seen)
        case "fields":
            return [_inlined(field, files, seen) for field in value]
        case _:
            return value
