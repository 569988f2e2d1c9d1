"""The WebSocket in OpenAPI: its handshake as an operation, and what OpenAPI has no word for as an extension."""

from .emit_openapi_operations import SESSION_OR_NOT
from .emit_openapi_problems import Traits, problem_responses
from .frames import PATH, RESUME_OFFER, SUBPROTOCOL
from .json_schema_values import Schema
from .model import Enum, Tree

_DOWNSTREAM = (
    "Downstream only: whatever a client sends closes it. Every text message is one frame. "
    "The first frame is a wire.Welcome, whose subscriberId goes into x-subscriber-id of every request."
)


def open_socket(tree: Tree) -> Schema:
    """The handshake."""
    offered = {
        "name": "Sec-WebSocket-Protocol",
        "in": "header",
        "description": (
            f"Has to offer {SUBPROTOCOL}. A reconnect also offers {RESUME_OFFER} with the resume token of the last "
            "welcome or heartbeat, and the position of the last frame of each lane, to have missed frames played again."
        ),
        "required": True,
        "schema": {"type": "string"},
        "examples": {
            "first": {"summary": "The first socket", "value": SUBPROTOCOL},
            "again": {
                "summary": "A reconnect",
                "value": f"{SUBPROTOCOL}, {RESUME_OFFER}c2VhbGVkLWZvci1nYXRld2F5cw, millrace.pos.17-4711",
            },
        },
    }
    chosen = {"description": "The subprotocol.", "required": True, "schema": {"const": SUBPROTOCOL}}
    opened = {
        "description": "The socket is open; from here on it is described by x-millrace-socket.",
        "headers": {"Sec-WebSocket-Protocol": chosen | {"example": SUBPROTOCOL}},
    }
    return {
        "operationId": "socket.open",
        "tags": ["socket"],
        "summary": "Opens the socket that answers come down.",
        "description": f"{_DOWNSTREAM} Asked without an upgrade, it answers 400.",
        "security": SESSION_OR_NOT,
        "parameters": [offered],
        "responses": {"101": opened} | problem_responses(tree, Traits(is_socket=True)),
    }


def socket(tree: Tree) -> Schema:
    """What is said and meant once it is open."""
    codes = tree.types.get("wire.CloseCode")
    table = codes.table if isinstance(codes, Enum) else {}
    return {
        "path": PATH,
        "subprotocol": SUBPROTOCOL,
        "description": _DOWNSTREAM,
        "frame": {"$ref": "#/components/schemas/Frame"},
        "closeCodes": {str(row["code"]): row | {"name": symbol} for symbol, row in table.items()},
    }
