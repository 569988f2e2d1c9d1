"""What single values look like in JSON, for the rule about examples. schemas/JSON.md is the page that decides."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

from .model import Constraints, Fixed, Primitive
from .parse_limits import RANGES

_NOT_FINITE = ("NaN", "Infinity", "-Infinity")
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
_PLAIN_NUMBER = r"-?[0-9]+(\.[0-9]+)?"


class _Form(Struct, frozen=True):
    """A text: what it is called, its pattern, and what reads it."""

    wanted: str
    pattern: str
    read: Callable[[str], object]


_TIME = _Form("a time of day such as 12:30:00.125", _CLOCK, time.fromisoformat)
_MOMENT = _Form(
    "an RFC 3339 time with an offset", f"{_DAY}T{_CLOCK}(Z|[+-][0-9]{{2}}:[0-9]{{2}})", datetime.fromisoformat
)
_LOCAL = _Form("a date and a time without an offset", f"{_DAY}T{_CLOCK}", datetime.fromisoformat)
_FORMS = {
    "big-decimal": _Form("a decimal without an exponent, in a string", _PLAIN_NUMBER, Decimal),
    "uuid": _Form("a UUID in lower case with hyphens", "[0-9a-f-]{36}", UUID),
    "date": _Form("a date such as 2026-11-25", _DAY, date.fromisoformat),
    "time-millis": _TIME,
    "time-micros": _TIME,
    "timestamp-millis": _MOMENT,
    "timestamp-micros": _MOMENT,
    "timestamp-nanos": _MOMENT,
    "local-timestamp-millis": _LOCAL,
    "local-timestamp-micros": _LOCAL,
    "local-timestamp-nanos": _LOCAL,
    "duration": _Form("a duration such as P1M2DT3.5S", r"P[0-9]+M[0-9]+DT[0-9]+(\.[0-9]{1,3})?S", str),
}


def unmet(value: Any, written: Primitive | Fixed) -> Iterator[str]:
    """What a value would have to be."""
    match written.logical:
        case None:
            yield from _unmet_plain(value, written)
        case "decimal":
            yield from _unmet_decimal(value, written.precision or 0, written.scale)
        case logical:
            form = _FORMS[logical]
            if not (isinstance(value, str) and re.fullmatch(form.pattern, value) and _reads(form.read, value)):
                yield form.wanted


def _unmet_plain(value: Any, written: Primitive | Fixed) -> Iterator[str]:
    match written:
        case Fixed(size=size):
            yield from () if _is_base64(value, size) else (f"base64 text of {size} bytes",)
        case Primitive("bytes"):
            yield from () if _is_base64(value, None) else ("base64 text",)
        case Primitive("boolean"):
            yield from () if isinstance(value, bool) else ("true or false",)
        case Primitive("null"):
            yield from () if value is None else ("null",)
        case Primitive("string"):
            yield from _unmet_text(value, written.constraints)
        case Primitive("long", json_number=False):
            yield from _unmet_long(value, written.constraints)
        case Primitive(name):
            yield from _unmet_number(value, name, written.constraints)


def _unmet_long(value: Any, constraints: Constraints) -> Iterator[str]:
    if isinstance(value, str) and re.fullmatch("0|-?[1-9][0-9]{0,18}", value):
        yield from _unmet_number(int(value), "long", constraints)
    else:
        yield "a whole number in a string"


def _unmet_decimal(value: Any, precision: int, scale: int) -> Iterator[str]:
    if not (isinstance(value, str) and re.fullmatch(_PLAIN_NUMBER, value)):
        yield "a decimal without an exponent, in a string"
        return
    whole, _, fraction = value.removeprefix("-").partition(".")
    if len(fraction) > scale or int(whole + fraction.ljust(scale, "0")) >= 10**precision:
        yield f"at most {precision} digits, {scale} of them after the point"


def _unmet_number(value: Any, name: str, constraints: Constraints) -> Iterator[str]:
    if name in ("float", "double") and value in _NOT_FINITE:
        return
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not (is_whole or (name in ("float", "double") and isinstance(value, float))):
        yield "a number" if name in ("float", "double") else "a whole number"
        return
    low, high = RANGES.get(name, (float("-inf"), float("inf")))
    low = low if constraints.minimum is None else constraints.minimum
    high = high if constraints.maximum is None else constraints.maximum
    if not low <= value <= high:
        yield f"a number from {low} to {high}"


def _unmet_text(value: Any, constraints: Constraints) -> Iterator[str]:
    if not isinstance(value, str):
        yield "a string"
        return
    most = float("inf") if constraints.max_length is None else constraints.max_length
    if not (constraints.min_length or 0) <= len(value) <= most:
        yield f"{constraints.min_length or 0} to {most} characters"
    if constraints.pattern and not re.fullmatch(constraints.pattern[1:-1], value):
        yield f"text like {constraints.pattern}"


def _is_base64(value: Any, size: int | None) -> bool:
    try:
        data = b64decode(value, validate=True)
    except (TypeError, ValueError):
        return False
    return size is None or len(data) == size


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
