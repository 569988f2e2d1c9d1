"""Defaults of fields: from JSON in a schema to Avro.

https://avro.apache.org/docs/1.12.0/specification/#schema-record
"""

from collections.abc import Callable
from typing import Any

from services.wire.avro_schema import (
    NO_DEFAULT,
    Array,
    Enum,
    Field,
    Fixed,
    Map,
    Named,
    Primitive,
    PrimitiveKind,
    Record,
    Schema,
    Union,
    shown,
)
from services.wire.generated.codec.primitives import (
    FAULTS,
    AvroError,
    located,
    write_boolean,
    write_double,
    write_float,
    write_int,
    write_long,
    write_string,
)

_RANGES = {"int": range(-(2**31), 2**31), "long": range(-(2**63), 2**63)}


def default_of(field: Field) -> bytes:
    """What a field holds when the writer's version has none. Raises `AvroError`."""
    if field.default is NO_DEFAULT:
        raise AvroError("not in the writer's version, and without a default")
    out = bytearray()
    try:
        _write(field.type, field.default, out)
    except FAULTS as error:
        # Of a default without end, that it is nested too deeply.
        raise located(error, "") from error
    return bytes(out)


def _write(schema: Schema, value: Any, out: bytearray) -> None:
    match schema:
        case Union():
            _write_branch(schema, value, out)
        case _ if not _fits(schema, value):
            raise AvroError(f"expected a default for {shown(schema)}, got {value!r}")
        case Primitive():
            _WRITERS[schema.kind](value, out)
        case Fixed():
            out += value.encode("latin-1")
        case Enum():
            write_long(schema.symbols.index(value), out)
        case Array():
            _write_block(schema.items, [(b"", item) for item in value], out)
        case Map():
            _write_block(schema.values, [(_text(key), item) for key, item in value.items()], out)
        case Record():
            for field in schema.fields:
                _write(field.type, value.get(field.name, field.default), out)


def _write_block(schema: Schema, items: list[tuple[bytes, Any]], out: bytearray) -> None:
    if items:
        write_long(len(items), out)
        for before, item in items:
            out += before
            _write(schema, item, out)
    write_long(0, out)


def _write_branch(schema: Union, value: Any, out: bytearray) -> None:
    """A default of a union is one of the first branch that it fits."""
    for index, branch in enumerate(schema.branches):
        if _fits(branch, value):
            write_long(index, out)
            _write(branch, value, out)
            return
    raise AvroError(f"no branch of {shown(schema)} takes the default {value!r}")


def _fits(schema: Schema, value: Any) -> bool:
    """Whether JSON is a default of a type."""
    match schema:
        case Primitive():
            return _fits_primitive(schema.kind, value)
        case Array():
            return isinstance(value, list) and all(_fits(schema.items, item) for item in value)
        case Map():
            return isinstance(value, dict) and all(_fits(schema.values, item) for item in value.values())
        case Union():
            return any(_fits(branch, value) for branch in schema.branches)
        case Record() | Enum() | Fixed():
            return _fits_named(schema, value)


def _fits_primitive(kind: PrimitiveKind, value: Any) -> bool:
    match kind:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "int" | "long":
            return type(value) is int and value in _RANGES[kind]
        case "float" | "double":
            return type(value) in (int, float)
        case "bytes":
            return _is_bytes(value)
        case "string":
            return isinstance(value, str)


def _fits_named(schema: Named, value: Any) -> bool:
    match schema:
        case Enum():
            return value in schema.symbols
        case Fixed():
            return _is_bytes(value) and len(value) == schema.size
        case Record():
            return isinstance(value, dict) and all(
                _fits(field.type, value[field.name]) if field.name in value else field.default is not NO_DEFAULT
                for field in schema.fields
            )


def _is_bytes(value: Any) -> bool:
    """Bytes are written as the characters from U+0000 to U+00FF."""
    return isinstance(value, str) and all(ord(character) <= 0xFF for character in value)


def _text(value: str) -> bytes:
    out = bytearray()
    write_string(value, out)
    return bytes(out)


def _write_bytes(value: str, out: bytearray) -> None:
    data = value.encode("latin-1")
    write_long(len(data), out)
    out += data


_WRITERS: dict[PrimitiveKind, Callable[[Any, bytearray], None]] = {
    "null": lambda _value, _out: None,
    "boolean": write_boolean,
    "int": write_int,
    "long": write_long,
    "float": write_float,
    "double": write_double,
    "bytes": _write_bytes,
    "string": write_string,
}
