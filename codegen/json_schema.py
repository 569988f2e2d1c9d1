"""JSON Schema (2020-12) of the JSON form: of what a client sends, and of what it is sent.

The two differ. What a client sends may leave out a field that has a default, and a request's body refuses
names that it does not know; what it is sent has every field, and may gain others with a later version.
"""

from msgspec import UNSET

from .client_view import sent_fields
from .json_defaults import json_default
from .json_schema_values import Direction, Schema, fixed_value, keywords, schema_of
from .model import Enum, Field, Fixed, Named, Record, Tree

# What Avro lets a symbol be: one that a later version adds is among these.
_SYMBOL = "^[A-Za-z_][A-Za-z0-9_]*$"


def named_schema(named: Named, direction: Direction, tree: Tree) -> Schema:
    """The schema of a named type, for `components.schemas`."""
    match named:
        case Record():
            return record_schema(named, direction, tree)
        case Enum():
            return enum_schema(named, direction)
        case Fixed():
            return {"description": named.doc} | fixed_value(named, direction) | _deprecated(named)


def enum_schema(enum: Enum, direction: Direction) -> Schema:
    """The symbols; where the enum may grow, what is received may also be one that a later version added."""
    schema: Schema = {"description": enum.doc, "type": "string"}
    known = {"enum": list(enum.symbols)}
    may_grow = direction == "received" and enum.default is not None
    return schema | ({"anyOf": [known, {"pattern": _SYMBOL}]} if may_grow else known) | _deprecated(enum)


def record_schema(record: Record, direction: Direction, tree: Tree) -> Schema:
    """The schema of a record anywhere but at the top of a request's body."""
    fields = list(record.fields)
    demanded = ["@type"] if direction == "received" else []
    demanded += [field.name for field in fields if direction == "received" or field.default is UNSET]
    return _object(record, fields, demanded, direction, tree)


def body_schema(record: Record, tree: Tree) -> Schema:
    """The schema of the JSON body of a command: what the path, the session and the login do not bring."""
    fields = sent_fields(record, "body")
    demanded = [field.name for field in fields if field.default is UNSET]
    return _object(record, fields, demanded, "sent", tree) | {"additionalProperties": False}


def _object(record: Record, fields: list[Field], demanded: list[str], direction: Direction, tree: Tree) -> Schema:
    properties = {"@type": {"const": record.name}}
    properties |= {field.name: field_schema(field, direction, tree) for field in fields}
    schema: Schema = {"description": record.doc, "type": "object", "properties": properties}
    return schema | ({"required": demanded} if demanded else {}) | _deprecated(record)


def field_schema(field: Field, direction: Direction, tree: Tree) -> Schema:
    """The schema of a field with its words and default; a sealed one is a string as the client sends it."""
    if field.seal is not None:
        secret = {"type": "string", "format": "password", "writeOnly": True}
        return {"description": field.doc} | secret | keywords(field.seal.constraints) | _deprecated(field)
    default = {} if field.default is UNSET else {"default": json_default(field.type, field.default, tree)}
    return {"description": field.doc} | schema_of(field.type, direction, tree) | default | _deprecated(field)


def _deprecated(of: Named | Field) -> Schema:
    return {} if of.deprecated is None else {"deprecated": True, "x-deprecated-because": of.deprecated}
