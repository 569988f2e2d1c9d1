"""OpenAPI 3.1 for the HTTP half of the gateway, with what comes down the socket as extensions."""

import json
from typing import Any

from .client_view import SEALED, messages, references, requests, sent_fields, visible
from .emit_openapi_operations import operation
from .emit_openapi_platform import platform_paths, socket
from .frames import any_frame
from .json_schema import Schema, component, enum_schema, record_schema
from .model import Enum, Field, Record, Tree, domain_of

_DESCRIPTION = """\
A request is answered at once with 202, or with a problem. What comes of it arrives on the socket, \
under its x-request-id: one of the `x-millrace-outcomes` of the operation, or an end that the platform makes \
(wire.Expired, wire.Failed, wire.Lost, wire.Cancelled, wire.RequestIdReused)."""

_PARAMETERS: Schema = {
    "x-subscriber-id": {
        "name": "x-subscriber-id",
        "in": "header",
        "description": "The socket that should get the answer: subscriberId of its wire.Welcome.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{64}$"},
    },
    "x-request-id": {
        "name": "x-request-id",
        "in": "header",
        "description": "Made by the client. The same id with the same body is the same request: it happens once.",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    },
}


def _header(description: str, schema: Schema) -> Schema:
    return {"description": description, "required": True, "schema": schema}


_HEADERS: Schema = {
    "Cache-Control": _header("Nothing here may be kept.", {"const": "no-store"}),
    "Retry-After": _header("How many seconds to wait.", {"type": "integer", "minimum": 0}),
    "x-request-id": _header("That of the request, in lower case.", {"type": "string", "format": "uuid"}),
    "Set-Login-Cookie": _header("__Host-LOGIN-REQUEST-ID, for a minute.", {"type": "string"}),
    "Clear-Cookies": _header("Both cookies are taken away.", {"type": "string"}),
    "Set-Session-Cookie": _header("__Host-auth-token; the login cookie is taken away.", {"type": "string"}),
}


def _cookie(name: str, description: str) -> Schema:
    return {"type": "apiKey", "in": "cookie", "name": name, "description": description}


_SECURITY: Schema = {
    "session": _cookie("__Host-auth-token", "The session, as POST /api/session set it."),
    "login": _cookie("__Host-LOGIN-REQUEST-ID", "The login under way, as the login command's 202 set it."),
}


def emit(tree: Tree) -> dict[str, str]:
    """The generated folder: file name → text."""
    return {"openapi.json": json.dumps(document(tree), indent=2, ensure_ascii=False) + "\n"}


def document(tree: Tree) -> dict[str, Any]:
    """The whole document as a value."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Millrace", "version": "1", "description": _DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": [{"name": name} for name in _tags(tree)],
        "paths": _paths(tree),
        "components": {
            "schemas": components(tree) | ({"Frame": any_frame(tree)} if messages(tree) else {}),
            "parameters": _PARAMETERS,
            "headers": _HEADERS,
            "securitySchemes": _SECURITY,
        },
        "x-millrace-socket": socket(tree),
    }


def _tags(tree: Tree) -> list[str]:
    return [*sorted({domain_of(record.name) for record in requests(tree)}), "session", "requests", "probes"]


def _paths(tree: Tree) -> dict[str, Schema]:
    enums = frozenset(enum.name for enum in tree.enums())
    found: dict[str, Schema] = {}
    for record in requests(tree):
        if record.route is not None:
            item = found.setdefault(f"/api{record.route.path}", {})
            item[record.route.method.lower()] = operation(tree, record, enums)
    return dict(sorted(found.items())) | platform_paths(tree)


def components(tree: Tree) -> dict[str, Schema]:
    """The schema of every type that a client may meet, by its key in the components."""
    enums = frozenset(enum.name for enum in tree.enums())
    schemas = {
        named.name: enum_schema(named) if isinstance(named, Enum) else record_schema(named, "received", enums)
        for named in visible(tree)
    }
    schemas |= {component(record.name, "sent"): record_schema(record, "sent", enums) for record in _sent_inside(tree)}
    return dict(sorted(schemas.items()))


def _sent_inside(tree: Tree) -> list[Record]:
    """The shared records that stand inside what a client sends, at any depth."""
    found: dict[str, Record] = {}
    waiting = [field for record in requests(tree) for field in sent_fields(record)]
    while waiting:
        field: Field = waiting.pop()
        for name in references(field.type) - set(found) - {SEALED}:
            named = tree.types[name]
            if isinstance(named, Record):
                found[name] = named
                waiting += named.fields
    return [found[name] for name in sorted(found)]
