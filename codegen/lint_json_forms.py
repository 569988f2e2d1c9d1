"""Whether single values are in the JSON form, for the rule about examples. schemas/JSON.md is the page that decides."""

import re
from collections.abc import Iterator
from typing import Any

from . import json_patterns as patterns
from .json_forms import FLOAT_MOST, NON_FINITE, is_float, is_limited, text_form
from .model import Constraints, Fixed, Primitive
from .parse_limits import RANGES

_RANGES: dict[str, tuple[float, float]] = {**RANGES, "float": (-FLOAT_MOST, FLOAT_MOST)}


def unmet(value: Any, written: Primitive | Fixed) -> Iterator[str]:
    """What a value would have to be."""
    form = text_form(written)
    if form is not None:
        yield from () if _holds(form.pattern, value) else (form.wanted[:1].lower() + form.wanted[1:],)
    elif written.logical == "uuid":
        yield from () if _holds(patterns.UUID, value) else ("a UUID",)
    elif isinstance(written, Fixed):
        wanted = f"base64 text of {written.size} bytes"
        yield from () if _holds(patterns.base64_of(written.size), value) else (wanted,)
    else:
        yield from _unmet_primitive(value, written)


def _unmet_primitive(value: Any, written: Primitive) -> Iterator[str]:
    match written.name:
        case "null":
            yield from () if value is None else ("null",)
        case "boolean":
            yield from () if isinstance(value, bool) else ("true or false",)
        case "bytes":
            yield from () if _holds(patterns.BASE64, value) else ("base64 text",)
        case "string":
            yield from _unmet_text(value, written.constraints)
        case "int" | "long" | "float" | "double":
            yield from _unmet_number(value, written)


def _unmet_number(value: Any, written: Primitive) -> Iterator[str]:
    constraints = written.constraints
    if is_float(written) and value in NON_FINITE and not is_limited(constraints):
        return
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (is_number and (is_float(written) or float(value).is_integer())):
        yield "a number" if is_float(written) else "a whole number"
        return
    low, high = _RANGES.get(written.name, (float("-inf"), float("inf")))
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
    if constraints.pattern and not _holds(constraints.pattern, value):
        yield f"text like {constraints.pattern}"


def _holds(pattern: str, value: Any) -> bool:
    """Whether a value is text that a pattern holds, which is anchored at both ends."""
    return isinstance(value, str) and re.fullmatch(pattern[1:-1], value) is not None
