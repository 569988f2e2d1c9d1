"""Which records need a JSON twin: a Struct of the same attributes in JSON's own types.

msgspec writes and reads most types in the form of schemas/JSON.md by itself. A record needs a twin when a type can
be reached from it of which that is not so. Times are written in our form, but read more freely than it says: they
ask for a twin where somebody reads them, which is in what clients send.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from .client_view import sent_fields, sent_types
from .json_forms import is_float, is_limited, text_form
from .model import Array, Field, Fixed, Map, Primitive, Record, Reference, Source, Tree, Type, Union
from .references import references
from .union_forms import Branch, branches_of, optional_of

# What msgspec itself reads and writes as a datetime or date in UTC, RFC 3339, but for what only it takes.
_WRITTEN_BY_MSGSPEC = frozenset({"date", "timestamp"})
_READ_BY_MSGSPEC = frozenset({"date"})


PARTS: tuple[tuple[str, tuple[Source, ...]], ...] = (("Body", ("body",)), ("Parameters", ("path", "query")))
"""The Structs that a request is read as, by the endings of their names, and what they hold."""

Converted = Mapping[str, tuple[str, ...]]
"""By full name, what of a record is no JSON by itself: "" for all of it when it is sent, and the endings of parts."""


class Twins(Struct, frozen=True):
    """`names` are the records with a twin; `written`, the ones among them that msgspec would write otherwise."""

    names: frozenset[str]
    written: frozenset[str]


def twins_of(tree: Tree) -> Twins:
    """The records of a tree that have a twin."""
    records = {record.name: record for record in tree.records()}
    written = _closure(records, tree, is_sent=False)
    sent = {named.name: named for named in sent_types(tree) if isinstance(named, Record)}
    return Twins(names=written | _closure(sent, tree, is_sent=True), written=written)


def part_has_twin(record: Record, sources: Iterable[Source], tree: Tree, twins: Twins) -> bool:
    """Whether the body or the parameters of a request need a twin."""
    fields = [field for source in sources for field in sent_fields(record, source) if field.seal is None]
    return any(_asks(field.type, tree, is_sent=True) or references(field.type) & twins.names for field in fields)


def converted_parts(tree: Tree) -> Converted:
    """What somebody who sends or takes a record has to convert, for every record of which that is anything."""
    twins = twins_of(tree)
    found = {
        record.name: (
            *([""] if record.name in twins.written else []),
            *(ending for ending, sources in PARTS if part_has_twin(record, sources, tree, twins)),
        )
        for record in tree.records()
    }
    return {name: endings for name, endings in found.items() if endings}


def differs(written: Type, tree: Tree, twins: Twins) -> bool:
    """Whether a value has another type in a twin than in Python."""
    match written:
        case Primitive():
            return is_float(written) or text_form(written) is not None
        case Array(inner) | Map(inner):
            return differs(inner, tree, twins)
        case Union(branches):
            is_special = has_lone_object(written, tree) or has_pattern_beside_array(written, tree)
            return is_special or any(differs(branch, tree, twins) for branch in branches)
        case Reference(name):
            named = tree.types[name]
            return name in twins.names or (isinstance(named, Fixed) and text_form(named) is not None)


def has_lone_object(union: Union, tree: Tree) -> bool:
    """Whether one branch alone has a `@type`: of such a union, msgspec by itself does not ask for it."""
    objects = [
        branch
        for branch in branches_of(union, tree)
        if branch.is_wrapped or branch.shape == "record" or may_be_no_number(branch)
    ]
    return len(objects) == 1 and optional_of(union) is None


def has_pattern_beside_array(union: Union, tree: Tree) -> bool:
    """Whether a bare array and a bare text with a pattern stand in one union.

    msgspec 0.22 frees the decoder of such a type wrongly, which may end the process: the pattern is checked by itself.
    """
    bare = [branch for branch in branches_of(union, tree) if not branch.is_wrapped]
    return any(branch.shape == "array" for branch in bare) and any(has_pattern(branch.type, tree) for branch in bare)


def has_pattern(written: Type, tree: Tree) -> bool:
    """Whether a value is text that a pattern limits."""
    match written:
        case Primitive():
            return written.constraints.pattern is not None or text_form(written) is not None
        case Reference(name):
            named = tree.types[name]
            return isinstance(named, Fixed) and text_form(named) is not None
        case Array() | Map() | Union():
            return False


def may_be_no_number(branch: Branch) -> bool:
    """Whether values of a branch are bare numbers, but for those that are not finite: they are wrapped."""
    written = branch.type
    return is_float(written) and not branch.is_wrapped and not is_limited(written.constraints)


def _closure(records: dict[str, Record], tree: Tree, *, is_sent: bool) -> frozenset[str]:
    """Those of some records from which a type can be reached that asks for a twin."""
    referring: dict[str, set[str]] = {}
    for name, record in records.items():
        for other in _referred(record.fields):
            referring.setdefault(other, set()).add(name)
    found = {name for name, record in records.items() if _any_asks(record.fields, tree, is_sent=is_sent)}
    waiting = list(found)
    while waiting:
        more = referring.get(waiting.pop(), set()) - found
        found |= more
        waiting += more
    return frozenset(found)


def _referred(fields: Iterable[Field]) -> set[str]:
    return {name for field in fields for name in references(field.type)}


def _any_asks(fields: Iterable[Field], tree: Tree, *, is_sent: bool) -> bool:
    return any(_asks(field.type, tree, is_sent=is_sent) for field in fields)


def _asks(written: Type, tree: Tree, *, is_sent: bool) -> bool:
    """Whether a type asks for a twin, whatever the records that it refers to ask for."""
    match written:
        case Primitive():
            return is_float(written) or _is_text_that_asks(written, is_sent=is_sent)
        case Array(inner) | Map(inner):
            return _asks(inner, tree, is_sent=is_sent)
        case Union(branches):
            is_special = has_pattern_beside_array(written, tree) or (is_sent and has_lone_object(written, tree))
            return is_special or any(_asks(branch, tree, is_sent=is_sent) for branch in branches)
        case Reference(name):
            named = tree.types[name]
            return isinstance(named, Fixed) and _is_text_that_asks(named, is_sent=is_sent)


def _is_text_that_asks(written: Primitive | Fixed, *, is_sent: bool) -> bool:
    form = text_form(written)
    return form is not None and form.name not in (_READ_BY_MSGSPEC if is_sent else _WRITTEN_BY_MSGSPEC)
