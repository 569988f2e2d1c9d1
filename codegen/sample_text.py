"""A text that keeps the limits of a string: for examples in documents, so it is made to be read."""

import re
from collections.abc import Iterable

from msgspec import Struct

from .model import Constraints
from .patterns import tokens

_MOST_ROUNDS = 128
_MOST_CHARACTERS = 10_000
_PREFERRED = "a0A-_ ."
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}


def fits(constraints: Constraints, text: str) -> bool:
    """Whether a text keeps its limits."""
    low, high = constraints.min_length or 0, constraints.max_length
    if len(text) < low or (high is not None and len(text) > high):
        return False
    return constraints.pattern is None or re.fullmatch(constraints.pattern[1:-1], text) is not None


def sample_text(constraints: Constraints, candidates: Iterable[str]) -> str | None:
    """The first candidate that fits, else one made from the limits; None if none was found."""
    for candidate in candidates:
        if fits(constraints, candidate):
            return candidate
        if constraints.pattern is None and candidate:
            return _resized(candidate, constraints)
    if constraints.pattern is None:
        return "a" * (constraints.min_length or 0)
    return _made(constraints, _alternatives(list(tokens(constraints.pattern[1:-1]))))


def _resized(text: str, constraints: Constraints) -> str:
    low = constraints.min_length or 0
    return text[: constraints.max_length] if len(text) >= low else (text * low)[:low]


def _made(constraints: Constraints, pattern: "_Part") -> str | None:
    """Repeat what may be repeated more and more often, until the text fits or has become too long."""
    for rounds in range(_MOST_ROUNDS):
        text = _text(pattern, rounds)
        if fits(constraints, text):
            return text
        if len(text) > (constraints.max_length or _MOST_CHARACTERS):
            return None
    return None


class _Repeat(Struct, frozen=True):
    """As often as it must, and up to `rounds` times as far as it may."""

    inner: "_Part"
    low: int
    high: int | None


class _Sequence(Struct, frozen=True):
    parts: tuple["_Part", ...]


_Part = str | _Repeat | _Sequence


def _text(part: _Part, rounds: int) -> str:
    match part:
        case str():
            return part
        case _Repeat(inner, low, high):
            return _text(inner, rounds) * max(low, rounds if high is None else min(rounds, high))
        case _Sequence(parts):
            return "".join(_text(one, rounds) for one in parts)


def _alternatives(left: list[tuple[str, str]]) -> _Sequence:
    """Take tokens up to the end of a group; of alternatives the first one counts."""
    parts: list[_Part] = []
    first: tuple[_Part, ...] | None = None
    while left:
        kind, text = left.pop(0)
        match kind:
            case "close":
                break
            case "or":
                first = tuple(parts) if first is None else first
                parts = []
            case "group":
                parts.append(_alternatives(left))
            case "repeat":
                parts[-1] = _repeat(parts[-1], text)
            case _:
                parts.append(_character(kind, text))
    return _Sequence(first if first is not None else tuple(parts))


def _repeat(inner: _Part, text: str) -> _Repeat:
    match text[0]:
        case "*":
            return _Repeat(inner, 0, None)
        case "+":
            return _Repeat(inner, 1, None)
        case "?":
            return _Repeat(inner, 0, 1)
    low, comma, high = text.rstrip("?").strip("{}").partition(",")
    return _Repeat(inner, int(low), int(high) if high else None if comma else int(low))


def _character(kind: str, text: str) -> str:
    """One character that the token takes."""
    match kind:
        case "escape":
            return _ESCAPED.get(text[1], text[1])
        case "set":
            printable = (_PREFERRED, *(chr(code) for code in range(32, 127)))
            return next((one for one in "".join(printable) if re.fullmatch(text, one)), text)
        case _:
            return text
