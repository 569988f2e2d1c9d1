"""Defaults of logical types: the underlying value fits its type already, and has to mean something."""

from datetime import date
from typing import NoReturn
from uuid import UUID

from .json_places import Node, shown
from .model import Fixed, LogicalName, Primitive

# In days since 1970-01-01.
_FIRST, _LAST = ((day - date(1970, 1, 1)).days for day in (date.min, date.max))
_DAY_MS = 24 * 60 * 60 * 1000
_YEARS = "within the years 1 to 9999"
_MILLIS = (_FIRST * _DAY_MS, (_LAST + 1) * _DAY_MS - 1, f"milliseconds {_YEARS}")
_MICROS = (_FIRST * _DAY_MS * 1000, (_LAST + 1) * _DAY_MS * 1000 - 1, f"microseconds {_YEARS}")
_RANGES: dict[LogicalName, tuple[int, int, str]] = {
    "date": (_FIRST, _LAST, f"days {_YEARS}"),
    "time-millis": (0, _DAY_MS - 1, "milliseconds within a day"),
    "time-micros": (0, _DAY_MS * 1000 - 1, "microseconds within a day"),
    "timestamp-millis": _MILLIS,
    "timestamp-micros": _MICROS,
    "local-timestamp-millis": _MILLIS,
    "local-timestamp-micros": _MICROS,
}


def check_logical(node: Node, written: Primitive | Fixed) -> None:
    """Refuse a default that is out of the range of its logical type, or not of its form."""
    match written.logical:
        case None | "timestamp-nanos" | "local-timestamp-nanos" | "duration":
            return
        case "decimal":
            _decimal(node, written.precision or 0, written.scale)
        case "big-decimal":
            _big_decimal(node)
        case "uuid":
            if isinstance(written, Primitive):
                _uuid(node)
        case ranged:
            low, high, what = _RANGES[ranged]
            if not low <= node.whole() <= high:
                node.fail(f"expected {what}, from {low} to {high}; got {node.value}")


def _decimal(node: Node, precision: int, scale: int) -> None:
    """Two's complement of the number without its point, the most significant byte first."""
    data = node.text().encode("latin-1")
    if not data:
        node.fail("expected at least one byte: the decimal without its point, in two's complement")
    unscaled = int.from_bytes(data, "big", signed=True)
    may_be_too_long = precision < 3 * len(data)  # a byte is less than three digits
    if may_be_too_long and abs(unscaled) >= 10**precision:
        node.fail(f"expected a decimal of at most {precision} digits, got {unscaled} at scale {scale}")


def _big_decimal(node: Node) -> None:
    """The length of the number without its point, that number in two's complement, and the scale."""
    data = node.text().encode("latin-1")
    size, at = _varint(data, 0)
    if size is None or size < 1 or at + size > len(data):
        _refuse_big_decimal(node)
    scale, end = _varint(data, at + size)
    if scale is None or not -(2**31) <= scale < 2**31 or end != len(data):
        _refuse_big_decimal(node)


def _refuse_big_decimal(node: Node) -> NoReturn:
    node.fail(
        f"expected a big-decimal: a length, so many bytes and a scale, as Avro writes them; got {shown(node.value)}"
    )


def _varint(data: bytes, at: int) -> tuple[int | None, int]:
    """An Avro long and where it ends; None if the bytes end first."""
    number = 0
    for index in range(at, min(at + 10, len(data))):
        number |= (data[index] & 0x7F) << (7 * (index - at))
        if data[index] < 0x80:
            return (number >> 1) ^ -(number & 1), index + 1
    return None, at


def _uuid(node: Node) -> None:
    try:
        canonical = str(UUID(node.text()))
    except ValueError:
        canonical = ""
    if canonical != node.value:
        node.fail(f"expected a UUID in lower case with hyphens, got {shown(node.value)}")
