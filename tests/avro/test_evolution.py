"""The evolution engine over random pairs: its verdicts are what readers do, and what Avro's Java says of the schemas.

"Compatible" means that every datum decodes to the same meaning; "incompatible", that a datum was found which does not.
`STRICTER` and `WRONG` list where ours breaks although Java's `SchemaCompatibility` passes, and where Java errs.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import event, given, reject
from hypothesis import strategies as st
from msgspec import Struct

from codegen.evolution.change import Change
from codegen.evolution.changes import changes
from codegen.evolution.context import Context
from codegen.evolution.meaning import Typed, differences
from codegen.evolution.proof import counter_example
from codegen.evolution.resolve import read_through
from codegen.evolution.rule import Rule
from codegen.evolution.rules import judge
from codegen.evolution.verdicts import DIRECTIONS, Direction, Effects, verdict
from codegen.evolution.versions import Version
from codegen.model import Reference
from codegen.parse import parse
from tests.avro.data import datums, written
from tests.avro.evolution import pairs
from tests.avro.families import Family
from tests.avro.java_peer import JavaPeer, JavaRefused
from tests.avro.readings import read_by_us
from tests.avro.sampling import sample
from tests.avro.spelling import spelled

DATUMS = 4
Judged = list[tuple[Change, Rule, Effects]]


class Pair(Struct, frozen=True):
    """Two families as schemas and as versions, data of each, and what is said of them."""

    families: tuple[Family, Family]
    schemas: tuple[Any, Any]
    versions: tuple[Version, Version]
    data: tuple[list[Any], list[Any]]
    judged: Judged

    def side(self, direction: Direction) -> tuple[int, int]:
        """The indexes of writer and reader."""
        return (0, 1) if direction == "BACKWARD" else (1, 0)

    def broken(self, direction: Direction, column: str) -> Judged:
        return [each for each in self.judged if verdict(each[2], column, direction) == "breaks"]

    def warned(self, direction: Direction) -> Judged:
        return [each for each in self.judged if verdict(each[2], "LOGICAL", direction) == "warns"]

    def has(self, *rules: str) -> bool:
        return any(rule.id in rules for _, rule, _ in self.judged)


@st.composite
def judged_pairs(draw: st.DrawFn) -> Pair:
    families = tuple(boxed(family) for family in draw(pairs()))
    schemas = spelled(families[0]), spelled(families[1])
    try:
        trees = [parse({"any.avsc": json.dumps(schema)}) for schema in schemas]
    except ExceptionGroup:
        reject()  # a default that says more than its type has: Java lets it pass
    versions = Version(families[0].root, trees[0], "v1"), Version(families[1].root, trees[1], "v2")
    data = tuple([datums(draw, family) for _ in range(DATUMS)] for family in families)
    context = Context(*versions)
    judged = [(change, *judge(change, context)) for change in changes(*versions)]
    return Pair(families, schemas, versions, data, judged)


def boxed(family: Family) -> Family:
    """The family in a record, because the engine compares named types."""
    box = {"type": "record", "name": "Box", "fields": [{"name": "it", "type": family.root}]}
    return Family("Box", {**family.types, "Box": box})


def seen_by_runtime(pair: Pair, direction: Direction, datum: Any) -> bytes | str:
    """What the byte-level runtime makes of one datum."""
    writer, reader = pair.side(direction)
    data = written(pair.families[writer], datum)
    return read_by_us(pair.schemas[writer], pair.schemas[reader], [data])[0]


def seen_by_engine(pair: Pair, direction: Direction, datum: Any) -> tuple[Any, list[str], bool, bool]:
    """The value, the refusals, whether it is another one, and whether only by rounding."""
    writer, reader = (pair.versions[index] for index in pair.side(direction))
    root, own = Reference(writer.root), Reference(reader.root)
    reading = read_through(root, datum, own, writer.tree, reader.tree)
    if reading.refusals:
        return None, [str(refusal) for refusal in reading.refusals], False, False
    found = list(differences(Typed(root, writer.tree, datum), Typed(own, reader.tree, reading.value)))
    return reading.value, [], any(not each.is_rounding for each in found), any(each.is_rounding for each in found)


def test_a_verdict_is_what_readers_do() -> None:
    """And the values that the engine reasons about are those of the runtime, byte for byte."""
    outcomes: Counter[str] = Counter()

    @sample(150)
    @given(judged_pairs())
    def hold(pair: Pair) -> None:
        for direction in DIRECTIONS:
            avro, logical = pair.broken(direction, "AVRO"), pair.broken(direction, "LOGICAL")
            said = "avro" if avro else "logical" if logical else "warned" if pair.warned(direction) else "compatible"
            outcomes[said] += 1
            event(said)
            for datum in pair.data[pair.side(direction)[0]]:
                value, refusals, is_other, is_rounded = seen_by_engine(pair, direction, datum)
                assert not refusals or avro or logical, (direction, refusals, pair.schemas)
                assert not is_other or avro or logical, (direction, datum, value, pair.schemas)
                assert not is_rounded or said != "compatible", (direction, datum, value, pair.schemas)
                agree(pair, direction, datum, value, refusals)
            for change, rule, _ in {id(each[0]): each for each in [*avro, *logical]}.values():
                example = counter_example(*pair.versions, change, direction, "AVRO" if avro else "LOGICAL")
                assert example is not None, (direction, rule.id, change.path, pair.schemas)

    hold()
    print("\n".join(f"{count:8} {outcome}" for outcome, count in outcomes.most_common()))
    assert min(outcomes["compatible"], outcomes["avro"], outcomes["logical"]) > 0


def agree(pair: Pair, direction: Direction, datum: Any, value: Any, refusals: list[str]) -> None:
    """The engine and the runtime make the same of one datum, or both refuse it."""
    runtime = seen_by_runtime(pair, direction, datum)
    if isinstance(runtime, bytes):
        if refusals:
            assert all("both are" in refusal for refusal in refusals), (direction, refusals, pair.schemas)
        else:
            assert runtime == written(pair.families[pair.side(direction)[1]], value), (direction, datum, pair.schemas)
    elif not refusals:
        # The runtime refuses types that do not match even if this datum has nothing at that place.
        assert pair.broken(direction, "AVRO") or pair.broken(direction, "LOGICAL"), (runtime, pair.schemas)


class Disagreement(Struct, frozen=True):
    """Why we and Java differ about a pair, and which pairs that covers."""

    name: str
    why: str
    covers: Callable[[Pair, Direction], bool]


# Where ours breaks, and Java's SchemaCompatibility passes.
STRICTER = (
    Disagreement(
        "NOT_UTF8",
        "Java reads any bytes as a string and replaces what is no UTF-8; Python and browsers fail",
        lambda pair, direction: pair.has("BYTES_BECAME_STRING", "STRING_BECAME_BYTES", *_OF_UNIONS),
    ),
    Disagreement(
        "ONE_NAME_TWICE",
        "Java takes a branch by its last name alone, and may take the wrong one of two namespaces",
        lambda pair, direction: any(has_one_name_twice(family) for family in pair.families),
    ),
)
_OF_UNIONS = ("BRANCH_ADDED", "BRANCH_REMOVED", "UNION_WIDENED", "UNION_NARROWED", "TYPE_CHANGED")


def has_one_name_twice(family: Family) -> bool:
    return len({name.rpartition(".")[2] for name in family.types}) < len(family.types)


def test_avro_verdicts_are_those_of_java(java: JavaPeer) -> None:
    outcomes: Counter[str] = Counter()

    @sample(150)
    @given(judged_pairs())
    def hold(pair: Pair) -> None:
        for direction in DIRECTIONS:
            said = compared(java, pair, direction)
            outcomes[said] += 1
            event(said)

    hold()
    print("\n".join(f"{count:8} {outcome}" for outcome, count in outcomes.most_common()))
    assert outcomes["both pass"] > 0
    assert outcomes["both break"] > 0


def compared(java: JavaPeer, pair: Pair, direction: Direction) -> str:
    writer, reader = (pair.schemas[index] for index in pair.side(direction))
    breaks = bool(pair.broken(direction, "AVRO"))
    try:
        theirs = java.compatible(writer, reader)
    except JavaRefused as refusal:
        if "matches multiple fields" in str(refusal):
            return "Java throws"
        if "Schema fields not set yet" in str(refusal):
            reject()
        raise
    if theirs.is_compatible != breaks:
        return "both break" if breaks else "both pass"
    known = [each.name for each in STRICTER if each.covers(pair, direction)] if breaks else []
    rules = [(rule.id, change.path) for change, rule, _ in pair.judged]
    assert known, (direction, breaks, theirs, rules, writer, reader)
    return known[0]
