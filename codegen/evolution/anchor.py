"""The place at which a finding is told: of the name, the type or the default that it is about, not of the whole."""

from collections.abc import Mapping

from codegen.model import Place, SchemaError

from .change import Change
from .edits import Source
from .paths import InField, Member

# Which member of the field or type around a change it is about; otherwise the name of what stands there.
_MEMBERS = {
    "DEFAULT_ADDED": "default",
    "DEFAULT_CHANGED": "default",
    "SORT_ORDER_CHANGED": "order",
    "WORDS_CHANGED": "doc",
    "ALIASES_AMBIGUOUS": "aliases",
    "ENUM_DEFAULT_ADDED": "default",
    "ENUM_DEFAULT_CHANGED": "default",
    "SYMBOL_ADDED": "symbols",
    "SYMBOL_REMOVED": "symbols",
    "SYMBOL_REUSED": "symbols",
    "SYMBOLS_REORDERED": "symbols",
    "FIXED_RESIZED": "size",
    "LIMIT_TIGHTENED": "millrace",
    "LIMIT_LOOSENED": "millrace",
    "PATTERN_CHANGED": "millrace",
    "SOURCE_CHANGED": "millrace",
    "SEAL_CHANGED": "millrace",
    "TABLE_CHANGED": "millrace",
}
_OF_FIELDS = ("FIELD_ADDED", "FIELD_REMOVED", "FIELD_RENAMED", "FIELD_NAME_REUSED", "DEFAULT_REMOVED")


def anchor(change: Change, sources: Mapping[str, str]) -> Place:
    """A place inside the one of the change. `sources` are texts by the files of places."""
    text = sources.get(change.place.file)
    if text is None:
        return change.place
    try:
        node = Source.of(change.place.file, text).node(change.place.pointer)
    except SchemaError:
        return change.place
    if node is None or not isinstance(node.value, dict):
        return change.place
    members = node.members()
    found = members.get(_member(change)) or members.get("type" if _is_of_type(change) else "name")
    last = change.path[-1] if change.path else None
    if found is not None and isinstance(last, Member) and isinstance(found.value, dict):
        found = found.members().get(last.name, found)
    return found.place() if found is not None else change.place


def _member(change: Change) -> str:
    return _MEMBERS.get(change.kind, "type" if _is_of_type(change) else "name")


def _is_of_type(change: Change) -> bool:
    """Whether the change is of what a field holds, not of the field or of a named type as a whole."""
    inside = [step for step in change.path[change.depth :] if not isinstance(step, Member)]
    return bool(inside) and not (isinstance(inside[-1], InField) and change.kind.startswith(_OF_FIELDS))
