"""Defaults of fields: from JSON in a schema to Avro."""

from collections.abc import Callable
from typing import Any

from services.wire.avro_schema import (
    NO_DEFAULT,
    Array,
    Enum,
    Field,
    Fixed,
    Map,
    Primitive,
    Record,
    Schema,
    Union,
    shown,
)
from services.wire.generated.codec.primitives import (
    FAULTS,
    AvroError,
    write_boolean,
    write_double,
    write_float,
    write_int,
    write_long,
    write_string,
)


def default_of(field: Field) -> bytes:
    """What a field holds when the writer's version has none. Raises `AvroError`."""
    if field.default is NO_DEFAULT:
        raise AvroError(f"field {field.names[0]} is not in the writer's version and has no default")
    out = bytearray()
    _write(field.type, field.default, out)
    return bytes(out)


def _write(schema: Schema, value: Any, out: bytearray) -> None:
    match schema:
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
                _write(field.type, value.get(field.names[0], field.default), out)
        case Union():
            _write_branch(schema, value, out)


def _write_block(schema: Schema, items: list[tuple[bytes, Any]], out: bytearray) -> None:
    if items:
        write_long(len(items), out)
        for before, item in items:
            out += before
            _write(schema, item, out)
    write_long(0, out)


def _write_branch(schema: Union, value: Any, out: bytearray) -> None:
    for index, branch in enumerate(schema.branches):
        part = bytearray()
        try:
            _write(branch, value, part)
        except FAULTS:
            continue
        write_long(index, out)
        out += part
        return
    raise AvroError(f"no branch of {shown(schema)} takes the default {value!r}")


def _text(value: str) -> bytes:
    out = bytearray()
    write_string(value, out)
    return bytes(out)


def _write_null(value: object, _out: bytearray) -> None:
    if value is not None:
        raise AvroError(f"expected null, got {value!r}")


def _write_bytes(value: str, out: bytearray) -> None:
    data = value.encode("latin-1")
    write_long(len(data), out)
    out += data


_WRITERS: dict[str, Callable[[Any, bytearray], None]] = {
    "null": _write_null,
    "boolean": write_boolean,
    "int": write_int,
    "long": write_long,
    "float": write_float,
    "double": write_double,
    "bytes": _write_bytes,
    "string": write_string,
}
