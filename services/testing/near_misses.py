"""Everything that is one step away from a JSON value, and that its JSON Schema refuses for one reason alone.

What is wrong, and whether nothing else is, is jsonschema-rs' word: it shares nothing with the gateway.
"""

import json
import math
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import jsonschema_rs
from msgspec import Struct

from services.testing.texts import fitted

Path = tuple[str | int, ...]
ABSENT: Final = object()
"""In place of what is left out."""
UNKNOWN: Final = "unknown"
"""The name of a member that no schema has."""
_SPOILING: Final = ("!", " ", "\n", "A", "_", "9", "\u00e9")
_OF_EACH: Final = 3
_COMBINING: Final = ("anyOf", "oneOf")


class NearMiss(Struct, frozen=True):
    """A whole value; the path to what is wrong in it; JSON Schema's word for the limit, and the limit."""

    value: Any
    path: Path
    keyword: str
    limit: Any


class Judge:
    """Knows one schema, which is whole: its references lead into itself."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self._rest = {"components": schema["components"]} if "components" in schema else {}
        self._rest |= {"$defs": schema["$defs"]} if "$defs" in schema else {}
        self._whole = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def near_misses(self, value: Any) -> list[NearMiss]:
        """What lies next to a value that is valid: a few for each place and limit."""
        counts: dict[tuple[Path, str], int] = {}
        found = []
        for path, replacement, schema in self._steps(self._schema, value, ()):
            keyword = self._only_fault(schema, replacement, path)
            key = (path, keyword or "")
            if keyword is None or counts.get(key, 0) == _OF_EACH:
                continue
            whole = replaced(value, path, replacement)
            if len(list(islice(self._whole.iter_errors(whole), 2))) == 1:
                counts[key] = counts.get(key, 0) + 1
                found.append(NearMiss(whole, path, keyword, _limit(schema, keyword)))
        return found

    def _steps(self, schema: Any, value: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
        """Replacements of a value and of what is inside it, each with the schema that it is held against."""
        schema = self._chosen(schema, value)
        match value:
            case dict():
                yield from self._of_object(schema, value, path)
            case list():
                yield from ((path, other, schema) for other in _lists(schema, value))
                for index in sorted({0, len(value) - 1} & set(range(len(value)))):
                    yield from self._steps(schema.get("items", {}), value[index], (*path, index))
            case str():
                yield from ((path, other, schema) for other in _texts(schema, value))
            case bool() | None:
                pass
            case int() | float():
                yield from ((path, other, schema) for other in _numbers(schema, value))
        yield from ((path, other, schema) for other in (None, "x" if not isinstance(value, str) else 7))

    def _of_object(self, schema: Any, value: dict[str, Any], path: Path) -> Iterator[tuple[Path, Any, Any]]:
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        for name in schema.get("required", ()):
            yield (*path, name), ABSENT, schema
        if others is False:
            yield (*path, UNKNOWN), 1, schema
        for name, member in value.items():
            if name in known or isinstance(others, dict):
                yield from self._steps(known.get(name, others), member, (*path, name))

    def _chosen(self, schema: Any, value: Any) -> Any:
        """The schema with what it refers to, and with the branch that the value is of."""
        while "$ref" in schema:
            place: Any = self._schema
            for step in schema["$ref"].removeprefix("#/").split("/"):
                place = place[step.replace("~1", "/").replace("~0", "~")]
            schema = {name: inner for name, inner in schema.items() if name != "$ref"} | place
        for word in _COMBINING:
            if word in schema:
                rest = {name: inner for name, inner in schema.items() if name != word}
                branches = (branch for branch in schema[word] if not self._faults(branch, value))
                return self._chosen({**rest, **next(branches, {})}, value)
        return schema

    def _only_fault(self, schema: Any, replacement: Any, path: Path) -> str | None:
        """Which limit a replacement breaks, if it is one and no more."""
        if replacement is ABSENT:
            return "required"
        if path and path[-1] == UNKNOWN and schema.get("additionalProperties") is False:
            return "additionalProperties"
        faults = self._faults(schema, replacement)
        return str(faults[0].schema_path[-1]) if len(faults) == 1 else None

    def _faults(self, schema: Any, value: Any) -> list[Any]:
        """The first two at most."""
        text = json.dumps(schema)
        if text not in self._validators:
            self._validators[text] = jsonschema_rs.Draft202012Validator({**schema, **self._rest}, validate_formats=True)
        return list(islice(self._validators[text].iter_errors(value), 2))


def replaced(value: Any, path: Path, replacement: Any) -> Any:
    """A copy with something else at one place, or with nothing there."""
    if not path:
        return replacement
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        return [replaced(item, rest, replacement) if index == step else item for index, item in enumerate(value)]
    if not rest and replacement is ABSENT:
        return {name: member for name, member in value.items() if name != step}
    return {**value, step: replaced(value.get(step), rest, replacement)}


def pointer(path: Path) -> str:
    """A path as a JSON pointer: RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _limit(schema: Any, keyword: str) -> Any:
    return True if keyword == "required" else schema.get(keyword)


def _lists(schema: Any, value: list[Any]) -> Iterator[list[Any]]:
    low, high = schema.get("minItems", 0), schema.get("maxItems")
    if 0 < low <= len(value):
        yield value[: low - 1]
    if high is not None and value:
        yield (value * (high + 1))[: high + 1]


def _texts(schema: Any, value: str) -> Iterator[str]:
    pattern = schema["pattern"].removesuffix("$") + r"\Z" if "pattern" in schema else None
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    sizes = ([low - 1] if low else []) + ([high + 1] if high is not None else [])
    for size in sizes:
        other = fitted(value, size, pattern)
        if other is not None:
            yield other
    if pattern is not None or {"format", "enum", "const"} & schema.keys():
        yield from (value[:-1] + spoiling for spoiling in _SPOILING)
        yield from (spoiling + value[1:] for spoiling in _SPOILING)
        yield from (value + spoiling for spoiling in _SPOILING)
        yield value[:-1]


def _numbers(schema: Any, value: float) -> Iterator[float]:
    is_whole = schema.get("type") == "integer"
    for word, towards in (("minimum", -math.inf), ("maximum", math.inf)):
        if word in schema:
            limit = schema[word]
            yield (limit - 1 if towards < 0 else limit + 1) if is_whole else math.nextafter(limit, towards)
    if is_whole:
        yield value + 0.5
