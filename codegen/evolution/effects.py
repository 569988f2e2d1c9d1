"""What a change does where that depends on more than its kind: on defaults, on other branches, on forms in JSON."""

from collections.abc import Iterable, Sequence

from codegen.model import Enum, Field, Fixed, Primitive, Reference, Tree, Type, Union
from codegen.union_forms import Branch, branches_of

from . import json_form, source_form
from .change import Change, InUnion
from .context import Context
from .meaning import Typed, differences
from .pairing import branch_for, has_default, pair_branches
from .paths import InBranch
from .primitives import CONVERSIONS
from .resolve import read_through
from .samples import candidates, has_one_value
from .verdicts import Effects

BOTH = "BF"


def merged(*parts: Effects) -> Effects:
    """All that several effects say, a break before a warning."""
    found: Effects = {}
    for part in parts:
        for column, letters in part.items():
            found[column] = "".join(sorted(set(found.get(column, "")) | set(letters)))
    return found


# Fields


def field_added(change: Change, context: Context) -> Effects:
    """Without a default. What was written before lacks it; whoever makes the record has to give it now."""
    sent = not context.is_kept_from_clients(change, change.current)
    inputs: Effects = {"TYPESCRIPT": BOTH} if context.may_be_sent and sent else {"TYPESCRIPT": "F"}
    return merged({"AVRO": "B", "PYTHON": BOTH}, {"JSON": "B"} if sent else {}, inputs)


def field_removed(change: Change, context: Context) -> Effects:
    """Readers of the previous version miss it, unless they have a default; pages fill in none.

    What an open page still sends of it is let be by the gateway, which knows what was published.
    """
    reads: Effects = {} if has_default(change.previous) else {"AVRO": "F", "JSON": "F"}
    stale: Effects = {"JSON": "f"} if context.use.is_answer else {}
    return merged(reads, stale, {"PYTHON": BOTH, "TYPESCRIPT": "B"})


def field_renamed(change: Change, context: Context) -> Effects:
    """A reader that knows the other name finds the value; with a default it loses it; with neither it fails."""
    old, new = change.previous, change.current
    return merged(
        _lost("B", old, new, context.trees[0]),
        _lost("F", new, old, context.trees[1]),
        {"JSON": BOTH, "PYTHON": BOTH, "TYPESCRIPT": BOTH},
    )


def _lost(letter: str, writer: Field, reader: Field, writer_tree: Tree) -> Effects:
    if writer.name in (reader.name, *reader.aliases):
        return {}
    if not has_default(reader):
        return {"AVRO": letter}
    return {} if has_one_value(writer.type, writer_tree) else {"LOGICAL": letter}


def ambiguous(change: Change, _context: Context) -> Effects:
    """The side that takes two fields for one cannot read the other."""
    return {"AVRO": "B" if isinstance(change.current, Field) else "F"}


def default_removed(change: Change, context: Context) -> Effects:
    sent = context.may_be_sent and not context.is_kept_from_clients(change, change.current)
    inputs: Effects = {"JSON": "B", "TYPESCRIPT": "B"} if sent else {}
    return merged({"PYTHON": "B"}, inputs)


def default_added(change: Change, context: Context) -> Effects:
    sent = context.use.is_request and not context.is_kept_from_clients(change, change.current)
    return merged({"PYTHON": "F"}, {"JSON": "f", "TYPESCRIPT": "F"} if sent else {})


# Types


def type_changed(change: Change, context: Context) -> Effects:
    """Of one type to another at one place: what resolution reads, what the JSON is, how it is spelled."""
    return merged(
        _by_resolution(_branches(change.previous), _branches(change.current), context.trees),
        of_form(change.previous, change.current, context.trees),
    )


def of_form(previous: Type, current: Type, trees: tuple[Tree, Tree]) -> Effects:
    """JSON and source alone."""
    old, new = _branches(previous), _branches(current)
    if len(old) == len(new) == 1:
        there = json_form.reads(old[0], new[0], *trees)
        back = json_form.reads(new[0], old[0], trees[1], trees[0])
        letters = ("" if there else "B") + ("" if back else "F")
    else:
        letters = BOTH
    return merged({"JSON": letters}, _of_source(previous, current, trees))


def meaning_changed(change: Change, context: Context) -> Effects:
    """Another logical type: the bytes are read, and mean something else."""
    return merged({"LOGICAL": BOTH}, form_of_change(change, context))


def form_of_change(change: Change, context: Context) -> Effects:
    """JSON and source of a change whose sides are types or fixed ones."""
    previous, current = (
        Reference(side.name) if isinstance(side, Fixed) else side for side in (change.previous, change.current)
    )
    return of_form(previous, current, context.trees)


def _of_source(previous: Type, current: Type, trees: tuple[Tree, Tree]) -> Effects:
    found: Effects = {}
    if source_form.python(previous, trees[0]) != source_form.python(current, trees[1]):
        found["PYTHON"] = BOTH
    if source_form.typescript(previous, trees[0]) != source_form.typescript(current, trees[1]):
        found["TYPESCRIPT"] = BOTH
    return found


# Unions


def branch_removed(change: Change, context: Context) -> Effects:
    union: InUnion = change.previous
    return merged(
        _unread([union.branch], union.current, "B", context.trees),
        _json_of_branches(union.previous, union.current, context, {"B"}),
        {"PYTHON": BOTH, "TYPESCRIPT": BOTH},
    )


