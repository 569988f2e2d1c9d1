"""Data as people and JSON show them: decimals with their point, times as times, bytes in base64."""

import json
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from codegen.model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Type, Union
from codegen.union_forms import branch_name, optional_of

from .meaning import Typed, meaning

_SAFE = 2**53 - 1


def spoken(typed: Typed) -> str:
    """A value in one line."""
    return json.dumps(in_json(typed), ensure_ascii=False)


def in_json(typed: Typed) -> Any:
    """A datum in the one JSON form, but for limits and wrappers that only a program needs."""
    match typed.type:
        case Primitive():
            return _leaf(typed.type, typed.datum)
        case Array(items):
            return [in_json(Typed(items, typed.tree, item)) for item in typed.datum]
        case Map(values):
            return {key: in_json(Typed(values, typed.tree, value)) for key, value in typed.datum.items()}
        case Union(branches):
            return _chosen(typed.type, branches, typed)
        case Reference(name):
            return _named(typed, typed.tree.types[name])


def _named(typed: Typed, named: Record | Enum | Fixed) -> Any:
    match named:
        case Record():
            return {
                field.name: in_json(Typed(field.type, typed.tree, typed.datum[field.name])) for field in named.fields
            }
        case Enum():
            return typed.datum
        case Fixed():
            return _leaf(named, typed.datum)


def _chosen(union: Union, branches: tuple[Type, ...], typed: Typed) -> Any:
    name, value = typed.datum
    branch = next(branch for branch in branches if branch_name(branch) == name)
    inner = in_json(Typed(branch, typed.tree, value))
    if isinstance(inner, dict) and isinstance(branch, Reference) and optional_of(union) is None:
        return {"@type": name} | inner
    return inner


def _leaf(written: Primitive | Fixed, datum: Any) -> Any:
    if datum is None:
        return None
    kind, value = meaning(written, datum)
    match kind:
        case "decimal":
            return f"{value:f}"
        case "date":
            return (date(1970, 1, 1) + timedelta(days=datum)).isoformat()
        case "time":
            return _clock(value)
        case "timestamp":
            return f"{_moment(value)}Z"
        case "local-timestamp":
            return _moment(value)
        case "uuid":
            return str(UUID(bytes=datum))
        case _ if isinstance(datum, bytes):
            return b64encode(datum).decode()
        case "number" if isinstance(datum, int) and abs(datum) > _SAFE:
            return str(datum)
        case _:
            return datum


def _clock(nanoseconds: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=nanoseconds // 1000)).time().isoformat()


def _moment(nanoseconds: int) -> str:
    seconds, rest = divmod(nanoseconds, 10**9)
    text = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()
    return text + (f".{rest:09d}".rstrip("0") if rest else "")
