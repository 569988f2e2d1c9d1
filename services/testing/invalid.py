"""Requests and messages that only just are none: one limit of the schema is broken, by one step."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

import gateway
from gateway.limits import Limits
from services.testing.composed import Composer
from services.testing.near_misses import UNKNOWN, Judge, pointer
from services.testing.requests import Request, requests
from services.testing.schema_text import schema_of
from services.wire.entry import Entry
from services.wire.generated.catalog import BY_TYPE

_DOCUMENT = Path(gateway.__file__).parent / "generated" / "openapi.json"
_NOT_A_SEGMENT = {"", ".", ".."}
"""Another path, not a parameter."""


class Invalid(Struct, frozen=True):
    """What breaks one limit, and which: `body /name: minLength 2`."""

    type: str
    source: Literal["body", "path", "query", "message"]
    pointer: str
    """A JSON pointer into the body or the message; of a parameter, its name behind a slash."""
    keyword: str
    """JSON Schema's word."""
    limit: Any
    json: Any
    """The body or the message, as JSON's Python values."""
    request: Request | None = None
    """What to send; None for a message."""

    def __str__(self) -> str:
        return f"{self.type}, {self.source} {self.pointer or '/'}: {self.keyword} {self.limit}"


@cache
def just_invalid(type_: type[Struct]) -> st.SearchStrategy[Invalid]:
    """What breaks exactly one limit of a type by one step; it says which limit, and where.

    Of a command or a query it is a request, which the gateway refuses; of any other type a message, which its decoder
    refuses.
    """
    entry = BY_TYPE.get(type_)
    if entry is not None and entry.route is not None:
        whole = requests(type_) | requests(type_, is_at_limits=True)
        return whole.map(lambda request: invalid_requests(entry, request)).flatmap(st.sampled_from)
    judge = Judge(_schema_of_message(type_))
    composer = Composer(lambda leaf: leaf.any, is_at_limits=False)
    messages = composer.struct(type_, schema_of(type_)).map(lambda value: _to_json(value, entry))
    return messages.map(lambda message: _invalid_messages(type_, judge, message)).flatmap(st.sampled_from)


def invalid_requests(entry: Entry, request: Request) -> list[Invalid]:
    """Everything that lies next to one request."""
    return [*_invalid_bodies(entry, request), *_invalid_parameters(entry, request)]


def _invalid_bodies(entry: Entry, request: Request) -> Iterator[Invalid]:
    if request.body is None:
        return
    written = _operation(entry.name)["requestBody"]["content"]["application/json"]["schema"]
    for miss in _judge(json.dumps(written)).near_misses(request.body):
        changed = replace(request, body=miss.value)
        if len(changed.content or b"null") <= Limits().body_bytes and miss.value is not None:
            yield Invalid(entry.name, "body", pointer(miss.path), miss.keyword, miss.limit, miss.value, changed)


def _invalid_parameters(entry: Entry, request: Request) -> Iterator[Invalid]:
    known = [_resolved(each) for each in _operation(entry.name).get("parameters", ())]
    for parameter in known:
        name, source = parameter["name"], parameter["in"]
        if source not in ("path", "query"):
            continue
        for keyword, limit, texts in _invalid_texts(parameter, request.parameters.get(name, ())):
            if source == "query" or not _NOT_A_SEGMENT & set(texts):
                changed = {**request.parameters, name: texts}
                yield _of_parameter(entry, request, source, name, (keyword, limit), changed)
        if source == "query" and parameter.get("required"):
            rest = {other: texts for other, texts in request.parameters.items() if other != name}
            yield _of_parameter(entry, request, source, name, ("required", True), rest)
    changed = {**request.parameters, UNKNOWN: ("1",)}
    yield _of_parameter(entry, request, "query", UNKNOWN, ("additionalProperties", False), changed)


def _of_parameter(
    entry: Entry,
    request: Request,
    source: Literal["path", "query"],
    name: str,
    broken: tuple[str, Any],
    changed: Mapping[str, tuple[str, ...]],
) -> Invalid:
    keyword, limit = broken
    sent = replace(request, parameters=changed)
    return Invalid(entry.name, source, pointer((name,)), keyword, limit, sent.body, sent)


def _invalid_texts(parameter: Any, texts: tuple[str, ...]) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """The limit that is broken, and the texts that break it; not those that a URL cannot tell from right ones."""
    schema = parameter["schema"]
    is_list = schema.get("type") == "array"
    one = _resolved(schema["items"]) if is_list else schema
    value = [_from_text(one, text) for text in texts] if is_list else _from_text(one, texts[0]) if texts else None
    if value is None:
        return
    for miss in _judge(json.dumps(schema)).near_misses(value):
        items = miss.value if isinstance(miss.value, list) else [miss.value]
        if not all(isinstance(item, str | int | float) for item in items) or not items:
            continue
        again = tuple(item if isinstance(item, str) else json.dumps(item) for item in items)
        read = [_from_text(one, text) for text in again]
        if read == items and list(map(type, read)) == list(map(type, items)):
            yield miss.keyword, miss.limit, again


def _from_text(schema: Any, text: str) -> Any:
    """What stands in a URL, as JSON has it; a text that is no number stays one."""
    if schema.get("type") in ("integer", "number", "boolean"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _invalid_messages(type_: type[Struct], judge: Judge, message: Any) -> list[Invalid]:
    """A decoder that knows which type is to come does without an `@type`."""
    name = str(type_.__struct_config__.tag or type_.__name__)
    return [
        Invalid(name, "message", pointer(miss.path), miss.keyword, miss.limit, miss.value)
        for miss in judge.near_misses(message)
        if (miss.path[-1:], miss.keyword) != (("@type",), "required")
    ]


def _to_json(value: Struct, entry: Entry | None) -> Any:
    written = value if entry is None or entry.to_json is None else entry.to_json(value)
    return json.loads(msgspec.json.encode(written))


def _schema_of_message(type_: type[Struct]) -> dict[str, Any]:
    """As OpenAPI has it; of what never meets a browser, as msgspec reads it."""
    components = _document()["components"]
    written = components["schemas"].get(type_.__struct_config__.tag)
    return {**written, "components": components} if written else _as_ecmascript(msgspec.json.schema(type_))


def _as_ecmascript(schema: Any) -> Any:
    """The same with patterns that end in `$`, which is the very end to JSON Schema, as another word is to Python."""
    match schema:
        case dict():
            return {name: _as_ecmascript(inner) for name, inner in schema.items()}
        case list():
            return [_as_ecmascript(inner) for inner in schema]
        case str() if schema.startswith("^") and schema.endswith(r"\Z"):
            return schema.removesuffix(r"\Z") + "$"
        case _:
            return schema


@cache
def _document() -> Any:
    return json.loads(_DOCUMENT.read_text())


@cache
def _operation(name: str) -> Any:
    paths = _document()["paths"].values()
    return next(one for path in paths for one in path.values() if one["operationId"] == name)


@cache
def _judge(schema: str) -> Judge:
    return Judge({**json.loads(schema), "components": _document()["components"]})


def _resolved(parameter: Any) -> Any:
    if "$ref" not in parameter:
        return parameter
    place = _document()
    for step in parameter["$ref"].removeprefix("#/").split("/"):
        place = place[step]
    return place
