"""Whom a change hurts by name: every consumer's reader projection, held against what the change touches.

A consumer is Broken if it fails or misreads, or if its code names what changed; Potentially affected if it uses the
value as a whole, so that nobody can tell; and Unaffected otherwise.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, get_args

from msgspec import Struct

from codegen.model import Enum, Tree
from codegen.readers.projection import WHOLE, Projection, carried

from .change import Change
from .paths import InField, Member
from .verdicts import Column

Harm = Literal["Broken", "Potentially affected", "Unaffected"]

_HARMS: tuple[Harm, ...] = get_args(Harm)
_NOBODY: tuple[Harm, str] = ("Unaffected", "")


class Touched(Struct, frozen=True, kw_only=True):
    """What a change touches, and in which column it is judged.

    `type` is the named type in which it stands, `names` what it is called in there on either side: a field, or a symbol
    of an enum; none if it concerns the type as such. `holders` are all types that data of this type come in, itself
    among them. `is_new` is of a field that was not there before; `breaks` is False where a change only warns.
    """

    type: str
    names: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    column: Column
    is_new: bool = False
    breaks: bool = True


class Impact(Struct, frozen=True):
    """What becomes of one consumer, and why."""

    consumer: str
    owner: str
    harm: Harm
    why: str = ""

    def __str__(self) -> str:
        return f"{self.harm}: {_named(self)}{f' {self.why}' if self.why else ''}"


def touched(change: Change, column: Column, holders: Iterable[str], *, breaks: bool) -> Touched:
    """What a change touches in one column. `holders` are the types that it was found from."""
    return Touched(
        type=change.owner,
        names=_names(change),
        holders=tuple(dict.fromkeys((change.owner, *holders))),
        column=column,
        is_new=change.kind == "FIELD_ADDED",
        breaks=breaks,
    )


def _names(change: Change) -> tuple[str, ...]:
    """What the change is about inside of the type in which it stands: the first step from there."""
    match change.path[change.depth :]:
        case (InField(previous, current), *_):
            return tuple(dict.fromkeys(name for name in (previous, current) if name is not None))
        case (Member(name), *_) if isinstance(change.previous, Enum) or isinstance(change.current, Enum):
            return (name,)
        case _:
            return ()


class Readers:
    """The projections of all consumers, by name, with what each hands on."""

    def __init__(self, projections: Mapping[str, Projection], tree: Tree) -> None:
        self._consumers = [_Consumer.of(name, projection, tree) for name, projection in projections.items()]

    def impacts(self, touched: Touched) -> tuple[Impact, ...]:
        """What becomes of every consumer, the hurt ones first."""
        found = []
        for consumer in self._consumers:
            harm, why = _COLUMNS[touched.column](touched, _Reader(consumer, touched))
            if harm == "Broken" and not touched.breaks:
                harm = "Potentially affected"
            found.append(Impact(consumer.name, consumer.projection.owner, harm, why))
        return tuple(sorted(found, key=_order))


NO_READERS = Readers({}, Tree({}))


def gravest(found: Iterable[Impact]) -> tuple[Impact, ...]:
    """Of several columns or directions the worst for each consumer."""
    worst: dict[str, Impact] = {}
    for impact in found:
        known = worst.get(impact.consumer)
        if known is None or _order(impact) < _order(known):
            worst[impact.consumer] = impact
    return tuple(sorted(worst.values(), key=_order))


def _order(impact: Impact) -> tuple[int, str]:
    return _HARMS.index(impact.harm), impact.consumer


def told(found: Iterable[Impact]) -> tuple[str, ...]:
    """A line for each that is hurt, and one for all that are not."""
    hurt = [impact for impact in found if impact.harm != "Unaffected"]
    unhurt = [_named(impact) for impact in found if impact.harm == "Unaffected"]
    return (*map(str, hurt), *([f"Unaffected: {', '.join(unhurt)}"] if unhurt else []))


def _named(impact: Impact) -> str:
    return impact.consumer if impact.owner == impact.consumer else f"{impact.consumer} (owner: {impact.owner})"


class _Consumer(Struct, frozen=True):
    """One consumer. `decoded` is what it hands on and has read from Kafka; requests it only writes."""

    name: str
    projection: Projection
    handed_on: frozenset[str]
    decoded: frozenset[str]

    @classmethod
    def of(cls, name: str, projection: Projection, tree: Tree) -> "_Consumer":
        read = (carried(what, tree) for what in projection.carries if what in ("answers", "events"))
        return cls(name, projection, projection.carried(tree), frozenset(each for types in read for each in types))


class _Reader:
    """What one consumer has to do with what a change touches."""

    def __init__(self, consumer: _Consumer, touched: Touched) -> None:
        projection = consumer.projection
        reads, makes = projection.reads.get(touched.type), projection.makes.get(touched.type)
        holders = touched.holders or (touched.type,)
        self.language = projection.language
        self.speaks = projection.speaks
        self.is_met = reads is not None or makes is not None
        self.makes = makes is not None
        self.looks_at = sorted(set(touched.names) & set(reads or ()))
        self.fills = sorted(set(touched.names) & set(makes or ()))
        self.uses_whole = WHOLE in (reads or ())
        self.makes_any = WHOLE in (makes or ())
        self.taken = [holder for holder in holders if holder in projection.reads]
        self.handed_on = [holder for holder in holders if holder in consumer.handed_on]
        self.decoded = [holder for holder in holders if holder in consumer.decoded]


def _avro(_touched: Touched, reader: _Reader) -> tuple[Harm, str]:
    """Whoever decodes any of the holders reads none of it, whatever fields it wants."""
    if "Avro" not in reader.speaks:
        return ("Potentially affected", f"is not given {_listed(reader.taken)} then") if reader.taken else _NOBODY
    beyond = f", and reads {_listed(reader.looks_at)}" if reader.looks_at else ""
    holders = reader.taken or reader.decoded
    return ("Broken", f"cannot read {_listed(holders)}{beyond}") if holders else _NOBODY


def _logical(touched: Touched, reader: _Reader) -> tuple[Harm, str]:
    if reader.looks_at:
        return "Broken", f"reads {_listed(reader.looks_at)} of {touched.type}, and takes it for what it was"
    return _as_a_whole(touched, reader)


def _json(touched: Touched, reader: _Reader) -> tuple[Harm, str]:
    if "JSON" not in reader.speaks:
        return _NOBODY
    return _by_name(touched, reader) or _as_a_whole(touched, reader)


def _source(touched: Touched, reader: _Reader) -> tuple[Harm, str]:
    if reader.language.upper() != touched.column:
        return _NOBODY
    found = _by_name(touched, reader)
    if found is not None:
        return found
    if reader.uses_whole or reader.makes_any:
        return "Potentially affected", f"uses {touched.type} whole"
    return _NOBODY


def _contract(touched: Touched, reader: _Reader) -> tuple[Harm, str]:
    """A promise about a field concerns whoever fills or reads it; one about a type, all who use it."""
    if touched.names and (reader.fills or reader.looks_at):
        what = f"fills {_listed(reader.fills)}" if reader.fills else f"reads {_listed(reader.looks_at)}"
        return "Potentially affected", f"{what} of {touched.type}"
    if not touched.names and reader.is_met:
        return "Broken", f"{'makes' if reader.makes else 'reads'} {touched.type}"
    return _as_a_whole(touched, reader)


def _by_name(touched: Touched, reader: _Reader) -> tuple[Harm, str] | None:
    """The code names what changed, or makes the type without what is new in it."""
    if reader.looks_at:
        return "Broken", f"reads {_listed(reader.looks_at)} of {touched.type}"
    if reader.fills:
        return "Broken", f"fills {_listed(reader.fills)} of {touched.type}"
    if touched.is_new and reader.makes:
        return "Broken", f"makes {touched.type} without {_listed(touched.names)}"
    if not touched.names and reader.is_met:
        return "Broken", f"{'makes' if reader.makes else 'reads'} {touched.type}"
    return None


def _as_a_whole(touched: Touched, reader: _Reader) -> tuple[Harm, str]:
    if reader.uses_whole:
        return "Potentially affected", f"uses {touched.type} whole"
    if reader.handed_on:
        return "Potentially affected", f"hands {_listed(reader.handed_on)} on"
    return _NOBODY


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


_COLUMNS: dict[Column, Callable[[Touched, _Reader], tuple[Harm, str]]] = {
    "AVRO": _avro,
    "LOGICAL": _logical,
    "JSON": _json,
    "PYTHON": _source,
    "TYPESCRIPT": _source,
    "CONTRACT": _contract,
}
