"""Which problems an operation can answer with, grouped by status."""

from collections.abc import Callable

from msgspec import Struct

from .json_schema_values import Schema
from .model import Enum, Tree

PROBLEM_TYPE = "wire.ProblemType"


class Traits(Struct, frozen=True, kw_only=True):
    """What an operation asks of a request, as far as problems depend on it."""

    is_probe: bool = False  # for any program: no origin, no cookies, no parameters, no limits
    is_tracked: bool = False  # carries x-subscriber-id and x-request-id, and ends on the socket
    is_socket: bool = False
    has_body: bool = False
    has_path_parameters: bool = False
    needs_session: bool = False
    begins_login: bool = False
    picks_up_login: bool = False


class _Row(Struct, frozen=True):
    """Of one problem: when it can happen, and what it may say; the place at fault, if it names one."""

    can_happen: Callable[[Traits], bool]
    detail: str
    fault: tuple[str, str] | None = None


def _always(_: Traits) -> bool:
    return True


def _never(_: Traits) -> bool:
    return False


def _is_tracked(traits: Traits) -> bool:
    return traits.is_tracked


def _has_body(traits: Traits) -> bool:
    return traits.has_body


def _is_no_probe(traits: Traits) -> bool:
    return not traits.is_probe


def _meets_a_session(traits: Traits) -> bool:
    """A subscriber id that was given to a session needs that session, even where anyone may ask."""
    return traits.needs_session or traits.is_tracked


def _takes_parameters(traits: Traits) -> bool:
    """One that nobody asked for is refused, too."""
    return not traits.is_probe and not traits.is_socket


# A row for each symbol of wire.ProblemType.
_ROWS: dict[str, _Row] = {
    "SUBSCRIBER_MISSING": _Row(_is_tracked, "Open /api/socket; the id is in its first frame."),
    "SUBSCRIBER_MALFORMED": _Row(
        _is_tracked, "subscriber id: expected 64 letters, got 7. Ids come in the welcome of /api/socket."
    ),
    "SUBSCRIBER_EXPIRED": _Row(_is_tracked, "Reconnect to /api/socket for a new id."),
    "SUBSCRIBER_REBIND": _Row(
        _is_tracked, "The session began after this id was given out: reconnect to /api/socket and send again."
    ),
    "SUBSCRIBER_FOREIGN": _Row(_is_tracked, "The id was given to the socket of another session."),
    "REQUEST_ID_MISSING": _Row(_is_tracked, "Send a new UUID with every request."),
    "REQUEST_ID_MALFORMED": _Row(_is_tracked, "Expected a UUID with hyphens, got '7'."),
    "HEADER_REPEATED": _Row(_always, "The header cookie came more than once."),
    "HEADER_MALFORMED": _Row(_is_no_probe, "The cookie __Host-auth-token is not text."),
    "BODY_MALFORMED": _Row(_has_body, "JSON is malformed: expected ',' or '}' (byte 23)."),
    "BODY_INVALID": _Row(
        _has_body,
        "$.text: Expected `str` of length >= 1.",
        ("$.text", "Expected `str` of length >= 1"),
    ),
    "PARAMETER_INVALID": _Row(
        _takes_parameters, "more: There is no such parameter.", ("more", "There is no such parameter")
    ),
    "BODY_TOO_LARGE": _Row(_has_body, "The limit is 65536 bytes."),
    "CONTENT_TYPE_UNSUPPORTED": _Row(_has_body, "Expected application/json in UTF-8, got 'text/plain'."),
    "SESSION_REQUIRED": _Row(_meets_a_session, "Log in first: there is no session."),
    "LOGIN_NOT_READY": _Row(
        lambda traits: traits.picks_up_login, "No finished login belongs to this browser: log in first."
    ),
    "ORIGIN_REFUSED": _Row(
        _is_no_probe, "The request came from 'https://elsewhere.example'; MILLRACE_ORIGINS lists the pages served."
    ),
    "NOT_FOUND": _Row(
        lambda traits: traits.has_path_parameters, "No schema has a route that leads here; /docs lists them."
    ),
    # An answer to methods that are no operation.
    "METHOD_NOT_ALLOWED": _Row(_never, "Expected POST, got PUT."),
    "RATE_LIMITED": _Row(lambda traits: traits.begins_login, "Too many logins within a minute: wait, then try again."),
    "INTERNAL": _Row(_always, "The gateway failed. The log of the gateway says why."),
    "UNAVAILABLE": _Row(
        _is_no_probe, "The broker does not answer. It may have the request all the same: repeat it by the same id."
    ),
}
_RETRY_LATER = frozenset({429, 503})
# Where a cookie that leads nowhere, came twice or cannot be read is taken away.
_TAKES_COOKIES_AWAY = frozenset({400, 401})


