"""Avro's binary form of logical types: UUIDs, decimals, dates, times and durations.

Written by hand in codegen/python_logical.py and copied by `just generate`: edit it there.
Layout: https://avro.apache.org/docs/1.12.0/specification/#logical-types
"""

import struct
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, DecimalException, Inexact, InvalidOperation
from functools import cache
from uuid import UUID

from msgspec import msgpack

from .python_primitives import (
    ENDS_EARLY,
    AvroError,
    Duration,
    read_int,
    read_long,
    read_span,
    write_int,
    write_long,
)

__all__ = [
    "BIG_DECIMAL_LIMIT",
    "UUID_HEAD",
    "UUID_SIZE",
    "read_big_decimal",
    "read_date",
    "read_decimal",
    "read_duration",
    "read_fixed_decimal",
    "read_fixed_uuid",
    "read_local_timestamp_micros",
    "read_local_timestamp_millis",
    "read_time_micros",
    "read_time_millis",
    "read_timestamp_micros",
    "read_timestamp_millis",
    "uuid_of",
    "write_big_decimal",
    "write_date",
    "write_decimal",
    "write_duration",
    "write_fixed_decimal",
    "write_fixed_uuid",
    "write_local_timestamp_micros",
    "write_local_timestamp_millis",
    "write_time_micros",
    "write_time_millis",
    "write_timestamp_micros",
    "write_timestamp_millis",
    "write_uuid",
]

BIG_DECIMAL_LIMIT = 10_000
"""How many digits a big-decimal may have, and how far they may be from the point."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOCAL_EPOCH = _EPOCH.replace(tzinfo=None)
_FIRST_DAY = date(1970, 1, 1).toordinal()
_LAST_DAY = date.max.toordinal()
_MILLISECOND = timedelta(milliseconds=1)
_MICROSECOND = timedelta(microseconds=1)
_DAY_MS = 24 * 60 * 60 * 1000
_DAY_US = _DAY_MS * 1000
_DURATION = struct.Struct("<III")

# msgspec writes and reads UUIDs several times as fast as `uuid` does.
_uuid_as_msgpack = msgpack.Encoder().encode
uuid_of: Callable[[bytes], UUID] = msgpack.Decoder(UUID).decode
UUID_HEAD = b"\xd9\x24"
"""What stands before a UUID's text in MessagePack."""
UUID_SIZE = 36 << 1
"""What stands before it in Avro: its length."""
_BYTES_OF_16 = b"\xc4\x10"


def write_uuid(value: UUID, out: bytearray) -> None:
    if type(value) is not UUID:
        raise AvroError(f"expected a UUID, got {type(value).__name__}")
    out.append(UUID_SIZE)
    out += _uuid_as_msgpack(value)[2:]


def write_fixed_uuid(value: UUID, out: bytearray) -> None:
    if not isinstance(value, UUID):
        raise AvroError(f"expected a UUID, got {type(value).__name__}")
    out += value.bytes


def read_fixed_uuid(data: bytes, at: int) -> tuple[UUID, int]:
    end = at + 16
    if end > len(data):
        raise AvroError(ENDS_EARLY)
    return uuid_of(_BYTES_OF_16 + data[at:end]), end


def write_decimal(value: Decimal, out: bytearray, *, precision: int, scale: int) -> None:
    """As few bytes as hold the unscaled number."""
    _write_number(_unscaled(value, precision, scale), out)


def read_decimal(data: bytes, at: int, *, precision: int, scale: int) -> tuple[Decimal, int]:
    start, end = read_span(data, at)
    return _scaled(data, start, end, precision, scale), end


def write_fixed_decimal(value: Decimal, out: bytearray, *, size: int, precision: int, scale: int) -> None:
    out += _unscaled(value, precision, scale).to_bytes(size, "big", signed=True)


def read_fixed_decimal(data: bytes, at: int, *, size: int, precision: int, scale: int) -> tuple[Decimal, int]:
    return _scaled(data, at, at + size, precision, scale), at + size


def write_big_decimal(value: Decimal, out: bytearray) -> None:
    """Bytes that hold the unscaled number, as bytes, and the scale, as an int."""
    if not isinstance(value, Decimal) or not value.is_finite():
        raise AvroError(f"expected a Decimal that is a number, got {value!r:.60}")
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or len(digits) > BIG_DECIMAL_LIMIT or abs(exponent) > BIG_DECIMAL_LIMIT:
        raise AvroError(f"expected at most {BIG_DECIMAL_LIMIT} digits on either side of the point")
    inner = bytearray()
    _write_number(int(value.scaleb(-exponent, _EXACT)), inner)
    write_int(-exponent, inner)
    write_long(len(inner), out)
    out += inner


def read_big_decimal(data: bytes, at: int) -> tuple[Decimal, int]:
    start, end = read_span(data, at)
    if end > len(data):
        raise AvroError(ENDS_EARLY)
    inner = data[start:end]
    number_at, number_end = read_span(inner, 0)
    scale, inner_end = read_int(inner, number_end)
    if inner_end != len(inner):
        raise AvroError(f"expected a big-decimal of {inner_end} bytes, got {len(inner)}")
    if abs(scale) > BIG_DECIMAL_LIMIT:
        raise AvroError(f"expected a scale of at most {BIG_DECIMAL_LIMIT}, got {scale}")
    return _scaled(inner, number_at, number_end, BIG_DECIMAL_LIMIT, scale), end


