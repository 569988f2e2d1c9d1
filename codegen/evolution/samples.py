"""Data made to show something: a plain value of every type, values that tell types apart, and aim along a path."""

from typing import Any

from codegen.model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Tree, Type, Union
from codegen.union_forms import branch_name, is_null

from .paths import InBranch, InField, InItems, InValues, Member, Path, SideName

KEY = "key"

_PLAIN: dict[str, Any] = {
    "null": None,
    "boolean": True,
    "int": 9,
    "long": 9,
    "float": 0.5,
    "double": 0.5,
    "bytes": b"bytes",
    "string": "text",
    "uuid": "0f5b8f0e-3a52-4d43-9c4f-4b1d2a5e7c11",
    "big-decimal": b"\x02\x7b\x04",
    "date": 20_000,
    "time-millis": 45_296_000,
    "time-micros": 45_296_000_000,
    "timestamp-millis": 1_764_072_000_123,
    "timestamp-micros": 1_764_072_000_123_456,
    "timestamp-nanos": 1_764_072_000_123_456_789,
    "local-timestamp-millis": 1_764_072_000_123,
    "local-timestamp-micros": 1_764_072_000_123_456,
    "local-timestamp-nanos": 1_764_072_000_123_456_789,
}

# Beside the plain value, those at which another type would fail or round; and another one of each logical type.
_TELLING: dict[str, tuple[Any, ...]] = {
    "uuid": ("7d44f6a1-9e5b-4c0a-8a3d-52f0c6b9e1d3",),
    "big-decimal": (b"\x02\x07\x00",),
    "date": (20_783,),
    "time-millis": (1,),
    "time-micros": (1,),
    "timestamp-millis": (0,),
    "timestamp-micros": (0,),
    "timestamp-nanos": (0,),
    "local-timestamp-millis": (0,),
    "local-timestamp-micros": (0,),
    "local-timestamp-nanos": (0,),
    "boolean": (False,),
    "int": (2**24 + 1, -1),
    "long": (2**31, 2**53 + 1, -(2**53) - 1),
    "float": (1e10,),
    "double": (0.1, 1e300),
    "bytes": (b"\xff",),
    "string": ("",),
}


class Endless(Exception):
    """A type that holds itself in every value has no value."""


def sample(written: Type, tree: Tree, above: tuple[str, ...] = ()) -> Any:
    """A plain value; collections are empty. Raises `Endless`. `above` are the records that this one is inside of."""
    match written:
        case Primitive():
            return _primitive(written)
        case Array():
            return []
        case Map():
            return {}
        case Union(branches):
            return _branch(branches, tree, above)
        case Reference(name):
            return _named(tree.types[name], tree, above)


def _primitive(written: Primitive) -> Any:
    if written.logical == "decimal":
        return decimal_bytes(_digits(written.precision or 1))
    return _PLAIN[written.logical or written.name]


def _digits(precision: int) -> int:
    """1234567 with as many digits as fit."""
    return int("1234567"[:precision])


