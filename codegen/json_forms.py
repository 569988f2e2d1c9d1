"""What the values of each type look like in JSON: one table for decoder, OpenAPI, TypeScript and examples.

The page that decides: schemas/JSON.md.
"""

from typing import Literal, TypeGuard

from msgspec import Struct

from . import json_patterns as patterns
from .model import Constraints, Fixed, Primitive, Type

FLOAT_MOST = 3.4028234663852886e38
"""The largest number of 32 bits."""
NON_FINITE = ("NaN", "Infinity", "-Infinity")
"""What the numbers are called that are not finite."""

TextName = Literal[
    "long",
    "decimal",
    "big_decimal",
    "date",
    "time",
    "timestamp",
    "local_timestamp",
    "timestamp_nanos",
    "local_timestamp_nanos",
    "duration",
]


class TextForm(Struct, frozen=True):
    """A value that is text: its name, which its functions in `python_json_values` have too, and its pattern.

    `wanted` says what the pattern holds, as a phrase with a capital; `format` is JSON Schema's word, if it has one.
    """

    name: TextName
    wanted: str
    pattern: str
    format: str | None = None


_TIME = TextForm("time", "A time such as 12:30:00.125", patterns.TIME)
_TIMESTAMP = TextForm("timestamp", "An RFC 3339 time with an offset", patterns.TIMESTAMP, "date-time")
_LOCAL_TIMESTAMP = TextForm("local_timestamp", "A date and a time without an offset", patterns.LOCAL_TIMESTAMP)
_BY_LOGICAL_TYPE: dict[str, TextForm] = {
    "big-decimal": TextForm(
        "big_decimal",
        "A decimal in a string, of at most 1000 digits on either side of the point",
        patterns.BIG_DECIMAL,
        "decimal",
    ),
    "date": TextForm("date", "A date such as 2026-11-25", patterns.DATE, "date"),
    "time-millis": _TIME,
    "time-micros": _TIME,
    "timestamp-millis": _TIMESTAMP,
    "timestamp-micros": _TIMESTAMP,
    "timestamp-nanos": TextForm(
        "timestamp_nanos", "An RFC 3339 time with an offset", patterns.TIMESTAMP_NANOS, "date-time"
    ),
    "local-timestamp-millis": _LOCAL_TIMESTAMP,
    "local-timestamp-micros": _LOCAL_TIMESTAMP,
    "local-timestamp-nanos": TextForm(
        "local_timestamp_nanos", "A date and a time without an offset", patterns.LOCAL_TIMESTAMP_NANOS
    ),
    "duration": TextForm("duration", "A duration such as P1M2DT3.500S", patterns.DURATION),
}


def text_form(written: Primitive | Fixed) -> TextForm | None:
    """How a value is text by a pattern of its own; None for any text, for base64, for a UUID, and for no text."""
    match written.logical:
        case None | "uuid":
            return _long(written.constraints) if is_long_text(written) else None
        case "decimal":
            return _decimal(written.precision or 1, written.scale)
        case logical:
            return _BY_LOGICAL_TYPE[logical]


def _long(constraints: Constraints) -> TextForm:
    low, high = patterns.LONG_RANGE
    low = low if constraints.minimum is None else int(constraints.minimum)
    high = high if constraints.maximum is None else int(constraints.maximum)
    return TextForm("long", f"A whole number in a string, from {low} to {high}", patterns.long(low, high), "int64")


SHARED_FORMS: dict[TextName, TextForm] = {
    form.name: form for form in (_long(Constraints()), *_BY_LOGICAL_TYPE.values())
}
"""The forms that do not depend on a type's own attributes."""


def is_shared(form: TextForm) -> bool:
    return SHARED_FORMS.get(form.name) == form


def _decimal(precision: int, scale: int) -> TextForm:
    wanted = f"A decimal in a string, of at most {precision} digits, {scale} of them behind the point"
    return TextForm("decimal", wanted, patterns.decimal(precision, scale), "decimal")


def is_long_text(written: Primitive | Fixed) -> TypeGuard[Primitive]:
    """Whether it is a long that no browser's number could hold, or that does not say so."""
    match written:
        case Primitive("long", None, json_number=False):
            return True
        case _:
            return False


def is_float(written: Type) -> TypeGuard[Primitive]:
    return isinstance(written, Primitive) and written.name in ("float", "double")


def is_limited(constraints: Constraints) -> bool:
    """Whether a number has limits; then it is a finite one."""
    return constraints.minimum is not None or constraints.maximum is not None
