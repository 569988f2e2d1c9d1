"""One OpenAPI operation per command and query."""

from typing import Any

from .client_view import sent_fields
from .emit_openapi_problems import Traits, problem_responses
from .json_schema import body_schema, field_schema
from .json_schema_values import Schema
from .model import Field, Record, Source, Tree, domain_of

SUBSCRIBER = {"$ref": "#/components/parameters/x-subscriber-id"}
REQUEST_ID = {"$ref": "#/components/parameters/x-request-id"}
SESSION_ONLY: list[dict[str, list[str]]] = [{"session": []}]
SESSION_OR_NOT: list[dict[str, list[str]]] = [{}, {"session": []}]


def accepted(*, starts_login: bool = False) -> Schema:
    """The 202: the request is on the log."""
    headers: Schema = {name: {"$ref": f"#/components/headers/{name}"} for name in ("Cache-Control", "x-request-id")}
    if starts_login:
        headers["Set-Cookie"] = {"$ref": "#/components/headers/Set-Login-Cookie"}
    return {
        "description": "The request is on the log; what comes of it arrives on the socket, under its request id.",
        "headers": headers,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/wire.Accepted"}}},
    }


def operation(tree: Tree, record: Record) -> Schema:
    """What OpenAPI says of one command or query."""
    summary, _, rest = record.doc.partition("\n")
    needs_session = record.access == "session"
    found: Schema = {"operationId": record.name, "tags": [domain_of(record.name)], "summary": summary}
    if rest.strip():
        found["description"] = rest.strip()
    if record.deprecated is not None:
        found["deprecated"] = True
    found["security"] = SESSION_ONLY if needs_session else SESSION_OR_NOT
    found["parameters"] = [SUBSCRIBER, REQUEST_ID, *_parameters(record, tree)]
    if sent_fields(record, "body"):
        found["requestBody"] = _request_body(record, tree)
    starts_login = any(field.source == "login.hash" for field in record.fields)
    found["responses"] = {"202": accepted(starts_login=starts_login)} | problem_responses(tree, _traits(record))
    return found | _ending(record)


def _traits(record: Record) -> Traits:
    return Traits(
        is_tracked=True,
        has_body=bool(sent_fields(record, "body")),
        has_path_parameters=bool(sent_fields(record, "path")),
        needs_session=record.access == "session",
    )


def _ending(record: Record) -> Schema:
    """What may come down the socket, which OpenAPI itself has no word for."""
    found: Schema = {"x-millrace-outcomes": [_reference(name) for name in record.outcomes]}
    if record.feed:
        found["x-millrace-feed"] = [_reference(name) for name in record.feed]
    return found | {"x-millrace-timeout-ms": record.timeout_ms}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _parameters(record: Record, tree: Tree) -> list[Schema]:
    places: tuple[Source, ...] = ("path", "query")
    return [_parameter(record, field, place, tree) for place in places for field in sent_fields(record, place)]


def _parameter(record: Record, field: Field, place: Source, tree: Tree) -> Schema:
    schema = field_schema(field, "sent", tree)
    description = schema.pop("description")
    demanded = place == "path" or "default" not in schema
    examples = [example[field.name] for example in record.examples if field.name in example]
    found: Schema = {"name": field.name, "in": place, "description": description, "required": demanded}
    return found | {"schema": schema} | ({"example": examples[0]} if examples else {})


def _request_body(record: Record, tree: Tree) -> Schema:
    media: dict[str, Any] = {"schema": body_schema(record, tree)}
    names = [field.name for field in sent_fields(record, "body")]
    bodies = [{name: example[name] for name in names if name in example} for example in record.examples]
    if bodies:
        media["examples"] = {str(number): {"value": body} for number, body in enumerate(bodies, 1)}
    return {"required": True, "content": {"application/json": media}}
