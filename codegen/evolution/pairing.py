"""Which part of one version is which part of the other: fields, and branches of unions, as Avro resolves them.

https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product

from msgspec import UNSET, Struct

from codegen.model import Array, Enum, Field, Fixed, Map, Named, Primitive, Record, Reference, Tree, Type, Union

from .primitives import CONVERSIONS

# Whether a branch of the previous version is one of the current version.
_IsSame = Callable[[Type, Type], bool]


class Kin(Struct, frozen=True):
    """What is known of renames from the versions in between.

    `fields`: by the full name of a previous record, the fields that have another name now. `types`: the same of types.
    """

    fields: Mapping[str, Mapping[str, str]] = {}
    types: Mapping[str, str] = {}


NO_KIN = Kin()


class FieldPairs(Struct, frozen=True):
    """`guessed` are fields that went and came at once, with one type: most likely a rename that nobody declared."""

    matched: tuple[tuple[Field, Field], ...]
    guessed: tuple[tuple[Field, Field], ...]
    removed: tuple[Field, ...]
    added: tuple[Field, ...]


class BranchPairs(Struct, frozen=True):
    """Indexes of branches: those that are on both sides, and those on one."""

    matched: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]


def pair_fields(
    previous: Record, current: Record, trees: tuple[Tree, Tree], kin: Mapping[str, str], *, guess: bool
) -> FieldPairs:
    """As is known from the versions between them, else by name, else by an alias of either side."""
    by_name = {field.name: field for field in previous.fields}
    heirs = {new: old for old, new in kin.items() if old in by_name}
    matched = [(by_name.pop(heirs[field.name]), field) for field in current.fields if field.name in heirs]
    matched += [
        (by_name.pop(field.name), field)
        for field in current.fields
        if field.name in by_name and field.name not in heirs
    ]
    came = [field for field in current.fields if all(field is not mine for _, mine in matched)]
    for field in tuple(came):
        was = next((old for old in by_name.values() if old.name in field.aliases or field.name in old.aliases), None)
        if was is not None:
            came.remove(field)
            matched.append((by_name.pop(was.name), field))
    guessed = _guessed(list(by_name.values()), came, trees) if guess else ()
    guesses = {id(field) for pair in guessed for field in pair}
    order = {field.name: index for index, field in enumerate(current.fields)}
    return FieldPairs(
        tuple(sorted(matched, key=lambda pair: order[pair[1].name])),
        guessed,
        tuple(field for field in by_name.values() if id(field) not in guesses),
        tuple(field for field in came if id(field) not in guesses),
    )


def _guessed(
    removed: Sequence[Field], added: Sequence[Field], trees: tuple[Tree, Tree]
) -> tuple[tuple[Field, Field], ...]:
    """Each field that went, with the one that came, where no other could be meant."""
    alike = [
        (old, new) for old, new in product(removed, added) if shape(old.type, trees[0]) == shape(new.type, trees[1])
    ]
    return tuple(
        (old, new)
        for old, new in alike
        if sum(old is other for other, _ in alike) == 1 and sum(new is other for _, other in alike) == 1
    )


def shape(written: Type, tree: Tree) -> object:
    """A type without its limits, for comparing."""
    match written:
        case Primitive():
            return written.name, written.logical, written.precision, written.scale
        case Array(items):
            return "array", shape(items, tree)
        case Map(values):
            return "map", shape(values, tree)
        case Union(branches):
            return "union", tuple(shape(branch, tree) for branch in branches)
        case Reference(name):
            return name


def pair_branches(
    previous: Sequence[Type], current: Sequence[Type], previous_tree: Tree, current_tree: Tree, kin: Kin = NO_KIN
) -> BranchPairs:
    """Same type or name first, then aliases, then one name in another namespace, then one shape under another name."""

    def has_descended(old: Named, new: Named) -> bool:
        return kin.types.get(old.name) == new.name

    def named(old: Type, new: Type) -> tuple[Named, Named] | None:
        if not (isinstance(old, Reference) and isinstance(new, Reference)):
            return None
        pair = (previous_tree.types[old.name], current_tree.types[new.name])
        return pair if type(pair[0]) is type(pair[1]) else None

    def by(check: Callable[[Named, Named], bool]) -> _IsSame:
        return lambda old, new: (pair := named(old, new)) is not None and check(*pair)

    checks = (has_descended, _has_name, _has_alias, _has_simple_name, _has_shape)
    rounds: tuple[_IsSame, ...] = (_is_unnamed_twin, *(by(check) for check in checks))
    old_left, new_left = list(range(len(previous))), list(range(len(current)))
    matched: list[tuple[int, int]] = []
    for is_same in rounds:
        for old, new in product(tuple(old_left), tuple(new_left)):
            if old in old_left and new in new_left and is_same(previous[old], current[new]):
                matched.append((old, new))
                old_left.remove(old)
                new_left.remove(new)
    if _is_one_promoted(old_left, new_left, previous, current):
        matched.append((old_left.pop(), new_left.pop()))
    sure = [pair for pair in matched if _is_sure(pair, previous, current, (previous_tree, current_tree))]
    unsure = [pair for pair in matched if pair not in sure]
    return BranchPairs(
        tuple(sorted(sure, key=lambda pair: pair[1])),
        tuple(sorted([*old_left, *(old for old, _ in unsure)])),
        tuple(sorted([*new_left, *(new for _, new in unsure)])),
    )


def _is_sure(
    pair: tuple[int, int], previous: Sequence[Type], current: Sequence[Type], trees: tuple[Tree, Tree]
) -> bool:
    """Whether no other branch is nearer: two types may have one last name in two namespaces."""
    old, new = pair
    there = branch_for(previous[old], current, *trees)
    back = branch_for(current[new], previous, trees[1], trees[0])
    return there in (None, new) and back in (None, old)


def _is_unnamed_twin(old: Type, new: Type) -> bool:
    match old, new:
        case Primitive(), Primitive():
            return old.name == new.name
        case (Array(), Array()) | (Map(), Map()):
            return True
        case _:
            return False


def _has_name(old: Named, new: Named) -> bool:
    return old.name == new.name


def _has_alias(old: Named, new: Named) -> bool:
    return old.name in new.aliases or new.name in old.aliases


def _has_simple_name(old: Named, new: Named) -> bool:
    return old.name.rpartition(".")[2] == new.name.rpartition(".")[2]


def _has_shape(old: Named, new: Named) -> bool:
    match old, new:
        case Record(), Record():
            names = [field.name for field in old.fields]
            return bool(names) and names == [field.name for field in new.fields]
        case Enum(), Enum():
            return old.symbols == new.symbols
        case Fixed(), Fixed():
            return old.size == new.size
        case _:
            return False


def _is_one_promoted(
    removed: Sequence[int], added: Sequence[int], previous: Sequence[Type], current: Sequence[Type]
) -> bool:
    """Whether one primitive became another, and data of neither could end up in any other branch."""
    if len(removed) != 1 or len(added) != 1:
        return False
    old, new = previous[removed[0]], current[added[0]]
    if not (isinstance(old, Primitive) and isinstance(new, Primitive)):
        return False
    if (old.name, new.name) not in CONVERSIONS and (new.name, old.name) not in CONVERSIONS:
        return False
    others = [*previous[: removed[0]], *previous[removed[0] + 1 :], *current[: added[0]], *current[added[0] + 1 :]]
    return not any(
        isinstance(other, Primitive) and (one.name, other.name) in CONVERSIONS for one in (old, new) for other in others
    )


def branch_for(writer: Type, branches: Sequence[Type], writer_tree: Tree, reader_tree: Tree) -> int | None:
    """Which branch of the reader takes data of the writer: the nearest, of equally near ones the first."""
    found = [_nearness(writer, branch, writer_tree, reader_tree) for branch in branches]
    best = min(found, default=_NEVER)
    return None if best == _NEVER else found.index(best)


def is_same(writer: Named, reader: Named) -> bool:
    """Whether a reader's type is the writer's, by its name or by an alias."""
    return _nearness_of_names(writer, reader) != _NEVER


_SAME, _ALIAS, _OTHER_NAMESPACE, _PROMOTION, _NEVER = range(5)


def _nearness(writer: Type, reader: Type, writer_tree: Tree, reader_tree: Tree) -> int:
    match writer, reader:
        case Reference(), Reference():
            return _nearness_of_named(writer_tree.types[writer.name], reader_tree.types[reader.name])
        case Primitive(), Primitive() if (writer.name, reader.name) in CONVERSIONS:
            return _PROMOTION
        case _:
            return _SAME if _is_unnamed_twin(writer, reader) else _NEVER


def _nearness_of_named(writer: Named, reader: Named) -> int:
    """A branch of another size takes nothing, so that one of another name may be nearer."""
    is_resized = isinstance(writer, Fixed) and isinstance(reader, Fixed) and writer.size != reader.size
    return _NEVER if is_resized else _nearness_of_names(writer, reader)


def _nearness_of_names(writer: Named, reader: Named) -> int:
    if type(writer) is not type(reader):
        return _NEVER
    if writer.name == reader.name:
        return _SAME
    if writer.name in reader.aliases:
        return _ALIAS
    return _OTHER_NAMESPACE if _has_simple_name(writer, reader) else _NEVER


def writers_of(field: Field, writer: Record, reader: Record) -> list[Field]:
    """The fields of the writer that a reader's field takes; more than one is one too many."""
    own = {other.name for other in reader.fields}
    names = {field.name, *(alias for alias in field.aliases if alias not in own)}
    return [other for other in writer.fields if other.name in names]


def has_default(field: Field) -> bool:
    return field.default is not UNSET
