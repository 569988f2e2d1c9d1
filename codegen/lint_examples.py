"""The rule about examples: each is an input that the gateway would take."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET

from .model import (
    Array,
    Breaches,
    Constraints,
    Enum,
    Field,
    Map,
    Named,
    Primitive,
    Record,
    Reference,
    Tree,
    Type,
    Union,
)

_CLIENT_SOURCES = ("body", "path", "query")
_RANGES = {"int": (-(2**31), 2**31 - 1), "long": (-(2**63), 2**63 - 1)}


def example_invalid(tree: Tree) -> Breaches:
    for record in tree.records():
        sent = tuple(field for field in record.fields if field.source in _CLIENT_SOURCES)
        for number, example in enumerate(record.examples, start=1):
            for problem in _object(example, sent, record.name, "$", tree):
                yield record.place_of("examples"), f"example {number}: {problem}"


def _object(value: Any, fields: tuple[Field, ...], full_name: str, path: str, tree: Tree) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{path}: expected an object, got {value!r}"
        return
    if value.get("@type", full_name) != full_name:
        yield f"{path}: expected @type {full_name}, got {value['@type']!r}"
    for name in value.keys() - {field.name for field in fields} - {"@type"}:
        yield f"{path}: a client does not send `{name}`"
    for field in fields:
        if field.name in value:
            written = Primitive("string", constraints=field.seal.constraints) if field.seal else field.type
            yield from _value(value[field.name], written, f"{path}.{field.name}", tree)
        elif field.default is UNSET:
            yield f"{path}: expected `{field.name}`"


def _value(value: Any, written: Type, path: str, tree: Tree) -> Iterator[str]:
    match written:
        case Primitive():
            yield from (f"{path}: expected {wanted}, got {value!r}" for wanted in _unmet(value, written))
        case Array():
            yield from _array(value, written, path, tree)
        case Map():
            yield from _map(value, written, path, tree)
        case Union((_, inner)):
            if value is not None:
                yield from _value(value, inner, path, tree)
        case Reference(name):
            yield from _named(value, tree.types[name], path, tree)
        case _:
            raise AssertionError(f"no check for {written}")


def _array(value: Any, written: Array, path: str, tree: Tree) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: expected an array, got {value!r}"
        return
    if not (written.constraints.min_items or 0) <= len(value) <= _most(written.constraints.max_items):
        yield f"{path}: expected another number of items, got {len(value)}"
    for index, item in enumerate(value):
        yield from _value(item, written.items, f"{path}[{index}]", tree)


def _map(value: Any, written: Map, path: str, tree: Tree) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{path}: expected an object, got {value!r}"
        return
    for name, item in value.items():
        yield from _value(item, written.values, f"{path}[{name!r}]", tree)


def _named(value: Any, named: Named, path: str, tree: Tree) -> Iterator[str]:
    match named:
        case Record():
            yield from _object(value, named.fields, named.name, path, tree)
        case Enum():
            if value not in named.symbols:
                yield f"{path}: expected one of {', '.join(named.symbols)}; got {value!r}"


def _unmet(value: Any, written: Primitive) -> Iterator[str]:
    """What a value would have to be."""
    match written:
        case Primitive("string", None):
            yield from _unmet_text(value, written.constraints)
        case Primitive("int" | "long" | "float" | "double" as name, None):
            yield from _unmet_number(value, name, written.constraints)
        case Primitive(name, logical):
            wanted, check = _FORMS[logical or name]
            if not _reads(check, value):
                yield wanted


_FORMS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "boolean": ("true or false", lambda value: isinstance(value, bool)),
    "bytes": ("base64 text", lambda value: b64decode(value, validate=True) is not None),
    "uuid": ("a UUID in lower case with hyphens", lambda value: str(UUID(value)) == value),
    "timestamp-millis": (
        "an RFC 3339 time with an offset",
        lambda value: datetime.fromisoformat(value).tzinfo is not None,
    ),
}


def _unmet_number(value: Any, name: str, constraints: Constraints) -> Iterator[str]:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not (is_whole or (name in ("float", "double") and isinstance(value, float))):
        yield "a number" if name in ("float", "double") else "a whole number"
        return
    low, high = _RANGES.get(name, (float("-inf"), float("inf")))
    low = low if constraints.minimum is None else constraints.minimum
    high = high if constraints.maximum is None else constraints.maximum
    if not low <= value <= high:
        yield f"a number from {low} to {high}"


def _unmet_text(value: Any, constraints: Constraints) -> Iterator[str]:
    if not isinstance(value, str):
        yield "a string"
        return
    if not (constraints.min_length or 0) <= len(value) <= _most(constraints.max_length):
        yield f"{constraints.min_length or 0} to {_most(constraints.max_length)} characters"
    if constraints.pattern and not re.fullmatch(constraints.pattern[1:-1], value):
        yield f"text like {constraints.pattern}"


def _most(limit: int | None) -> float:
    return float("inf") if limit is None else limit


def _reads(check: Callable[[Any], bool], value: Any) -> bool:
    try:
        return check(value)
    except (TypeError, ValueError, AttributeError):
        return False
