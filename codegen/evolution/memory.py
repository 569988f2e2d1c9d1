"""Names that come back: what a deleted field, symbol, branch or type was called is not free for something else.

Avro compares two versions and sees a new name; whoever still holds data of a third one sees the old meaning. The
same type with the same `doc` is the same thing, and may come back.
"""

from collections.abc import Container, Iterator, Mapping, Sequence

from msgspec import Struct

from codegen.model import Enum, Field, Named, Primitive, Record, Reference, Tree, Type, Union

from .change import At, Change, Holder, InUnion
from .changes import branch_text, changes
from .context import Context
from .pairing import shape
from .paths import InBranch, Member
from .rules import judge
from .versions import Version


class Returned(Struct, frozen=True):
    """A name that came back: told of the type that holds it, against the last version that had it."""

    change: Change
    previous: Version
    current: Version


def returned(versions: Sequence[Version], current: Version, published: Container[str]) -> Iterator[Returned]:
    """Every name in reach of a type that is new since the newest version, and was used before that one.

    Types that are `published` themselves have a history of their own, which tells what they were.
    """
    if len(versions) < 2:
        return
    older, newest = versions[-2::-1], versions[-1]
    for name, named in current.reach().items():
        now = newest.tree.types.get(name)
        if now is None and name not in published:
            yield from _type(name, older, current)
        elif isinstance(named, Record) and isinstance(now, Record):
            yield from _fields(named, now, older, current)
        elif isinstance(named, Enum) and isinstance(now, Enum):
            yield from _symbols(named, now, older, current)


def renamed_away(tree: Tree, history: Mapping[str, Sequence[Version]]) -> Iterator[Returned]:
    """A type under the name of one that has been renamed: both would continue the same history."""
    aliases = {alias for named in tree.types.values() for alias in named.aliases}
    for name, named in tree.types.items():
        if name in history and name in aliases:
            was, now = history[name][-1], Version(name, tree)
            yield Returned(_at(named).change("TYPE_NAME_REUSED", was.named, named), was, now)


def _type(name: str, older: Sequence[Version], current: Version) -> Iterator[Returned]:
    """A type that was in no newest version: the same if it can be read as what it was, under the same `doc`."""
    before = next((version for version in older if name in version.tree.types), None)
    if before is None:
        return
    was, now = Version(name, before.tree, before.label), Version(name, current.tree, current.label)
    if was.named.doc == now.named.doc and not _breaks(was, now):
        return
    yield Returned(_at(now.named).change("TYPE_NAME_REUSED", was.named, now.named), was, now)


def _breaks(was: Version, now: Version) -> bool:
    context = Context(was, now)
    judged = (judge(change, context)[1] for change in changes(was, now))
    return any(
        letter.isupper() for effects in judged for column in ("AVRO", "LOGICAL") for letter in effects.get(column, "")
    )


def _fields(record: Record, newest: Record, older: Sequence[Version], current: Version) -> Iterator[Returned]:
    known = {field.name for field in newest.fields}
    for field in record.fields:
        if field.name in known:
            yield from _branches(record, field, newest, older, current)
            continue
        if any(alias in known for alias in field.aliases):
            continue
        found = _last(record.name, field.name, older)
        if found is not None and not _is_same(found[1], field, (found[0].tree, current.tree)):
            version, was = found
            at = _at(record).within(Holder(record.name, record.name, was, field))
            yield _returned(at.change("FIELD_NAME_REUSED", was, field), version, current, record)


def _last(record: str, name: str, older: Sequence[Version]) -> tuple[Version, Field] | None:
    """The last version that had a field of this name, and the field."""
    for version in older:
        named = version.tree.types.get(record)
        for field in named.fields if isinstance(named, Record) else ():
            if field.name == name:
                return version, field
    return None


def _is_same(was: Field, now: Field, trees: tuple[Tree, Tree]) -> bool:
    return bool(now.doc) and was.doc == now.doc and shape(was.type, trees[0]) == shape(now.type, trees[1])


def _symbols(enum: Enum, newest: Enum, older: Sequence[Version], current: Version) -> Iterator[Returned]:
    for symbol in enum.symbols:
        if symbol in newest.symbols:
            continue
        for version in older:
            was = version.tree.types.get(enum.name)
            if isinstance(was, Enum) and symbol in was.symbols:
                if not enum.table or enum.table[symbol] != was.table.get(symbol):
                    at = _at(enum).into(Member(symbol))
                    yield _returned(at.change("SYMBOL_REUSED", was, enum), version, current, enum)
                break


def _branches(
    record: Record, field: Field, newest: Record, older: Sequence[Version], current: Version
) -> Iterator[Returned]:
    """Branches without a name of their own; of named types the type itself is asked."""
    now = next(other for other in newest.fields if other.name == field.name)
    for branch in _unnamed(field.type):
        text = branch_text(branch)
        if text in map(branch_text, _unnamed(now.type)):
            continue
        found = _last(record.name, field.name, [version for version in older if _had(version, record, field, text)])
        if found is None or (found[1].doc and found[1].doc == field.doc):
            continue
        version, was = found
        step = InBranch(_index(was.type, text), _index(field.type, text), text)
        at = _at(record).within(Holder(record.name, record.name, was, field)).into(step)
        union = InUnion(branch, tuple(_unnamed(was.type)), tuple(_unnamed(field.type)))
        yield _returned(at.change("BRANCH_REUSED", union, union), version, current, record)


def _had(version: Version, record: Record, field: Field, branch: str) -> bool:
    found = _last(record.name, field.name, [version])
    return found is not None and branch in map(branch_text, _unnamed(found[1].type))


def _unnamed(written: Type) -> list[Type]:
    """The branches of a union that have no name, null apart, which means the same everywhere."""
    branches = written.branches if isinstance(written, Union) else (written,)
    return [branch for branch in branches if not isinstance(branch, Reference) and branch != Primitive("null")]


def _index(written: Type, branch: str) -> int | None:
    """Where a branch stands in a union; None where there is no union."""
    return [branch_text(each) for each in written.branches].index(branch) if isinstance(written, Union) else None


def _at(named: Named) -> At:
    return At((), named.place, named.name, 0)


def _returned(change: Change, previous: Version, current: Version, named: Named) -> Returned:
    return Returned(
        change,
        Version(named.name, previous.tree, previous.label, previous.number),
        Version(named.name, current.tree, current.label),
    )
