"""What a client sees of a tree: the fields it may send, and the types it may meet."""

from . import naming
from .model import ENDINGS, Field, Named, Primitive, Record, Source, Tree, Type, Union
from .references import references

CLIENT_SOURCES: frozenset[Source] = frozenset({"body", "path", "query"})
SEALED = "wire.Sealed"
NULL = Primitive(name="null")


def requests(tree: Tree) -> list[Record]:
    """The commands and queries, in the order of their names."""
    return [record for record in tree.records() if record.kind in ("command", "query")]


def sent_fields(record: Record, source: Source | None = None) -> list[Field]:
    """The fields of a command or query that a client sends, or those it sends in one place."""
    wanted = CLIENT_SOURCES if source is None else {source}
    return [field for field in record.fields if field.source in wanted]


def sent_types(tree: Tree) -> list[Named]:
    """The types that stand inside what clients send, at any depth; not what the gateway makes of a secret."""
    found: dict[str, Named] = {}
    waiting = [field for record in requests(tree) for field in sent_fields(record)]
    while waiting:
        for name in references(waiting.pop().type) - set(found) - {SEALED}:
            found[name] = named = tree.types[name]
            waiting += named.fields if isinstance(named, Record) else ()
    return [found[name] for name in sorted(found)]


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


def namespaces(names: list[str]) -> list[str]:
    """The namespaces of some full names, each once, sorted."""
    return sorted({naming.namespace(name) for name in names})
