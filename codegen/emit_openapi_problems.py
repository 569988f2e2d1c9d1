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
    has_body: bool = False
    has_path_parameters: bool = False
    needs_session: bool = False
    picks_up_login: bool = False


Condition = Callable[[Traits], bool]


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


# A row for each symbol of wire.ProblemType.
_CAN_HAPPEN: dict[str, Condition] = {
    "SUBSCRIBER_MISSING": _is_tracked,
    "SUBSCRIBER_MALFORMED": _is_tracked,
    "SUBSCRIBER_EXPIRED": _is_tracked,
    "SUBSCRIBER_REBIND": _is_tracked,
    "SUBSCRIBER_FOREIGN": _is_tracked,
    "REQUEST_ID_MISSING": _is_tracked,
    "REQUEST_ID_MALFORMED": _is_tracked,
    "HEADER_REPEATED": _always,
    "HEADER_MALFORMED": _is_no_probe,
    "BODY_MALFORMED": _has_body,
    "BODY_INVALID": _has_body,
    "PARAMETER_INVALID": _is_no_probe,  # one that nobody asked for is refused, too
    "BODY_TOO_LARGE": _has_body,
    "CONTENT_TYPE_UNSUPPORTED": _has_body,
    "SESSION_REQUIRED": _meets_a_session,
    "LOGIN_NOT_READY": lambda traits: traits.picks_up_login,
    "ORIGIN_REFUSED": _is_no_probe,
    "NOT_FOUND": lambda traits: traits.has_path_parameters,
    "METHOD_NOT_ALLOWED": _never,  # an answer to methods that are no operation
    "RATE_LIMITED": _is_no_probe,
    "INTERNAL": _always,
    "UNAVAILABLE": _is_no_probe,
}
_RETRY_LATER = frozenset({429, 503})


def problem_type(symbol: str) -> str:
    """The `type` of a problem: `BODY_INVALID` → `/problems/body-invalid`."""
    return f"/problems/{symbol.lower().replace('_', '-')}"


def problem_responses(tree: Tree, traits: Traits) -> dict[str, Schema]:
    """The responses to what goes wrong at the door: status → response, in the order of the statuses."""
    table = _table(tree)
    by_status: dict[int, dict[str, str]] = {}
    for symbol, row in table.items():
        if _CAN_HAPPEN[symbol](traits):
            by_status.setdefault(int(row["status"]), {})[symbol] = str(row["title"])
    return {str(status): _response(status, titles) for status, titles in sorted(by_status.items())}


def _table(tree: Tree) -> dict[str, dict[str, str | int | bool]]:
    enum = tree.types.get(PROBLEM_TYPE)
    table = enum.table if isinstance(enum, Enum) else {}
    unknown = sorted(set(table) - set(_CAN_HAPPEN))
    if unknown:
        raise ValueError(
            f"{PROBLEM_TYPE}: say in codegen/emit_openapi_problems.py when {', '.join(unknown)} can happen"
        )
    return table


def _response(status: int, titles: dict[str, str]) -> Schema:
    types = [problem_type(symbol) for symbol in titles]
    narrowed = {"properties": {"type": {"enum": types}, "status": {"const": status}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/wire.Problem"}, narrowed]}
    response: Schema = {
        "description": "; ".join(titles.values()) + ".",
        "content": {"application/problem+json": {"schema": schema}},
    }
    if status in _RETRY_LATER:
        response["headers"] = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    return response
