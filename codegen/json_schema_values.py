"""JSON Schema (2020-12) of values: scalars, arrays, maps and unions, in the form of schemas/JSON.md."""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from . import json_patterns as patterns
from .json_forms import FLOAT_MOST, NON_FINITE, SHARED_FORMS, TextForm, is_float, is_limited, is_shared, text_form
from .model import Array, Constraints, Enum, Fixed, Map, Named, Primitive, Record, Reference, Tree, Type, Union
from .union_forms import Branch, branches_of, optional_of

Schema = dict[str, Any]
Direction = Literal["sent", "received"]  # as the client sees it

_KEYWORDS = {
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_items": "minItems",
    "max_items": "maxItems",
}
_UUID: dict[Direction, Schema] = {
    "received": {"type": "string", "format": "uuid"},
    "sent": {"type": "string", "anyOf": [{"format": "uuid"}, {"pattern": patterns.UUID_WITHOUT_HYPHENS}]},
}


def component(named: Named, direction: Direction) -> str:
    """The key of a named type in `components.schemas`; no Avro name has a hyphen, so the two never meet."""
    return f"{named.name}-sent" if direction == "sent" and _has_two_forms(named) else named.name


def _has_two_forms(named: Named) -> bool:
    """Whether what a client may send is not all that it may be sent, and only that."""
    match named:
        case Record():
            return True
        case Enum():
            return named.default is not None
        case Fixed():
            return named.logical == "uuid"


def keywords(constraints: Constraints) -> Schema:
    limits = msgspec.to_builtins(constraints)
    return {_KEYWORDS.get(name, name): limit for name, limit in limits.items()}


def schema_of(written: Type, direction: Direction, tree: Tree) -> Schema:
    """The schema of a value; named types by reference."""
    match written:
        case Primitive():
            return _primitive(written, direction)
        case Array(items, constraints):
            return {"type": "array", "items": schema_of(items, direction, tree)} | keywords(constraints)
        case Map(values):
            return {"type": "object", "additionalProperties": schema_of(values, direction, tree)}
        case Union():
            return _union(written, direction, tree)
        case Reference(name):
            return reference(component(tree.types[name], direction))


def reference(key: str) -> Schema:
    return {"$ref": f"#/components/schemas/{key}"}


def fixed_value(fixed: Fixed, direction: Direction) -> Schema:
    """The schema of the values of a fixed type."""
    form = text_form(fixed)
    if form is not None:
        return _text(form)
    if fixed.logical == "uuid":
        return _UUID[direction]
    return {"type": "string", "contentEncoding": "base64", "pattern": patterns.base64_of(fixed.size)}


def _primitive(written: Primitive, direction: Direction) -> Schema:
    form = text_form(written)
    if form is not None:
        return _text(form)
    if is_float(written) and not is_limited(written.constraints):
        return {"anyOf": [_number(written), {"enum": list(NON_FINITE)}]}
    match written:
        case Primitive(logical="uuid"):
            return _UUID[direction]
        case Primitive("bytes"):
            return {"type": "string", "contentEncoding": "base64", "pattern": patterns.BASE64}
        case Primitive("int" | "long" | "float" | "double"):
            return _number(written)
        case Primitive(name, constraints=constraints):
            return {"type": name} | keywords(constraints)


def _number(written: Primitive) -> Schema:
    limits = keywords(written.constraints)
    match written.name:
        case "int":
            return {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1} | limits
        case "long":
            return {"type": "integer", "format": "int64"} | limits
        case "float":
            return {"type": "number", "format": "float", "minimum": -FLOAT_MOST, "maximum": FLOAT_MOST} | limits
        case "double":
            return {"type": "number", "format": "double"} | limits
        case name:
            raise TypeError(f"expected the type of a number, got {name}")


def _text(form: TextForm) -> Schema:
    """By reference where all values of the type share a pattern: the patterns are long."""
    return reference(_text_key(form)) if is_shared(form) else _pattern(form)


def _text_key(form: TextForm) -> str:
    return f"{form.name.replace('_', '-')}-text"


def _pattern(form: TextForm) -> Schema:
    return {"type": "string"} | ({"format": form.format} if form.format else {}) | {"pattern": form.pattern}


def _union(union: Union, direction: Direction, tree: Tree) -> Schema:
    inner = optional_of(union)
    if inner is not None:
        return {"anyOf": [schema_of(inner, direction, tree), {"type": "null"}]}
    branches = branches_of(union, tree)
    records = [branch for branch in branches if branch.shape == "record"]
    kinds = [schema for branch in branches for schema in _branch(branch, direction, tree)]
    kinds += [_records(records, direction, tree)] if records else []
    return kinds[0] if len(kinds) == 1 else {"oneOf": kinds}


def _branch(branch: Branch, direction: Direction, tree: Tree) -> list[Schema]:
    """What a branch that is no record may be."""
    written = branch.type
    if branch.shape == "record":
        return []
    if branch.is_wrapped:
        return [_wrapped(branch.name, schema_of(written, direction, tree))]
    if is_float(written) and not is_limited(written.constraints):
        return [_number(written), _wrapped(branch.name, {"enum": list(NON_FINITE)})]
    return [schema_of(written, direction, tree)]


def _wrapped(name: str, value: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {"@type": {"const": name}, "value": value},
        "required": ["@type", "value"],
    }


def _records(branches: list[Branch], direction: Direction, tree: Tree) -> Schema:
    """The records of a union, which `@type` tells apart."""
    keys = {branch.name: component(tree.types[branch.name], direction) for branch in branches}
    if len(keys) == 1:
        return reference(*keys.values()) | {"required": ["@type"]}
    return {
        "type": "object",
        "required": ["@type"],
        "oneOf": [reference(key) for key in keys.values()],
        "discriminator": {
            "propertyName": "@type",
            "mapping": {name: reference(key)["$ref"] for name, key in keys.items()},
        },
    }


def shared_texts(found: Any) -> dict[str, Schema]:
    """The schemas of texts that others refer to, as far as anything in `found` does."""
    used = set(_references(found))
    texts = {_text_key(form): {"description": f"{form.wanted}."} | _pattern(form) for form in SHARED_FORMS.values()}
    return {key: schema for key, schema in texts.items() if reference(key)["$ref"] in used}


def _references(found: Any) -> Iterator[str]:
    match found:
        case dict():
            if isinstance(pointer := found.get("$ref"), str):
                yield pointer
            for inner in found.values():
                yield from _references(inner)
        case list() | tuple():
            for inner in found:
                yield from _references(inner)
