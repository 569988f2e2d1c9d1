"""Differences between primitive types and between fixed ones: the form on the wire, and what the bytes mean."""

from collections.abc import Iterator

from codegen.model import Fixed, Primitive

from .change import At, Change
from .primitives import CONVERSIONS, is_unit_change


def of_primitives(previous: Primitive, current: Primitive, at: At) -> Iterator[Change]:
    if previous.name != current.name:
        kind = _kind(previous, current)
        yield at.change(kind, previous, current)
        if kind == "TYPE_CHANGED":
            return
    yield from _of_meanings(previous, current, at)


def of_fixed(previous: Fixed, current: Fixed, at: At) -> Iterator[Change]:
    if previous.size != current.size:
        yield at.change("FIXED_RESIZED", previous, current)
    yield from _of_meanings(previous, current, at)


def _kind(previous: Primitive, current: Primitive) -> str:
    there, back = CONVERSIONS.get((previous.name, current.name)), CONVERSIONS.get((current.name, previous.name))
    match there, back:
        case "exact", _:
            return "TYPE_PROMOTED"
        case "lossy", _:
            return "TYPE_PROMOTED_WITH_LOSS"
        case "other", _:
            return "BYTES_BECAME_STRING" if previous.name == "bytes" else "STRING_BECAME_BYTES"
        case None, None:
            return "TYPE_CHANGED"
        case _:
            return "TYPE_NARROWED"


def _of_meanings(previous: Primitive | Fixed, current: Primitive | Fixed, at: At) -> Iterator[Change]:
    was, now = previous.logical, current.logical
    match was, now:
        case "decimal", "decimal":
            yield from _of_decimals(previous, current, at)
        case _ if was == now:
            return
        case None, "uuid" if isinstance(current, Primitive):
            yield at.change("TEXT_BECAME_UUID", previous, current)
        case "uuid", None if isinstance(previous, Primitive):
            yield at.change("UUID_BECAME_TEXT", previous, current)
        case None, _:
            yield at.change("LOGICAL_TYPE_ADDED", previous, current)
        case _, None:
            yield at.change("LOGICAL_TYPE_REMOVED", previous, current)
        case str(), str():
            kind = "TIME_UNIT_CHANGED" if is_unit_change(was, now) else "LOGICAL_TYPE_CHANGED"
            yield at.change(kind, previous, current)


def _of_decimals(previous: Primitive | Fixed, current: Primitive | Fixed, at: At) -> Iterator[Change]:
    if previous.scale != current.scale:
        yield at.change("DECIMAL_SCALE_CHANGED", previous, current)
    was, now = previous.precision or 0, current.precision or 0
    if was != now:
        yield at.change("DECIMAL_PRECISION_RAISED" if now > was else "DECIMAL_PRECISION_LOWERED", previous, current)
