"""Schemas in one piece: every other type of the tree is inlined where it is first named."""

import json
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

# What a registry does not need: words and limits make no new version.
_WORDS = frozenset({"millrace", "doc"})


class _Mention(Struct, frozen=True):
    """A place in a text where a type is named: by its definition the first time, by its full name later on."""

    name: str
    namespace: str


_Pieces = Iterator[str | _Mention]


def text_of(schema: Any) -> str:
    """The text that a registry holds of a schema that is in one piece already, such as a published one."""
    return _compact(_bare(schema))


def _bare(schema: Any) -> Any:
    """A schema without what a registry does not need. What is inside a default stays as it is."""
    match schema:
        case {"type": "record" | "error", "fields": fields}:
            return _without_words(schema) | {"fields": [_bare_part(field, "type") for field in fields]}
        case {"type": "array"}:
            return _bare_part(schema, "items")
        case {"type": "map"}:
            return _bare_part(schema, "values")
        case dict():
            return _without_words(schema)
        case list():
            return [_bare(branch) for branch in schema]
        case _:
            return schema


def _bare_part(node: dict[str, Any], inner: str) -> dict[str, Any]:
    return _without_words(node) | {inner: _bare(node[inner])}


def _without_words(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if name not in _WORDS}


class Definitions(Struct, frozen=True):
    """The JSON of every named type of a tree by full name, as `parse_in_full` makes it: no definition in another."""

    by_name: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"Definitions({len(self.by_name)} types)"

    def registry_text(self, full_name: str) -> str:
        """The self-contained text that a registry holds: without `millrace` and `doc`."""
        return self._text(full_name, _WORDS)

    def inlined(self, full_name: str) -> Any:
        """The self-contained JSON of a type, with all its attributes."""
        return json.loads(self._text(full_name, frozenset()))

    def _text(self, full_name: str, dropped: frozenset[str]) -> str:
        """Types are nested without recursion: the way from one to another may be as long as the tree is large."""
        parts: list[str] = []
        seen: set[str] = set()
        open_types: list[_Pieces] = [iter((_Mention(full_name, ""),))]
        while open_types:
            match next(open_types[-1], None):
                case None:
                    open_types.pop()
                case str(part):
                    parts.append(part)
                case _Mention(name, namespace) if name in seen:
                    parts.append(_compact(self._said(name, namespace)))
                case _Mention(name, namespace):
                    seen.add(name)
                    open_types.append(_definition(self.by_name[name], namespace, self.by_name, dropped))
        return "".join(parts)

    def _said(self, name: str, namespace: str) -> str:
        """A name where it is not defined. One without a namespace, inside one, is read as Java reads it."""
        if "." not in name and f"{namespace}.{name}" in self.by_name:
            raise ValueError(f"{name} cannot be named inside {namespace}, which has a {name} of its own; rename one")
        return name


def _definition(node: dict[str, Any], around: str, known: dict[str, Any], dropped: frozenset[str]) -> _Pieces:
    """One named type inside the namespace `around`, which it would inherit if it did not say its own."""
    namespace = node.get("namespace", "")
    opening = "{"
    for name, value in node.items():
        if name in dropped:
            continue
        yield f"{opening}{_compact(name)}:"
        opening = ","
        if name == "fields" and node["type"] in ("record", "error"):
            yield from _items([_members(field, "type", namespace, known, dropped) for field in value])
        else:
            yield _compact(value)
        if name == "name" and around and "namespace" not in node:
            yield ',"namespace":""'
    yield "}"


def _type(node: Any, namespace: str, known: dict[str, Any], dropped: frozenset[str]) -> _Pieces:
    match node:
        case str() if node in known:
            yield _Mention(node, namespace)
        case dict():
            inner = {"array": "items", "map": "values"}.get(node["type"], "")
            yield from _members(node, inner, namespace, known, dropped)
        case list():
            yield from _items([_type(item, namespace, known, dropped) for item in node])
        case _:
            yield _compact(node)


def _members(
    node: dict[str, Any], inner: str, namespace: str, known: dict[str, Any], dropped: frozenset[str]
) -> _Pieces:
    """The members of an object, of which `inner` is a type; a default that looks like a name stays as it is."""
    opening = "{"
    for name, value in node.items():
        if name in dropped:
            continue
        yield f"{opening}{_compact(name)}:"
        opening = ","
        if name == inner:
            yield from _type(value, namespace, known, dropped)
        else:
            yield _compact(value)
    yield "}"


def _items(items: list[_Pieces]) -> _Pieces:
    yield "["
    for number, item in enumerate(items):
        if number:
            yield ","
        yield from item
    yield "]"


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
