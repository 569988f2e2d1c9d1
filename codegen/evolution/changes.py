"""Every difference between two versions of a type: one walk over both, at any depth.

Branches, fields and types are paired as Avro resolves them, so that a change inside a branch is found there. A pair
that is being compared already is equal: what differs in it is reported once.
"""

from collections.abc import Iterator, Sequence

from msgspec import structs

from codegen.model import Array, Enum, Field, Fixed, Map, Named, Primitive, Record, Reference, Type, Union

from . import contracts, limits
from .change import At, Change, Holder, InUnion
from .changes_of_primitives import of_fixed, of_primitives
from .pairing import NO_KIN, Kin, has_default, is_same, pair_branches, pair_fields, writers_of
from .paths import InBranch, InItems, InValues, Member
from .versions import Version


def changes(
    previous: Version, current: Version, kin: Kin = NO_KIN, *, guess_renames: bool = True
) -> tuple[Change, ...]:
    """What differs, in the order of the current version.

    A field that went while another of its type came is taken for a rename, unless `guess_renames` is off: between
    versions that do not follow each other, both may have happened on its own. `kin` says which fields descend from
    which through the versions in between.
    """
    walk = _Walk(previous, current, kin, guess_renames)
    start = At((), current.named.place, current.root, 0)
    return tuple(walk.named(previous.named, current.named, start))


