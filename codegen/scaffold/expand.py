"""The steps of a change that a level forbids in one: a new field beside the old one, and later the old one's removal.

Edits the text of a schema as a person would: only the lines of the field change.
"""

import json
from typing import Any

from msgspec import Struct

from codegen.json_places import Node, read

_PLAIN_DEFAULTS: dict[str, Any] = {
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0,
    "double": 0,
    "string": "",
    "bytes": "",
    "array": [],
    "map": {},
}
WIDTH = 160


class Refused(Exception):
    """The schema has no such field, or has the new one already; the text says so."""


class Edited(Struct, frozen=True):
    """The schema's new text, and what is left to do, in order."""

    text: str
    left: tuple[str, ...]


def expand(file: str, text: str, field: str, new: str, new_type: Any = None) -> Edited:
    """Add `new` behind `field`, with a default, and mark `field` as deprecated. Without `new_type` it keeps its type.

    Raises `Refused`, and `SchemaError` for a text that is no JSON.
    """
    fields = _fields(file, text)
    if any(node.value.get("name") == new for node in fields):
        raise Refused(f"{file} has a field `{new}`; choose another name")
    node = _named(fields, field, file)
    start, end = _extent(text, node)
    margin = text[text.rfind("\n", 0, start) + 1 : start]
    margin = margin if not margin.strip() else " " * 4
    old = _deprecated(node.value, new)
    rendered = [_rendered(old, margin), _rendered(_beside(node.value, new, new_type), margin)]
    return Edited(
        text[:start] + f",\n{margin}".join(rendered) + text[end:],
        (
            f"write both `{field}` and `{new}` wherever the type is made",
            f"read `{new}` where it is there, `{field}` where it is not",
            "`just check`, `just publish`, roll out",
            f"when nothing reads `{field}` any more: `just contract` it",
        ),
    )


def contract(file: str, text: str, field: str) -> Edited:
    """Remove a deprecated field. Raises `Refused` for one that is not marked as deprecated."""
    fields = _fields(file, text)
    node = _named(fields, field, file)
    if "deprecated" not in node.value.get("millrace", {}):
        raise Refused(f"`{field}` is not deprecated; `just expand` puts its successor beside it first")
    start, end = _extent(text, node)
    if node is fields[-1] or len(fields) == 1:
        start = len(text[:start].rstrip().removesuffix(","))
    else:
        end = text.index(",", end) + 1
        end += len(text[end:]) - len(text[end:].lstrip())
    return Edited(
        text[:start] + text[end:],
        (
            f"take `{field}` out of the code",
            "`just check` says whether an older reader still needs it",
            "`just publish`",
        ),
    )


def _fields(file: str, text: str) -> list[Node]:
    members = read(file, text).members()
    if "fields" not in members:
        raise Refused(f"{file} holds no record; only fields can be expanded")
    return members["fields"].items()


def _named(fields: list[Node], name: str, file: str) -> Node:
    for node in fields:
        if node.value.get("name") == name:
            return node
    there = ", ".join(str(node.value.get("name")) for node in fields)
    raise Refused(f"{file} has no field `{name}`; there are {there or 'none'}")


def _extent(text: str, node: Node) -> tuple[int, int]:
    start = node.source.values[node.pointer]
    _, end = json.JSONDecoder().raw_decode(text, start)
    return start, end


def _deprecated(field: dict[str, Any], new: str) -> dict[str, Any]:
    return field | {"millrace": field.get("millrace", {}) | {"deprecated": f"use {new}"}}


def _beside(field: dict[str, Any], new: str, new_type: Any) -> dict[str, Any]:
    """The successor: the old field's words and limits, another name, and a default that older data gets."""
    kept = {name: value for name, value in field.items() if name not in ("aliases", "default")}
    if new_type is not None:
        kept.pop("millrace", None)
    written, default = _with_default(field["type"] if new_type is None else new_type)
    return kept | {"name": new, "type": written, "default": default}


def _with_default(written: Any) -> tuple[Any, Any]:
    """The type with a default of it; one that has no plain default becomes nullable."""
    kind = written["type"] if isinstance(written, dict) else written
    match kind:
        case list():
            return (written, None) if "null" in kind[:1] else (["null", *kind], None)
        case str() if kind in _PLAIN_DEFAULTS and not (isinstance(written, dict) and "logicalType" in written):
            return written, _PLAIN_DEFAULTS[kind]
        case _:
            return ["null", written], None


def _rendered(field: dict[str, Any], margin: str) -> str:
    """A field on one line; one that does not fit has a member a line."""
    line = json.dumps(field, ensure_ascii=False)
    if len(line) <= WIDTH:
        return line
    members = f",\n{margin}  ".join(
        f"{json.dumps(name)}: {json.dumps(its, ensure_ascii=False)}" for name, its in field.items()
    )
    return f"{{\n{margin}  {members}\n{margin}}}"
