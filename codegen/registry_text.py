"""Schemas in one piece: every other type of the tree is inlined where it is first named."""

import json
from collections.abc import Mapping
from typing import Any


def of(full_name: str, roots: Mapping[str, Any]) -> str:
    """The text that a registry holds: without `millrace` and `doc`, so that words and limits make no new version.

    `roots` holds the JSON of every file by full name.
    """
    schema = inlined(full_name, roots, dropped=frozenset({"millrace", "doc"}))
    return json.dumps(schema, separators=(",", ":"), ensure_ascii=False)


def inlined(full_name: str, roots: Mapping[str, Any], dropped: frozenset[str] = frozenset()) -> Any:
    """The self-contained JSON of a type, without the attributes that are to be dropped."""
    return _type(full_name, roots, dropped, set())


def _type(node: Any, roots: Mapping[str, Any], dropped: frozenset[str], seen: set[str]) -> Any:
    match node:
        case str() if node in roots and node not in seen:
            seen.add(node)
            return _type(roots[node], roots, dropped, seen)
        case dict():
            return {name: _member(name, node[name], roots, dropped, seen) for name in node if name not in dropped}
        case list():
            return [_type(item, roots, dropped, seen) for item in node]
        case _:
            return node


def _member(name: str, value: Any, roots: Mapping[str, Any], dropped: frozenset[str], seen: set[str]) -> Any:
    """Only where Avro expects a type does a string name one; a default or a symbol stays as it is."""
    match name:
        case "type" | "items" | "values":
            return _type(value, roots, dropped, seen)
        case "fields":
            return [_type(field, roots, dropped, seen) for field in value]
        case _:
            return value