def _write_number(number: int, out: bytearray) -> None:
    """Bytes that hold a number in two's complement, the highest first."""
    size = (number if number >= 0 else ~number).bit_length() // 8 + 1
    write_long(size, out)
    out += number.to_bytes(size, "big", signed=True)


_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


@cache
def _exact(precision: int) -> Context:
    """Arithmetic that refuses what would not fit in so many digits."""
    return Context(prec=precision, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact, InvalidOperation])


@cache
def _unit(scale: int) -> Decimal:
    """What one step of the unscaled number is worth."""
    return Decimal((0, (1,), -scale))


def _unscaled(value: Decimal, precision: int, scale: int) -> int:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise AvroError(f"expected a Decimal that is a number, got {value!r:.60}")
    try:
        return int(value.quantize(_unit(scale), context=_exact(precision)).scaleb(scale, _EXACT))
    except DecimalException as error:
        limits = f"{precision} digits, {scale} of them after the point"
        raise AvroError(f"expected at most {limits}; got {value!s:.60}") from error


def _scaled(data: bytes, start: int, end: int, precision: int, scale: int) -> Decimal:
    if end > len(data):
        raise AvroError(ENDS_EARLY)
    if start == end:
        raise AvroError("expected the bytes of a number, got none")
    number = int.from_bytes(data[start:end], "big", signed=True)
    # A digit has more than three bits, so this spares a conversion whose cost grows with the square of its length.
    if number.bit_length() <= precision * 4:
        value = Decimal(number)
        if value.adjusted() < precision:
            return value.scaleb(-scale, _EXACT)
    raise AvroError(f"expected at most {precision} digits, got {end - start} bytes that hold more")


def write_duration(value: Duration, out: bytearray) -> None:
    out += _DURATION.pack(value.months, value.days, value.milliseconds)


def read_duration(data: bytes, at: int) -> tuple[Duration, int]:
    months, days, milliseconds = _DURATION.unpack_from(data, at)
    return Duration(months=months, days=days, milliseconds=milliseconds), at + 12


def write_date(value: date, out: bytearray) -> None:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise AvroError(f"expected a date, got {type(value).__name__}")
    write_long(value.toordinal() - _FIRST_DAY, out)


def read_date(data: bytes, at: int) -> tuple[date, int]:
    number, at = read_int(data, at)
    if not 0 < number + _FIRST_DAY <= _LAST_DAY:
        raise AvroError(f"expected days within the years 1 to 9999, got {number}")
    return date.fromordinal(number + _FIRST_DAY), at


def write_time_millis(value: time, out: bytearray) -> None:
    """Whole milliseconds since midnight; what is finer is cut off."""
    write_long(_microseconds(value) // 1000, out)


def write_time_micros(value: time, out: bytearray) -> None:
    write_long(_microseconds(value), out)


def read_time_millis(data: bytes, at: int) -> tuple[time, int]:
    number, at = read_long(data, at)
    if not 0 <= number < _DAY_MS:
        raise AvroError(f"expected the milliseconds of a day, got {number}")
    return _time(number * 1000), at


def read_time_micros(data: bytes, at: int) -> tuple[time, int]:
    number, at = read_long(data, at)
    if not 0 <= number < _DAY_US:
        raise AvroError(f"expected the microseconds of a day, got {number}")
    return _time(number), at


def _microseconds(value: time) -> int:
    if not isinstance(value, time) or value.tzinfo is not None:
        raise AvroError(f"expected a time without an offset, got {value!r:.60}")
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond


def _time(microseconds: int) -> time:
    seconds, microsecond = divmod(microseconds, 1_000_000)
    minutes, second = divmod(seconds, 60)
    return time(minutes // 60, minutes % 60, second, microsecond)


def write_timestamp_millis(value: datetime, out: bytearray) -> None:
    """Whole milliseconds since 1970; what is finer is cut off."""
    write_long((value - _EPOCH) // _MILLISECOND, out)


def write_timestamp_micros(value: datetime, out: bytearray) -> None:
    write_long((value - _EPOCH) // _MICROSECOND, out)


def write_local_timestamp_millis(value: datetime, out: bytearray) -> None:
    """Whole milliseconds since 1970 began in the value's own place; what is finer is cut off."""
    write_long((value - _LOCAL_EPOCH) // _MILLISECOND, out)


def write_local_timestamp_micros(value: datetime, out: bytearray) -> None:
    write_long((value - _LOCAL_EPOCH) // _MICROSECOND, out)


def read_timestamp_millis(data: bytes, at: int) -> tuple[datetime, int]:
    number, at = read_long(data, at)
    try:
        return _EPOCH + number * _MILLISECOND, at
    except OverflowError as error:
        raise _out_of_years(number) from error


def read_timestamp_micros(data: bytes, at: int) -> tuple[datetime, int]:
    number, at = read_long(data, at)
    try:
        return _EPOCH + number * _MICROSECOND, at
    except OverflowError as error:
        raise _out_of_years(number) from error


def read_local_timestamp_millis(data: bytes, at: int) -> tuple[datetime, int]:
    moment, at = read_timestamp_millis(data, at)
    return moment.replace(tzinfo=None), at


def read_local_timestamp_micros(data: bytes, at: int) -> tuple[datetime, int]:
    moment, at = read_timestamp_micros(data, at)
    return moment.replace(tzinfo=None), at


def _out_of_years(number: int) -> AvroError:
    return AvroError(f"expected a moment within the years 1 to 9999, got {number}")
