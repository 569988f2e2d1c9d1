"""The requests that a README shows, and what to send with them."""

from typing import Any

from msgspec import UNSET, Struct

from codegen.client_view import requests, sent_fields
from codegen.model import Field, Primitive, Record, Tree

PLACEHOLDER = "…"


class Example(Struct, frozen=True):
    """One request, and a value for each field that has to be sent."""

    record: Record
    values: dict[str, str | int | bool]


def first_command(tree: Tree) -> Example | None:
    """The first command that anyone may send, best of all with values of its own and no secret; None without any."""
    asked = [record for record in requests(tree) if not record.feed]
    for_all = [record for record in asked if record.access == "anyone"]
    open_ones = [record for record in for_all if not any(field.seal for field in record.fields)]
    for record in (*open_ones, *for_all):
        if example := _by_its_own(record):
            return example
    return next((_filled(record) for record in (*for_all, *asked)), None)


def first_feed(tree: Tree) -> Example | None:
    """The first query whose messages keep coming; None if there is none."""
    feeds = [record for record in requests(tree) if record.feed]
    return next((_by_its_own(record) or _filled(record) for record in feeds), None)


def _by_its_own(record: Record) -> Example | None:
    """With the values of the schema's first example, if both languages write them as JSON does."""
    fields = [field for field in sent_fields(record) if _has_to_be_sent(field)]
    for example in record.examples[:1]:
        if all(_is_plain(field) and field.name in example for field in fields):
            return Example(record, {field.name: example[field.name] for field in fields})
    return None


def _filled(record: Record) -> Example:
    values: dict[str, Any] = {}
    for field in sent_fields(record):
        if _has_to_be_sent(field):
            kind = field.type.name if isinstance(field.type, Primitive) and not field.seal else "string"
            values[field.name] = {"int": 1, "long": 1, "boolean": True}.get(kind, PLACEHOLDER)
    return Example(record, values)


def _has_to_be_sent(field: Field) -> bool:
    return field.default is UNSET


def _is_plain(field: Field) -> bool:
    """Whether a value is the same text in JSON, in Python (but for true and false) and in TypeScript."""
    if field.seal:
        return True
    return (
        isinstance(field.type, Primitive)
        and field.type.logical is None
        and (field.type.name in ("string", "int", "boolean") or field.type.json_number)
    )
