"""The headers, parameters and cookies that operations of OpenAPI share."""

from .json_schema_values import Schema
from .sample_values import REQUEST_ID, SUBSCRIBER_ID

PARAMETERS: Schema = {
    "x-subscriber-id": {
        "name": "x-subscriber-id",
        "in": "header",
        "description": "The socket that should get the answer: subscriberId of its wire.Welcome.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{64}$"},
        "example": SUBSCRIBER_ID,
    },
    "x-request-id": {
        "name": "x-request-id",
        "in": "header",
        "description": "Made by the client. The same id with the same body is the same request: it happens once.",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
        "example": REQUEST_ID,
    },
    "Prefer": {
        "name": "Prefer",
        "in": "header",
        "description": "`wait=n`: how many seconds the request may wait to be begun, if less than its schema allows "
        "(RFC 7240). What is not begun by then ends with `wire.Expired`: nothing happened.",
        "required": False,
        "schema": {"type": "string"},
        "example": "wait=20",
    },
}


def _header(description: str, schema: Schema, example: object, *, required: bool = True) -> Schema:
    return {"description": description, "required": required, "schema": schema, "example": example}


_REQUEST_ID: Schema = {"type": "string", "format": "uuid"}
_COOKIE: Schema = {"type": "string"}
_COOKIE_ENDING = "Path=/; Secure; HttpOnly; SameSite=Strict"
_VALUE = "YW4tZXhhbXBsZS10b2tlbi1vZi0zMi1ieXRlcy15ZXM"
HEADERS: Schema = {
    "Cache-Control": _header("Nothing here may be kept.", {"const": "no-store"}, "no-store"),
    "Retry-After": _header("How many seconds to wait.", {"type": "integer", "minimum": 0}, 1),
    "x-request-id": _header("That of the request, in lower case.", _REQUEST_ID, REQUEST_ID),
    "Known-Request-Id": _header(
        "That of the request, once it was known to be a UUID.", _REQUEST_ID, REQUEST_ID, required=False
    ),
    "Preference-Applied": _header(
        "How many seconds the request may wait, if it said.",
        {"type": "string", "pattern": "^wait=[0-9]+$"},
        "wait=20",
        required=False,
    ),
    "Set-Login-Cookie": _header(
        "__Host-LOGIN-REQUEST-ID, for a minute.",
        _COOKIE,
        f"__Host-LOGIN-REQUEST-ID={_VALUE}; Max-Age=60; {_COOKIE_ENDING}",
    ),
    "Clear-Cookies": _header(
        "Both cookies are taken away.", _COOKIE, f"__Host-auth-token=; Max-Age=0; {_COOKIE_ENDING}"
    ),
    "Stale-Cookie": _header(
        "Takes a cookie away that leads nowhere or cannot be read.",
        _COOKIE,
        f"__Host-auth-token=; Max-Age=0; {_COOKIE_ENDING}",
        required=False,
    ),
    "Set-Session-Cookie": _header(
        "__Host-auth-token; the login cookie is taken away.",
        _COOKIE,
        f"__Host-auth-token={_VALUE}; Max-Age=43200; {_COOKIE_ENDING}",
    ),
}


def _cookie(name: str, description: str) -> Schema:
    return {"type": "apiKey", "in": "cookie", "name": name, "description": description}


SECURITY: Schema = {
    "session": _cookie("__Host-auth-token", "The session, as POST /api/session set it."),
    "login": _cookie("__Host-LOGIN-REQUEST-ID", "The login under way, as the login command's 202 set it."),
}