def problem_type(symbol: str) -> str:
    """The `type` of a problem: `BODY_INVALID` → `/problems/body-invalid`."""
    return f"/problems/{_slug(symbol)}"


def _slug(symbol: str) -> str:
    return symbol.lower().replace("_", "-")


def problem_responses(tree: Tree, traits: Traits) -> dict[str, Schema]:
    """The responses to what goes wrong at the door: status → response, in the order of the statuses."""
    by_status: dict[int, dict[str, str]] = {}
    for symbol, row in _table(tree).items():
        if _ROWS[symbol].can_happen(traits):
            by_status.setdefault(int(row["status"]), {})[symbol] = str(row["title"])
    return {str(status): _response(status, titles, traits) for status, titles in sorted(by_status.items())}


def problem_examples(tree: Tree) -> dict[str, Schema]:
    """An example of every problem that an operation can answer with, for the components."""
    return {
        _slug(symbol): {"summary": str(row["title"]), "value": _example(symbol, row)}
        for symbol, row in _table(tree).items()
        if _ROWS[symbol].can_happen is not _never
    }


def _example(symbol: str, row: dict[str, str | int | bool]) -> Schema:
    said = _ROWS[symbol]
    errors = [{"@type": "wire.FieldError", "path": said.fault[0], "message": said.fault[1]}] if said.fault else []
    return {
        "@type": "wire.Problem",
        "type": problem_type(symbol),
        "title": row["title"],
        "status": row["status"],
        "detail": said.detail,
        "errors": errors,
    }


def _table(tree: Tree) -> dict[str, dict[str, str | int | bool]]:
    enum = tree.types.get(PROBLEM_TYPE)
    table = enum.table if isinstance(enum, Enum) else {}
    unknown = sorted(set(table) - set(_ROWS))
    if unknown:
        raise ValueError(
            f"{PROBLEM_TYPE}: say in codegen/emit_openapi_problems.py when {', '.join(unknown)} can happen"
        )
    return table


def _response(status: int, titles: dict[str, str], traits: Traits) -> Schema:
    types = [problem_type(symbol) for symbol in titles]
    narrowed = {"properties": {"type": {"enum": types}, "status": {"const": status}}}
    content = {
        "schema": {"allOf": [{"$ref": "#/components/schemas/wire.Problem"}, narrowed]},
        "examples": {_slug(symbol): {"$ref": f"#/components/examples/{_slug(symbol)}"} for symbol in titles},
    }
    return {
        "description": "; ".join(titles.values()) + ".",
        "headers": _headers(status, traits),
        "content": {"application/problem+json": content},
    }


def _headers(status: int, traits: Traits) -> Schema:
    names = ["Cache-Control"]
    if traits.is_tracked:
        names.append("Known-Request-Id")
    if status in _TAKES_COOKIES_AWAY and not traits.is_probe:
        names.append("Stale-Cookie")
    if status in _RETRY_LATER:
        names.append("Retry-After")
    return {_NAMES.get(name, name): {"$ref": f"#/components/headers/{name}"} for name in names}


_NAMES = {"Known-Request-Id": "x-request-id", "Stale-Cookie": "Set-Cookie"}
