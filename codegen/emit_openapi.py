"""OpenAPI 3.1 for the HTTP half of the gateway, with what comes down the socket as extensions."""

import json
from typing import Any

from .client_view import messages, requests, sent_types, visible
from .emit_openapi_operations import operation
from .emit_openapi_platform import frame_schema, platform_paths, socket
from .json_schema import named_schema
from .json_schema_values import Schema, component, shared_texts
from .model import Tree, domain_of

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
    paths, schemas = _paths(tree), _schemas(tree)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Millrace", "version": "1", "description": _DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": [{"name": name} for name in _tags(tree)],
        "paths": paths,
        "components": {
            "schemas": schemas | shared_texts([paths, schemas]),
            "parameters": _PARAMETERS,
            "headers": _HEADERS,
            "securitySchemes": _SECURITY,
        },
        "x-millrace-socket": socket(tree),
    }


def _tags(tree: Tree) -> list[str]:
    return [*sorted({domain_of(record.name) for record in requests(tree)}), "session", "requests", "probes"]


def _paths(tree: Tree) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for record in requests(tree):
        if record.route is not None:
            item = found.setdefault(f"/api{record.route.path}", {})
            item[record.route.method.lower()] = operation(tree, record)
    return dict(sorted(found.items())) | platform_paths(tree)


def _schemas(tree: Tree) -> dict[str, Schema]:
    schemas = {named.name: named_schema(named, "received", tree) for named in visible(tree)}
    schemas |= {component(named, "sent"): named_schema(named, "sent", tree) for named in sent_types(tree)}
    if messages(tree):
        schemas["Frame"] = frame_schema(tree)
    return dict(sorted(schemas.items()))
