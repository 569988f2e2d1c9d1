"""A family as JSON, in one of the many ways that Avro has to write the same schema."""

from typing import Any

from hypothesis import strategies as st

from tests.avro.defaults import Draw, picked
from tests.avro.families import Family, namespace_of


def spelled(family: Family, draw: Draw | None = None) -> Any:
    """The JSON of a family, its types inlined where they are first used; `draw` varies names, order and forms."""
    return _Speller(family, draw).type(family.root, "")


class _Speller:
    def __init__(self, family: Family, draw: Draw | None) -> None:
        self._family = family
        self._draw = draw
        self._seen: set[str] = set()

    def type(self, node: Any, inside: str) -> Any:
        match node:
            case str() if node in self._family.types:
                return self._named(node, inside)
            case str():
                return {"type": node} if self._perhaps(6) else node
            case list():
                return [self.type(branch, inside) for branch in node]
            case {"type": "array", "items": items}:
                return self._shuffled({"type": "array", "items": self.type(items, inside)})
            case {"type": "map", "values": values}:
                return self._shuffled({"type": "map", "values": self.type(values, inside)})
            case _:
                return self._shuffled(node)

    def _named(self, name: str, inside: str) -> Any:
        namespace, _, simple = name.rpartition(".")
        if name in self._seen:
            return simple if namespace == inside and self._perhaps(2) else name
        self._seen.add(name)
        return self._definition(name, inside)

    def _definition(self, name: str, inside: str) -> Any:
        named, namespace = self._family.types[name], namespace_of(name)
        said = {key: value for key, value in named.items() if key not in ("name", "fields", "aliases")}
        said |= self._name(name, inside)
        if "aliases" in named:
            said["aliases"] = [self._alias(alias, namespace) for alias in named["aliases"]]
        if "fields" in named:
            said["fields"] = [
                self._shuffled({**field, "type": self.type(field["type"], namespace)}) for field in named["fields"]
            ]
        return self._shuffled(said)

    def _name(self, name: str, inside: str) -> dict[str, Any]:
        namespace, _, simple = name.rpartition(".")
        ways: list[dict[str, Any]] = [{"name": simple, "namespace": namespace}]
        if namespace:
            # A name with a dot is a full name, whatever the namespace beside it says.
            ways += [{"name": name}, {"name": name, "namespace": "ignored"}]
        if namespace == inside:
            ways.append({"name": simple})
        return picked(self._draw, ways) if self._draw else ways[0]

    def _alias(self, alias: str, namespace: str) -> str:
        is_relative = namespace_of(alias) == namespace and self._perhaps(2)
        return alias.rpartition(".")[2] if is_relative else alias

    def _perhaps(self, one_in: int) -> bool:
        return self._draw is not None and picked(self._draw, range(one_in)) == one_in - 1

    def _shuffled(self, node: dict[str, Any]) -> dict[str, Any]:
        return dict(self._draw(st.permutations(list(node.items())))) if self._perhaps(4) else node
