"""A model tree as Avro's own JSON, for peers that read nothing else."""

import json
from typing import Any, get_args

from msgspec import UNSET

from codegen import naming
from codegen.model import (
    Array,
    Enum,
    Field,
    Fixed,
    Map,
    Named,
    Primitive,
    PrimitiveName,
    Record,
    Reference,
    Tree,
    Type,
    Union,
)

UNNAMED = (*get_args(PrimitiveName), "array", "map")


def schema_of(full_name: str, tree: Tree, *, is_bare: bool = False) -> Any:
    """The self-contained schema of a type; a bare one has no defaults and no logical types, but the types below."""
    return _Writer(tree, is_bare).written(Reference(full_name))


def schema_text(full_name: str, tree: Tree) -> str:
    """The same as a registry would hold it."""
    return json.dumps(schema_of(full_name, tree))


def peer_name(name: str) -> str:
    """A name that can be mentioned anywhere: inside a namespace there is no way to mention one that has none."""
    return name if "." in name or name in UNNAMED else f"nowhere.{name}"


class _Writer:
    """Writes each named type out where it is first mentioned."""

    def __init__(self, tree: Tree, is_bare: bool) -> None:
        self._tree = tree
        self._is_bare = is_bare
        self._seen: set[str] = set()

    def written(self, written: Type) -> Any:
        match written:
            case Primitive(name):
                return self._annotated(written, {"type": name}) if written.logical else name
            case Array(items):
                return {"type": "array", "items": self.written(items)}
            case Map(values):
                return {"type": "map", "values": self.written(values)}
            case Union(branches):
                return [self.written(branch) for branch in branches]
            case Reference(name) if name in self._seen:
                return peer_name(name)
            case Reference(name):
                self._seen.add(name)
                return self._named(self._tree.types[name])

    def _named(self, named: Named) -> Any:
        name = peer_name(named.name)
        head = {"name": naming.simple(name), "namespace": naming.namespace(name)}
        match named:
            case Record(fields=fields):
                return {"type": "record"} | head | {"fields": [self._field(field) for field in fields]}
            case Enum(symbols=symbols):
                default = {} if named.default is None or self._is_bare else {"default": named.default}
                return {"type": "enum"} | head | {"symbols": list(symbols)} | default
            case Fixed(size=size):
                return self._annotated(named, {"type": "fixed"} | head | {"size": size})

    def _field(self, field: Field) -> Any:
        default = {} if field.default is UNSET or self._is_bare else {"default": field.default}
        return {"name": field.name, "type": self.written(field.type)} | default

    def _annotated(self, written: Primitive | Fixed, schema: dict[str, Any]) -> Any:
        if written.logical is None or self._is_bare:
            return schema
        schema["logicalType"] = written.logical
        if written.logical == "decimal":
            schema |= {"precision": written.precision, "scale": written.scale}
        return schema
