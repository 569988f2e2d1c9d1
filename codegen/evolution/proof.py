"""The proof of a break: a datum that goes through the difference, and what the reader makes of it."""

import json
from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct

from codegen.model import Array, Fixed, Map, Primitive, Record, Reference, Union
from codegen.union_forms import branch_name

from .change import Change
from .meaning import Typed, differences, meaning
from .paths import InBranch, InField, InItems, InValues, Member, Path, SideName, text_of
from .resolve import Refusal, read_through
from .samples import KEY, aimed
from .shown import in_json, spoken
from .verdicts import Column, Direction
from .versions import Version

# Changes of what a name means: the data are read, and only people can tell.
_REUSED = ("FIELD_NAME_REUSED", "SYMBOL_REUSED", "BRANCH_REUSED", "TYPE_NAME_REUSED")


class Example(Struct, frozen=True):
    """A counter-example as plain values: what was written, and what was refused, or read as something else."""

    datum: Any
    refusal: Refusal | None
    written: Typed | None
    read: Typed | None


class Proof(Struct, frozen=True):
    """A counter-example for people: the datum in JSON, and the sentence that says what became of it."""

    outcome: Literal["refused", "another value"]
    datum: Any
    writer: str
    reader: str
    path: str
    says: str


def proof(
    previous: Version, current: Version, change: Change, direction: Direction, column: Column = "AVRO"
) -> Proof | None:
    """What a reader on one side makes of data from the other; None if the change does no harm in this direction."""
    example = counter_example(previous, current, change, direction, column)
    if example is None and change.kind in _REUSED:
        example = _as_it_was(previous, current, change, direction)
    if example is None:
        return None
    writer, reader = (previous, current) if direction == "BACKWARD" else (current, previous)
    shown = json.loads(json.dumps(in_json(Typed(Reference(writer.root), writer.tree, example.datum))))
    path = value_path(change.path, "current" if direction == "BACKWARD" else "previous")
    if change.kind in _REUSED and example.refusal is None:
        name = text_of(change.path) or change.owner
        says = f"what was written as one `{name}` is read as the other"
        return Proof("another value", shown, writer.label, reader.label, path, says)
    if example.refusal is not None:
        return Proof("refused", shown, writer.label, reader.label, example.refusal.path, example.refusal.message)
    return Proof("another value", shown, writer.label, reader.label, path, _read_otherwise(example))


def counter_example(
    previous: Version, current: Version, change: Change, direction: Direction, column: Column = "AVRO"
) -> Example | None:
    """Of the data that lead through the change, one that is refused there, or else one that becomes something else.

    For the column LOGICAL it is the other way round.
    """
    refused: Example | None = None
    changed: Example | None = None
    for example in _examples(previous, current, change, direction):
        if example.refusal is not None:
            refused = refused or example
        else:
            changed = changed or example
    return (changed or refused) if column == "LOGICAL" else (refused or changed)


def _examples(previous: Version, current: Version, change: Change, direction: Direction) -> Iterator[Example]:
    sides: tuple[SideName, SideName] = ("previous", "current") if direction == "BACKWARD" else ("current", "previous")
    writer, reader = (previous, current) if direction == "BACKWARD" else (current, previous)
    root, own = Reference(writer.root), Reference(reader.root)
    target = value_path(change.path, sides[1])
    for datum in aimed(root, writer.tree, change.path, sides[0]):
        reading = read_through(root, datum, own, writer.tree, reader.tree)
        refusal = next((refusal for refusal in reading.refusals if _is_below(refusal.path, target)), None)
        if refusal is not None:
            yield Example(datum, refusal, None, None)
            continue
        written = _at(Typed(root, writer.tree, datum), change.path, sides[0])
        read = _at(Typed(own, reader.tree, reading.value), change.path, sides[1])
        if written is not None and read is not None and _is_other(change, written, read):
            yield Example(datum, None, written, read)


def _as_it_was(previous: Version, current: Version, change: Change, direction: Direction) -> Example | None:
    """A datum that reads well: only people know that it means something else now."""
    writer = previous if direction == "BACKWARD" else current
    side: SideName = "previous" if direction == "BACKWARD" else "current"
    data = aimed(Reference(writer.root), writer.tree, change.path, side)
    symbol = change.path[-1].name if change.path and isinstance(change.path[-1], Member) else None
    chosen = next((datum for datum in data if datum == symbol), next(iter(data), None))
    return Example(chosen, None, None, None) if data else None


def _is_other(change: Change, written: Typed, read: Typed) -> bool:
    """Whether a value became another; under another field's name it is a default, whatever that is."""
    if change.kind.startswith("FIELD_RENAMED"):
        return spoken(written) != spoken(read)
    return any(differences(written, read))


def _read_otherwise(example: Example) -> str:
    if example.written is None or example.read is None:
        return ""
    was, now = spoken(example.written), spoken(example.read)
    kind = _kind_of(_unwrapped(example.read))
    return f"{was} is {kind}" if kind.startswith("no ") else f"{was} is read as {now}"


def _kind_of(read: Typed) -> str:
    """What a leaf is a case of; nothing for what has parts."""
    leaf = read.tree.types[read.type.name] if isinstance(read.type, Reference) else read.type
    return meaning(leaf, read.datum)[0] if isinstance(leaf, Primitive | Fixed) else ""


def _unwrapped(typed: Typed) -> Typed:
    match typed.type:
        case Union(branches):
            name, value = typed.datum
            return Typed(next(branch for branch in branches if branch_name(branch) == name), typed.tree, value)
        case _:
            return typed


def value_path(path: Path, side: SideName) -> str:
    """Where the aimed datum has its difference, by the names of one side."""
    return "$" + "".join(_value_step(step, side) for step in path)


def _value_step(step: object, side: SideName) -> str:
    match step:
        case InField(previous, current):
            return f".{step.on(side) or previous or current}"
        case InItems():
            return "[0]"
        case InValues():
            return f"[{KEY!r}]"
        case _:
            return ""


def _is_below(path: str, target: str) -> bool:
    """Whether a refusal lies at the change or inside of it; branches are not part of the comparison."""
    plain = _without_branches(path)
    return plain == target or (plain.startswith(target) and plain[len(target)] in ".[")


def _without_branches(path: str) -> str:
    found, depth = [], 0
    for character in path:
        depth += (character == "<") - (character == ">")
        if depth == 0 and character != ">":
            found.append(character)
    return "".join(found)


def _at(typed: Typed, path: Path, side: SideName) -> Typed | None:
    """The part of a datum that stands at a path; None if that side has nothing there, or could not read it."""
    for step in path:
        if isinstance(step, Member) or (isinstance(typed.type, Union) and typed.datum is None):
            break
        if isinstance(step, InBranch):
            if step.on(side) is not None:
                typed = _unwrapped(typed)
            continue
        inner = _inside(_unwrapped(typed), step, side)
        if inner is None:
            return None
        typed = inner
    return None if isinstance(typed.type, Union) and typed.datum is None else typed


def _inside(typed: Typed, step: InField | InItems | InValues, side: SideName) -> Typed | None:
    match step, typed.type:
        case InField(), Reference(name):
            record = typed.tree.types[name]
            fields = record.fields if isinstance(record, Record) else ()
            field = next((field for field in fields if field.name == step.on(side)), None)
            if field is None or typed.datum is None:
                return None
            return Typed(field.type, typed.tree, typed.datum[field.name])
        case InItems(), Array(items) if typed.datum:
            return Typed(items, typed.tree, typed.datum[0])
        case InValues(), Map(values) if typed.datum:
            return Typed(values, typed.tree, typed.datum[KEY])
        case _:
            return None
