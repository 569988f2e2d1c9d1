"""Hypothesis draws legal Avro schemas: every type, nested, referred to, recursive, with defaults of every kind.

A `Family` spells its types in one plain way; `spelling` writes it as JSON in any of the ways that Avro allows.
"""

import copy
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct

from tests.avro.defaults import Draw, drawn_default, is_sound, picked

PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
_MOMENTS = [f"{local}timestamp-{unit}" for local in ("", "local-") for unit in ("millis", "micros", "nanos")]
LOGICAL: tuple[dict[str, Any], ...] = (
    {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
    {"type": "bytes", "logicalType": "decimal", "precision": 40},
    {"type": "bytes", "logicalType": "big-decimal"},
    {"type": "string", "logicalType": "uuid"},
    {"type": "int", "logicalType": "date"},
    {"type": "int", "logicalType": "time-millis"},
    {"type": "long", "logicalType": "time-micros"},
    *({"type": "long", "logicalType": moment} for moment in _MOMENTS),
    # What follows says nothing: the logical type is unknown, or not of that type, or not valid.
    {"type": "string", "logicalType": "email"},
    {"type": "long", "logicalType": "uuid"},
    {"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 3},
    {"type": "bytes", "logicalType": "decimal", "precision": 0},
)
LOGICAL_FIXED: tuple[dict[str, Any], ...] = (
    {"size": 12, "logicalType": "duration"},
    {"size": 16, "logicalType": "uuid"},
    {"size": 4, "logicalType": "decimal", "precision": 9, "scale": 4},
    # Says nothing either.
    {"size": 4, "logicalType": "decimal", "precision": 10},
    {"size": 3, "logicalType": "duration"},
)
NAMESPACES = ("", "a", "a.b", "other")
SYMBOLS = ("RED", "GREEN", "BLUE", "None", "class", "_x")
FIELD_NAMES = ("id", "value", "isOpen", "class", "out", "B", "next", "data_2")
ORDERS = ("ascending", "descending", "ignore")
TYPES_AT_MOST = 8
DEEPEST = 4


class Family(Struct):
    """A root type, and every record, enum and fixed by full name; that name stands wherever the type is used."""

    root: Any
    types: dict[str, dict[str, Any]]

    def named(self, node: Any) -> dict[str, Any] | None:
        """The definition that a type refers to."""
        return self.types.get(node) if isinstance(node, str) else None


def namespace_of(full_name: str) -> str:
    return full_name.rpartition(".")[0]


def branch_name(node: Any) -> str:
    """What tells the branches of a union apart: the type, or a full name."""
    return node if isinstance(node, str) else node["type"]


@st.composite
def families(draw: st.DrawFn, *, of_records: bool = False) -> Family:
    """A family; `of_records` says that its root is a record."""
    maker = Maker(draw, Family("null", {}))
    namespace = maker.pick(*maker.namespaces)
    is_record = of_records or not maker.one_in(4)
    maker.family.root = maker.record(namespace) if is_record else maker.type(namespace)
    return maker.family


class Maker:
    """Draws parts of one family; `_open` are the records whose fields are still being drawn."""

    def __init__(self, draw: Draw, family: Family, count: int = 0) -> None:
        self.draw = draw
        self.family = family
        self.namespaces = draw(st.sampled_from([("",), ("a",), NAMESPACES[1:], NAMESPACES]))
        self._open: list[str] = []
        self._count = count

    def pick(self, *choices: Any) -> Any:
        return picked(self.draw, choices)

    def one_in(self, count: int) -> bool:
        return picked(self.draw, range(count)) == count - 1

    def type(self, inside: str, depth: int = 0, *, in_union: bool = False) -> Any:
        """A type at some place; `inside` is the namespace around it."""
        kinds = ["primitive", "primitive", "logical"]
        if depth < DEEPEST:
            kinds += ["array", "map"] if in_union else ["array", "map", "union", "union"]
        if len(self.family.types) < TYPES_AT_MOST:
            kinds += ["enum", "fixed", "record"] if depth < DEEPEST else ["enum", "fixed"]
        if known := self.reachable(inside):
            kinds.append("reference")
        makers: dict[str, Callable[[], Any]] = {
            "primitive": lambda: self.pick(*PRIMITIVES),
            "logical": lambda: copy.deepcopy(self.pick(*LOGICAL)),
            "array": lambda: {"type": "array", "items": self.repeatable(inside, depth + 1)},
            "map": lambda: {"type": "map", "values": self.repeatable(inside, depth + 1)},
            "union": lambda: self.union(inside, depth + 1),
            "reference": lambda: self.pick(*known),
            "enum": lambda: self.enum(inside),
            "fixed": lambda: self.fixed(inside),
            "record": lambda: self.record(inside, depth),
        }
        return makers[self.pick(*kinds)]()

    def reachable(self, inside: str) -> list[str]:
        """The types that can be named here. One without a namespace cannot be from within a namespace."""
        return [name for name in self.family.types if name not in self._open and ("." in name or not inside)]

    def repeatable(self, inside: str, depth: int, *, in_union: bool = False) -> Any:
        """A type of which there may be no value, so that it may be a record around it."""
        around = [name for name in self._open if "." in name or not inside]
        return self.pick(*around) if around and self.one_in(4) else self.type(inside, depth, in_union=in_union)

    def union(self, inside: str, depth: int) -> list[Any]:
        # The first that is drawn is of values that end.
        branches: list[Any] = [self.type(inside, depth, in_union=True)]
        for _ in range(self.pick(0, 1, 1, 1, 2, 3, 5)):
            branch = self.repeatable(inside, depth, in_union=True)
            if branch_name(branch) not in map(branch_name, branches):
                branches.append(branch)
        return self.draw(st.permutations(branches))

    def enum(self, inside: str) -> str:
        symbols = self.draw(st.permutations(SYMBOLS))[: self.pick(1, 2, 3, len(SYMBOLS))]
        default = {"default": self.pick(*symbols)} if self.one_in(2) else {}
        return self._add(inside, {"type": "enum", "symbols": symbols, **default})

    def fixed(self, inside: str) -> str:
        said = copy.deepcopy(self.pick(*LOGICAL_FIXED)) if self.one_in(2) else {"size": self.pick(0, 1, 2, 16)}
        return self._add(inside, {"type": "fixed", **said})

    def record(self, inside: str, depth: int = 0) -> str:
        fields: list[dict[str, Any]] = []
        name = self._add(inside, {"type": "record", "fields": fields})
        self._open.append(name)
        for _ in range(self.pick(0, 1, 2, 3, 4, 5) if depth < DEEPEST - 1 else self.pick(0, 1, 2)):
            fields.append(self.field(namespace_of(name), {field["name"] for field in fields}, depth + 1))
        self._open.remove(name)
        return name

    def field(self, inside: str, taken: set[str], depth: int) -> dict[str, Any]:
        """A field of a record that has others of the names `taken`."""
        name = self.pick(*FIELD_NAMES)
        field: dict[str, Any] = {"name": self.fresh(name) if name in taken else name, "type": self.type(inside, depth)}
        if self.one_in(2):
            self.give_default(field)
        if self.one_in(6):
            field["aliases"] = [self.fresh("was")]
        if self.one_in(6):
            field["order"] = self.pick(*ORDERS)
        return field

    def give_default(self, field: dict[str, Any]) -> None:
        """A default, where there is one that ends."""
        found = drawn_default(self.draw, field["type"], self.family.types, frozenset(self._open))
        if found is not None and is_sound(field["type"], found[0], self.family.types):
            (field["default"],) = found

    def taken(self) -> set[str]:
        """Every name and alias of a type: no two types have one in common."""
        aliases = {alias for named in self.family.types.values() for alias in named.get("aliases", ())}
        return aliases | self.family.types.keys()

    def fresh(self, stem: str) -> str:
        """A name that nothing else has."""
        self._count += 1
        return f"{stem}_{self._count}"

    @contextmanager
    def inside(self, names: Iterable[str]) -> Iterator[None]:
        """Draw what stands inside these records: they are named only where there may be no value."""
        before, self._open = self._open, list(names)
        yield
        self._open = before

    def _add(self, inside: str, node: dict[str, Any]) -> str:
        namespace = self.pick(*[space for space in self.namespaces if space or not inside] or [inside])
        # One simple name may stand in several namespaces.
        simple = self.pick("A", "B", "C", "Long")
        name = f"{namespace}.{simple}" if namespace else simple
        node["name"] = self.fresh(name) if name in self.taken() else name
        if self.one_in(4):
            node["aliases"] = [joined(self.pick(namespace, "elsewhere"), self.fresh("Old"))]
        self.family.types[node["name"]] = node
        return str(node["name"])


def joined(namespace: str, simple: str) -> str:
    return f"{namespace}.{simple}" if namespace else simple


def reaching(name: str, family: Family) -> set[str]:
    """The record of that name, and every other that it is somewhere inside of."""
    found = {name}
    while more := {other for other, node in family.types.items() if other not in found and names_in(node) & found}:
        found |= more
    return found & family.types.keys()


def names_in(node: Any) -> set[str]:
    """Every text that stands as a type inside a type; what they name is not followed."""
    match node:
        case str():
            return {node}
        case list():
            return {name for branch in node for name in names_in(branch)}
        case {"fields": fields}:
            return {name for field in fields for name in names_in(field["type"])}
        case {"items": inner} | {"values": inner}:
            return names_in(inner)
        case _:
            return set()


def without_defaults(family: Family) -> Family:
    """For a writer, where defaults mean nothing; but Java checks them, some before it can and some too late."""
    bare = copy.deepcopy(family)
    for named in bare.types.values():
        for field in named.get("fields", ()):
            field.pop("default", None)
    return bare
