"""The operations that every Millrace has, whatever its schemas: session, cancelling, probes, and the socket."""

from .emit_openapi_operations import REQUEST_ID, SESSION_ONLY, SESSION_OR_NOT, SUBSCRIBER, accepted
from .emit_openapi_problems import Traits, problem_responses
from .json_schema import Schema
from .model import Enum, Tree

_LOGIN: list[dict[str, list[str]]] = [{"login": []}]


def platform_paths(tree: Tree) -> dict[str, Schema]:
    """Path → path item."""
    return {
        "/api/session": {"get": _whose_session(tree), "post": _begin_session(tree), "delete": _end_session(tree)},
        "/api/requests/{requestId}": {"delete": _cancel(tree)},
        "/api/health/live": {"get": _live(tree)},
        "/api/health/ready": {"get": _ready(tree)},
        "/api/metrics": {"get": _metrics(tree)},
        "/api/openapi.json": {"get": _openapi(tree)},
    }


def _operation(name: str, tag: str, summary: str, **rest: object) -> Schema:
    return {"operationId": name, "tags": [tag], "summary": summary} | rest


def _no_store() -> Schema:
    return {"Cache-Control": {"$ref": "#/components/headers/Cache-Control"}}


def _whose_session(tree: Tree) -> Schema:
    found = {
        "description": "There is a session.",
        "headers": _no_store(),
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/sessions.Session"}}},
    }
    problems = problem_responses(tree, Traits(needs_session=True))
    return _operation(
        "session.get",
        "session",
        "Says whose session this is.",
        security=SESSION_ONLY,
        responses={"200": found} | problems,
    )


def _begin_session(tree: Tree) -> Schema:
    begun = {
        "description": "The session has begun; its cookie is set and the login's is taken away.",
        "headers": _no_store() | {"Set-Cookie": {"$ref": "#/components/headers/Set-Session-Cookie"}},
    }
    problems = problem_responses(tree, Traits(picks_up_login=True))
    return _operation(
        "session.begin",
        "session",
        "Picks a finished login up, once.",
        security=_LOGIN,
        responses={"204": begun} | problems,
    )


def _end_session(tree: Tree) -> Schema:
    ended = {
        "description": "The session is over, and its sockets close everywhere.",
        "headers": _no_store() | {"Set-Cookie": {"$ref": "#/components/headers/Clear-Cookies"}},
    }
    problems = problem_responses(tree, Traits(needs_session=True))
    return _operation(
        "session.end", "session", "Ends the session.", security=SESSION_ONLY, responses={"204": ended} | problems
    )


def _cancel(tree: Tree) -> Schema:
    request_id = {
        "name": "requestId",
        "in": "path",
        "description": "The x-request-id of the query whose feed should end.",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }
    traits = Traits(is_tracked=True, has_path_parameters=True)
    return _operation(
        "requests.cancel",
        "requests",
        "Ends a feed; its last frame is wire.Cancelled.",
        security=SESSION_OR_NOT,
        parameters=[SUBSCRIBER, REQUEST_ID, request_id],
        responses={"202": accepted()} | problem_responses(tree, traits),
    )


def _probe(tree: Tree, name: str, summary: str, responses: Schema) -> Schema:
    found = responses | problem_responses(tree, Traits(is_probe=True))
    return _operation(name, "probes", summary, security=[], responses=dict(sorted(found.items())))


def _text(description: str) -> Schema:
    return {"description": description, "content": {"text/plain": {"schema": {"type": "string"}}}}


def _live(tree: Tree) -> Schema:
    return _probe(tree, "health.live", "Says that the process runs.", {"200": _text("The process runs.")})


def _ready(tree: Tree) -> Schema:
    responses = {"200": _text("The gateway takes requests and sockets."), "503": _text("Not yet, or not any more.")}
    return _probe(tree, "health.ready", "Says whether requests are taken.", responses)


def _metrics(tree: Tree) -> Schema:
    responses = {"200": _text("The figures, as Prometheus reads them.")}
    return _probe(tree, "metrics", "Counts what the gateway does.", responses)


def _openapi(tree: Tree) -> Schema:
    shown = {"description": "This document.", "content": {"application/json": {"schema": {"type": "object"}}}}
    return _probe(tree, "openapi", "Shows this document.", {"200": shown})


def socket(tree: Tree) -> Schema:
    """The WebSocket, as an extension of the document: OpenAPI has no word for it."""
    codes = tree.types.get("wire.CloseCode")
    table = codes.table if isinstance(codes, Enum) else {}
    return {
        "path": "/api/socket",
        "subprotocol": "millrace.v1",
        "description": (
            "Downstream only: whatever a client sends closes it. Every text message is one frame. "
            "The first frame is a wire.Welcome, whose subscriberId goes into x-subscriber-id of every request."
        ),
        "frame": {"$ref": "#/components/schemas/Frame"},
        "closeCodes": {str(row["code"]): row | {"name": symbol} for symbol, row in table.items()},
    }
