"""The evolution engine over random pairs: its verdicts are what readers do, and what Avro's Java says of the schemas.

"Compatible" means that every datum decodes to the same meaning; "incompatible", that a datum was found which does not.
`STRICTER` names where ours breaks although Java's `SchemaCompatibility` passes; nowhere else may they differ.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
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


def boxed_schema(schema: Any) -> Any:
    return {"type": "record", "name": "Box", "fields": [{"name": "it", "type": schema}]}


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


class Exemption(Struct, frozen=True):
    """Why ours breaks where Java's SchemaCompatibility passes, the pairs that it covers, and one of them."""

    name: str
    why: str
    covers: Callable[[Pair], bool]
    writer: Any
    reader: Any


def x(namespace: str, written: str) -> dict[str, Any]:
    return {"type": "record", "name": "X", "namespace": namespace, "fields": [{"name": "f", "type": written}]}


_OF_UNIONS = ("BRANCH_ADDED", "BRANCH_REMOVED", "UNION_WIDENED", "UNION_NARROWED", "TYPE_CHANGED")
STRICTER = (
    Exemption(
        "NOT_UTF8",
        why="Java reads any bytes as a string and replaces what is no UTF-8; Python and browsers fail",
        covers=lambda pair: pair.has("BYTES_BECAME_STRING", "STRING_BECAME_BYTES", *_OF_UNIONS),
        writer="bytes",
        reader="string",
    ),
    Exemption(
        "ONE_NAME_TWICE",
        why="Java compares the last parts of names and finds a branch that could take the data; its reader takes "
        "another one, and fails or sees another type",
        covers=lambda pair: any(has_one_name_twice(family) for family in pair.families),
        writer=[x("a", "int"), x("b", "string")],
        reader=[x("a", "int"), x("c", "string")],
    ),
)


def has_one_name_twice(family: Family) -> bool:
    return len({name.rpartition(".")[2] for name in family.types}) < len(family.types)


@pytest.mark.parametrize("exemption", STRICTER, ids=lambda exemption: exemption.name)
def test_where_ours_is_stricter_java_still_passes(exemption: Exemption, java: JavaPeer) -> None:
    """So that a row goes when Java comes round; and a datum shows who is right."""
    schemas = [boxed_schema(schema) for schema in (exemption.writer, exemption.reader)]
    versions = [Version("Box", parse({"any.avsc": json.dumps(schema)}), "v") for schema in schemas]
    broken = [
        change
        for change in changes(*versions)
        if verdict(judge(change, Context(*versions))[1], "AVRO", "BACKWARD") == "breaks"
    ]
    assert java.compatible(*schemas).is_compatible
    assert all(counter_example(*versions, change, "BACKWARD") for change in broken)
    assert broken


# What Java does not answer at all: two fields of the writer are one to the reader, by its name and its aliases.
def test_java_throws_where_two_fields_are_one(java: JavaPeer) -> None:
    writer = {"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}, {"name": "b", "type": "int"}]}
    reader = {"type": "record", "name": "R", "fields": [{"name": "b", "type": "int", "aliases": ["a"]}]}
    with pytest.raises(JavaRefused, match="matches multiple fields"):
        java.compatible(writer, reader)
    versions = [Version("R", parse({"any.avsc": json.dumps(schema)}), "v") for schema in (writer, reader)]
    judged = {judge(change, Context(*versions))[0].id for change in changes(*versions)}
    assert "ALIASES_AMBIGUOUS" in judged


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
            assert pair.has("ALIASES_AMBIGUOUS"), (writer, reader)
            return "Java throws"
        if "Schema fields not set yet" in str(refusal):
            reject()
        raise
    if theirs.is_compatible != breaks:
        return "both break" if breaks else "both pass"
    known = [each.name for each in STRICTER if each.covers(pair)] if breaks else []
    rules = [(rule.id, change.path) for change, rule, _ in pair.judged]
    assert known, (direction, breaks, theirs, rules, writer, reader)
    return known[0]
