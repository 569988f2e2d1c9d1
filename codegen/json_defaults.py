"""Defaults in the JSON form: a schema writes them as Avro does, which knows no logical types."""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from struct import unpack
from typing import Any, NamedTuple
from uuid import UUID

from . import python_json_values as values
from .default_branch import default_branch
from .json_forms import NON_FINITE, is_float, is_long_text
from .model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Tree, Type, Union
from .union_forms import Branch, branches_of, optional_of

_DAY = date(1970, 1, 1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOCAL_EPOCH = _EPOCH.replace(tzinfo=None)


class _Duration(NamedTuple):
    months: int
    days: int
    milliseconds: int


def json_default(written: Type, default: Any, tree: Tree) -> Any:
    """The JSON form of a default that is given as Avro writes it."""
    match written:
        case Primitive():
            return _of_scalar(written, default)
        case Array(items):
            return [json_default(items, item, tree) for item in default]
        case Map(inner):
            return {name: json_default(inner, value, tree) for name, value in default.items()}
        case Union():
            return _of_union(written, default, tree)
        case Reference(name):
            return _of_named(tree.types[name], default, tree)


def _of_union(union: Union, default: Any, tree: Tree) -> Any:
    branch = branch_of_default(union, default, tree)
    value = json_default(branch.type, default, tree)
    is_wrapped = branch.is_wrapped or (is_float(branch.type) and value in NON_FINITE and optional_of(union) is None)
    return {"@type": branch.name, "value": value} if is_wrapped else value


def branch_of_default(union: Union, default: Any, tree: Tree) -> Branch:
    """The branch that a default belongs to: the first that it fits."""
    index = default_branch(union, default, tree)
    if index is None:
        raise ValueError(f"expected a default of one of the branches, got {default!r}")
    return branches_of(union, tree)[index]


def _of_named(named: Record | Enum | Fixed, default: Any, tree: Tree) -> Any:
    match named:
        case Record():
            # What the default leaves out has a default of its own.
            fields = [field for field in named.fields if field.name in default]
            json = {field.name: json_default(field.type, default[field.name], tree) for field in fields}
            return {"@type": named.name} | json
        case Enum():
            return default
        case Fixed():
            return _of_scalar(named, default)


def _of_scalar(written: Primitive | Fixed, default: Any) -> Any:
    match written.logical:
        case None if is_long_text(written):
            return str(default)
        case None if isinstance(default, float):
            return values.float_to_json(default)
        case None:
            is_bytes = isinstance(written, Fixed) or written.name == "bytes"
            return b64encode(default.encode("latin-1")).decode() if is_bytes else default
        case "uuid":
            return str(UUID(bytes=default.encode("latin-1"))) if isinstance(written, Fixed) else default
        case "decimal":
            unscaled = Decimal(int.from_bytes(default.encode("latin-1"), signed=True))
            return format(_scaled(unscaled, written.scale), "f")
        case logical:
            return _BY_LOGICAL_TYPE[logical](default)


def _scaled(unscaled: Decimal, scale: int) -> Decimal:
    """Without a context, which would round."""
    sign, digits, _ = unscaled.as_tuple()
    return Decimal((sign, digits, -scale))


def _big_decimal(default: str) -> str:
    """The unscaled number as Avro's bytes, and the scale as an Avro int."""
    data = default.encode("latin-1")
    size, at = _varint(data, 0)
    scale, _ = _varint(data, at + size)
    unscaled = Decimal(int.from_bytes(data[at : at + size], signed=True))
    return values.big_decimal_to_json(_scaled(unscaled, scale))


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return (number >> 1) ^ -(number & 1), at


def _time(unit: timedelta) -> Callable[[Any], str]:
    return lambda default: values.time_to_json((_LOCAL_EPOCH + default * unit).time())


def _timestamp(unit: timedelta) -> Callable[[Any], str]:
    return lambda default: values.timestamp_to_json(_EPOCH + default * unit)


def _local_timestamp(unit: timedelta) -> Callable[[Any], str]:
    return lambda default: values.local_timestamp_to_json(_LOCAL_EPOCH + default * unit)


def _duration(default: str) -> str:
    return values.duration_to_json(_Duration(*unpack("<III", default.encode("latin-1"))))


_MILLISECOND, _MICROSECOND = timedelta(milliseconds=1), timedelta(microseconds=1)
_BY_LOGICAL_TYPE: dict[str, Callable[[Any], str]] = {
    "big-decimal": _big_decimal,
    "date": lambda default: (_DAY + timedelta(days=default)).isoformat(),
    "time-millis": _time(_MILLISECOND),
    "time-micros": _time(_MICROSECOND),
    "timestamp-millis": _timestamp(_MILLISECOND),
    "timestamp-micros": _timestamp(_MICROSECOND),
    "timestamp-nanos": values.timestamp_nanos_to_json,
    "local-timestamp-millis": _local_timestamp(_MILLISECOND),
    "local-timestamp-micros": _local_timestamp(_MICROSECOND),
    "local-timestamp-nanos": values.local_timestamp_nanos_to_json,
    "duration": _duration,
}
