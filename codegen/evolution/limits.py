"""Differences between limits: a tighter one refuses what was let through, a looser one lets more through."""

from collections.abc import Iterator

from codegen.model import Array, Constraints, Map, Primitive

from .change import At, Change
from .paths import Member

_LEAST = {"min_length": "minLength", "minimum": "minimum", "min_items": "minItems"}
_MOST = {"max_length": "maxLength", "maximum": "maximum", "max_items": "maxItems"}
_NOTHING = Constraints()


def of_types(previous: Primitive | Array | Map, current: Primitive | Array | Map, at: At) -> Iterator[Change]:
    """The limits of two types, and the form that a long has in JSON."""
    yield from of_limits(previous.constraints, current.constraints, at)
    match previous, current:
        case Primitive("long", None), Primitive("long", None) if previous.json_number != current.json_number:
            yield at.change("JSON_FORM_CHANGED", previous, current)


def of_limits(previous: Constraints, current: Constraints, at: At) -> Iterator[Change]:
    if previous is current or previous == current:
        return
    for attribute, name in _LEAST.items():
        yield from _of_limit(name, getattr(previous, attribute), getattr(current, attribute), 1, at)
    for attribute, name in _MOST.items():
        yield from _of_limit(name, getattr(previous, attribute), getattr(current, attribute), -1, at)
    was, now = previous.pattern, current.pattern
    if was != now:
        kind = "LIMIT_TIGHTENED" if was is None else "LIMIT_LOOSENED" if now is None else "PATTERN_CHANGED"
        yield at.into(Member("pattern")).change(kind, was, now)


def _of_limit(name: str, was: float | None, now: float | None, tighter: int, at: At) -> Iterator[Change]:
    """`tighter` is 1 where a greater number lets less through, otherwise -1."""
    if was == now:
        return
    is_tighter = was is None or (now is not None and (now - was) * tighter > 0)
    yield at.into(Member(name)).change("LIMIT_TIGHTENED" if is_tighter else "LIMIT_LOOSENED", was, now)
