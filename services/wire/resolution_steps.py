"""The steps of which a resolution is made: each reads one value and appends it in the reader's form."""

import struct
from collections.abc import Callable

from services.wire.avro_schema import Enum
from services.wire.generated.codec.primitives import (
    ENDS_EARLY,
    FAULTS,
    AvroError,
    located,
    read_boolean,
    read_int,
    read_long,
    read_size,
    write_boolean,
    write_int,
    write_long,
)

DEPTH_LIMIT = 100
"""How often a record may contain itself."""
SPARE_BYTES = 16 << 20
"""How much one value may make of data that it does not hold: defaults, and items without a byte."""
EMPTY_ITEM_BYTES = 64
"""What an item without a byte counts for."""

_FLOAT = struct.Struct("<f")
_DOUBLE = struct.Struct("<d")


class Source:
    """The writer's data, read up to `at`, and what may still be made of it."""

    __slots__ = ("at", "data", "depth", "spare")

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at
        self.depth = 0
        self.spare = SPARE_BYTES

    def spend(self, size: int) -> None:
        """Count what the data does not hold. Raises `AvroError` when it is too much."""
        self.spare -= size
        if self.spare < 0:
            raise AvroError("the data stands for far more than it holds")

    def deeper(self) -> None:
        """Count a record inside itself; who calls this takes it back. Raises `AvroError` when it is too deep."""
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise AvroError("nested too deeply")

    def take(self, size: int) -> bytes:
        """That many bytes."""
        end = self.at + size
        if end > len(self.data):
            raise AvroError(ENDS_EARLY)
        taken = self.data[self.at : end]
        self.at = end
        return taken

    def count(self, width: int) -> tuple[int, int | None]:
        """How many items the next block holds, each of `width` bytes at least; and its bytes, where that is said."""
        count, self.at = read_long(self.data, self.at)
        size = None
        if count < 0:
            count = -count
            size, self.at = read_size(self.data, self.at)
        if width:
            if count * width > len(self.data) - self.at:
                raise AvroError(ENDS_EARLY)
        elif count:
            self.spend(count * EMPTY_ITEM_BYTES)
        return count, size


Step = Callable[[Source, bytearray], None]
"""Reads one value, and appends it in the reader's form."""


def array(step: Step, width: int) -> Step:
    """Items of `width` bytes at least in blocks, the last block empty."""

    def run(source: Source, out: bytearray) -> None:
        index = 0
        while True:
            count, _ = source.count(width)
            write_long(count, out)
            if count == 0:
                return
            try:
                for _ in range(count):
                    step(source, out)
                    index += 1
            except FAULTS as error:
                raise located(error, f"[{index}]") from error

    return run


def mapping(step: Step, width: int) -> Step:
    """Keys, and values of `width` bytes at least, in blocks, the last block empty."""

    def run(source: Source, out: bytearray) -> None:
        while True:
            count, _ = source.count(1 + width)
            write_long(count, out)
            if count == 0:
                return
            for _ in range(count):
                key = _text(source, out)
                try:
                    step(source, out)
                except FAULTS as error:
                    raise located(error, f"[{key.decode()!r}]") from error

    return run


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


def constant(data: bytes) -> Step:
    """Bytes that do not come from the writer."""

    def run(source: Source, out: bytearray) -> None:
        source.spend(len(data))
        out += data

    return run


def failing(fault: AvroError) -> Step:
    """What cannot be read does no harm as long as nobody writes it."""
    message, path = fault.message, fault.path

    def run(_source: Source, _out: bytearray) -> None:
        raise AvroError(message, path)

    return run


def late(find: Callable[[], Step]) -> Step:
    """The step of a record that contains itself, found when it is needed, and so often at most."""

    def run(source: Source, out: bytearray) -> None:
        source.deeper()
        find()(source, out)
        source.depth -= 1

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


def _text(source: Source, out: bytearray) -> bytes:
    size, source.at = read_size(source.data, source.at)
    data = source.take(size)
    data.decode()
    write_long(size, out)
    out += data
    return data


def _string(source: Source, out: bytearray) -> None:
    """Text, whether it was written as such or as bytes."""
    _text(source, out)


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
