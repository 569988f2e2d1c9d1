"""Values of the types that have no parts, with and without logical types: as Avro has them below the logical type."""

import re
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
INTS = st.integers(-(2**31), 2**31 - 1)
LONGS = st.integers(-(2**63), 2**63 - 1)
PRIMITIVES: dict[str, st.SearchStrategy[Any]] = {
    "null": st.none(),
    "boolean": st.booleans(),
    "int": INTS | st.integers(-70, 70),
    "long": LONGS | st.integers(-(2**32), 2**32),
    "float": st.floats(width=32),
    "double": st.floats(),
    "bytes": st.binary(max_size=5) | TEXT.map(str.encode),
    "string": TEXT,
}

_DAY_MS = 86_400_000
_FIRST_DAY = -719_162
"""The first of January of the year 1, counted from that of 1970."""
_LAST_DAY = 2_932_896
# What lies outside is no date or time of Python's.
_RANGES: dict[tuple[str, str], range] = {
    ("int", "date"): range(_FIRST_DAY, _LAST_DAY + 1),
    ("int", "time-millis"): range(_DAY_MS),
    ("long", "time-micros"): range(_DAY_MS * 1000),
    **{
        ("long", f"{local}timestamp-{unit}"): range(_FIRST_DAY * _DAY_MS * times, _LAST_DAY * _DAY_MS * times)
        for local in ("", "local-")
        for unit, times in (("millis", 1), ("micros", 1000))
    },
    ("long", "timestamp-nanos"): range(-(2**63), 2**63),
    ("long", "local-timestamp-nanos"): range(-(2**63), 2**63),
}
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_meant(node: dict[str, Any]) -> bool:
    """Whether a logical type is one: known, of that type, and valid. Any other is to be ignored."""
    match node:
        case {"logicalType": "decimal", "precision": precision, "size": size}:
            return 0 < precision >= node.get("scale", 0) and 10**precision <= 2 ** (8 * size - 1)
        case {"logicalType": "decimal", "precision": precision, "type": "bytes"}:
            return 0 < precision >= node.get("scale", 0)
        case {"logicalType": logical, "size": size}:
            return (logical, size) in (("uuid", 16), ("duration", 12))
        case {"type": kind, "logicalType": logical}:
            return (kind, logical) in (*_RANGES, ("string", "uuid"), ("bytes", "big-decimal"))
        case _:
            return False


def values_of(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of a type that is written out, or of a fixed."""
    logical = node["logicalType"] if is_meant(node) else None
    if "size" in node:
        size = node["size"]
        if logical == "decimal":
            return _numbers(node).map(lambda number: number.to_bytes(size, "big", signed=True))
        return st.binary(min_size=size, max_size=size)
    match logical:
        case None:
            return PRIMITIVES[node["type"]]
        case "uuid":
            return st.uuids().map(str)
        case "decimal":
            return _numbers(node).map(_minimal)
        case "big-decimal":
            return st.builds(_big, st.integers(-(10**12), 10**12), st.integers(0, 9))
        case _:
            allowed = _RANGES[node["type"], logical]
            return st.integers(allowed[0], allowed[-1])


def is_value(node: dict[str, Any], value: Any) -> bool:
    """Whether a value of the type below is one of the logical type too."""
    match node.get("logicalType") if is_meant(node) else None:
        case "uuid" if node["type"] == "string":
            return _UUID.fullmatch(value) is not None
        case "decimal":
            digits = len(str(abs(int.from_bytes(value, "big", signed=True))))
            return len(value) > 0 and digits <= node["precision"]
        case "big-decimal":
            return len(value) > 1 and value[0] >> 1 == len(value) - 2 > 0 and value[0] % 2 == 0 and value[-1] < 128
        case str() as logical if (node["type"], logical) in _RANGES:
            return value in _RANGES[node["type"], logical]
        case _:
            return True


def decimal_of(data: bytes, scale: int) -> Decimal:
    """What the bytes of a decimal stand for, trailing zeros included."""
    number = int.from_bytes(data, "big", signed=True)
    return Decimal((number < 0, tuple(map(int, str(abs(number)))), -scale))


def big_decimal_of(data: bytes) -> Decimal:
    """Bytes with their size before them and the scale behind, both of them short."""
    return decimal_of(data[1:-1], data[-1] >> 1)


def _numbers(node: dict[str, Any]) -> st.SearchStrategy[int]:
    most = 10 ** node["precision"] - 1
    return st.integers(-most, most)


def _minimal(number: int) -> bytes:
    """Two's complement in as few bytes as it needs, as Java has it."""
    return number.to_bytes(((number if number >= 0 else ~number).bit_length() + 8) // 8, "big", signed=True)


def _big(number: int, scale: int) -> bytes:
    data = _minimal(number)
    return bytes([len(data) << 1, *data, scale << 1])
