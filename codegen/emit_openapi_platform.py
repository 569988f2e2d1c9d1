"""The operations that every Millrace has, whatever its schemas: session, cancelling, probes, and documents."""

from .emit_openapi_operations import REQUEST_ID_PARAMETER, SESSION_ONLY, SESSION_OR_NOT, SUBSCRIBER, accepted
from .emit_openapi_problems import Traits, problem_responses
from .emit_openapi_socket import open_socket
from .frames import PATH
from .json_schema_values import Schema
from .model import Record, Tree
from .sample import Samples
from .sample_values import REQUEST_ID

_LOGIN: list[dict[str, list[str]]] = [{"login": []}]
_FIGURES = """\
# HELP millrace_gateway_sockets Open sockets.
# TYPE millrace_gateway_sockets gauge
millrace_gateway_sockets 2
"""


def platform_paths(tree: Tree, samples: Samples) -> dict[str, Schema]:
    """Path → path item."""
    return {
        PATH: {"get": open_socket(tree)},
        "/api/session": {
            "get": _whose_session(tree, samples),
            "post": _begin_session(tree),
            "delete": _end_session(tree),
        },
        "/api/requests/{requestId}": {"delete": _cancel(tree)},
        "/api/health/live": {"get": _live(tree)},
        "/api/health/ready": {"get": _ready(tree)},
        "/api/metrics": {"get": _metrics(tree)},
        "/api/openapi.json": {"get": _document(tree, "openapi", "Shows this document.")},
        "/api/asyncapi.json": {"get": _document(tree, "asyncapi", "Shows the AsyncAPI document of topics and socket.")},
    }


def _operation(name: str, tag: str, summary: str, **rest: object) -> Schema:
    return {"operationId": name, "tags": [tag], "summary": summary} | rest


def _no_store() -> Schema:
    return {"Cache-Control": {"$ref": "#/components/headers/Cache-Control"}}


def _whose_session(tree: Tree, samples: Samples) -> Schema:
    session = tree.types.get("sessions.Session")
    example = samples.record(session, "json") if isinstance(session, Record) else None
    media = {"schema": {"$ref": "#/components/schemas/sessions.Session"}} | ({"example": example} if example else {})
    found = {"description": "There is a session.", "headers": _no_store(), "content": {"application/json": media}}
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
        description=(
            "Afterwards open a new socket: the one before belongs to nobody, and what is sent under it with a session "
            "is refused as subscriber-rebind."
        ),
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
        "example": REQUEST_ID,
    }
    traits = Traits(is_tracked=True, has_path_parameters=True)
    return _operation(
        "requests.cancel",
        "requests",
        "Ends a feed; its last frame is wire.Cancelled.",
        security=SESSION_OR_NOT,
        parameters=[SUBSCRIBER, REQUEST_ID_PARAMETER, request_id],
        responses={"202": accepted()} | problem_responses(tree, traits),
    )


def _probe(tree: Tree, name: str, summary: str, responses: Schema) -> Schema:
    found = responses | problem_responses(tree, Traits(is_probe=True))
    return _operation(name, "probes", summary, security=[], responses=dict(sorted(found.items())))


def _text(description: str, example: str) -> Schema:
    media = {"schema": {"type": "string"}, "example": example}
    return {"description": description, "headers": _no_store(), "content": {"text/plain": media}}


def _live(tree: Tree) -> Schema:
    return _probe(tree, "health.live", "Says that the process runs.", {"200": _text("The process runs.", "live\n")})


def _ready(tree: Tree) -> Schema:
    responses = {
        "200": _text("The gateway takes requests and sockets.", "ready\n"),
        "503": _text("Not yet, or not any more.", "no answer from: broker\n"),
    }
    return _probe(tree, "health.ready", "Says whether requests are taken.", responses)


def _metrics(tree: Tree) -> Schema:
    responses = {"200": _text("The figures, as Prometheus reads them.", _FIGURES)}
    return _probe(tree, "metrics", "Counts what the gateway does.", responses)


def _document(tree: Tree, name: str, summary: str) -> Schema:
    media = {"application/json": {"schema": {"type": "object"}, "example": {name: "3.1.0"}}}
    shown = {"description": "The document.", "headers": _no_store(), "content": media}
    return _probe(tree, name, summary, {"200": shown})
