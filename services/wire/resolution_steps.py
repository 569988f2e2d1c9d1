"""The steps of which a resolution is made: each reads one value and appends it in the reader's form."""

import struct
from collections.abc import Callable

from services.wire.avro_schema import Enum
from services.wire.generated.codec.primitives import (
    ENDS_EARLY,
    AvroError,
    read_boolean,
    read_count,
    read_int,
    read_long,
    read_size,
    write_boolean,
    write_int,
    write_long,
)

Step = Callable[[bytes, int, bytearray], int]
"""Reads one value at an offset, appends it in the reader's form, and returns where the value ended."""

_FLOAT = struct.Struct("<f")
_DOUBLE = struct.Struct("<d")


def blocks(step: Step) -> Step:
    """Items in blocks, the last of them empty."""

    def run(data: bytes, at: int, out: bytearray) -> int:
        while True:
            count, at = read_count(data, at)
            write_long(count, out)
            if count == 0:
                return at
            for _ in range(count):
                at = step(data, at, out)

    return run


def entries(step: Step) -> Step:
    """A key, and a value by `step`."""
    return lambda data, at, out: step(data, _sized(data, at, out), out)


def enum(writer: Enum, reader: Enum) -> Step:
    """The same symbol; the reader's default for one that it does not know."""
    fallback = None if reader.default is None else reader.symbols.index(reader.default)
    indexes = [reader.symbols.index(symbol) if symbol in reader.symbols else fallback for symbol in writer.symbols]

    def run(data: bytes, at: int, out: bytearray) -> int:
        index, at = read_int(data, at)
        if not 0 <= index < len(indexes):
            raise AvroError(f"expected a symbol from 0 to {len(indexes) - 1}, got {index}")
        own = indexes[index]
        if own is None:
            raise AvroError(f"the symbol {writer.symbols[index]} is not known here")
        write_long(own, out)
        return at

    return run


def fixed(size: int) -> Step:
    """That many bytes as they are."""

    def run(data: bytes, at: int, out: bytearray) -> int:
        if at + size > len(data):
            raise AvroError(ENDS_EARLY)
        out += data[at : at + size]
        return at + size

    return run


def _nothing(_data: bytes, at: int, _out: bytearray) -> int:
    return at


def _boolean(data: bytes, at: int, out: bytearray) -> int:
    value, at = read_boolean(data, at)
    write_boolean(value, out)
    return at


def _int(data: bytes, at: int, out: bytearray) -> int:
    value, at = read_int(data, at)
    write_int(value, out)
    return at


def _long(data: bytes, at: int, out: bytearray) -> int:
    value, at = read_long(data, at)
    write_long(value, out)
    return at


def _sized(data: bytes, at: int, out: bytearray) -> int:
    size, at = read_size(data, at)
    write_long(size, out)
    return fixed(size)(data, at, out)


def _number(form: struct.Struct) -> Step:
    def run(data: bytes, at: int, out: bytearray) -> int:
        value, at = read_long(data, at)
        out += form.pack(value)
        return at

    return run


def _widened(data: bytes, at: int, out: bytearray) -> int:
    out += _DOUBLE.pack(*_FLOAT.unpack_from(data, at))
    return at + _FLOAT.size


PRIMITIVE_STEPS: dict[tuple[str, str], Step] = {
    ("null", "null"): _nothing,
    ("boolean", "boolean"): _boolean,
    ("int", "int"): _int,
    ("int", "long"): _int,
    ("int", "float"): _number(_FLOAT),
    ("int", "double"): _number(_DOUBLE),
    ("long", "long"): _long,
    ("long", "float"): _number(_FLOAT),
    ("long", "double"): _number(_DOUBLE),
    ("float", "float"): fixed(_FLOAT.size),
    ("float", "double"): _widened,
    ("double", "double"): fixed(_DOUBLE.size),
    ("bytes", "bytes"): _sized,
    ("bytes", "string"): _sized,
    ("string", "string"): _sized,
    ("string", "bytes"): _sized,
}