def branch_added(change: Change, context: Context) -> Effects:
    union: InUnion = change.current
    return merged(
        _unread([union.branch], union.previous, "F", (context.trees[1], context.trees[0])),
        _json_of_branches(union.previous, union.current, context, {"F"}),
        {"PYTHON": BOTH, "TYPESCRIPT": BOTH},
    )


def branches_reordered(change: Change, context: Context) -> Effects:
    """Only which branch is wrapped can change, in JSON and in the types of it."""
    return merged(
        _json_of_branches(change.previous.branches, change.current.branches, context, set()),
        _of_source(change.previous, change.current, context.trees),
    )


def to_or_from_union(change: Change, context: Context) -> Effects:
    old, new = _branches(change.previous), _branches(change.current)
    pairs = pair_branches(old, new, *context.trees)
    removed, added = [old[index] for index in pairs.removed], [new[index] for index in pairs.added]
    return merged(
        _unread(removed, new, "B", context.trees),
        _unread(added, old, "F", (context.trees[1], context.trees[0])),
        _json_of_branches(old, new, context, {"B"} if removed else {"F"}),
        _of_source(change.previous, change.current, context.trees),
    )


def _by_resolution(old: Sequence[Type], new: Sequence[Type], trees: tuple[Tree, Tree]) -> Effects:
    return merged(_unread(old, new, "B", trees), _unread(new, old, "F", (trees[1], trees[0])))


def _unread(written: Iterable[Type], readers: Sequence[Type], letter: str, trees: tuple[Tree, Tree]) -> Effects:
    """What becomes of the data of some types, where the reader has only these. `trees` are writer's and reader's."""
    found: Effects = {}
    for writer in written:
        index = branch_for(writer, readers, *trees)
        if index is None:
            found = merged(found, {"AVRO": letter})
        else:
            found = merged(found, _as_another(writer, readers[index], letter, trees))
    return found


def _as_another(writer: Type, reader: Type, letter: str, trees: tuple[Tree, Tree]) -> Effects:
    """A value that ends up in another branch: promoted, or as a type of the same simple name."""
    if isinstance(writer, Reference) and isinstance(reader, Reference) and writer.name != reader.name:
        return _of_samples(writer, reader, letter, trees)
    if not (isinstance(writer, Primitive) and isinstance(reader, Primitive)):
        return {}
    if (writer.name, reader.name) == ("bytes", "string"):
        return {"AVRO": letter, "LOGICAL": letter}
    if writer.logical != reader.logical or CONVERSIONS.get((writer.name, reader.name)) == "other":
        return {"LOGICAL": letter}
    return {"LOGICAL": letter.lower()} if CONVERSIONS.get((writer.name, reader.name)) == "lossy" else {}


def _of_samples(writer: Reference, reader: Reference, letter: str, trees: tuple[Tree, Tree]) -> Effects:
    """What becomes of data of one named type in another one."""
    found: Effects = {}
    for datum in candidates(writer, trees[0]):
        reading = read_through(writer, datum, reader, *trees)
        if reading.refusals:
            found = merged(found, {"AVRO": letter})
        elif any(differences(Typed(writer, trees[0], datum), Typed(reader, trees[1], reading.value))):
            found = merged(found, {"LOGICAL": letter})
    return found


def _json_of_branches(old: Sequence[Type], new: Sequence[Type], context: Context, unread: set[str]) -> Effects:
    """A branch that only one side has is not read by the other, and its coming or going may wrap others."""
    pairs = pair_branches(old, new, *context.trees)
    was, now = _forms(old, context.trees[0]), _forms(new, context.trees[1])
    if any(was[before].is_wrapped != now[after].is_wrapped for before, after in pairs.matched):
        return {"JSON": BOTH}
    return {"JSON": "".join(sorted(unread))}


def _forms(branches: Sequence[Type], tree: Tree) -> tuple[Branch, ...]:
    return branches_of(Union(tuple(branches)), tree)


def _branches(written: Type) -> tuple[Type, ...]:
    return written.branches if isinstance(written, Union) else (written,)


# Named types


def symbol_removed(change: Change, _context: Context) -> Effects:
    """The new reader falls back to its default, or fails."""
    fails: Effects = {} if change.current.default else {"AVRO": "B", "JSON": "B"}
    return merged(fails, {"PYTHON": BOTH, "TYPESCRIPT": BOTH})


def symbol_added(change: Change, _context: Context) -> Effects:
    fails: Effects = {} if change.previous.default else {"AVRO": "F", "JSON": "F"}
    return merged(fails, {"PYTHON": BOTH, "TYPESCRIPT": BOTH})


def type_renamed(change: Change, _context: Context) -> Effects:
    """A reader needs the writer's name, as its own or as an alias; `@type` has no aliases."""
    old, new = change.previous, change.current
    avro = ("" if old.name in new.aliases else "B") + ("" if new.name in old.aliases else "F")
    return merged({"AVRO": avro, "PYTHON": BOTH, "TYPESCRIPT": BOTH}, _tag(change))


def namespace_moved(change: Change, _context: Context) -> Effects:
    """Avro compares names without their namespace; subjects, modules and `@type` do not."""
    return merged({"PYTHON": BOTH, "TYPESCRIPT": BOTH, "CONTRACT": BOTH}, _tag(change))


def _tag(change: Change) -> Effects:
    """Whether a name is written in JSON: of every record, and of the others in a union, which may wrap them."""
    is_in_union = bool(change.path) and isinstance(change.path[-1], InBranch)
    return {"JSON": BOTH} if is_in_union or not isinstance(change.current, Enum | Fixed) else {}
