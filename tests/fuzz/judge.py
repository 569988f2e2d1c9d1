"""Whether the document takes a request, judged by what was sent and not by how it came about.

The judge of schemas is jsonschema-rs, which shares nothing with the gateway.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from msgspec import Struct

from tests.fuzz.contract import Operation

JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
JSON_TYPE = re.compile(r"application/json\s*(;\s*charset=\"?utf-8\"?\s*)?", re.IGNORECASE)


class Request(Struct, frozen=True):
    """A request as it went out."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes

    @classmethod
    def of(cls, sent: Any) -> "Request":
        """From what `requests` prepared."""
        body = sent.body or b""
        headers = {name.lower(): _text(value) for name, value in sent.headers.items()}
        return cls(sent.method, sent.url, headers, body.encode() if isinstance(body, str) else body)


class Faults(Struct, frozen=True):
    """What is wrong with a request, by the problem that a gateway may answer with."""

    found: frozenset[str]

    @property
    def is_taken(self) -> bool:
        return not self.found


def faults_of(operation: Operation, request: Request) -> Faults:
    """Everything in a request that the document refuses."""
    found = {*_headers(operation, request), *_parameters(operation, request)}
    if operation.body is not None:
        found |= _body(operation, request)
    return Faults(frozenset(found))


def _headers(operation: Operation, request: Request) -> set[str]:
    found = set()
    for problem, name in (("subscriber", "x-subscriber-id"), ("request-id", "x-request-id")):
        judge = operation.judges.get(("header", name))
        if judge is None:
            continue
        if not request.headers.get(name):
            found |= (
                {f"{problem}-missing", f"{problem}-malformed"} if name in request.headers else {f"{problem}-missing"}
            )
        elif not judge.is_valid(request.headers[name]):
            found.add(f"{problem}-malformed")
    return found


def _parameters(operation: Operation, request: Request) -> set[str]:
    values = operation.path_values(request.url)
    if values is None:
        return {"not-found", "method-not-allowed", "parameter-invalid"}
    query = urlsplit(request.url).query
    pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True, errors="surrogateescape")
    known = {name for place, name in operation.judges if place == "query"}
    required = {one["name"] for one in operation.parameters if one["in"] == "query" and one.get("required")}
    given = [name for name, _ in pairs]
    is_wrong = (
        bool(BROKEN_ESCAPE.search(query))
        or any(name not in known for name in given)
        or len(given) != len(set(given))
        or not required <= set(given)
        or not all(_fits(operation, "path", name, _decoded(text)) for name, text in values.items())
        or not all(_fits(operation, "query", name, text) for name, text in pairs if name in known)
    )
    return {"parameter-invalid"} if is_wrong else set()


def _decoded(text: str) -> str | None:
    if BROKEN_ESCAPE.search(text):
        return None
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return None


def _fits(operation: Operation, place: str, name: str, text: str | None) -> bool:
    judge = operation.judges.get((place, name.lower()))
    if text is None or judge is None:
        return False
    schema = next(one["schema"] for one in operation.parameters if one["name"].lower() == name.lower())
    value: Any = text
    if schema.get("type") in ("integer", "number", "boolean"):
        value = _scalar(text)
    return judge.is_valid(value)


def _scalar(text: str) -> Any:
    """A number or boolean as JSON writes it; what is none stays text."""
    if text in ("true", "false"):
        return text == "true"
    return json.loads(text) if JSON_NUMBER.fullmatch(text) else text


def _body(operation: Operation, request: Request) -> set[str]:
    found = set()
    if not JSON_TYPE.fullmatch(request.headers.get("content-type", "").strip()):
        found.add("content-type-unsupported")
    try:
        value = json.loads(request.body.decode(), parse_constant=_refuse)
        is_valid = operation.body is None or operation.body.is_valid(value)
    except (ValueError, RecursionError):
        return found | {"body-malformed", "body-invalid"}
    return found if is_valid else found | {"body-invalid"}


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def json_of(request: Request) -> Mapping[str, Any]:
    """The members of a body; none where it is no object."""
    try:
        value = json.loads(request.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
