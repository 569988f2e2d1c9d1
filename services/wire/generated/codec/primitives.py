"""The parts that the codecs share: Avro's binary form of single values, and the error that says where.

Written by hand in codegen/python_primitives.py and copied as it stands by `just generate`: edit it there.
Layout: https://avro.apache.org/docs/1.12.0/specification/#binary-encoding
"""

import struct
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from msgspec import Meta, Struct, ValidationError

__all__ = [
    "DEPTH_LIMIT",
    "EMPTY_ITEMS_LIMIT",
    "ENDS_EARLY",
    "FAULTS",
    "NO_UUID",
    "SHORT_NUMBERS",
    "SHORT_REACH",
    "TOO_DEEP",
    "AvroError",
    "Duration",
    "checked_bytes",
    "checked_empty",
    "checked_fixed",
    "checked_null",
    "located",
    "no_branch",
    "no_branch_for",
    "not_boolean",
    "pack_double",
    "pack_float",
    "read_boolean",
    "read_count",
    "read_empty_count",
    "read_int",
    "read_long",
    "read_size",
    "read_span",
    "read_string",
    "unpack_double",
    "unpack_float",
    "whole",
    "write_boolean",
    "write_double",
    "write_float",
    "write_int",
    "write_long",
    "write_string",
]

ENDS_EARLY = "the data ends early"
TOO_DEEP = "nested too deeply"
NO_UUID = "expected a UUID of 36 characters, hexadecimal digits and hyphens"
DEPTH_LIMIT = 200
"""How deep records that contain themselves may nest; far below what Python's stack can hold."""
EMPTY_ITEMS_LIMIT = 16
"""How many items an array may have that take no bytes: their count alone could fill memory, above all in arrays of
such arrays. At this limit they take no more of it, for each byte of data, than arrays without items do."""

SHORT_NUMBERS = tuple((byte >> 1) ^ -(byte & 1) for byte in range(128))
"""The whole numbers that fit in one byte, by that byte."""
SHORT_REACH = tuple(0 if byte & 0x81 else (byte >> 1) + 1 for byte in range(256))
"""Where a text of at most 63 bytes ends, counted from the byte that holds its length; 0 for bytes that hold none."""

_SHIFTS = tuple(range(7, 70, 7))

pack_float: Callable[[float], bytes] = struct.Struct("<f").pack
pack_double: Callable[[float], bytes] = struct.Struct("<d").pack
unpack_float: Callable[[bytes, int], tuple[Any, ...]] = struct.Struct("<f").unpack_from
unpack_double: Callable[[bytes, int], tuple[Any, ...]] = struct.Struct("<d").unpack_from

Uint32 = Annotated[int, Meta(ge=0, le=0xFFFF_FFFF)]
T = TypeVar("T")


class Duration(Struct, frozen=True, kw_only=True, tag="duration", tag_field="@type"):
    """A number of months, of days and of milliseconds; none of them can be expressed in another."""

    months: Uint32 = 0
    days: Uint32 = 0
    milliseconds: Uint32 = 0


class AvroError(ValueError):
    """A value cannot be written as Avro, or data is not the Avro of its type; `path` says where."""

    def __init__(self, message: str, path: str = "$") -> None:
        super().__init__(message, path)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, struct.error, TypeError, ValueError)


def located(error: Exception, step: str) -> AvroError:
    """The same fault as seen from one level further out: `step` (`.text`, `[3]`, `<Card>`) leads to it from there."""
    match error:
        case AvroError():
            error.path = f"${step}{error.path[1:]}"
            return error
        case IndexError():
            message = ENDS_EARLY
        case UnicodeError():
            message = f"not UTF-8: {error.reason}" if isinstance(error, UnicodeDecodeError) else f"not text: {error}"
        case RecursionError():
            message = TOO_DEEP
        case AttributeError() | TypeError():
            message = f"not of the type that the schema names: {error}"
        case struct.error():
            is_short = "unpack" in str(error) or "buffer" in str(error)
            message = ENDS_EARLY if is_short else f"not of the type that the schema names: {error}"
        case ValidationError():
            message = NO_UUID
        case _:
            message = str(error)
    return AvroError(message, f"${step}")


def no_branch(byte: int, branches: int) -> AvroError:
    """The error of data that names a branch which a union does not have."""
    shown = SHORT_NUMBERS[byte] if byte < 128 else "a longer number"
    return AvroError(f"expected a branch from 0 to {branches - 1}, got {shown}")


def no_branch_for(value: object, branches: str) -> AvroError:
    """The error of a value that is of no branch of its union."""
    return AvroError(f"expected {branches}; got {type(value).__name__}")


def not_boolean(value: object) -> AvroError:
    return AvroError(f"expected True or False, got {value!r:.60}")


