"""Defaults as Avro writes them in JSON, drawn for a type."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.avro.logical import PRIMITIVES, TEXT, is_value, values_of

Draw = Callable[[st.SearchStrategy[Any]], Any]
Types = Mapping[str, dict[str, Any]]

_FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False) | st.integers(-1000, 1000)
_DOUBLES = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
_NUMBERS = {"float": _FLOATS, "double": _DOUBLES}


@cache
def _below(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


def picked(draw: Draw, choices: Sequence[Any]) -> Any:
    """One of them; faster than `sampled_from`, which is made anew for each list."""
    return choices[draw(_below(len(choices)))]


def drawn_default(draw: Draw, node: Any, types: Types, avoided: frozenset[str]) -> tuple[Any] | None:
    """A default for a type, in a tuple; None where it would be of a record in `avoided`, and so never end."""
    match node:
        case list():
            return drawn_default(draw, picked(draw, node), types, avoided)
        case {"type": "array", "items": items}:
            made = [drawn_default(draw, items, types, avoided) for _ in range(picked(draw, range(3)))]
            return ([one[0] for one in made if one is not None],)
        case {"type": "map", "values": values}:
            named = {draw(TEXT): drawn_default(draw, values, types, avoided) for _ in range(picked(draw, range(3)))}
            return ({key: one[0] for key, one in named.items() if one is not None},)
        case {"type": str()}:
            return (_json(draw(values_of(node))),)
        case str() if node in types:
            return _of_named(draw, types[node], types, avoided)
        case _:
            return (_json(draw(_NUMBERS.get(node, PRIMITIVES[node]))),)


def _json(value: Any) -> Any:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _of_named(draw: Draw, named: dict[str, Any], types: Types, avoided: frozenset[str]) -> tuple[Any] | None:
    match named["type"]:
        case "enum":
            return (picked(draw, named["symbols"]),)
        case "fixed":
            return (_json(draw(values_of(named))),)
        case _ if named["name"] in avoided:
            return None
    filled = {}
    for field in named["fields"]:
        # What is left out is filled by the field's own default; only where that one ends at once.
        if isinstance(field.get("default", {}), dict | list) or draw(st.booleans()):
            value = drawn_default(draw, field["type"], types, avoided | {named["name"]})
            if value is None:
                return None
            (filled[field["name"]],) = value
    return (filled,)


def fits(node: Any, value: Any, types: Types) -> bool:
    """Whether JSON is a default of a type, as Avro 1.12 has it: of a union, of any branch."""
    match node:
        case list():
            return any(fits(branch, value, types) for branch in node)
        case {"type": "array", "items": items}:
            return isinstance(value, list) and all(fits(items, item, types) for item in value)
        case {"type": "map", "values": values}:
            return isinstance(value, dict) and all(fits(values, item, types) for item in value.values())
        case {"type": str() as primitive}:
            return _PLAIN[primitive](value)
        case str() if node in types:
            return _fits_named(types[node], value, types)
        case _:
            return _PLAIN[node](value)


def _fits_named(named: dict[str, Any], value: Any, types: Types) -> bool:
    match named["type"]:
        case "enum":
            return value in named["symbols"]
        case "fixed":
            return _is_bytes(value) and len(value) == named["size"]
        case _:
            return isinstance(value, dict) and all(
                fits(field["type"], value[field["name"]], types) if field["name"] in value else "default" in field
                for field in named["fields"]
            )


def ends(node: Any, value: Any, types: Types, around: tuple[int, ...] = ()) -> bool:
    """Whether a default ends when what it leaves out is filled by the defaults of those fields.

    `around` are the fields whose defaults are being filled.
    """
    match node:
        case list():
            return all(ends(branch, value, types, around) for branch in node if fits(branch, value, types))
        case {"type": "array", "items": items}:
            return all(ends(items, item, types, around) for item in value)
        case {"type": "map", "values": values}:
            return all(ends(values, item, types, around) for item in value.values())
        case str() if "fields" in types.get(node, {}):
            return all(_field_ends(field, value, types, around) for field in types[node]["fields"])
        case _:
            return True


def is_sound(node: Any, value: Any, types: Types) -> bool:
    """Whether a default is one that we take: of the logical types in it, and in records with known names only.

    In unions it is that of the first branch that it fits.
    """
    match node:
        case list():
            return is_sound(next(branch for branch in node if fits(branch, value, types)), value, types)
        case {"type": "array", "items": items}:
            return all(is_sound(items, item, types) for item in value)
        case {"type": "map", "values": values}:
            return all(is_sound(values, item, types) for item in value.values())
        case {"type": "bytes"}:
            return is_value(node, value.encode("latin-1"))
        case {"type": _}:
            return is_value(node, value)
        case str() if "fields" in types.get(node, {}):
            # A map's default may fit a record before it, as one with names that are no fields.
            known = {field["name"]: field["type"] for field in types[node]["fields"]}
            return all(name in known and is_sound(known[name], inner, types) for name, inner in value.items())
        case str() if "size" in types.get(node, {}):
            return is_value(types[node], value.encode("latin-1"))
        case _:
            return True


def _field_ends(field: dict[str, Any], value: dict[str, Any], types: Types, around: tuple[int, ...]) -> bool:
    if field["name"] in value:
        return ends(field["type"], value[field["name"]], types, around)
    if "default" not in field or not fits(field["type"], field["default"], types):
        # That is for `fits` to say.
        return True
    return id(field) not in around and ends(field["type"], field["default"], types, (*around, id(field)))


def _is_bytes(value: Any) -> bool:
    return isinstance(value, str) and all(ord(character) < 256 for character in value)


_PLAIN: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "int": lambda value: type(value) is int and -(2**31) <= value < 2**31,
    "long": lambda value: type(value) is int and -(2**63) <= value < 2**63,
    "float": lambda value: type(value) in (int, float),
    "double": lambda value: type(value) in (int, float),
    "bytes": _is_bytes,
    "string": lambda value: isinstance(value, str),
}
