"""Data for a family, as fastavro takes it without logical types: a value of a union is a pair of branch and value."""

import io
from typing import Any

import fastavro
from hypothesis import strategies as st

from tests.avro.defaults import INTS, LONGS, TEXT, Draw, picked
from tests.avro.families import Family, branch_name

_DAY_MS = 86_400_000
_EPOCH_DAYS = 719_162
"""From the first of January of the year 1 to that of 1970."""
_LAST_DAY = 2_932_896
_SHORT = st.binary(max_size=5)
_PRIMITIVES: dict[str, st.SearchStrategy[Any]] = {
    "null": st.none(),
    "boolean": st.booleans(),
    "int": INTS | st.integers(-70, 70),
    "long": LONGS | st.integers(-(2**32), 2**32),
    "float": st.floats(width=32),
    "double": st.floats(),
    "bytes": _SHORT | TEXT.map(str.encode),
    "string": TEXT,
}
# Of these the values outside are no dates, times and texts of Python's.
_LOGICAL: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("string", "uuid"): st.uuids().map(str),
    ("int", "date"): st.integers(-_EPOCH_DAYS, _LAST_DAY),
    ("int", "time-millis"): st.integers(0, _DAY_MS - 1),
    ("long", "time-micros"): st.integers(0, _DAY_MS * 1000 - 1),
    **{
        ("long", f"{local}timestamp-{unit}"): st.integers(-_EPOCH_DAYS * _DAY_MS * times, _LAST_DAY * _DAY_MS * times)
        for local in ("", "local-")
        for unit, times in (("millis", 1), ("micros", 1000))
    },
    ("bytes", "big-decimal"): st.builds(
        lambda number, scale: _sized(_minimal(number)) + _zigzag(scale),
        st.integers(-(10**12), 10**12),
        st.integers(0, 9),
    ),
}


def datums(draw: Draw, family: Family, *, deepest: int = 6) -> Any:
    """One value of the family's root."""
    return _Drawn(draw, family, deepest).value(family.root, 0)


class _Drawn:
    def __init__(self, draw: Draw, family: Family, deepest: int) -> None:
        self._draw = draw
        self._family = family
        self._deepest = deepest
        self._heights = heights(family)

    def value(self, node: Any, depth: int) -> Any:
        match node:
            case list():
                branch = picked(self._draw, self._ending(node, depth))
                return branch_name(branch), self.value(branch, depth + 1)
            case {"type": "array", "items": items}:
                return [self.value(items, depth + 1) for _ in range(self._count(depth))]
            case {"type": "map", "values": values}:
                keys = [self._draw(TEXT) for _ in range(self._count(depth))]
                return {key: self.value(values, depth + 1) for key in keys}
            case str() if node in self._family.types:
                return self._of_named(self._family.types[node], depth)
            case str():
                return self._draw(_PRIMITIVES[node])
            case _:
                return self._draw(_of_logical(node))

    def _of_named(self, named: dict[str, Any], depth: int) -> Any:
        match named["type"]:
            case "enum":
                return picked(self._draw, named["symbols"])
            case "fixed":
                return self._draw(_of_fixed(named))
            case _:
                return {field["name"]: self.value(field["type"], depth + 1) for field in named["fields"]}

    def _count(self, depth: int) -> int:
        return 0 if depth > self._deepest else picked(self._draw, range(4))

    def _ending(self, branches: list[Any], depth: int) -> list[Any]:
        """All branches, and below a certain depth the one that ends soonest."""
        if depth <= self._deepest:
            return branches
        return [min(branches, key=lambda branch: height(branch, self._family.types, self._heights))]


def heights(family: Family) -> dict[str, int]:
    """By full name, how deep the flattest value of a type is."""
    found = {name: 1000 if "fields" in named else 0 for name, named in family.types.items()}
    for _ in found:
        for name, named in family.types.items():
            inner = [height(field["type"], family.types, found) for field in named.get("fields", ())]
            found[name] = 1 + max(inner, default=0)
    return found


def height(node: Any, types: dict[str, Any], found: dict[str, int]) -> int:
    match node:
        case list():
            return 1 + min(height(branch, types, found) for branch in node)
        case str() if node in types:
            return found[node]
        case _:
            return 0


def is_meant(node: dict[str, Any]) -> bool:
    """Whether a logical type is one: known, of that type, and valid. Any other is to be ignored."""
    match node:
        case {"logicalType": "decimal", "precision": precision, "size": size}:
            return 0 < precision >= node.get("scale", 0) and 10**precision <= 2 ** (8 * size - 1)
        case {"logicalType": "decimal", "precision": precision, "type": "bytes"}:
            return 0 < precision >= node.get("scale", 0)
        case {"logicalType": logical, "size": size}:
            return (logical, size) in (("uuid", 16), ("duration", 12))
        case _:
            return (node["type"], node.get("logicalType", "")) in _LOGICAL


def _of_logical(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    if node["logicalType"] == "decimal" and is_meant(node):
        most = 10 ** node["precision"] - 1
        return st.integers(-most, most).map(_minimal)
    return _LOGICAL.get((node["type"], node["logicalType"]), _PRIMITIVES[node["type"]])


def _of_fixed(named: dict[str, Any]) -> st.SearchStrategy[bytes]:
    size = named["size"]
    if named.get("logicalType") == "decimal" and is_meant(named):
        most = 10 ** named["precision"] - 1
        return st.integers(-most, most).map(lambda number: number.to_bytes(size, "big", signed=True))
    return st.binary(min_size=size, max_size=size)


def _minimal(number: int) -> bytes:
    """Two's complement in as few bytes as it needs, as Java has it."""
    return number.to_bytes(((number if number >= 0 else ~number).bit_length() + 8) // 8, "big", signed=True)


def _zigzag(number: int) -> bytes:
    return bytes([number << 1])


def _sized(data: bytes) -> bytes:
    return _zigzag(len(data)) + data


def written(family: Family, datum: Any) -> bytes:
    """A datum by fastavro."""
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(plain(family)), datum)
    return out.getvalue()


def plain(family: Family) -> Any:
    """The schema that decides how values are written: no logical types, defaults or aliases."""
    seen: set[str] = set()

    def bare(node: Any) -> Any:
        match node:
            case list():
                return [bare(branch) for branch in node]
            case {"type": "array", "items": items}:
                return {"type": "array", "items": bare(items)}
            case {"type": "map", "values": values}:
                return {"type": "map", "values": bare(values)}
            case str() if node in family.types and node not in seen:
                seen.add(node)
                return defined(family.types[node])
            case {"type": str() as primitive}:
                return primitive
            case _:
                return node

    def defined(named: dict[str, Any]) -> Any:
        namespace, _, simple = named["name"].rpartition(".")
        head = {"type": named["type"], "name": simple, "namespace": namespace}
        match named["type"]:
            case "enum":
                return {**head, "symbols": named["symbols"]}
            case "fixed":
                return {**head, "size": named["size"]}
            case _:
                fields = [{"name": field["name"], "type": bare(field["type"])} for field in named["fields"]]
                return {**head, "fields": fields}

    return bare(family.root)
