"""Damaged data is refused with our own error, or it is a value: nothing else happens, and no memory fills up."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from services.wire.generated.codec.primitives import AvroError
from services.wire.resolution import Read, resolve
from tests.avro.families import without_defaults
from tests.avro.java_peer import JavaPeer
from tests.avro.mutants import mutants
from tests.avro.readings import Reading, readings
from tests.avro.sampling import sample
from tests.avro.spelling import spelled
from tests.avro.test_same_version import Written, codec, encoded, parsed, writings
from tests.codegen.modules import imported
from tests.memory import bounded

MUTANTS = 50
"""Of each example: a full run of 2,000 examples tries 100,000."""
MOST_BYTES = 48 << 20


class Outcome(Struct, frozen=True):
    """What was made of a mutant, and where it ended."""

    data: bytes
    own: bytes
    end: int


def accepted(read: Read, damaged: list[bytes]) -> list[Outcome]:
    """The mutants that are data after all. Any error but ours goes through."""
    found = []
    for data in damaged:
        own = bytearray()
        try:
            found.append(Outcome(data, bytes(own), read(data, 0, own)))
        except AvroError:
            continue
        found[-1] = Outcome(data, bytes(own), found[-1].end)
    return found


def test_what_is_read_of_another_version_is_data_of_ours(java: JavaPeer) -> None:
    """Whatever the bytes were: Java reads the result to its end."""
    counts: Counter[str] = Counter()

    @sample(12)
    @given(readings(), st.integers(0, 2**32))
    def survive(reading: Reading, seed: int) -> None:
        try:
            read = resolve(json.dumps(reading.writer_schema), json.dumps(reading.reader_schema))
        except AvroError:
            return
        damaged = list(mutants(reading.data[0], seed, MUTANTS))
        with bounded(MOST_BYTES):
            outcomes = accepted(read, damaged)
        counts.update(mutants=len(damaged), read=len(outcomes))
        own = [outcome.own for outcome in outcomes]
        bare = spelled(without_defaults(reading.reader))
        for result in java.resolve(bare, bare, own):
            assert result.data is not None, result.error
            assert result.is_whole

    survive()
    print(dict(counts))
    assert counts["mutants"] > counts["read"] > 0


def test_what_we_read_java_reads_alike(java: JavaPeer) -> None:
    """We may refuse what it takes (bytes that are no text), but never take what it refuses."""
    counts: Counter[str] = Counter()

    @sample(12)
    @given(writings(), st.integers(0, 2**32))
    def agree(case: Written, seed: int) -> None:
        read = resolve(json.dumps(case.schema), json.dumps(case.schema))
        damaged = list(mutants(case.data[0], seed, MUTANTS))
        outcomes = accepted(read, damaged)
        by_java = java.resolve(case.bare, case.bare, [outcome.data for outcome in outcomes])
        again = java.resolve(case.bare, case.bare, [outcome.own for outcome in outcomes])
        for outcome, theirs, ours in zip(outcomes, by_java, again, strict=True):
            if isinstance(theirs.error, str) and "Invalid int encoding" in theirs.error:
                # A small number may be written in more bytes than it needs; for Java in five at most.
                continue
            assert theirs.data is not None, theirs.error
            assert theirs.data == ours.data
            assert theirs.is_whole == (outcome.end == len(outcome.data))
        counts.update(mutants=len(damaged), read=len(outcomes))

    agree()
    print(dict(counts))


def test_the_codec_refuses_or_reads_what_it_writes_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    counts: Counter[str] = Counter()

    @sample(12)
    @given(writings(), st.integers(0, 2**32))
    def survive(case: Written, seed: int) -> None:
        tree = parsed(case.name, case.schema)
        with imported(tree, tmp_path_factory.mktemp("package")) as package:
            encode, decode = codec(package, case.name)
            refusal = package.module("codec.primitives").AvroError
            with bounded(MOST_BYTES):
                for data in mutants(case.data[0], seed, MUTANTS):
                    counts["mutants"] += 1
                    try:
                        value, _ = decode(data, 0)
                    except refusal:
                        continue
                    counts["read"] += 1
                    assert repr(decode(encoded(encode, value), 0)[0]) == repr(value)

    survive()
    print(dict(counts))
    assert counts["mutants"] > counts["read"] > 0


NODE = {"type": "record", "name": "bad.Node", "fields": [{"name": "next", "type": ["null", "Node"]}]}


def listing(items: Any) -> dict[str, Any]:
    return {"type": "record", "name": "bad.List", "fields": [{"name": "f", "type": {"type": "array", "items": items}}]}


EMPTY = {"type": "record", "name": "Empty", "fields": []}
# Deep nesting, and counts of items without a byte: 20 kB and 6 bytes that end other decoders.
BOMBS = {
    "nested 20,000 deep": (NODE, b"\x02" * 20_000 + b"\x00"),
    "2^31 nulls": (listing("null"), bytes.fromhex("feffffff0f00")),
    "2^62 empty records": (listing(EMPTY), bytes.fromhex("feffffffffffffff7f00")),
    "2^31 empty records, with their size": (listing(EMPTY), bytes.fromhex("ffffffff0f0000")),
    "2^62 numbers": (listing("int"), bytes.fromhex("feffffffffffffff7f00")),
    "a million lists of nulls": (
        listing({"type": "array", "items": "null"}),
        b"\x80\x89\x7a" + b"\xa0\x8d\x06\x00" * 1_000_000,
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_resolution(name: str) -> None:
    """Where it is read, and where it is passed over."""
    schema, data = BOMBS[name]
    around = {"type": "record", "name": "bad.Around", "fields": [{"name": "gone", "type": schema}]}
    for writer, reader in ((schema, schema), (around, {**around, "fields": []})):
        read = resolve(json.dumps(writer), json.dumps(reader))
        with bounded(MOST_BYTES), pytest.raises(AvroError):
            read(data, 0, bytearray())


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_the_codec(name: str, tmp_path: Path) -> None:
    schema, data = BOMBS[name]
    tree = parsed(schema["name"], schema)
    with imported(tree, tmp_path) as package:
        _, decode = codec(package, schema["name"])
        with bounded(MOST_BYTES), pytest.raises(package.module("codec.primitives").AvroError):
            decode(data, 0)
