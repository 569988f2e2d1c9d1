"""Hypothesis strategy for legal Avro schemas, written in every way that the specification allows."""

import string
from typing import Any

from hypothesis import strategies as st

NAMESPACES = ("", "a", "a.b", "c")
PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
LOGICAL = (
    {"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2},
    {"type": "string", "logicalType": "uuid"},
    {"type": "int", "logicalType": "date"},
    {"type": "long", "logicalType": "timestamp-nanos"},
    {"type": "long", "logicalType": "of nobody"},
)
DEFAULTS: dict[str, Any] = {
    "null": None,
    "boolean": True,
    "int": -1,
    "long": 2**53 + 1,
    "string": "x",
    "bytes": "\u00ff",
}
WORDS = st.text(string.ascii_letters + "_", min_size=1, max_size=6).map(lambda word: f"n{word}")


class Writer:
    """Writes one schema from its outside inwards, so that a name is defined before it is used."""

    def __init__(self, draw: st.DrawFn, namespaces: tuple[str, ...]) -> None:
        self.draw = draw
        self.names = draw(st.lists(st.tuples(st.sampled_from(namespaces), WORDS), unique=True, min_size=1, max_size=8))
        self.defined: list[tuple[str, str]] = []
        self.open: list[tuple[str, str]] = []

    def root(self) -> Any:
        """A record, or a union of records as a file may hold it."""
        first = self.named("", form="record")
        if self.names and self.draw(st.booleans()):
            return [first, self.named("", form="record")]
        return first

    def named(self, around: str, form: str | None = None) -> dict[str, Any]:
        namespace, name = self.names.pop()
        form = form or self.draw(st.sampled_from(("record", "error", "enum", "fixed")))
        made: dict[str, Any] = {"type": form} | self.name_members(namespace, name, around)
        self.defined.append((namespace, name))
        self.open.append((namespace, name))
        made |= self.named_members(form, namespace, name)
        self.open.pop()
        return made

    def named_members(self, form: str, namespace: str, name: str) -> dict[str, Any]:
        made = self.sometimes({"doc": "Some words."}, {"aliases": ["Old", "x.Older"]}, {"x-note": {"type": name}})
        match form:
            case "enum":
                return made | {"symbols": ["A", "B"]} | self.sometimes({"default": "B"})
            case "fixed":
                return made | {"size": 16} | self.sometimes({"logicalType": "uuid"})
            case _:
                names = self.draw(st.lists(WORDS, unique=True, max_size=4))
                return made | {"fields": [self.field(each, namespace) for each in names]}

    def name_members(self, namespace: str, name: str, around: str) -> dict[str, Any]:
        ways: list[dict[str, Any]] = [{"name": name, "namespace": namespace}]
        if namespace == around:
            ways.append({"name": name})
        if namespace:
            ways.append({"name": f"{namespace}.{name}"})
            ways.append({"name": f"{namespace}.{name}", "namespace": "ignored"})
        return self.draw(st.sampled_from(ways))

    def field(self, name: str, around: str) -> dict[str, Any]:
        written = self.type(around, 3)
        made = {"name": name, "type": written} | self.sometimes({"doc": "A field."}, {"order": "ignore"})
        if isinstance(written, str) and written in DEFAULTS:
            made |= self.sometimes({"default": DEFAULTS[written]})
        return made

    def type(self, around: str, depth: int) -> Any:
        usable = [(space, name) for space, name in self.defined if space or not around]
        ways = ["primitive", "logical"]
        ways += ["array", "map", "union"] if depth else []
        ways += ["reference"] if usable else []
        ways += ["named"] if self.names and depth else []
        match self.draw(st.sampled_from(ways)):
            case "primitive":
                name = self.draw(st.sampled_from(PRIMITIVES))
                return self.draw(st.sampled_from((name, {"type": name})))
            case "logical":
                return self.draw(st.sampled_from(LOGICAL))
            case "array":
                return {"type": "array", "items": self.type(around, depth - 1)}
            case "map":
                return {"type": "map", "values": self.type(around, depth - 1)}
            case "union":
                return self.union(around, depth)
            case "reference":
                namespace, name = self.draw(st.sampled_from(usable))
                written = name if namespace == around and self.draw(st.booleans()) else dotted(namespace, name)
                # A record that needs itself has no value: what refers back has a way out.
                return ["null", written] if (namespace, name) in self.open else written
            case _:
                return self.named(around)

    def union(self, around: str, depth: int) -> list[Any]:
        names = self.draw(st.lists(st.sampled_from(PRIMITIVES), unique=True, min_size=1, max_size=4))
        branches: list[Any] = [*names, {"type": "array", "items": self.type(around, depth - 1)}]
        return [*branches, self.named(around)] if self.names else branches

    def sometimes(self, *members: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for each in members:
            made |= each if self.draw(st.booleans()) else {}
        return made


def dotted(namespace: str, name: str) -> str:
    return f"{namespace}.{name}" if namespace else name


@st.composite
def avro_schemas(draw: st.DrawFn, namespaces: tuple[str, ...] = NAMESPACES) -> Any:
    """The JSON of a legal schema, with named types at any depth."""
    return Writer(draw, namespaces).root()