def decimal_bytes(unscaled: int, size: int | None = None) -> bytes:
    """The two's complement of a decimal, as short as it goes, or of a fixed size."""
    length = size if size is not None else (unscaled.bit_length() // 8) + 1
    return unscaled.to_bytes(length, "big", signed=True)


def _branch(branches: tuple[Type, ...], tree: Tree, above: tuple[str, ...]) -> Any:
    """The first branch that says something, null only where nothing else ends."""
    for branch in sorted(branches, key=is_null):
        try:
            return branch_name(branch), sample(branch, tree, above)
        except Endless:
            continue
    raise Endless


def _named(named: Record | Enum | Fixed, tree: Tree, above: tuple[str, ...]) -> Any:
    match named:
        case Record(name=name) if name in above:
            raise Endless
        case Record(name=name):
            return {field.name: sample(field.type, tree, (*above, name)) for field in named.fields}
        case Enum():
            return named.symbols[0]
        case Fixed():
            return _fixed(named)


def _fixed(fixed: Fixed) -> bytes:
    if fixed.logical == "decimal":
        return decimal_bytes(_digits(min(fixed.precision or 1, fixed.size * 2)), fixed.size)
    return bytes(range(1, fixed.size + 1)) if fixed.size < 256 else bytes(fixed.size)


def candidates(written: Type, tree: Tree, above: tuple[str, ...] = ()) -> list[Any]:
    """Values of a type that show differences, the plain one first. `above` are the records it is inside of."""
    match written:
        case Primitive(logical="decimal"):
            return [sample(written, tree), decimal_bytes(10 ** (written.precision or 1) - 1)]
        case Primitive():
            return [sample(written, tree), *_TELLING.get(written.logical or written.name, ())]
        case Array(items):
            return [[item] for item in candidates(items, tree, above)] + [[]]
        case Map(values):
            return [{KEY: value} for value in candidates(values, tree, above)] + [{}]
        case Union(branches):
            return [(branch_name(branch), value) for branch in branches for value in _safely(branch, tree, above)]
        case Reference(name):
            return _of_named(tree.types[name], tree, above)


def _of_named(named: Record | Enum | Fixed, tree: Tree, above: tuple[str, ...]) -> list[Any]:
    match named:
        case Enum():
            return list(named.symbols)
        case Fixed(logical="decimal"):
            most = 10 ** min(named.precision or 1, named.size * 2) - 1
            return [_fixed(named), decimal_bytes(most, named.size)]
        case Fixed():
            return [_fixed(named), bytes(named.size)]
        case Record():
            return _of_record(named, tree, above)


def _of_record(record: Record, tree: Tree, above: tuple[str, ...]) -> list[Any]:
    """A plain one, and one for each other value of each field; those of inner records stay plain."""
    try:
        plain = sample(Reference(record.name), tree)
    except Endless:
        return []
    if above:
        return [plain]
    inner = (record.name,)
    return [plain] + [
        plain | {field.name: value} for field in record.fields for value in candidates(field.type, tree, inner)[1:3]
    ]


def _safely(written: Type, tree: Tree, above: tuple[str, ...] = ()) -> list[Any]:
    try:
        return candidates(written, tree, above)
    except Endless:
        return []


def has_one_value(written: Type, tree: Tree, above: tuple[str, ...] = ()) -> bool:
    """Whether a type says nothing: null, an enum of one symbol, a record of such."""
    match written:
        case Primitive(name):
            return name == "null"
        case Union(branches):
            return len(branches) == 1 and has_one_value(branches[0], tree, above)
        case Array() | Map():
            return False
        case Reference(name):
            named = tree.types[name]
            match named:
                case Record():
                    inner = (*above, name)
                    return name not in above and all(has_one_value(field.type, tree, inner) for field in named.fields)
                case Enum():
                    return len(named.symbols) == 1
                case Fixed():
                    return named.size == 0


def aimed(written: Type, tree: Tree, path: Path, side: SideName) -> list[Any]:
    """Values that lead through a path, each with another candidate at its end."""
    if not path:
        return _safely(written, tree)
    step, rest = path[0], path[1:]
    match step, written:
        case Member(), _:
            return _safely(written, tree)
        case InBranch(), Union(branches):
            index = step.on(side)
            if index is None:
                return _safely(written, tree)
            name = branch_name(branches[index])
            return [(name, value) for value in aimed(branches[index], tree, rest, side)]
        case InBranch(), _:
            return aimed(written, tree, rest, side)
        case InItems(), Array(items):
            return [[value] for value in aimed(items, tree, rest, side)]
        case InValues(), Map(values):
            return [{KEY: value} for value in aimed(values, tree, rest, side)]
        case InField(), Reference(name):
            record = tree.types[name]
            return _through_field(record, tree, step.on(side), rest, side) if isinstance(record, Record) else []
        case _:
            return []


def _through_field(record: Record, tree: Tree, name: str | None, rest: Path, side: SideName) -> list[Any]:
    try:
        plain = {field.name: sample(field.type, tree, (record.name,)) for field in record.fields if field.name != name}
        field = next((field for field in record.fields if field.name == name), None)
        inner = [] if field is None else aimed(field.type, tree, rest, side)
    except Endless:
        return []
    return [plain] if field is None else [_in_order(record, plain | {field.name: value}) for value in inner]


def _in_order(record: Record, datum: dict[str, Any]) -> dict[str, Any]:
    return {field.name: datum[field.name] for field in record.fields}
