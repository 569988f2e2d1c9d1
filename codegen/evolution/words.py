"""The words of a change: what a rule's sentence is filled with."""

import json
from collections.abc import Mapping
from typing import Any

from codegen.model import Array, Enum, Field, Fixed, Map, Named, Primitive, Record, Reference, Route, Seal, Type, Union

from .change import Change, InUnion
from .pairing import has_default
from .paths import text_of
from .resolve import spelled

_DAY_MS = 86_400_000


class _Lenient(dict[str, str]):
    """Refuses nothing: a word that a change does not have is a question mark, which a test looks for."""

    def __missing__(self, key: str) -> str:
        return f"?{key}?"


def message(says: str, change: Change) -> str:
    """The sentence of a rule about one change."""
    return says.format_map(_Lenient(_words(change)))


def _words(change: Change) -> Mapping[str, str]:
    text = text_of(change.path[change.depth :])
    words = {"owner": change.owner, "name": text.rpartition(".")[2], "path": text}
    for side, value in (("was", change.previous), ("now", change.current)):
        words |= {f"{side}{ending}": word for ending, word in _of(value).items()}
    words["old"], words["new"] = _name(change.previous), _name(change.current)
    for value in (change.previous, change.current):
        if isinstance(value, InUnion):
            words["branch"] = spelled(value.branch)
        if isinstance(value, list):
            words["both"] = " and ".join(f"`{field.name}`" for field in value)
            words["reader"] = words["old"] or words["new"]
    if change.kind == "TABLE_CHANGED":
        words["cells"] = _cells(change.previous, change.current)
    return words


def _name(value: Any) -> str:
    return str(value.name) if isinstance(value, Field | Record | Enum | Fixed) else ""


def _of(value: Any) -> dict[str, str]:
    """The words of one side, by what is put behind `was` or `now`."""
    match value:
        case Field():
            default = json.dumps(value.default, ensure_ascii=False) if has_default(value) else "none"
            return {"": spelled(value.type), "_default": default, "_order": value.order}
        case Primitive() | Array() | Map() | Union() | Reference():
            return _of_type(value)
        case Record() | Enum() | Fixed():
            return _of_named(value)
        case Route():
            return {"": f"{value.method} {value.path}"}
        case Seal():
            return {"_seal": f"sealed to {value.to}"}
        case None:
            return {"": "none", "_seal": "in the clear"}
        case int() | float():
            return {"": str(value), "_time": _duration(value)}
        case _:
            return {"": str(value)}


def _of_type(written: Type) -> dict[str, str]:
    if not isinstance(written, Primitive):
        return {"": spelled(written)}
    return {"": written.name, "_json": "a number" if written.json_number else "a string"} | _of_logical(written)


def _of_named(named: Named) -> dict[str, str]:
    match named:
        case Record():
            return {"_form": "a record"}
        case Enum():
            return {"_form": "an enum", "_symbol": named.default or "none"}
        case Fixed():
            return {"_form": "a fixed", "_size": str(named.size), "": named.name} | _of_logical(named)


def _of_logical(value: Primitive | Fixed) -> dict[str, str]:
    return {
        "_logical": value.logical or "none",
        "_scale": str(value.scale),
        "_precision": str(value.precision),
    }


def _duration(milliseconds: float) -> str:
    days, rest = divmod(milliseconds, _DAY_MS)
    return f"P{days:g}D" if not rest else f"{milliseconds / 3_600_000:g} hours"


def _cells(previous: Enum, current: Enum) -> str:
    changed = [
        symbol
        for symbol in current.symbols
        if symbol in previous.table and previous.table[symbol] != current.table.get(symbol)
    ]
    return ", ".join(changed) or "its columns"
