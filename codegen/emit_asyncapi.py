"""AsyncAPI 3.1 for what travels without being asked: the topics, the socket, and every message on them.

https://www.asyncapi.com/docs/reference/specification/v3.1.0
"""

import json
from typing import Any

from .client_view import messages, visible
from .emit_asyncapi_channels import PARAMETERS, channels
from .emit_asyncapi_headers import CORRELATIONS, traits
from .emit_asyncapi_messages import Messages
from .emit_asyncapi_operations import operations
from .emit_openapi import components
from .frames import PATH, SUBPROTOCOL
from .json_schema_values import Schema, shared_texts
from .model import Tree
from .topics import PLATFORM, domains

_DESCRIPTION = f"""\
The whole platform as one application: the gateway, and the worker of each domain.

A browser posts a command or query over HTTP (that half is [OpenAPI](/api/openapi.json)) and is answered with 202 \
at once. The gateway writes it to `<domain>.commands`, the domain's worker decides, and the outcome goes to `replies`, \
on the partition (the lane) that the subscriber id names. The gateway that follows this lane sends it down the \
WebSocket at `{PATH}` as one JSON text message, tagged with the request id.

A value on Kafka is a zero byte, four bytes of schema id, and Avro binary. Examples of such values are in Avro's \
JSON encoding. An operation is named for who does it: `gateway`, the worker of a domain, `workers` for any of them, \
and `reactions` for what other domains do in answer to an event, which is written by hand and not known here.

Every type has a page of its own in [the reference](/docs/reference/)."""

_SERVERS: Schema = {
    "kafka": {
        "host": "{bootstrap}",
        "protocol": "kafka",
        "description": "Between the gateway and the workers. TLS and SASL are settings of an installation.",
        "variables": {
            "bootstrap": {"description": "MILLRACE_KAFKA_BOOTSTRAP of the installation.", "default": "127.0.0.1:19092"}
        },
        "bindings": {
            "kafka": {
                "schemaRegistryUrl": "http://127.0.0.1:18081/apis/ccompat/v7",
                "schemaRegistryVendor": "confluent",
                "bindingVersion": "0.5.0",
            }
        },
    },
    "gateway": {
        "host": "{host}",
        "protocol": "ws",
        "description": "Between the gateway and browsers; wss behind TLS.",
        "variables": {"host": {"description": "Where the gateway listens.", "default": "127.0.0.1:8080"}},
        "tags": [{"name": SUBPROTOCOL, "description": "The WebSocket subprotocol; a client has to offer it."}],
    },
}
_SECURITY: Schema = {
    "session": {
        "type": "httpApiKey",
        "in": "cookie",
        "name": "__Host-auth-token",
        "description": "The session. A socket that was opened without it may ask what anyone may.",
    }
}


def emit(tree: Tree) -> dict[str, str]:
    """The generated folder: file name → text."""
    return {"asyncapi.json": json.dumps(document(tree), indent=2, ensure_ascii=False) + "\n"}


def document(tree: Tree) -> dict[str, Any]:
    """The whole document as a value."""
    found = Messages(tree)
    return {
        "asyncapi": "3.1.0",
        "info": {"title": "Millrace", "version": "1", "description": _DESCRIPTION, "tags": _tags(tree)},
        "defaultContentType": "application/json",
        "servers": _SERVERS,
        "channels": channels(tree, found),
        "operations": operations(tree, found),
        "components": {
            "schemas": found.avro_schemas() | _json_schemas(tree),
            "messages": found.components(),
            "messageTraits": traits(),
            "correlationIds": CORRELATIONS,
            "parameters": PARAMETERS,
            "securitySchemes": _SECURITY,
        },
    }


def _tags(tree: Tree) -> list[Schema]:
    own = {"name": PLATFORM, "description": "The platform's own messages."}
    return [{"name": name, "description": f"What the {name} domain owns."} for name in domains(tree)] + [own]


def _json_schemas(tree: Tree) -> Schema:
    """What the bodies of frames are made of, as draft 07: the dialect of AsyncAPI."""
    names = {named.name for named in visible(tree)} if messages(tree) else set()
    found = {name: schema for name, schema in components(tree).items() if name in names}
    return {name: draft_07(schema) for name, schema in (found | shared_texts(found)).items()}


def draft_07(value: Any) -> Any:
    """JSON Schema 2020-12 as draft 07 has it: there, what stands beside a `$ref` counts for nothing."""
    match value:
        case {"$ref": reference, **beside} if beside:
            return draft_07(beside) | {"allOf": [{"$ref": reference}]}
        case dict():
            return {name: draft_07(inner) for name, inner in value.items()}
        case list():
            return [draft_07(inner) for inner in value]
        case _:
            return value
