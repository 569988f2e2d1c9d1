"""What a client sees of a tree: the fields it may send, and the types it may meet."""

from typing import assert_never

from . import naming
from .model import Array, Field, Map, Named, Primitive, Record, Reference, Source, Tree, Type, Union

CLIENT_SOURCES: frozenset[Source] = frozenset({"body", "path", "query"})
SEALED = "wire.Sealed"
ENDINGS = ("wire.Expired", "wire.Failed", "wire.Lost", "wire.Cancelled", "wire.RequestIdReused")
NULL = Primitive(name="null")


def requests(tree: Tree) -> list[Record]:
    """The commands and queries, in the order of their names."""
    return [record for record in tree.records() if record.kind in ("command", "query")]


def sent_fields(record: Record, source: Source | None = None) -> list[Field]:
    """The fields of a command or query that a client sends, or those it sends in one place."""
    wanted = CLIENT_SOURCES if source is None else {source}
    return [field for field in record.fields if field.source in wanted]


def enum_names(tree: Tree) -> frozenset[str]:
    """The full names of the enums."""
    return frozenset(enum.name for enum in tree.enums())


def messages(tree: Tree) -> list[Record]:
    """Every record that can be the body of a frame: messages, refusals, and events that end a request."""
    told = {name for record in requests(tree) for name in (*record.outcomes, *record.feed)}
    return [record for record in tree.records() if record.kind in ("message", "refusal") or record.name in told]


def endings(tree: Tree) -> list[str]:
    """What the platform itself may end any request with."""
    return [name for name in ENDINGS if name in tree.types]


def visible(tree: Tree) -> list[Named]:
    """Every type that a client may name: enums, shared records and messages, but no request and no internal event."""
    told = {record.name for record in messages(tree)}
    return [
        named
        for named in tree.types.values()
        if not isinstance(named, Record) or named.name in told or (named.kind is None and named.name != SEALED)
    ]


def without_null(node: Type) -> Type:
    """The type of a value that is there: T for `["null", T]`."""
    if not isinstance(node, Union):
        return node
    branches = tuple(branch for branch in node.branches if branch != NULL)
    return branches[0] if len(branches) == 1 else Union(branches=branches)


def references(node: Type) -> set[str]:
    """The full names that a type mentions."""
    match node:
        case Primitive():
            return set()
        case Array(items=inner) | Map(values=inner):
            return references(inner)
        case Union(branches=branches):
            return {name for branch in branches for name in references(branch)}
        case Reference(name=name):
            return {name}
        case _:
            assert_never(node)


def namespaces(names: list[str]) -> list[str]:
    """The namespaces of some full names, each once, sorted."""
    return sorted({naming.namespace(name) for name in names})
