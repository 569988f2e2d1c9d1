"""The schemas that a new command, query or event begins with: they work as they are, and are meant to be edited."""

import json
from typing import Any

from codegen.model import domain_of
from codegen.naming import namespace, simple
from codegen.scaffold.words import event_of, kebab, phrase

_ID = {"name": "id", "type": "string", "doc": "Which one this is about.", "millrace": {"minLength": 1, "maxLength": 64}}
_TEXT = {"name": "text", "type": "string", "doc": "What is said of it.", "millrace": {"maxLength": 200}}
_EXAMPLE = {"id": "first", "text": "hello"}


def path_of(full_name: str) -> str:
    return f"schemas/{full_name.replace('.', '/')}.avsc"


def full_name_of(path: str) -> str:
    """The other way round: `schemas/board/Note.avsc` holds `board.Note`."""
    return path.removeprefix("schemas/").removesuffix(".avsc").replace("/", ".")


def command(full_name: str) -> dict[str, str]:
    """A command and the event that it leads to, which is also what its sender is told."""
    folder, name = namespace(full_name), simple(full_name)
    event = f"{folder}.{event_of(name)}"
    attribute = {
        "kind": "command",
        "route": f"POST /{folder.replace('.', '/')}/{kebab(name)}",
        "key": "id",
        "owner": domain_of(full_name),
        "outcomes": [event],
        "examples": [_EXAMPLE],
    }
    return {
        path_of(full_name): _record(full_name, f"Asks to {phrase(name)}.", attribute, [_ID, _TEXT]),
        **event_schema(event, by=full_name),
    }


def event_schema(full_name: str, by: str | None = None) -> dict[str, str]:
    """An event that builds state."""
    doc = f"What `{by}` led to." if by else f"It happened: {phrase(simple(full_name))}."
    plain = [{name: value for name, value in field.items() if name != "millrace"} for field in (_ID, _TEXT)]
    return {
        path_of(full_name): _record(
            full_name, doc, {"kind": "event", "key": "id", "owner": domain_of(full_name)}, plain
        )
    }


def query(full_name: str) -> dict[str, str]:
    """A query and the message that answers it."""
    folder, name = namespace(full_name), simple(full_name)
    answer = f"{folder}.{name}Answer"
    attribute = {
        "kind": "query",
        "route": f"GET /{folder.replace('.', '/')}/{{id}}/{kebab(name)}",
        "key": "id",
        "owner": domain_of(full_name),
        "outcomes": [answer],
        "examples": [{"id": "first"}],
    }
    plain = {name: value for name, value in _TEXT.items() if name != "millrace"}
    return {
        path_of(full_name): _record(full_name, f"Asks for the {phrase(name)}.", attribute, [_ID]),
        path_of(answer): _record(
            answer, f"The answer to `{full_name}`.", {"kind": "message", "owner": domain_of(full_name)}, [plain]
        ),
    }


def _record(full_name: str, doc: str, attribute: dict[str, Any], fields: list[dict[str, Any]]) -> str:
    """A record as a person writes it: the fields one on a line."""
    head = {"type": "record", "name": simple(full_name), "namespace": namespace(full_name), "doc": doc}
    members = [f'  "{name}": {_line(value)}' for name, value in head.items()]
    inner = ",\n".join(f'    "{name}": {_line(value)}' for name, value in attribute.items())
    members.append(f'  "millrace": {{\n{inner}\n  }}')
    rows = ",\n".join(f"    {_line(field)}" for field in fields)
    members.append(f'  "fields": [\n{rows}\n  ]')
    return "{\n" + ",\n".join(members) + "\n}\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
