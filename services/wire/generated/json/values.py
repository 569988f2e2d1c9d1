"""The JSON form of the single values that msgspec writes or reads otherwise, and the error that says where.

Written by hand in codegen/python_json_values.py and copied as it stands by `just generate`: edit it there.
The form: schemas/JSON.md
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation
from functools import lru_cache
from math import isfinite, isnan
from typing import Annotated, Literal, Protocol, TypeVar

from msgspec import Meta, Struct

A = TypeVar("A")
B = TypeVar("B")

NonFinite = Literal["NaN", "Infinity", "-Infinity"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_AT_FRACTION = len("2026-11-25T08:00:00")
_NANOS_IN_A_SECOND = 1_000_000_000
_MOST_DIGITS = 1000
_DURATION = re.compile(r"P([0-9]+)M([0-9]+)DT([0-9]+)(?:\.([0-9]{3}))?S")


class JsonError(ValueError):
    """A value has no JSON form, or JSON is not of its type; `path` says where."""

    def __init__(self, message: str, path: str = "$") -> None:
        super().__init__(message, path)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def located(error: Exception, step: str) -> JsonError:
    """The same fault as seen from one level further out: `step` (`.text`, `[3]`) leads to it from there."""
    match error:
        case JsonError():
            error.path = f"${step}{error.path[1:]}"
            return error
        case RecursionError():
            message = "nested too deeply"
        case AttributeError() | TypeError():
            message = f"not of the type that the schema names: {error}"
        case _:
            message = str(error)
    return JsonError(message, f"${step}")


def each(items: Sequence[A], convert: Callable[[A], B]) -> list[B]:
    """Every item converted; a fault says which."""
    converted: list[B] = []
    results = map(convert, items)
    try:
        converted.extend(results)  # what came before a fault stays
    except FAULTS as error:
        raise located(error, f"[{len(converted)}]")  # noqa: B904 - the same fault, seen from further out
    return converted


def each_value(values: Mapping[str, A], convert: Callable[[A], B]) -> dict[str, B]:
    """Every value of a map converted; a fault says under which key."""
    converted: dict[str, B] = {}
    entries, key = values.items(), ""
    try:
        for key, value in entries:
            converted[key] = convert(value)
    except FAULTS as error:
        raise located(error, f"[{key!r}]")  # noqa: B904 - the same fault, seen from further out
    return converted


def matching(text: str, pattern: str) -> str:
    """The text, if the pattern holds it."""
    if re.search(pattern, text) is None:
        raise JsonError("expected a text that matches its pattern, got another")
    return text


def long_to_json(value: int) -> str:
    if type(value) is not int or not -0x8000_0000_0000_0000 <= value <= 0x7FFF_FFFF_FFFF_FFFF:
        raise JsonError(f"expected a whole number of 64 bits, got {value!r}")
    return str(value)


def long_from_json(text: str) -> int:
    return int(text)


def float_to_json(value: float) -> float | NonFinite:
    if isfinite(value):
        return value
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"


def float_from_json(json: float | NonFinite) -> float:
    return float(json)


def finite_to_json(value: float) -> float:
    if not isfinite(value):
        raise JsonError(f"expected a finite number, as its limits demand; got {value}")
    return value


class NonFiniteFloat(Struct, frozen=True, tag="float", tag_field="@type"):
    """What a bare float of a union is in JSON when it is not finite."""

    value: NonFinite


class NonFiniteDouble(Struct, frozen=True, tag="double", tag_field="@type"):
    """What a bare double of a union is in JSON when it is not finite."""

    value: NonFinite


class OtherBranch(Struct, frozen=True, tag="", tag_field="@type"):
    """Never a value: beside another class, msgspec demands the `@type` of the one object that a union may hold."""

    impossible: Annotated[int, Meta(ge=1, le=0)]


def float_branch_to_json(value: float) -> float | NonFiniteFloat:
    json = float_to_json(value)
    return NonFiniteFloat(json) if isinstance(json, str) else json


def double_branch_to_json(value: float) -> float | NonFiniteDouble:
    json = float_to_json(value)
    return NonFiniteDouble(json) if isinstance(json, str) else json


def decimal_to_json(value: Decimal, precision: int, scale: int) -> str:
    """Plain digits, with exactly `scale` of them behind the point."""
    if not value.is_finite():
        raise JsonError(f"expected a finite decimal, got {value}")
    context, unit = _exactly(precision, scale)
    try:
        return format(context.quantize(value, unit), "f")
    except DecimalException as error:
        raise JsonError(f"expected {precision} digits at most, {scale} behind the point; got {value}") from error


def decimal_from_json(text: str) -> Decimal:
    return Decimal(text)


@lru_cache
def _exactly(precision: int, scale: int) -> tuple[Context, Decimal]:
    return Context(prec=precision, traps=[Inexact, InvalidOperation]), Decimal((0, (1,), -scale))


def big_decimal_to_json(value: Decimal) -> str:
    """Plain digits, as many as the value has."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value.adjusted() >= _MOST_DIGITS or exponent < -_MOST_DIGITS:
        raise JsonError(f"expected a decimal of at most {_MOST_DIGITS} digits on either side of the point")
    return format(value, "f")


