"""Pairs of schemas: what a writer has, and what became of it for a reader.

Most changes can be read, some cannot, and some only in part: that is for the judges to say.
"""

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct

from tests.avro.defaults import Draw, ends, fits, is_sound, picked
from tests.avro.families import DEEPEST, Family, Maker, branch_name, families, joined, namespace_of, reaching

PROMOTIONS = {
    "int": ("long", "float", "double"),
    "long": ("float", "double"),
    "float": ("double",),
    "string": ("bytes",),
    "bytes": ("string",),
}


@st.composite
def pairs(draw: st.DrawFn, *, of_records: bool = False) -> tuple[Family, Family]:
    """A writer's family and a reader's that came of it, with one to four changes or none."""
    writer = draw(families(of_records=of_records))
    reader = copy.deepcopy(writer)
    evolver = Evolver(draw, reader)
    for _ in range(picked(draw, [0, 1, 1, 2, 3, 4])):
        evolver.change()
    evolver.settle()
    return writer, reader


class Place(Struct):
    """Where a type stands: in the root, a field, an array, a map or a union; `owner` is the record around it."""

    holder: Any
    key: Any
    owner: str
    in_union: bool

    @property
    def node(self) -> Any:
        return self.holder[self.key]

    @node.setter
    def node(self, new: Any) -> None:
        self.holder[self.key] = new


