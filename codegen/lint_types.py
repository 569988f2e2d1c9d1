"""Rules about types and fields, whatever they are for."""

from .model import Array, Breaches, Map, Primitive, Record, Reference, Tree, Type, Union
from .widths import empty_types, is_empty

_SEALED = Reference("wire.Sealed")


def doc_missing(tree: Tree) -> Breaches:
    for named in tree.types.values():
        if not named.doc.strip():
            yield named.place, f"expected a `doc` that says what {named.name} is"
        for field in named.fields if isinstance(named, Record) else ():
            if not field.doc.strip():
                yield field.place, f"expected a `doc` that says what `{field.name}` is"


def sealed_elsewhere(tree: Tree) -> Breaches:
    """The gateway seals what a client sends; nothing else makes or reads a sealed secret."""
    for record in tree.records():
        for field in record.fields:
            mentions = _mentions(field.type, _SEALED)
            if mentions and record.kind in ("command", "query") and field.seal is None:
                yield field.place, 'expected `sealed`: {"to": <domain>, "type": "string"} on a wire.Sealed'
            elif mentions and record.kind not in ("command", "query"):
                yield field.place, "expected wire.Sealed in commands and queries only; a secret goes no further"


def _mentions(written: Type, sought: Reference) -> bool:
    match written:
        case Array(inner) | Map(inner):
            return _mentions(inner, sought)
        case Union(branches):
            return any(_mentions(branch, sought) for branch in branches)
        case _:
            return written == sought


def topic_missing(tree: Tree) -> Breaches:
    for record in tree.records():
        if record.kind == "control" and record.topic is None:
            yield record.place, "expected `topic`: inbox, replies or feeds"


def item_without_width(tree: Tree) -> Breaches:
    empty = empty_types(tree)
    for record in tree.records():
        for field in record.fields:
            if any(is_empty(item, empty) for item in _items(field.type)):
                fix = "give the record a field, or take another type"
                yield field.place, f"expected items of at least one byte in `{field.name}`; {fix}"


def _items(written: Type) -> list[Type]:
    match written:
        case Array(items):
            return [items, *_items(items)]
        case Map(values):
            return _items(values)
        case Union(branches):
            return [item for branch in branches for item in _items(branch)]
        case Primitive() | Reference():
            return []