def big_decimal_from_json(text: str) -> Decimal:
    return Decimal(text)


def date_to_json(value: date) -> str:
    if type(value) is not date:
        raise JsonError(f"expected a date, got {type(value).__name__}")
    return value.isoformat()


def date_from_json(text: str) -> date:
    return date.fromisoformat(text)


def time_to_json(value: time) -> str:
    if value.tzinfo is not None:
        raise JsonError("expected a time without an offset, got one with")
    return value.isoformat()


def time_from_json(text: str) -> time:
    """What is finer than microseconds is cut off."""
    return time.fromisoformat(text)


def timestamp_to_json(value: datetime) -> str:
    if value.tzinfo is None:
        raise JsonError("expected a time with an offset, got one without")
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def timestamp_from_json(text: str) -> datetime:
    """In UTC; what is finer than microseconds is cut off."""
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


def local_timestamp_to_json(value: datetime) -> str:
    if value.tzinfo is not None:
        raise JsonError("expected a time without an offset, got one with")
    return value.isoformat()


def local_timestamp_from_json(text: str) -> datetime:
    """What is finer than microseconds is cut off."""
    return datetime.fromisoformat(text.upper())


def timestamp_nanos_to_json(value: int) -> str:
    return f"{local_timestamp_nanos_to_json(value)}Z"


def timestamp_nanos_from_json(text: str) -> int:
    moment, fraction, offset = _parts(text)
    return _nanos(datetime.fromisoformat(f"{moment}{offset}"), fraction)


def local_timestamp_nanos_to_json(value: int) -> str:
    long_to_json(value)
    seconds, nanos = divmod(value, _NANOS_IN_A_SECOND)
    text = (_EPOCH + seconds * _SECOND).replace(tzinfo=None).isoformat()
    return f"{text}.{nanos:09}" if nanos else text


def local_timestamp_nanos_from_json(text: str) -> int:
    moment, fraction, _ = _parts(text)
    return _nanos(datetime.fromisoformat(f"{moment}Z"), fraction)


def _parts(text: str) -> tuple[str, str, str]:
    """The moment up to its seconds, the digits behind their point, and the offset."""
    moment, rest = text[:_AT_FRACTION].upper(), text[_AT_FRACTION:].upper()
    fraction = re.match(r"(?:\.([0-9]+))?", rest)
    return (moment, fraction[1] or "", rest[fraction.end() :]) if fraction else (moment, "", rest)


def _nanos(moment: datetime, fraction: str) -> int:
    nanos = (moment - _EPOCH) // _SECOND * _NANOS_IN_A_SECOND + int(fraction.ljust(9, "0"))
    if not -0x8000_0000_0000_0000 <= nanos <= 0x7FFF_FFFF_FFFF_FFFF:
        raise JsonError("expected a time that 64 bits of nanoseconds hold: from 21 September 1677 to 11 April 2262")
    return nanos


class DurationParts(Protocol):
    """What a duration is made of."""

    @property
    def months(self) -> int: ...
    @property
    def days(self) -> int: ...
    @property
    def milliseconds(self) -> int: ...


def duration_to_json(value: DurationParts) -> str:
    for part in (value.months, value.days, value.milliseconds):
        if not 0 <= part <= 0xFFFF_FFFF:
            raise JsonError(f"expected parts of 32 bits, none below 0; got {part}")
    seconds, milliseconds = divmod(value.milliseconds, 1000)
    fraction = f".{milliseconds:03}" if milliseconds else ""
    return f"P{value.months}M{value.days}DT{seconds}{fraction}S"


def duration_from_json(text: str, make: Callable[..., A]) -> A:
    """`make` is the class of durations."""
    months, days, seconds, fraction = _DURATION.findall(text)[0]
    return make(months=int(months), days=int(days), milliseconds=int(seconds) * 1000 + int(fraction or 0))
