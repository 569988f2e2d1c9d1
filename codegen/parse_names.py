"""Names: where each named type is defined, and which type a name means where it stands.

https://avro.apache.org/docs/1.12.0/specification/#names
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from msgspec import Struct

from . import naming
from .json_places import Node, shown
from .model import Place, PrimitiveName, Remark, SchemaError

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
PRIMITIVES: tuple[str, ...] = get_args(PrimitiveName)
NAMED = ("record", "error", "enum", "fixed")
_WRITTEN_OUT = {
    "array": '{"type": "array", "items": ...}',
    "map": '{"type": "map", "values": ...}',
    "record": '{"type": "record", "name": ..., "fields": [...]}',
    "enum": '{"type": "enum", "name": ..., "symbols": [...]}',
    "fixed": '{"type": "fixed", "name": ..., "size": ...}',
}
# A guess looks at every name of the tree.
_MOST_GUESSES = 30
# What people write for a primitive type, from other languages.
_OTHER_WORDS = {
    "str": "string",
    "text": "string",
    "bool": "boolean",
    "integer": "int",
    "int32": "int",
    "int64": "long",
    "float32": "float",
    "float64": "double",
    "number": "double",
    "binary": "bytes",
    "none": "null",
}


class Definition(Struct, frozen=True):
    """A named type as it is written: its full name, its JSON, and the file that holds it."""

    name: str
    node: Node
    path: str


class Names:
    """The named types of a tree by full name."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self.definitions = {each.name: each for each in definitions}
        self._guesses: dict[str, str | None] = {}

    def resolve(self, name: str, namespace: str) -> str | None:
        """The full name of the type that a name means inside a namespace.

        A name without a dot that its namespace does not have may be of a type without a namespace: Java reads it so,
        and there is no other way to name one.
        """
        for full_name in (_joined(namespace, name), name):
            if full_name in self.definitions:
                return full_name
        return None

    def kind(self, full_name: str) -> str:
        """`record`, `enum` or `fixed`."""
        form = self.definitions[full_name].node.value["type"]
        return "record" if form == "error" else str(form)

    def guess(self, name: str) -> str | None:
        """What somebody who wrote an unknown name may have meant; of a tree without sense only the first names."""
        if name not in self._guesses and len(self._guesses) < _MOST_GUESSES:
            self._guesses[name] = self._guess(name)
        return self._guesses.get(name)

    def _guess(self, name: str) -> str | None:
        if name.lower() in (*PRIMITIVES, *_OTHER_WORDS):
            return _OTHER_WORDS.get(name.lower(), name.lower())
        by_simple_name: dict[str, str] = {}
        for known in sorted(self.definitions):
            by_simple_name.setdefault(naming.simple(known), known)
        simple = naming.simple(name)
        if simple in by_simple_name:
            return by_simple_name[simple]
        close = get_close_matches(name, [*PRIMITIVES, *self.definitions], n=1, cutoff=0.75)
        close += [by_simple_name[other] for other in get_close_matches(simple, by_simple_name, n=1, cutoff=0.75)]
        return close[0] if close else None


class Scope(Struct, frozen=True):
    """What a type depends on beside its own text: the namespace around it, and the names of the tree."""

    names: Names
    namespace: str
    remarks: list[Remark]

    def remark(self, rule: str, place: Place, message: str) -> None:
        self.remarks.append(Remark(rule, place, message))

    def named(self, node: Node) -> str:
        """The full name of the type that this text means. Raises `SchemaError` if there is none."""
        name = node.text()
        full_name = self.names.resolve(name, self.namespace)
        if full_name is None:
            where = f" in the namespace {self.namespace}" if "." not in name and self.namespace else ""
            raise node.error(f"there is no type {shown(name)}{where}; {self._hint(name)}")
        if full_name != name:
            message = f"expected the full name {full_name}, got {name}; a short one is hard to find and to rename"
            self.remark("NAME_RELATIVE", node.place(), message)
        return full_name

    def _hint(self, name: str) -> str:
        if name in _WRITTEN_OUT:
            return f"write {_WRITTEN_OUT[name]} here, as an object"
        guess = self.names.guess(name)
        return (
            f"did you mean {guess}?"
            if guess
            else "expected a primitive type or a type of this tree; add the file that defines it"
        )


def full_name_of(value: Mapping[str, Any], namespace: str) -> str:
    """The full name that a definition inside a namespace declares; its `name` and `namespace` have to be texts."""
    name = value["name"]
    return str(name) if "." in name else _joined(value.get("namespace", namespace), name)


def definitions_in(root: Node, path: str) -> list[Definition]:
    """Every named type of a file, nested ones too, outer ones first. Raises `SchemaError` for a name that is none."""
    return list(_definitions(root, "", path))


def without_twins(definitions: Iterable[Definition], errors: list[SchemaError]) -> Names:
    """The names of a tree; each second definition of a name is an error."""
    first: dict[str, Definition] = {}
    for each in definitions:
        other = first.setdefault(each.name, each)
        if other is not each:
            place = other.node.place()
            message = (
                f"{each.name} is defined twice, the first time at {place}; keep one of them and refer to it by name"
            )
            errors.append(each.node.error(message))
    return Names(first.values())


def _definitions(node: Node, namespace: str, path: str) -> Iterator[Definition]:
    """What has the wrong form is left to whoever reads it as a type."""
    match node.value:
        case list():
            for item in node.items():
                yield from _definitions(item, namespace, path)
        case {"type": "array", "items": _}:
            yield from _definitions(node.members()["items"], namespace, path)
        case {"type": "map", "values": _}:
            yield from _definitions(node.members()["values"], namespace, path)
        case {"type": str(form)} if form in NAMED:
            full_name = _declared(node, namespace)
            yield Definition(full_name, node, path)
            for field in _fields(node) if form in ("record", "error") else ():
                yield from _definitions(field, naming.namespace(full_name), path)


def _fields(node: Node) -> Iterator[Node]:
    """The types of a record's fields."""
    fields = node.members().get("fields")
    for field in fields.items() if fields and isinstance(fields.value, list) else ():
        if isinstance(field.value, dict) and "type" in field.value:
            yield field.members()["type"]


def _declared(node: Node, namespace: str) -> str:
    members = node.members()
    form = members["type"].value
    if "name" not in members:
        node.fail(f"expected `name`; every {form} has one")
    name, own = members["name"], members.get("namespace")
    if not all(NAME.fullmatch(segment) for segment in name.text().split(".")):
        name.fail(f"expected a name of letters, digits and underscores, no digit first; got {shown(name.value)}")
    if own is not None and own.text() and not all(NAME.fullmatch(segment) for segment in own.text().split(".")):
        own.fail(f"expected names of letters, digits and underscores, joined by dots; got {shown(own.value)}")
    if naming.simple(name.text()) in PRIMITIVES:
        name.fail(f"expected another name than that of a primitive type, got {shown(name.value)}")
    return full_name_of(node.value, namespace)


def _joined(namespace: str, name: str) -> str:
    return f"{namespace}.{name}" if namespace and "." not in name else name
