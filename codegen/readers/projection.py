"""Reader projections: `schemas/readers/<consumer>.json` says what one consumer reads and makes of the schemas."""

import json
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct

from codegen.client_view import messages, requests
from codegen.model import Tree

FOLDER = "readers"
WHOLE = "*"
Language = Literal["Python", "TypeScript"]
Form = Literal["Avro", "JSON"]
Carried = Literal["commands", "queries", "answers", "events"]
_WIDTH = 120


class Projection(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel", forbid_unknown_fields=True):
    """What one consumer needs of the schemas.

    `reads` has the fields by the full name of their type, none for a type that is taken in and not looked at; `*` for
    a value that is used whole. `makes` has the fields that it fills. `carries` says what it hands on, whatever type
    that is. `speaks` are the forms in which it meets all of them.
    """

    about: str
    owner: str
    language: Language
    speaks: tuple[Form, ...]
    carries: tuple[Carried, ...] = ()
    reads: Mapping[str, tuple[str, ...]] = {}
    makes: Mapping[str, tuple[str, ...]] = {}

    def carried(self, tree: Tree) -> frozenset[str]:
        """The types that it hands on."""
        return frozenset(name for what in self.carries for name in carried(what, tree))


def carried(what: Carried, tree: Tree) -> list[str]:
    """The types that are of a kind that somebody hands on."""
    match what:
        case "commands":
            return [record.name for record in requests(tree) if record.kind == "command"]
        case "queries":
            return [record.name for record in requests(tree) if record.kind == "query"]
        case "answers":
            return [record.name for record in messages(tree)]
        case "events":
            return [record.name for record in tree.records() if record.kind == "event"]


def to_text(projection: Projection) -> str:
    """As a person reads it: a type on a line, so that what changes is seen in a line."""
    members: dict[str, Any] = msgspec.to_builtins(projection)
    return _object(members, "", lambda value, indent: _object(value, indent, _list)) + "\n"


def _object(members: Mapping[str, Any], indent: str, nested: Any) -> str:
    inner = f"{indent}  "
    lines = []
    for name, value in members.items():
        shown = nested(value, inner) if isinstance(value, dict) else _list(value, inner)
        lines.append(f"{inner}{json.dumps(name)}: {shown}")
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}" if lines else "{}"


def _list(value: Any, indent: str) -> str:
    """On one line if it fits."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, list | tuple) or len(flat) <= _WIDTH:
        return flat
    return "[\n" + ",\n".join(f"{indent}  {json.dumps(each)}" for each in value) + f"\n{indent}]"


def from_text(text: str) -> Projection:
    """Raises `msgspec.ValidationError` or `msgspec.DecodeError` for what is no projection."""
    return msgspec.json.decode(text, type=Projection)


def owner_of(domain: str, tree: Tree) -> str:
    """Whom the schemas of a domain name as their owner; the domain itself if they name none, or several."""
    owners = {
        named.owner for name, named in tree.types.items() if name.startswith(f"{domain}.") and named.owner is not None
    }
    return owners.pop() if len(owners) == 1 else domain
