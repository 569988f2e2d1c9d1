"""Data of another version, read by us and by Avro's Java: the same bytes, or both refuse.

`disagreements` lists where the specification decides against Java.
"""

from collections import Counter
from typing import Any

import pytest
from hypothesis import event, given, reject

from tests.avro.disagreements import DISAGREEMENTS, Case, explained
from tests.avro.java_peer import JavaPeer, JavaRefused
from tests.avro.readings import Reading, read_by_us, readings, refusal_by_schema
from tests.avro.sampling import sample


def test_what_java_makes_of_data_we_make_of_it(java: JavaPeer) -> None:
    """And most of it is read, so that the agreement is not about nothing."""
    outcomes: Counter[str] = Counter()

    @sample(60)
    @given(readings())
    def agree(reading: Reading) -> None:
        for outcome in _outcomes(java, reading):
            event(outcome)
            outcomes[outcome] += 1

    agree()
    print("\n".join(f"{count:8} {outcome}" for outcome, count in outcomes.most_common()))
    assert outcomes["same bytes"] > outcomes.total() / 2


def _outcomes(java: JavaPeer, reading: Reading) -> list[str]:
    schemas = (reading.writer_schema, reading.reader_schema)
    try:
        by_java = java.resolve(*schemas, reading.data)
    except JavaRefused as refusal:
        # It checks the default of a union in a record while that record is not there yet.
        if "Schema fields not set yet" not in str(refusal):
            raise
        reject()
    found = []
    for theirs, ours in zip(by_java, read_by_us(*schemas, reading.data), strict=True):
        if theirs.data is not None and theirs.data == ours:
            found.append("same bytes")
        elif theirs.data is None and isinstance(ours, str):
            found.append("both refuse")
        else:
            is_compatible = java.compatible(*schemas).is_compatible
            refused = refusal_by_schema(*schemas) is not None
            case = Case(reading.writer, reading.reader, theirs, ours, refused, is_compatible)
            name = explained(case)
            assert name, f"Java: {theirs}; we: {ours!r}; writer: {schemas[0]!r}; reader: {schemas[1]!r}"
            found.append(name)
    return found


def test_what_java_calls_compatible_we_read(java: JavaPeer) -> None:
    """Its `SchemaCompatibility` looks at no logical types; that is the one reason to refuse what it allows."""
    verdicts: Counter[bool] = Counter()

    @sample(60)
    @given(readings())
    def agree(reading: Reading) -> None:
        schemas = (reading.writer_schema, reading.reader_schema)
        try:
            verdict = java.compatible(*schemas)
        except JavaRefused:
            reject()
        verdicts[verdict.is_compatible] += 1
        if verdict.is_compatible:
            said = refusal_by_schema(*schemas)
            assert said is None or "Avro matches no others" in said

    agree()
    assert verdicts[True] > verdicts[False] > 0


def record(name: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "record", "name": name, "fields": list(fields), **more}


def field(name: str, written: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": written, **more}


def enum(name: str, *symbols: str, **more: Any) -> dict[str, Any]:
    return {"type": "enum", "name": name, "symbols": list(symbols), **more}


def decimal(scale: int) -> dict[str, Any]:
    return {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": scale}


def array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


TWO_NAMES = [record("a.X"), record("b.X")]

# By name of the disagreement: writer, reader, data, what Java makes of it, and we; None where one refuses.
EXAMPLES: dict[str, tuple[Any, Any, str, str | None, str | None]] = {
    "UNION_DEFAULT": (
        record("R"),
        record("R", field("f", ["int", "double"], default=0.5)),
        "",
        "0000",
        "02000000000000e03f",
    ),
    "ITEM_WIDTH": (array("int"), array("double"), "020800", None, "02000000000000104000"),
    "SKIPPED_RECURSION": (
        record("A", field("a", array("A")), field("b", record("B", field("c", ["null", "A"])))),
        record("A", field("a", array("A"))),
        "000202000000020000",
        None,
        "00",
    ),
    "NOT_UTF8": ("bytes", "string", "02ff", "02ff", None),
    "OTHER_NAME": (record("A", field("f", "int")), record("B", field("f", "int")), "02", "02", None),
    "ALIAS_IN_A_MOVED_RECORD": (
        record("a.R", field("x", "int")),
        record("b.R", field("y", "int", aliases=["x"], default=0)),
        "02",
        "00",
        "02",
    ),
    "OTHER_NAMESPACE": (enum("a.E", "X"), [enum("b.E", "X")], "00", None, "0000"),
    "ONE_NAME_TWICE": (TWO_NAMES, TWO_NAMES[::-1], "00", "00", "02"),
    "DECIMAL": (decimal(2), decimal(3), "0207", "0207", None),
    "NO_ITEMS": (array("string"), array("int"), "00", "00", None),
}


@pytest.mark.parametrize("name", [known.name for known in DISAGREEMENTS])
def test_a_disagreement_is_still_one(name: str, java: JavaPeer) -> None:
    """So that a row goes when Java comes round."""
    writer, reader, data, by_java, by_us = EXAMPLES[name]
    (theirs,) = java.resolve(writer, reader, [bytes.fromhex(data)])
    (ours,) = read_by_us(writer, reader, [bytes.fromhex(data)])
    assert (theirs.data.hex() if theirs.data is not None else None) == by_java
    assert (ours.hex() if isinstance(ours, bytes) else None) == by_us
