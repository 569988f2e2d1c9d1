"""The steps that read a single value, and append it in the reader's form."""

import struct
from collections.abc import Callable

from services.wire.avro_schema import Enum
from services.wire.generated.codec.primitives import (
    AvroError,
    read_boolean,
    read_int,
    read_long,
    read_size,
    write_boolean,
    write_int,
    write_long,
)
from services.wire.resolution_source import Source

_FLOAT = struct.Struct("<f")
_DOUBLE = struct.Struct("<d")

Step = Callable[[Source, bytearray], None]
"""Reads one value, and appends it in the reader's form."""


def enum(writer: Enum, reader: Enum) -> Step:
    """The same symbol; the reader's default for one that it does not know."""
    fallback = None if reader.default is None else reader.symbols.index(reader.default)
    indexes = [reader.symbols.index(symbol) if symbol in reader.symbols else fallback for symbol in writer.symbols]

    def run(source: Source, out: bytearray) -> None:
        index, source.at = read_int(source.data, source.at)
        if not 0 <= index < len(indexes):
            raise AvroError(f"expected one of {len(indexes)} symbols, got number {index}")
        own = indexes[index]
        if own is None:
            raise AvroError(f"expected a symbol of {reader.name}, got {writer.symbols[index]}; it has no default")
        write_long(own, out)

    return run


def fixed(size: int) -> Step:
    """That many bytes as they are."""

    def run(source: Source, out: bytearray) -> None:
        out += source.take(size)

    return run


def _null(_source: Source, _out: bytearray) -> None:
    return


def _boolean(source: Source, out: bytearray) -> None:
    value, source.at = read_boolean(source.data, source.at)
    write_boolean(value, out)


def _int(source: Source, out: bytearray) -> None:
    value, source.at = read_int(source.data, source.at)
    write_int(value, out)


def _long(source: Source, out: bytearray) -> None:
    value, source.at = read_long(source.data, source.at)
    write_long(value, out)


def _bytes(source: Source, out: bytearray) -> None:
    size, source.at = read_size(source.data, source.at)
    data = source.take(size)
    write_long(size, out)
    out += data


def read_text(source: Source, out: bytearray) -> bytes:
    size, source.at = read_size(source.data, source.at)
    data = source.take(size)
    data.decode()
    write_long(size, out)
    out += data
    return data


def _string(source: Source, out: bytearray) -> None:
    """Text, whether it was written as such or as bytes."""
    read_text(source, out)


def _int_to_float(source: Source, out: bytearray) -> None:
    value, source.at = read_int(source.data, source.at)
    out += _FLOAT.pack(value)


def _long_to_float(source: Source, out: bytearray) -> None:
    value, source.at = read_long(source.data, source.at)
    out += _FLOAT.pack(_rounding_once(value))


def _int_to_double(source: Source, out: bytearray) -> None:
    value, source.at = read_int(source.data, source.at)
    out += _DOUBLE.pack(value)


def _long_to_double(source: Source, out: bytearray) -> None:
    value, source.at = read_long(source.data, source.at)
    out += _DOUBLE.pack(value)


def _float_to_double(source: Source, out: bytearray) -> None:
    out += _DOUBLE.pack(*_FLOAT.unpack(source.take(_FLOAT.size)))


def _rounding_once(value: int) -> int:
    """A whole number that a double holds, and that rounds to the same float.

    Python makes a float of a double, so a long would be rounded twice. What the double could not hold is
    kept in its last bit, as "not zero".
    """
    spare_bits = abs(value).bit_length() - 50
    if spare_bits <= 0:
        return value
    kept = value >> spare_bits
    return (kept | (kept << spare_bits != value)) << spare_bits


PRIMITIVE_STEPS: dict[tuple[str, str], Step] = {
    ("null", "null"): _null,
    ("boolean", "boolean"): _boolean,
    ("int", "int"): _int,
    ("int", "long"): _int,
    ("int", "float"): _int_to_float,
    ("int", "double"): _int_to_double,
    ("long", "long"): _long,
    ("long", "float"): _long_to_float,
    ("long", "double"): _long_to_double,
    ("float", "float"): fixed(_FLOAT.size),
    ("float", "double"): _float_to_double,
    ("double", "double"): fixed(_DOUBLE.size),
    ("bytes", "bytes"): _bytes,
    ("bytes", "string"): _string,
    ("string", "string"): _string,
    ("string", "bytes"): _string,
}
