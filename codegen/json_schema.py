"""JSON Schema (2020-12) of the JSON form: of what a client sends, and of what it is sent.

The two differ. What a client sends may leave out a field that has a default, and a request's body refuses
names that it does not know; what it is sent has every field, and may gain others with a later version.
"""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import msgspec
from msgspec import UNSET

from .client_view import NULL, sent_fields, without_null
from .model import Array, Constraints, Enum, Field, Map, Named, Primitive, Record, Reference, Type, Union

Schema = dict[str, Any]
Direction = Literal["sent", "received"]  # as the client sees it

BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEYWORDS = {
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_items": "minItems",
    "max_items": "maxItems",
}


def component(name: str, direction: Direction) -> str:
    """The key of a named type in `components.schemas`; no Avro name has a hyphen, so the two never meet."""
    return name if direction == "received" else f"{name}-sent"


def keywords(constraints: Constraints) -> Schema:
    limits = msgspec.to_builtins(constraints)
    return {_KEYWORDS.get(name, name): limit for name, limit in limits.items()}


def schema_of(node: Type, direction: Direction, enums: frozenset[str]) -> Schema:
    """The schema of a value; records and enums by reference, enums being the same in both directions."""
    match node:
        case Primitive():
            return _primitive(node) | keywords(node.constraints)
        case Array(items=items, constraints=constraints):
            return {"type": "array", "items": schema_of(items, direction, enums)} | keywords(constraints)
        case Map(values=values):
            return {"type": "object", "additionalProperties": schema_of(values, direction, enums)}
        case Union():
            return {"anyOf": [schema_of(without_null(node), direction, enums), {"type": "null"}]}
        case Reference(name=name):
            key = component(name, "received" if name in enums else direction)
            return {"$ref": f"#/components/schemas/{key}"}
        case _:
            raise TypeError(f"no JSON Schema for {type(node).__name__}")


def _primitive(node: Primitive) -> Schema:
    match node:
        case Primitive(logical="uuid"):
            return {"type": "string", "format": "uuid"}
        case Primitive(logical="timestamp-millis"):
            return {"type": "string", "format": "date-time"}
        case Primitive(name="int"):
            return {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1}
        case Primitive(name="long"):
            return {"type": "integer", "format": "int64"}
        case Primitive(name="float" | "double" as name):
            return {"type": "number", "format": name}
        case Primitive(name="bytes"):
            return {"type": "string", "contentEncoding": "base64", "pattern": BASE64}
        case Primitive(name="boolean" | "string" | "null" as name):
            return {"type": name}
        case _:
            raise TypeError(f"no JSON Schema for {node.name}")


def enum_schema(enum: Enum) -> Schema:
    return {"description": enum.doc, "type": "string", "enum": list(enum.symbols)} | _deprecated(enum)


def record_schema(record: Record, direction: Direction, enums: frozenset[str]) -> Schema:
    """The schema of a record anywhere but at the top of a request's body."""
    demanded = [field.name for field in record.fields if direction == "received" or field.default is UNSET]
    tagged = direction == "received" and record.kind is not None
    return _object(record, list(record.fields), ["@type", *demanded] if tagged else demanded, direction, enums)


def body_schema(record: Record, enums: frozenset[str]) -> Schema:
    """The schema of the JSON body of a command: what the path, the session and the login do not bring."""
    fields = sent_fields(record, "body")
    demanded = [field.name for field in fields if field.default is UNSET]
    return _object(record, fields, demanded, "sent", enums) | {"additionalProperties": False}


def _object(
    record: Record, fields: list[Field], demanded: list[str], direction: Direction, enums: frozenset[str]
) -> Schema:
    properties = {"@type": {"const": record.name}}
    properties |= {field.name: field_schema(field, direction, enums) for field in fields}
    schema: Schema = {"description": record.doc, "type": "object", "properties": properties}
    return schema | ({"required": demanded} if demanded else {}) | _deprecated(record)


def field_schema(field: Field, direction: Direction, enums: frozenset[str]) -> Schema:
    """The schema of a field with its words and default; a sealed one is a string as the client sends it."""
    if field.seal is not None:
        secret = {"type": "string", "format": "password", "writeOnly": True}
        return {"description": field.doc} | secret | keywords(field.seal.constraints)
    default = {} if field.default is UNSET else {"default": _json_default(field.type, field.default)}
    return {"description": field.doc} | schema_of(field.type, direction, enums) | default


def _json_default(node: Type, default: Any) -> Any:
    """An Avro default in its JSON form; a union's default is of its first branch."""
    match node:
        case Union(branches=branches):
            return None if branches[0] == NULL else _json_default(branches[0], default)
        case Array(items=items):
            return [_json_default(items, item) for item in default]
        case Map(values=values):
            return {name: _json_default(values, value) for name, value in default.items()}
        case Primitive(logical="timestamp-millis"):
            return (_EPOCH + timedelta(milliseconds=default)).isoformat().replace("+00:00", "Z")
        case Primitive(name="bytes"):
            return base64.b64encode(default.encode("latin-1")).decode()
        case _:
            return default


def _deprecated(named: Named) -> Schema:
    return {} if named.deprecated is None else {"deprecated": True, "x-deprecated-because": named.deprecated}
