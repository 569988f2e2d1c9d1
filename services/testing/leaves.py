"""Hypothesis strategies for what has no parts: any value of a type, or one that lies at a limit of it."""

import struct
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Any, Final
from uuid import UUID

from hypothesis import strategies as st
from msgspec import Struct, inspect

from services.testing.schema_text import Written
from services.testing.texts import texts_at_limits, texts_within

Values = st.SearchStrategy[Any]


class Leaf(Struct, frozen=True):
    """`any` draws from all values, `limits` from those beyond which there are none, and from the odd ones."""

    any: Values
    limits: Values


_LONG: Final = (-(2**63), 2**63 - 1)
_FLOAT_MAX: Final = 3.4028234663852886e38
_DOUBLE_MAX: Final = 1.7976931348623157e308
_UINT32: Final = 2**32 - 1
_SHORT_BYTES: Final = 40
_EITHER: Final = (False, True)
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def leaf(kind: inspect.Type, written: Written | None) -> Leaf:
    """What a type without parts has. Where the schema is not known, what every schema of that Python type takes."""
    if type(kind) not in _LEAVES:
        raise TypeError(f"there is no value without parts of {kind}")
    return _LEAVES[type(kind)](kind, written)


def _of(values: Values, *limits: Any) -> Leaf:
    return Leaf(values, st.sampled_from(limits))


def _whole_number(low: int | None, high: int | None) -> Leaf:
    least, most = _LONG[0] if low is None else low, _LONG[1] if high is None else high
    return _of(st.integers(least, most), least, most, *(odd for odd in (0, -1) if least < odd < most))


def _number(low: float | None, high: float | None, *, is_single: bool) -> Leaf:
    """A number with limits is a finite one. What is not a number equals nothing, not even itself, and is left out."""
    least, most = (-_FLOAT_MAX, _FLOAT_MAX) if is_single else (-_DOUBLE_MAX, _DOUBLE_MAX)
    least, most = least if low is None else low, most if high is None else high
    is_limited = low is not None or high is not None
    edges = [least, most, *(() if is_limited else (float("inf"), float("-inf")))]
    edges += [odd for odd in (0.0, -0.0, 5e-324) if least <= odd <= most]
    if not is_single:
        return _of(st.floats(least, most), *edges)
    fitting = [edge for edge in edges if _single(edge) == edge]
    values = st.floats(least, most).map(_single).filter(lambda value: least <= value <= most)
    return Leaf(values, st.sampled_from(fitting) if fitting else values)


def _single(value: float) -> float:
    """The nearest number of 32 bits."""
    rounded: float = struct.unpack("<f", struct.pack("<f", value))[0]
    return rounded


def _bytes(low: int, high: int | None) -> Leaf:
    most = low + _SHORT_BYTES if high is None else high
    sizes = {low, most} if high is not None else {low}
    edges = [byte * size for size in sizes for byte in (b"\x00", b"\xff")]
    return _of(st.binary(min_size=low, max_size=min(most, low + _SHORT_BYTES)), *edges)


def _decimal(written: Written | None) -> Leaf:
    match written.logical if written is not None else None:
        case "decimal" if written is not None:
            precision, scale = written.attribute("precision"), written.attribute("scale") or 0
            most = 10**precision - 1
            edges = (_scaled(number, scale) for number in (-most, most, 0, 1))
            return _of(st.integers(-most, most).map(lambda number: _scaled(number, scale)), *edges)
        case "big-decimal":
            values = st.builds(_scaled, st.integers(-(10**30), 10**30), st.integers(0, 30))
            return _of(values, Decimal(0), _scaled(1, 1000), _scaled(10**1000 - 1, 0), _scaled(-1, 1000))
        case _:
            return _of(st.just(Decimal(0)), Decimal(0))


def _scaled(number: int, scale: int) -> Decimal:
    return Decimal(number).scaleb(-scale, _EXACT)


def _enum(kind: inspect.EnumType) -> Leaf:
    symbols = list(kind.cls)
    return _of(st.sampled_from(symbols), symbols[0], symbols[-1])


def _duration(kind: inspect.StructType) -> Leaf:
    parts = [field.name for field in kind.fields]
    values = st.builds(kind.cls, **dict.fromkeys(parts, st.integers(0, _UINT32)))
    return _of(values, kind.cls(), kind.cls(**dict.fromkeys(parts, _UINT32)))


def _time(written: Written | None) -> Leaf:
    exact = _exact_for(written)
    return _of(st.times().map(exact), time.min, exact(time.max))


def _timestamp(kind: inspect.DateTimeType, written: Written | None) -> Leaf:
    exact, zone = _exact_for(written), UTC if kind.tz else None
    first, last = datetime.min.replace(tzinfo=zone), datetime.max.replace(tzinfo=zone)
    odd = datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=zone)
    return _of(st.datetimes(timezones=st.just(zone)).map(exact), first, exact(last), odd)


def _exact_for(written: Written | None) -> Callable[[Any], Any]:
    """What cuts off of a moment that which its type cannot hold."""
    is_fine = written is not None and (written.logical or "").endswith("micros")
    return (lambda moment: moment) if is_fine else _whole_milliseconds


def _whole_milliseconds(moment: Any) -> Any:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


_LEAVES: Final[dict[type[inspect.Type], Callable[[Any, Written | None], Leaf]]] = {
    inspect.NoneType: lambda kind, written: _of(st.none(), None),
    inspect.BoolType: lambda kind, written: _of(st.booleans(), *_EITHER),
    inspect.IntType: lambda kind, written: _whole_number(kind.ge, kind.le),
    inspect.FloatType: lambda kind, written: _number(
        kind.ge, kind.le, is_single=written is None or written.kind == "float"
    ),
    inspect.StrType: lambda kind, written: Leaf(
        texts_within(kind.min_length, kind.max_length, kind.pattern),
        texts_at_limits(kind.min_length, kind.max_length, kind.pattern),
    ),
    inspect.BytesType: lambda kind, written: _bytes(kind.min_length or 0, kind.max_length),
    inspect.EnumType: lambda kind, written: _enum(kind),
    inspect.UUIDType: lambda kind, written: _of(st.uuids(), UUID(int=0), UUID(int=2**128 - 1)),
    inspect.DecimalType: lambda kind, written: _decimal(written),
    inspect.DateType: lambda kind, written: _of(st.dates(), date.min, date.max, date(1970, 1, 1), date(2000, 2, 29)),
    inspect.TimeType: lambda kind, written: _time(written),
    inspect.DateTimeType: _timestamp,
    inspect.StructType: lambda kind, written: _duration(kind),
}
