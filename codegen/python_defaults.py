"""The defaults of fields as Python writes them: typed, and of a union in the branch that they fit."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from math import isfinite
from typing import Any
from uuid import UUID

from . import naming
from .default_branch import default_branch
from .model import Array, Enum, Field, Fixed, LogicalName, Map, Named, Primitive, Record, Reference, Type, Union
from .python_annotations import Spelling
from .python_layout import Expression, Group, parsed, prefixed
from .python_text import bytes_literal, literal, text
from .union_forms import branches_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_ALPHABET = "latin-1"
"""Bytes are written in JSON as the characters from U+0000 to U+00FF."""


def default_expression(written: Type, value: Any, spelling: Spelling) -> Expression:
    """A default, given as the schema's own JSON."""
    match written:
        case Primitive(name, logical, scale=scale):
            return parsed(_primitive(name, logical, value, scale))
        case Array(items):
            return Group("[", tuple(default_expression(items, item, spelling) for item in value), "]")
        case Map(values):
            entries = (_entry(key, default_expression(values, item, spelling)) for key, item in value.items())
            return Group("{", tuple(entries), "}")
        case Union():
            return _branch(written, value, spelling)
        case Reference(name):
            return _named(spelling.tree.types[name], value, spelling)


def is_shared(written: Type, value: Any, spelling: Spelling) -> bool:
    """Whether one value can serve every instance: nothing in it can be changed."""
    match written:
        case Primitive():
            return True
        case Array() | Map():
            return False
        case Union(branches):
            index = _index(written, value, spelling)
            return is_shared(branches[index], value, spelling)
        case Reference(name):
            return not isinstance(spelling.tree.types[name], Record)


def named_in(written: Type, value: Any, spelling: Spelling) -> set[str]:
    """The full names of the types that a default cannot be written without."""
    match written:
        case Primitive():
            return set()
        case Array(items):
            return {name for item in value for name in named_in(items, item, spelling)}
        case Map(values):
            return {name for item in value.values() for name in named_in(values, item, spelling)}
        case Union():
            branch = branches_of(written, spelling.tree)[_index(written, value, spelling)]
            wrapper = {branch.name} if branch.is_wrapped and isinstance(branch.type, Reference) else set()
            return wrapper | named_in(branch.type, value, spelling)
        case Reference(name):
            named = spelling.tree.types[name]
            given = [field for field in named.fields if field.name in value] if isinstance(named, Record) else []
            inner = {other for field in given for other in named_in(field.type, value[field.name], spelling)}
            return inner if isinstance(named, Fixed) else inner | {name}


def _entry(key: str, value: Expression) -> Expression:
    return prefixed(f"{text(key)}: ", value)


def _branch(union: Union, value: Any, spelling: Spelling) -> Expression:
    branch = branches_of(union, spelling.tree)[_index(union, value, spelling)]
    plain = default_expression(branch.type, value, spelling)
    return Group(f"{spelling.wrapper(branch)}(", (prefixed("value=", plain),), ")") if branch.is_wrapped else plain


def _index(union: Union, value: Any, spelling: Spelling) -> int:
    index = default_branch(union, value, spelling.tree)
    if index is None:
        raise ValueError(f"expected a value of one of the branches, got {value!r}")
    return index


def _named(named: Named, value: Any, spelling: Spelling) -> Expression:
    match named:
        case Enum():
            return f"{spelling.named(named.name)}.{naming.member(value)}"
        case Fixed():
            return parsed(_fixed(named, value))
        case Record():
            # A field that the default does not name has its own, which is that of its attribute.
            given = (_argument(field, value[field.name], spelling) for field in named.fields if field.name in value)
            return Group(f"{spelling.named(named.name)}(", tuple(given), ")")


def _argument(field: Field, value: Any, spelling: Spelling) -> Expression:
    return prefixed(f"{naming.attribute(field.name)}=", default_expression(field.type, value, spelling))


def _primitive(name: str, logical: LogicalName | None, value: Any, scale: int) -> str:
    match name:
        case "bytes" if logical is None:
            return bytes_literal(value)
        case "bytes":
            return _decimal(value, scale) if logical == "decimal" else _big_decimal(value)
        case "string" if logical == "uuid":
            return f"UUID({text(value)})"
        case "float" | "double":
            shown = repr(float(value)).replace("e+", "e")
            return shown if isfinite(float(value)) else f"float({text(shown)})"
        case "int" | "long" if logical in _MOMENTS:
            return _MOMENTS[logical](value)
        case _:
            return literal(value)


def _fixed(fixed: Fixed, value: str) -> str:
    data = value.encode(_ALPHABET)
    match fixed.logical:
        case "decimal":
            return _decimal(value, fixed.scale)
        case "uuid":
            return f"UUID({text(str(UUID(bytes=data)))})"
        case "duration":
            months, days, milliseconds = (int.from_bytes(data[at : at + 4], "little") for at in (0, 4, 8))
            return f"Duration(months={months}, days={days}, milliseconds={milliseconds})"
        case _:
            return bytes_literal(value)


def _decimal(value: str, scale: int) -> str:
    unscaled = int.from_bytes(value.encode(_ALPHABET), "big", signed=True)
    return f"Decimal({text(str(Decimal(unscaled).scaleb(-scale, _EXACT)))})"


def _big_decimal(value: str) -> str:
    """Inside the bytes stand the unscaled number, as Avro's bytes, and the scale, as an int."""
    data = value.encode(_ALPHABET)
    size, at = _whole(data, 0)
    scale, _ = _whole(data, at + size)
    return _decimal(value[at : at + size], scale)


def _whole(data: bytes, at: int) -> tuple[int, int]:
    """A whole number in Avro's variable length, and where it ends."""
    number = 0
    for place in range(10):
        byte = data[at + place]
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return (number >> 1) ^ -(number & 1), at + place + 1
    raise ValueError("a whole number has more than ten bytes")


def _date(days: int) -> str:
    day = date(1970, 1, 1) + timedelta(days=days)
    return f"date({day.year}, {day.month}, {day.day})"


def _time(microseconds: int) -> str:
    seconds, rest = divmod(microseconds, 1_000_000)
    parts = [seconds // 3600, seconds // 60 % 60, seconds % 60, *([rest] if rest else [])]
    return f"time({', '.join(map(str, parts))})"


def _timestamp(microseconds: int) -> str:
    return _moment(_EPOCH + timedelta(microseconds=microseconds))


def _local_timestamp(microseconds: int) -> str:
    return _moment(_EPOCH.replace(tzinfo=None) + timedelta(microseconds=microseconds))


def _moment(moment: datetime) -> str:
    shown = moment.isoformat(timespec="microseconds" if moment.microsecond % 1000 else "milliseconds")
    return f"datetime.fromisoformat({text(shown)})"


_MOMENTS: dict[LogicalName | None, Callable[[int], str]] = {
    "date": _date,
    "time-millis": lambda number: _time(number * 1000),
    "time-micros": _time,
    "timestamp-millis": lambda number: _timestamp(number * 1000),
    "timestamp-micros": _timestamp,
    "local-timestamp-millis": lambda number: _local_timestamp(number * 1000),
    "local-timestamp-micros": _local_timestamp,
}
