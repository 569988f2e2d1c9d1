"""One OpenAPI operation per command and query."""

from typing import Any

from .client_view import endings, sent_fields
from .emit_openapi_problems import Traits, problem_responses
from .json_schema import body_schema, field_schema
from .json_schema_values import Schema
from .model import Array, Field, Record, Source, Tree, domain_of
from .sample import Samples
from .sample_values import JSON, REQUEST_ID

REFERENCE = "/docs/reference/"
SUBSCRIBER = {"$ref": "#/components/parameters/x-subscriber-id"}
REQUEST_ID_PARAMETER = {"$ref": "#/components/parameters/x-request-id"}
PREFER = {"$ref": "#/components/parameters/Prefer"}
SESSION_ONLY: list[dict[str, list[str]]] = [{"session": []}]
SESSION_OR_NOT: list[dict[str, list[str]]] = [{}, {"session": []}]

_ACCEPTED = {"@type": "wire.Accepted", "requestId": REQUEST_ID, "deadline": JSON["timestamp-millis"]}
_CANCEL = {
    "operationId": "requests.cancel",
    "description": "Ends the feed.",
    "parameters": {"path.requestId": "$response.body#/requestId"},
}
_PICK_UP = {
    "operationId": "session.begin",
    "description": "Once the socket has told that the login is done, this picks the session up.",
}


def accepted(links: Schema | None = None, *, starts_login: bool = False, may_prefer: bool = False) -> Schema:
    """The 202: the request is on the log."""
    names = ("Cache-Control", "x-request-id", *(("Preference-Applied",) if may_prefer else ()))
    headers: Schema = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    if starts_login:
        headers["Set-Cookie"] = {"$ref": "#/components/headers/Set-Login-Cookie"}
    media = {"schema": {"$ref": "#/components/schemas/wire.Accepted"}, "example": _ACCEPTED}
    found: Schema = {
        "description": "The request is on the log; what comes of it arrives on the socket, under its request id.",
        "headers": headers,
        "content": {"application/json": media},
    }
    return found | ({"links": links} if links else {})


def operation(tree: Tree, record: Record, samples: Samples) -> Schema:
    """What OpenAPI says of one command or query."""
    found: Schema = {
        "operationId": record.name,
        "tags": [domain_of(record.name)],
        "summary": record.doc.partition("\n")[0],
        "description": _description(tree, record),
        "externalDocs": {"description": f"The page of {record.name}", "url": f"{REFERENCE}{record.name}"},
    }
    if record.deprecated is not None:
        found["deprecated"] = True
    found["security"] = SESSION_ONLY if record.access == "session" else SESSION_OR_NOT
    found["parameters"] = [SUBSCRIBER, REQUEST_ID_PARAMETER, PREFER, *_parameters(record, tree, samples)]
    if sent_fields(record, "body"):
        found["requestBody"] = _request_body(record, tree, samples)
    traits = _traits(record)
    links = ({"cancel": _CANCEL} if record.feed else {}) | ({"session": _PICK_UP} if traits.begins_login else {})
    at_once = {"202": accepted(links, starts_login=traits.begins_login, may_prefer=True)}
    found["responses"] = at_once | problem_responses(tree, traits)
    return found | _ending(record)


def _description(tree: Tree, record: Record) -> str:
    """The rest of the doc, and how the request can end."""
    parts = [record.doc.partition("\n")[2].strip()]
    if record.deprecated is not None:
        parts.append(f"Deprecated: {record.deprecated}")
    if record.outcomes:
        parts.append(f"On the socket it ends with one of:\n\n{_listed(tree, record.outcomes)}")
    if record.feed:
        parts.append(f"Until it is cancelled, these keep coming:\n\n{_listed(tree, record.feed)}")
    else_ = ", ".join(_link(name) for name in endings(tree))
    parts.append(f"Or the platform ends it: {else_}." if else_ else "")
    return "\n\n".join(part for part in parts if part)


def _listed(tree: Tree, names: tuple[str, ...]) -> str:
    docs = {name: tree.types[name].doc.partition("\n")[0] for name in names}
    return "\n".join(f"- {_link(name)}: {doc}" for name, doc in docs.items())


def _link(name: str) -> str:
    return f"[{name}]({REFERENCE}{name})"


def _traits(record: Record) -> Traits:
    return Traits(
        is_tracked=True,
        has_body=bool(sent_fields(record, "body")),
        has_path_parameters=bool(sent_fields(record, "path")),
        needs_session=record.access == "session",
        begins_login=any(field.source == "login.hash" for field in record.fields),
    )


def _ending(record: Record) -> Schema:
    """What may come down the socket, which OpenAPI itself has no word for."""
    found: Schema = {"x-millrace-outcomes": [_reference(name) for name in record.outcomes]}
    if record.feed:
        found["x-millrace-feed"] = [_reference(name) for name in record.feed]
    return found | {"x-millrace-timeout-ms": record.timeout_ms}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _parameters(record: Record, tree: Tree, samples: Samples) -> list[Schema]:
    places: tuple[Source, ...] = ("path", "query")
    return [
        _shown(record, field, _parameter(field, place, tree), samples)
        for place in places
        for field in sent_fields(record, place)
    ]


def _parameter(field: Field, place: Source, tree: Tree) -> Schema:
    schema = field_schema(field, "sent", tree)
    description = schema.pop("description")
    may_be_empty = isinstance(field.type, Array) and not field.type.constraints.min_items
    demanded = place == "path" or not ("default" in schema or may_be_empty)
    return {"name": field.name, "in": place, "description": description, "required": demanded, "schema": schema}


def _shown(record: Record, field: Field, parameter: Schema, samples: Samples) -> Schema:
    """A parameter with its example: the schema's own, or one that is made."""
    given = [example[field.name] for example in record.examples if field.name in example]
    made = None if given else samples.sent(record, [field])
    return parameter | ({"example": given[0]} if given else {"example": made[field.name]} if made else {})


def _request_body(record: Record, tree: Tree, samples: Samples) -> Schema:
    media: dict[str, Any] = {"schema": body_schema(record, tree)}
    fields = sent_fields(record, "body")
    names = [field.name for field in fields]
    bodies = [{name: example[name] for name in names if name in example} for example in record.examples]
    made = None if bodies else samples.sent(record, fields)
    if made is not None:
        bodies = [made]
    if bodies:
        media["examples"] = {str(number): {"value": body} for number, body in enumerate(bodies, 1)}
    return {"required": True, "content": {"application/json": media}}