def whole(decode: Callable[[bytes, int], tuple[T, int]], data: bytes, at: int = 0) -> T:
    """The one value that fills the data from `at` to its end. Raises `AvroError`."""
    value, end = decode(data, at)
    if end != len(data):
        raise AvroError(f"expected the value to end at byte {end}, got {len(data) - end} more")
    return value


def write_int(number: int, out: bytearray) -> None:
    if not -0x8000_0000 <= number <= 0x7FFF_FFFF:
        raise _too_large(number, 32)
    write_long(number, out)


def write_long(number: int, out: bytearray) -> None:
    if not -0x8000_0000_0000_0000 <= number <= 0x7FFF_FFFF_FFFF_FFFF:
        raise _too_large(number, 64)
    number = (number << 1) ^ (number >> 63)
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _too_large(number: int, bits: int) -> AvroError:
    shown = number if abs(number) < 1 << 128 else "one of more than 128"
    return AvroError(f"expected a whole number of {bits} bits, got {shown}")


def write_boolean(value: bool, out: bytearray) -> None:
    if value is not True and value is not False:
        raise not_boolean(value)
    out.append(value)


def write_float(value: float, out: bytearray) -> None:
    out += pack_float(value)


def write_double(value: float, out: bytearray) -> None:
    out += pack_double(value)


def write_string(value: str, out: bytearray) -> None:
    data = value.encode()
    write_long(len(data), out)
    out += data


def checked_null(value: None) -> None:
    if value is not None:
        raise AvroError(f"expected None, got {type(value).__name__}")


def checked_bytes(value: bytes) -> bytes:
    if not isinstance(value, bytes):
        raise AvroError(f"expected bytes, got {type(value).__name__}")
    return value


def checked_fixed(value: bytes, size: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != size:
        got = f"{len(value)}" if isinstance(value, bytes) else type(value).__name__
        raise AvroError(f"expected {size} bytes, got {got}")
    return value


def checked_empty(count: int) -> int:
    """How many items of no bytes an array has, if there are not too many."""
    if count > EMPTY_ITEMS_LIMIT:
        raise AvroError(f"expected at most {EMPTY_ITEMS_LIMIT} items that take no bytes, got {count}")
    return count


def read_int(data: bytes, at: int) -> tuple[int, int]:
    number, at = read_long(data, at)
    if not -0x8000_0000 <= number <= 0x7FFF_FFFF:
        raise AvroError(f"expected a whole number of 32 bits, got {number}")
    return number, at


def read_long(data: bytes, at: int) -> tuple[int, int]:
    number = data[at]
    if number < 0x80:
        return SHORT_NUMBERS[number], at + 1
    number -= 0x80
    for shift in _SHIFTS:
        at += 1
        byte = data[at]
        if byte < 0x80:
            number += byte << shift
            break
        number += byte - 0x80 << shift
    else:
        raise AvroError("a whole number has more than ten bytes")
    if number > 0xFFFF_FFFF_FFFF_FFFF:
        raise AvroError("a whole number has more than 64 bits")
    return (number >> 1) ^ -(number & 1), at + 1


def read_size(data: bytes, at: int) -> tuple[int, int]:
    """The length of a string or of bytes."""
    size, at = read_long(data, at)
    if size < 0:
        raise AvroError(f"expected a length, got {size}")
    return size, at


def read_span(data: bytes, at: int) -> tuple[int, int]:
    """Where a string or bytes begin and end."""
    size, at = read_size(data, at)
    return at, at + size


def read_count(data: bytes, at: int) -> tuple[int, int]:
    """How many items the next block of an array or a map has; 0 after the last block.

    Each item takes a byte or more, so a count that the data cannot hold is refused before anything is made.
    """
    count, at = _read_any_count(data, at)
    if count > len(data) - at:
        raise AvroError(ENDS_EARLY)
    return count, at


def read_empty_count(data: bytes, at: int, taken: int) -> tuple[int, int]:
    """The same for items that take no bytes, of which `taken` have been read."""
    count, at = _read_any_count(data, at)
    checked_empty(taken + count)
    return count, at


def _read_any_count(data: bytes, at: int) -> tuple[int, int]:
    byte = data[at]
    if not byte & 0x81:
        return byte >> 1, at + 1
    count, at = read_long(data, at)
    if count < 0:
        # The size of the block in bytes follows, for readers that skip it.
        _, at = read_size(data, at)
    return abs(count), at


def read_boolean(data: bytes, at: int) -> tuple[bool, int]:
    byte = data[at]
    if byte > 1:
        raise AvroError(f"expected a boolean of 0 or 1, got {byte}")
    return byte == 1, at + 1


def read_string(data: bytes, at: int) -> tuple[str, int]:
    start, end = read_span(data, at)
    if end > len(data):
        raise AvroError(ENDS_EARLY)
    return data[start:end].decode(), end