class Evolver:
    """Changes one family in place."""

    def __init__(self, draw: Draw, family: Family) -> None:
        self._draw = draw
        self._family = family
        self._root = {"type": family.root}
        self._maker = Maker(draw, family, count=100)

    def change(self) -> None:
        """One change, somewhere."""
        changes: list[Callable[[], None]] = [lambda: self._change_type(self._pick(self._places()))] * 3
        named = list(self._family.types.values())
        for node in named:
            match node["type"]:
                case "record":
                    changes += [lambda node=node: self._change_fields(node)] * 3
                case "enum":
                    changes.append(lambda node=node: self._change_symbols(node))
                case _:
                    pass
        if named:
            changes.append(lambda: self._rename(self._pick(named)))
        self._pick(changes)()

    def settle(self) -> None:
        """Make the family legal again: one branch of a name in a union, and defaults that fit."""
        for place in self._places():
            if isinstance(place.node, list):
                place.node = _settled(place.node)
        self._family.root = self._root["type"]
        fields = [field for node in self._family.types.values() for field in node.get("fields", ())]
        while unfit := [field for field in fields if not self._has_sound_default(field)]:
            for field in unfit:
                del field["default"]

    def _has_sound_default(self, field: dict[str, Any]) -> bool:
        if "default" not in field:
            return True
        given = field["type"], field["default"], self._family.types
        return fits(*given) and ends(*given) and is_sound(*given)

    def _pick(self, choices: Any) -> Any:
        return picked(self._draw, list(choices))

    def _one_in(self, count: int) -> bool:
        return self._maker.one_in(count)

    def _places(self) -> list[Place]:
        """Every place where a type stands, the outer ones first."""
        found: list[Place] = []

        def visit(holder: Any, key: Any, owner: str, *, in_union: bool = False) -> None:
            found.append(Place(holder, key, owner, in_union))
            match holder[key]:
                case list() as branches:
                    for index in range(len(branches)):
                        visit(branches, index, owner, in_union=True)
                case {"type": "array"} as node:
                    visit(node, "items", owner)
                case {"type": "map"} as node:
                    visit(node, "values", owner)

        visit(self._root, "type", "")
        for name, node in self._family.types.items():
            for field in node.get("fields", ()):
                visit(field, "type", name)
        return found

    def _change_type(self, place: Place) -> None:
        node = place.node
        if isinstance(node, list):
            place.node = self._changed_union(node, place.owner)
        elif isinstance(node, dict) and "logicalType" in node:
            place.node = self._changed_logical(node)
        elif isinstance(node, str) and node in PROMOTIONS and not self._one_in(3):
            place.node = self._pick(PROMOTIONS[node])
        elif self._one_in(6):
            place.node = self._new_type(place.owner, in_union=place.in_union)
        elif not place.in_union:
            place.node = self._draw(st.permutations([node, *self._new_branches(place.owner)]))

    def _changed_union(self, branches: list[Any], owner: str) -> Any:
        match self._pick(["order", "order", "more", "more", "fewer", "one"]):
            case "order":
                return self._draw(st.permutations(branches))
            case "more":
                return self._draw(st.permutations([*branches, *self._new_branches(owner)]))
            case "fewer" if len(branches) > 1:
                gone = self._pick(range(len(branches)))
                return [branch for index, branch in enumerate(branches) if index != gone]
            case _:
                return self._pick(branches)

    def _changed_logical(self, node: dict[str, Any]) -> Any:
        match self._pick(["none", "other", "scale"]):
            case "scale" if node["logicalType"] == "decimal" and self._one_in(2):
                return {**node, "precision": node["precision"] + 1}
            case "other":
                return {
                    "type": node["type"],
                    "logicalType": self._pick(["uuid", "timestamp-micros", "date", "big-decimal"]),
                }
            case _:
                return node["type"]

    def _new_branches(self, owner: str) -> list[Any]:
        return [self._new_type(owner, in_union=True) for _ in range(self._pick([0, 1, 2]))] or ["null"]

    def _new_type(self, owner: str, *, in_union: bool = False) -> Any:
        """A type for a place inside the record `owner`; a small one, because it stands deep."""
        with self._maker.inside(reaching(owner, self._family)):
            return self._maker.type(namespace_of(owner), DEEPEST - 1, in_union=in_union)

    def _change_fields(self, record: dict[str, Any]) -> None:
        fields = record["fields"]
        match self._pick(["add", "add", "drop", "drop", "order", "rename", "default"]):
            case "add":
                field = {"name": self._maker.fresh("new"), "type": self._new_type(record["name"])}
                if not self._one_in(5):
                    self._give_default(field, record["name"])
                fields.insert(self._pick(range(len(fields) + 1)), field)
            case "drop" if fields:
                fields.remove(self._pick(fields))
            case "order":
                record["fields"] = self._draw(st.permutations(fields))
            case "rename" if fields:
                field = self._pick(fields)
                if not self._one_in(4):
                    field["aliases"] = [field["name"], *field.get("aliases", ())]
                field["name"] = self._maker.fresh("renamed")
            case "default" if fields:
                self._give_default(self._pick(fields), record["name"])
            case _:
                pass

    def _give_default(self, field: dict[str, Any], owner: str) -> None:
        field.pop("default", None)
        with self._maker.inside(reaching(owner, self._family)):
            self._maker.give_default(field)

    def _change_symbols(self, enum: dict[str, Any]) -> None:
        symbols = self._draw(st.permutations(enum["symbols"]))
        if self._one_in(2):
            symbols = symbols[: self._pick(range(1, len(symbols) + 1))]
        if self._one_in(2):
            symbols.append(self._maker.fresh("NEW"))
        enum["symbols"] = symbols
        enum.pop("default", None)
        if not self._one_in(3):
            enum["default"] = self._pick(symbols)

    def _rename(self, node: dict[str, Any]) -> None:
        """Another name, with or without an alias, or another namespace, or for a fixed another size."""
        old = node["name"]
        namespace, _, simple = old.rpartition(".")
        way = self._pick(["alias", "alias", "alias", "namespace", "namespace", "plain", "size"])
        if way == "size" and "size" in node:
            node["size"] += 1
            return
        is_moved = way == "namespace" and namespace
        new = joined(self._pick(["a", "moved"]), simple) if is_moved else self._maker.fresh(old)
        if new in self._maker.taken():
            return
        if way == "alias":
            node["aliases"] = [old, *node.get("aliases", ())]
        self._replace(old, new)

    def _replace(self, old: str, new: str) -> None:
        self._family.types[old]["name"] = new
        self._family.types = {named["name"]: named for named in self._family.types.values()}
        for place in self._places():
            if place.node == old:
                place.node = new


def _settled(branches: list[Any]) -> list[Any]:
    """A union that is legal: no union in it, and of each name the first branch."""
    flat = [inner for branch in branches for inner in (branch if isinstance(branch, list) else [branch])]
    return list({branch_name(branch): branch for branch in reversed(flat)}.values())[::-1]