class _Walk:
    def __init__(self, previous: Version, current: Version, kin: Kin, guess: bool) -> None:
        self.trees = (previous.tree, current.tree)
        self.knows_contract = not (previous.is_bare or current.is_bare)
        self._kin = kin
        self._guess = guess
        self._seen: dict[tuple[str, str], str] = {}

    def named(self, previous: Named, current: Named, at: At) -> Iterator[Change]:
        pair = (previous.name, current.name)
        fresh = "".join(letter for letter in at.reach if letter not in self._seen.get(pair, ""))
        if pair in self._seen and not fresh:
            return
        # A pair is compared again where data of a direction get to it that did not before.
        self._seen[pair] = self._seen.get(pair, "") + fresh
        inside = structs.replace(at.entering(current.name, current.place), reach=fresh)
        if previous.name != current.name:
            yield inside.change(self._kind_of_renaming(previous, current), previous, current)
            inside = self._reached(inside, previous, current)
        if previous.doc != current.doc:
            yield inside.change("WORDS_CHANGED", previous, current)
        match previous, current:
            case Record(), Record():
                yield from self._record(previous, current, inside)
            case Enum(), Enum():
                yield from self._enum(previous, current, inside)
            case Fixed(), Fixed():
                yield from of_fixed(previous, current, inside)
            case _:
                yield inside.change("FORM_CHANGED", previous, current)

    def _kind_of_renaming(self, previous: Named, current: Named) -> str:
        if previous.name not in current.aliases and self._kin.types.get(previous.name) == current.name:
            return "TYPE_ALIAS_REMOVED"
        if previous.name.rpartition(".")[2] == current.name.rpartition(".")[2]:
            return "NAMESPACE_MOVED"
        return "TYPE_RENAMED" if previous.name in current.aliases else "TYPE_RENAMED_WITHOUT_ALIAS"

    def types(self, previous: Type, current: Type, at: At) -> Iterator[Change]:
        match previous, current:
            case Union(old), Union(new):
                yield from self._unions(old, new, at)
            case Union(), _:
                yield from self._one_of_many(previous, (current,), at)
            case _, Union():
                yield from self._one_of_many((previous,), current, at)
            case Reference(old_name), Reference(new_name):
                yield from self._references(old_name, new_name, at)
            case Primitive(), Primitive():
                yield from of_primitives(previous, current, at)
                if self.knows_contract:
                    yield from limits.of_types(previous, current, at)
            case Array(), Array():
                yield from limits.of_types(previous, current, at) if self.knows_contract else ()
                yield from self.types(previous.items, current.items, at.into(InItems()))
            case Map(), Map():
                yield from self.types(previous.values, current.values, at.into(InValues()))
            case _:
                yield at.change("TYPE_CHANGED", previous, current)

    def _references(self, old_name: str, new_name: str, at: At) -> Iterator[Change]:
        previous, current = self.trees[0].types[old_name], self.trees[1].types[new_name]
        if type(previous) is not type(current) and old_name != new_name:
            yield at.change("TYPE_CHANGED", Reference(old_name), Reference(new_name))
        else:
            yield from self.named(previous, current, at)

    def _unions(self, old: Sequence[Type], new: Sequence[Type], at: At) -> Iterator[Change]:
        pairs = pair_branches(old, new, *self.trees, self._kin)
        for index in pairs.removed:
            inside = at.into(InBranch(index, None, branch_text(old[index])))
            yield inside.change("BRANCH_REMOVED", InUnion(old[index], tuple(old), tuple(new)), None)
        for index in pairs.added:
            inside = at.into(InBranch(None, index, branch_text(new[index])))
            yield inside.change("BRANCH_ADDED", None, InUnion(new[index], tuple(old), tuple(new)))
        if [before for before, _ in pairs.matched] != sorted(before for before, _ in pairs.matched):
            yield at.change("BRANCHES_REORDERED", Union(tuple(old)), Union(tuple(new)))
        for before, after in pairs.matched:
            inside = at.into(InBranch(before, after, branch_text(new[after])))
            yield from self.types(old[before], new[after], inside)

    def _one_of_many(self, previous: Union | tuple[Type], current: Union | tuple[Type], at: At) -> Iterator[Change]:
        """From one type to a union or back."""
        old = previous.branches if isinstance(previous, Union) else previous
        new = current.branches if isinstance(current, Union) else current
        pairs = pair_branches(old, new, *self.trees, self._kin)
        was, now = (side if isinstance(side, Union) else side[0] for side in (previous, current))
        if not pairs.matched:
            yield at.change("TYPE_CHANGED", was, now)
            return
        yield at.change("UNION_WIDENED" if isinstance(now, Union) else "UNION_NARROWED", was, now)
        for before, after in pairs.matched:
            name = branch_text(new[after])
            step = InBranch(None, after, name) if isinstance(now, Union) else InBranch(before, None, name)
            inside = at.into(step)
            yield from self.types(old[before], new[after], inside)

    def _reached(self, at: At, old: Named, new: Named) -> At:
        """Inside of a branch: whether a union on the reader's side takes the writer's."""
        step = at.path[-1] if at.path else None
        if not isinstance(step, InBranch):
            return at
        return at.reached(
            backward=step.current is None or is_same(old, new), forward=step.previous is None or is_same(new, old)
        )

    def _record(self, previous: Record, current: Record, at: At) -> Iterator[Change]:
        if self.knows_contract:
            yield from contracts.of_records(previous, current, at)
        pairs = pair_fields(previous, current, self.trees, self._kin.fields.get(previous.name, {}), guess=self._guess)

        def within(old: Field | None, new: Field | None) -> At:
            return at.within(Holder(previous.name, current.name, old, new))

        for old in pairs.removed:
            yield within(old, None).change("FIELD_REMOVED", old, None)
        for old, new in pairs.guessed:
            yield within(old, new).change("FIELD_RENAMED_WITHOUT_ALIAS", old, new)
        for new in pairs.added:
            yield within(None, new).change("FIELD_ADDED", None, new)
        yield from _ambiguous(previous, current, at)
        names = [old.name for old, _ in pairs.matched]
        if names != [field.name for field in previous.fields if field.name in names]:
            yield at.change("FIELDS_REORDERED", previous, current)
        for old, new in pairs.matched:
            yield from self._field(old, new, within(old, new))

    def _field(self, old: Field, new: Field, at: At) -> Iterator[Change]:
        if old.name != new.name:
            yield at.change("FIELD_RENAMED", old, new)
        if has_default(old) != has_default(new):
            yield at.change("DEFAULT_ADDED" if has_default(new) else "DEFAULT_REMOVED", old, new)
        elif has_default(old) and not _is_same_json(old.default, new.default):
            yield at.change("DEFAULT_CHANGED", old, new)
        if old.order != new.order:
            yield at.change("SORT_ORDER_CHANGED", old, new)
        if old.doc != new.doc:
            yield at.change("WORDS_CHANGED", old, new)
        if self.knows_contract:
            yield from contracts.of_fields(old, new, at)
        inside = at.reached(backward=old.name in (new.name, *new.aliases), forward=new.name in (old.name, *old.aliases))
        yield from self.types(old.type, new.type, inside)

    def _enum(self, previous: Enum, current: Enum, at: At) -> Iterator[Change]:
        for symbol in previous.symbols:
            if symbol not in current.symbols:
                yield at.into(Member(symbol)).change("SYMBOL_REMOVED", previous, current)
        for symbol in current.symbols:
            if symbol not in previous.symbols:
                yield at.into(Member(symbol)).change("SYMBOL_ADDED", previous, current)
        kept = [symbol for symbol in previous.symbols if symbol in current.symbols]
        if kept != [symbol for symbol in current.symbols if symbol in previous.symbols]:
            yield at.change("SYMBOLS_REORDERED", previous, current)
        match previous.default, current.default:
            case None, str():
                yield at.change("ENUM_DEFAULT_ADDED", previous, current)
            case str(), None:
                yield at.change("ENUM_DEFAULT_REMOVED", previous, current)
            case was, now if was != now:
                yield at.change("ENUM_DEFAULT_CHANGED", previous, current)
        if self.knows_contract and previous.table != current.table:
            yield at.change("TABLE_CHANGED", previous, current)


def _ambiguous(previous: Record, current: Record, at: At) -> Iterator[Change]:
    """Fields that take two fields of the other side at once."""
    for field in current.fields:
        writers = writers_of(field, previous, current)
        if len(writers) > 1:
            inside = at.within(Holder(previous.name, current.name, writers[0], field))
            yield inside.change("ALIASES_AMBIGUOUS", writers, field)
    for field in previous.fields:
        writers = writers_of(field, current, previous)
        if len(writers) > 1:
            inside = at.within(Holder(previous.name, current.name, field, writers[0]))
            yield inside.change("ALIASES_AMBIGUOUS", field, writers)


def _is_same_json(one: object, other: object) -> bool:
    """Whether two defaults are written alike; Python takes 1 for true, and JSON does not."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def branch_text(written: Type) -> str:
    """How a path names a branch: a simple name, or the type."""
    match written:
        case Primitive(name) | Reference(name):
            return name
        case Array():
            return "array"
        case Map():
            return "map"
        case Union():
            raise ValueError("a union holds no union")
