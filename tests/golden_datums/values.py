"""Values of a type as fastavro takes them, the same on every run: turn by turn they touch every field and branch."""

import struct
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from codegen import naming
from codegen.model import Array, Constraints, Enum, Fixed, Map, Primitive, Record, Reference, Tree, Type, Union
from codegen.sample_text import sample_text
from codegen.union_forms import branch_name, is_null

MOST_TURNS = 64

# By primitive or logical type, in turns: 2026-11-25T09:30:00.123 and a moment before 1970, and the like.
NUMBERS: dict[str, tuple[float, ...]] = {
    "int": (7, -2_000_000_000),
    "long": (7, -9_000_000_000_000),
    "float": (0.5, -1024.25),
    "double": (0.1, -1e300),
    "date": (20_782, -1),
    "time-millis": (34_200_123, 0),
    "time-micros": (34_200_123_456, 0),
    "timestamp-millis": (1_795_599_000_123, -1),
    "timestamp-micros": (1_795_599_000_123_456, -1),
    "timestamp-nanos": (1_795_599_000_123_456_789, -1),
    "local-timestamp-millis": (1_795_599_000_123, -1),
    "local-timestamp-micros": (1_795_599_000_123_456, -1),
    "local-timestamp-nanos": (1_795_599_000_123_456_789, -1),
}
BYTES = (b"\x00\xff\x7f bytes", b"")
BIG_DECIMALS = (b"\x02\x7d\x04", b"\x02\x83\x00")
DURATIONS = (struct.pack("<3I", 1, 2, 3_000), bytes(12))


class Endless(Exception):
    """A record contains itself once, and ends then with a branch or a collection that does not."""


class Values:
    """Values of the types of one tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def of(self, name: str) -> list[dict[str, Any]]:
        """Enough values of a record."""
        record = self._tree.types[name]
        assert isinstance(record, Record), f"{name} is no record"
        return [self._record(record, turn, ()) for turn in range(min(self._turns(Reference(name), ()), MOST_TURNS))]

    def _turns(self, written: Type, above: tuple[str, ...]) -> int:
        """After how many turns everything has been touched."""
        match written:
            case Primitive():
                return 2
            case Array(inner) | Map(inner):
                return max(2, self._turns(inner, above))
            case Union(branches):
                return len(branches) * max(self._turns(branch, above) for branch in branches)
            case Reference(name) if name in above:
                return 1
            case Reference(name):
                named = self._tree.types[name]
                match named:
                    case Record():
                        return max([1, *(self._turns(field.type, (*above, name)) for field in named.fields)])
                    case Enum():
                        return len(named.symbols)
                    case Fixed():
                        return 2

    def _record(self, record: Record, turn: int, above: tuple[str, ...]) -> dict[str, Any]:
        inside = (*above, record.name)
        return {field.name: self._value(field.type, field.name, turn, inside) for field in record.fields}

    def _value(self, written: Type, name: str, turn: int, above: tuple[str, ...]) -> Any:
        match written:
            case Primitive():
                return _primitive(written, name, turn)
            case Array(items, constraints):
                return self._items(items, constraints, name, turn, above)
            case Map(values):
                try:
                    return {key: self._value(values, name, turn + at, above) for at, key in enumerate(_keys(turn))}
                except Endless:
                    return {}
            case Union(branches):
                return self._branch(branches, name, turn, above)
            case Reference(full_name):
                return self._named(full_name, name, turn, above)

    def _items(self, items: Type, constraints: Constraints, name: str, turn: int, above: tuple[str, ...]) -> list[Any]:
        """Two of them, then as few as may be."""
        low, high = constraints.min_items or 0, constraints.max_items
        count = low if turn % 2 else max(low, 2 if high is None else min(2, high))
        try:
            return [self._value(items, name, turn + at, above) for at in range(count)]
        except Endless:
            return []

    def _branch(self, branches: tuple[Type, ...], name: str, turn: int, above: tuple[str, ...]) -> Any:
        """Branches in turn, those that say something first; one that does not end gives way to the next."""
        ordered = sorted(branches, key=is_null)
        for at in range(len(ordered)):
            branch = ordered[(turn + at) % len(ordered)]
            try:
                value = self._value(branch, name, turn // len(ordered), above)
            except Endless:
                continue
            return None if is_null(branch) else (branch_name(branch), value)
        raise Endless

    def _named(self, full_name: str, name: str, turn: int, above: tuple[str, ...]) -> Any:
        if above.count(full_name) > 1:
            raise Endless
        match self._tree.types[full_name]:
            case Record() as record:
                return self._record(record, turn, above)
            case Enum(symbols=symbols):
                return symbols[turn % len(symbols)]
            case Fixed(logical="decimal", size=size, precision=precision):
                return _decimal(precision or 1, turn).to_bytes(size, "big", signed=True)
            case Fixed(logical="duration"):
                return DURATIONS[turn % 2]
            case Fixed(logical="uuid"):
                return _uuid(name, turn).bytes
            case Fixed(size=size):
                return bytes(255 * (turn % 2) ^ (at % 256) for at in range(size))


def _primitive(written: Primitive, name: str, turn: int) -> Any:
    match written:
        case Primitive("null"):
            return None
        case Primitive("boolean"):
            return turn % 2 == 0
        case Primitive("string", "uuid"):
            return str(_uuid(name, turn))
        case Primitive("string"):
            return _text(written.constraints, name, turn)
        case Primitive("bytes", "decimal"):
            unscaled = _decimal(written.precision or 1, turn)
            return unscaled.to_bytes(unscaled.bit_length() // 8 + 1, "big", signed=True)
        case Primitive("bytes", "big-decimal"):
            return BIG_DECIMALS[turn % 2]
        case Primitive("bytes"):
            return BYTES[turn % 2]
        case _:
            return _within(written.constraints, NUMBERS[written.logical or written.name][turn % 2])


def _text(constraints: Constraints, name: str, turn: int) -> str:
    words = naming.snake(name)
    plain = f"{words.replace('_', ' ')} {turn + 1} \N{EN DASH} \N{LATIN SMALL LETTER U WITH DIAERESIS}"
    wanted = [plain, f"{words.replace('_', '-')}-{turn + 1}"]
    text = sample_text(constraints, wanted)
    assert text is not None, f"no text was found for {name}"
    return text


def _within(constraints: Constraints, number: float) -> float:
    low, high = constraints.minimum, constraints.maximum
    if low is not None and number < low:
        return low
    return high if high is not None and number > high else number


def _decimal(precision: int, turn: int) -> int:
    """1234567 with as many digits as there may be, and less than nothing."""
    unscaled = int("1234567"[:precision])
    return -unscaled if turn % 2 else unscaled


def _uuid(name: str, turn: int) -> Any:
    return uuid5(NAMESPACE_URL, f"{name} {turn}")


def _keys(turn: int) -> tuple[str, ...]:
    return () if turn % 2 else ("first", "second \N{LATIN SMALL LETTER U WITH DIAERESIS}")
