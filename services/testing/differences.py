"""Two values side by side: what is shown of each, and where they differ."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from msgspec import Struct

_WIDE = 100
_ABSENT = object()


def shown(value: Any) -> str:
    """A value as Python; a long one has a line for each field."""
    text = repr(value)
    if len(text) <= _WIDE or not isinstance(value, Struct):
        return text
    fields = [f"    {name}={_indented(shown(getattr(value, name)))}," for name in value.__struct_fields__]
    # A type that hides a secret in its `repr` would show it field by field.
    return text if "<sealed>" in text else "\n".join([f"{type(value).__name__}(", *fields, ")"])


def differences(expected: Any, came: Any) -> list[str]:
    """One line for each place at which a value is not as expected; the place is told as in Python."""
    return list(_differences(expected, came, ""))


def _differences(expected: Any, came: Any, place: str) -> Iterator[str]:
    # A matcher such as `unittest.mock.ANY` is equal to anything.
    if expected is not _ABSENT and came is not _ABSENT and expected == came:
        return
    match expected, came:
        case Struct(), Struct() if type(expected) is type(came):
            for name in expected.__struct_fields__:
                yield from _differences(getattr(expected, name), getattr(came, name), f"{place}.{name}")
        case ((list() | tuple()), (list() | tuple())):
            yield from _of_items(expected, came, place)
        case dict(), dict():
            for key in expected | came:
                yield from _differences(expected.get(key, _ABSENT), came.get(key, _ABSENT), f"{place}[{key!r}]")
        case _:
            yield f"{place.removeprefix('.') or 'all of it'}: expected {_named(expected)}, got {_named(came)}"


def _of_items(expected: Sequence[Any], came: Sequence[Any], place: str) -> Iterator[str]:
    pairs = zip_longest(expected, came, fillvalue=_ABSENT)
    for index, (one, other) in enumerate(pairs):
        yield from _differences(one, other, f"{place}[{index}]")


def _named(value: Any) -> str:
    return "nothing" if value is _ABSENT else shown(value)


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")
