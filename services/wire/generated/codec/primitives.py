"""The parts that the codecs share: Avro's binary form of single values, and the error that says where.

Written by hand in codegen/python_primitives.py and copied as it stands by `just generate`: edit it there.
Layout: https://avro.apache.org/docs/1.12.0/specification/#binary-encoding
"""

import struct
from datetime import UTC, datetime, timedelta
from math import isfinite
from uuid import UUID

from msgspec import json

ENDS_EARLY = "the data ends early"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FLOAT = struct.Struct("<f")
_DOUBLE = struct.Struct("<d")
_UUID_SIZE = b"H"  # the length 36 as Avro writes it
# msgspec writes and reads a UUID's text several times as fast as `uuid` does.
_uuid_json = json.Encoder().encode
_uuid_from_json = json.Decoder(UUID).decode


class AvroError(ValueError):
    """A value cannot be written as Avro, or data is not the Avro of its type; `path` says where."""

    def __init__(self, message: str, path: str = "$") -> None:
        super().__init__(message, path)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


FAULTS = (AttributeError, LookupError, OverflowError, RecursionError, struct.error, TypeError, ValueError)


def located(error: Exception, step: str) -> AvroError:
    """The same fault as seen from one level further out: `step` (`.text`, `[3]`) leads to it from there."""
    match error:
        case AvroError():
            error.path = f"${step}{error.path[1:]}"
            return error
        case IndexError():
            message = ENDS_EARLY
        case UnicodeError():
            message = f"not UTF-8: {error.reason}" if isinstance(error, UnicodeDecodeError) else f"not text: {error}"
        case RecursionError():
            message = "nested too deeply"
        case AttributeError() | TypeError():
            message = f"not of the type that the schema names: {error}"
        case _:
            message = str(error)
    return AvroError(message, f"${step}")


def write_int(number: int, out: bytearray) -> None:
    if not -0x8000_0000 <= number <= 0x7FFF_FFFF:
        raise AvroError(f"expected a whole number of 32 bits, got {number}")
    write_long(number, out)


def write_long(number: int, out: bytearray) -> None:
    if not -0x8000_0000_0000_0000 <= number <= 0x7FFF_FFFF_FFFF_FFFF:
        raise AvroError(f"expected a whole number of 64 bits, got {number}")
    number = (number << 1) ^ (number >> 63)
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def write_boolean(value: bool, out: bytearray) -> None:
    if value is not True and value is not False:
        raise AvroError(f"expected True or False, got {value!r}")
    out.append(value)


def write_float(value: float, out: bytearray) -> None:
    if not isfinite(value):
        raise AvroError(f"expected a finite number, because JSON has no other; got {value}")
    out += _FLOAT.pack(value)


def write_double(value: float, out: bytearray) -> None:
    if not isfinite(value):
        raise AvroError(f"expected a finite number, because JSON has no other; got {value}")
    out += _DOUBLE.pack(value)


def write_string(value: str, out: bytearray) -> None:
    data = value.encode()
    write_long(len(data), out)
    out += data


def write_uuid(value: UUID, out: bytearray) -> None:
    if type(value) is not UUID:
        raise AvroError(f"expected a UUID, got {type(value).__name__}")
    out += _UUID_SIZE
    out += _uuid_json(value)[1:-1]


def write_timestamp(value: datetime, out: bytearray) -> None:
    """Whole milliseconds since 1970; what is finer is cut off."""
    write_long((value - _EPOCH) // _MILLISECOND, out)


def checked_bytes(value: bytes) -> bytes:
    if not isinstance(value, bytes):
        raise AvroError(f"expected bytes, got {type(value).__name__}")
    return value


def read_int(data: bytes, at: int) -> tuple[int, int]:
    number, at = read_long(data, at)
    if not -0x8000_0000 <= number <= 0x7FFF_FFFF:
        raise AvroError(f"expected a whole number of 32 bits, got {number}")
    return number, at


def read_long(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
        if shift > 63:
            raise AvroError("a whole number has more than ten bytes")
    if number > 0xFFFF_FFFF_FFFF_FFFF:
        raise AvroError("a whole number has more than 64 bits")
    return (number >> 1) ^ -(number & 1), at


def read_size(data: bytes, at: int) -> tuple[int, int]:
    """The length of a string or of bytes."""
    size, at = read_long(data, at)
    if size < 0:
        raise AvroError(f"expected a length, got {size}")
    return size, at


def read_count(data: bytes, at: int) -> tuple[int, int]:
    """How many items the next block of an array or a map has; 0 after the last block.

    No item is shorter than a byte, so a count that the data cannot hold is refused before anything is made.
    """
    count, at = read_long(data, at)
    if count < 0:
        count = -count
        _, at = read_size(data, at)
    if count > len(data) - at:
        raise AvroError(ENDS_EARLY)
    return count, at


def read_boolean(data: bytes, at: int) -> tuple[bool, int]:
    byte = data[at]
    if byte > 1:
        raise AvroError(f"expected a boolean of 0 or 1, got {byte}")
    return byte == 1, at + 1


def read_float(data: bytes, at: int) -> tuple[float, int]:
    (number,) = _FLOAT.unpack_from(data, at)
    return _finite(number), at + 4


def read_double(data: bytes, at: int) -> tuple[float, int]:
    (number,) = _DOUBLE.unpack_from(data, at)
    return _finite(number), at + 8


def read_string(data: bytes, at: int) -> tuple[str, int]:
    size, at = read_size(data, at)
    end = at + size
    if end > len(data):
        raise AvroError(ENDS_EARLY)
    return data[at:end].decode(), end


def read_uuid(data: bytes, at: int) -> tuple[UUID, int]:
    end = at + 37
    if data[at : at + 1] != _UUID_SIZE or end > len(data):
        raise AvroError("expected a UUID of 36 characters")
    try:
        return _uuid_from_json(b'"' + data[at + 1 : end] + b'"'), end
    except ValueError as error:
        raise AvroError("expected a UUID of hexadecimal digits and hyphens") from error


def read_timestamp(data: bytes, at: int) -> tuple[datetime, int]:
    number, at = read_long(data, at)
    try:
        return _EPOCH + number * _MILLISECOND, at
    except OverflowError as error:
        raise AvroError(f"expected milliseconds within the years 1 to 9999, got {number}") from error


def _finite(number: float) -> float:
    if not isfinite(number):
        raise AvroError(f"expected a finite number, because JSON has no other; got {number}")
    return number
