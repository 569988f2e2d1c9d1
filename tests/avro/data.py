"""Data for a family, as fastavro takes it without logical types: a value of a union is a pair of branch and value."""

import io
from typing import Any

import fastavro

from tests.avro.defaults import Draw, picked
from tests.avro.families import Family, branch_name
from tests.avro.logical import PRIMITIVES, TEXT, values_of


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
                return self._draw(PRIMITIVES[node])
            case _:
                return self._draw(values_of(node))

    def _of_named(self, named: dict[str, Any], depth: int) -> Any:
        match named["type"]:
            case "enum":
                return picked(self._draw, named["symbols"])
            case "fixed":
                return self._draw(values_of(named))
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
