"""OpenAPI 3.1 for the HTTP half of the gateway, with what comes down the socket as extensions."""

import json
from typing import Any

from .client_view import endings, messages, requests, sent_types, visible
from .emit_openapi_headers import HEADERS, PARAMETERS, SECURITY
from .emit_openapi_operations import REFERENCE, operation
from .emit_openapi_platform import platform_paths
from .emit_openapi_problems import problem_examples
from .emit_openapi_socket import socket
from .frames import any_frame
from .json_schema import named_schema
from .json_schema_values import Schema, component, shared_texts
from .model import Record, Tree, domain_of
from .sample import Samples

_DESCRIPTION = """\
A request is answered at once with 202, or with a problem. What comes of it arrives on the socket, \
under its x-request-id: one of the `x-millrace-outcomes` of the operation, or an end that the platform makes, \
one of the `x-millrace-endings` of this document. A request is never left without an end.

So a client opens `/api/socket` first, and sends the `subscriberId` of the welcome with every request. \
What travels between the gateway and the workers is described by [AsyncAPI](/api/asyncapi.json); \
every type has a page in [the reference](/docs/reference/)."""

_PLATFORM_TAGS = {
    "socket": "How answers come back.",
    "session": "Whose browser it is. These are answered at once, without the socket.",
    "requests": "What was asked before.",
    "probes": "For programs that watch over the gateway, and for these documents.",
}


def emit(tree: Tree) -> dict[str, str]:
    """The generated folder: file name → text."""
    return {"openapi.json": json.dumps(document(tree), indent=2, ensure_ascii=False) + "\n"}


def document(tree: Tree) -> dict[str, Any]:
    """The whole document as a value."""
    paths = _paths(tree)
    schemas = components(tree) | ({"Frame": any_frame(tree)} if messages(tree) else {})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Millrace",
            "version": "1",
            "summary": "Commands and queries over HTTP, their outcomes down a WebSocket.",
            "description": _DESCRIPTION,
        },
        "externalDocs": {"description": "A page for every type", "url": REFERENCE},
        "servers": [{"url": "/", "description": "The gateway that serves this document."}],
        "tags": _tags(tree),
        "paths": paths,
        "components": {
            "schemas": schemas | shared_texts([paths, schemas]),
            "parameters": PARAMETERS,
            "headers": HEADERS,
            "examples": problem_examples(tree),
            "securitySchemes": SECURITY,
        },
        "x-millrace-endings": [{"$ref": f"#/components/schemas/{name}"} for name in endings(tree)],
        "x-millrace-socket": socket(tree),
    }


def _tags(tree: Tree) -> list[Schema]:
    domains = sorted({domain_of(record.name) for record in requests(tree)})
    theirs = [
        {
            "name": domain,
            "description": f"What the worker of `{domain}` is asked to do.",
            "externalDocs": {"description": f"The types of {domain}", "url": f"{REFERENCE}#{domain}"},
        }
        for domain in domains
    ]
    return theirs + [{"name": name, "description": words} for name, words in _PLATFORM_TAGS.items()]


def _paths(tree: Tree) -> dict[str, Schema]:
    samples = Samples(tree)
    found: dict[str, Schema] = {}
    for record in requests(tree):
        if record.route is not None:
            item = found.setdefault(f"/api{record.route.path}", {})
            item[record.route.method.lower()] = operation(tree, record, samples)
    return dict(sorted(found.items())) | platform_paths(tree, samples)


def components(tree: Tree) -> dict[str, Schema]:
    """The schema of every type that a client may meet, by its key in the components."""
    schemas = {named.name: named_schema(named, "received", tree) for named in visible(tree)}
    samples = Samples(tree)
    for name, schema in schemas.items():
        named = tree.types[name]
        example = samples.record(named, "json") if isinstance(named, Record) else None
        if example is not None:
            schema["examples"] = [example]
    schemas |= {component(named, "sent"): named_schema(named, "sent", tree) for named in sent_types(tree)}
    return dict(sorted(schemas.items()))
