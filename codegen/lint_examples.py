"""The rule about examples: each is an input that the gateway would take."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import UNSET

from .lint_json_forms import unmet
from .model import Array, Breaches, Enum, Field, Fixed, Map, Named, Primitive, Record, Reference, Tree, Type, Union
from .union_forms import Branch, branches_of

_CLIENT_SOURCES = ("body", "path", "query")


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
            yield from (f"{path}: expected {wanted}, got {value!r}" for wanted in unmet(value, written))
        case Array():
            yield from _array(value, written, path, tree)
        case Map():
            yield from _map(value, written, path, tree)
        case Union():
            yield from _union(value, written, path, tree)
        case Reference(name):
            yield from _named(value, tree.types[name], path, tree)


def _union(value: Any, union: Union, path: str, tree: Tree) -> Iterator[str]:
    """A value of one branch; if only one comes into question, what that branch says of it."""
    branches = [branch for branch in branches_of(union, tree) if value is None or branch.shape != "null"]
    tag = value.get("@type") if isinstance(value, Mapping) else None
    tagged = [branch for branch in branches if branch.name == tag and (branch.is_wrapped or branch.shape == "record")]
    tried = tagged or [branch for branch in branches if not branch.is_wrapped]
    problems = [list(_branch(value, branch, path, tree)) for branch in tried]
    if len(problems) == 1:
        yield from problems[0]
    elif all(problems):
        names = ", ".join(branch.name for branch in branches)
        yield f"{path}: expected a value of one of the branches {names}; got {value!r}"


def _branch(value: Any, branch: Branch, path: str, tree: Tree) -> Iterator[str]:
    if not branch.is_wrapped:
        yield from _value(value, branch.type, path, tree)
    elif value.keys() != {"@type", "value"}:
        yield f"{path}: expected @type and value, got {', '.join(value)}"
    else:
        yield from _value(value["value"], branch.type, f"{path}.value", tree)


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
        case Fixed():
            yield from (f"{path}: expected {wanted}, got {value!r}" for wanted in unmet(value, named))


def _most(limit: int | None) -> float:
    return float("inf") if limit is None else limit
