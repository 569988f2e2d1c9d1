"""The generated codec writes what fastavro and Avro's Java write, and reads it, for any schema."""

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import fastavro
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from msgspec import Struct

from codegen import naming
from codegen.canonical import resolution_form
from codegen.model import Record, Reference, Tree
from codegen.parse import parse
from tests.avro.data import datums, written
from tests.avro.families import LOGICAL, Family, families, without_defaults
from tests.avro.java_peer import JavaPeer
from tests.avro.logical import is_meant, values_of
from tests.avro.sampling import sample
from tests.avro.spelling import spelled
from tests.avro.values import Maker
from tests.avro.vectors import Vectors
from tests.codegen.modules import Package, imported

DATUMS = 3


def _is_bare(node: dict[str, Any]) -> bool:
    """Whether fastavro gives what is below the logical type, or not all of it."""
    return node["logicalType"] == "big-decimal" or node["logicalType"].endswith("nanos")


class Written(Struct, frozen=True):
    """A schema of a record, without its defaults too; plain data of it, and the same as Avro by fastavro."""

    name: str
    schema: Any
    bare: Any
    plain: list[Any]
    data: list[bytes]


@st.composite
def writings(draw: st.DrawFn) -> Written:
    family = draw(families(of_records=True))
    plain = [datums(draw, family) for _ in range(DATUMS)]
    data = [written(family, datum) for datum in plain]
    return Written(family.root, spelled(family, draw), spelled(without_defaults(family), draw), plain, data)


def parsed(name: str, schema: Any) -> Tree:
    """The tree of a schema; an example whose default needs itself is passed over, because no value is made of it."""
    try:
        return parse({f"{name.replace('.', '/')}.avsc": json.dumps(schema)})
    except ExceptionGroup as refusal:
        if all("the default needs itself" in str(error) for error in refusal.exceptions):
            reject()
        raise


def codec(package: Package, name: str) -> tuple[Any, Any]:
    """The functions that write and read a record."""
    module = package.module(f"codec.{naming.module(name)}")
    return getattr(module, f"encode_{naming.function(name)}"), getattr(module, f"decode_{naming.function(name)}")


def encoded(encode: Any, value: Any) -> bytes:
    out = bytearray()
    encode(value, out)
    return bytes(out)


def test_bytes_are_those_of_fastavro_and_of_java(java: JavaPeer, tmp_path_factory: pytest.TempPathFactory) -> None:
    outcomes: Counter[str] = Counter()

    @sample(25)
    @given(writings())
    def agree(case: Written) -> None:
        tree = parsed(case.name, case.schema)
        outcomes["schemas"] += 1
        assert [read.data for read in java.resolve(case.bare, case.bare, case.data)] == case.data
        with imported(tree, tmp_path_factory.mktemp("package")) as package:
            encode, decode = codec(package, case.name)
            for plain, data in zip(case.plain, case.data, strict=True):
                value = Maker(tree, package).made(plain, Reference(case.name))
                assert encoded(encode, value) == data
                read, end = decode(b"\0" + data, 1)
                assert end == 1 + len(data)
                # By their texts, because a number that is none is not equal to itself.
                assert repr(read) == repr(value)
                outcomes["values"] += 1

    agree()
    print("\n".join(f"{count:8} {outcome}" for outcome, count in outcomes.items()))
    assert outcomes["values"] > 50


@pytest.mark.parametrize("logical", [node for node in LOGICAL if is_meant(node) and not _is_bare(node)], ids=str)
def test_a_logical_type_has_fastavros_values(logical: dict[str, Any], tmp_path: Path) -> None:
    """Dates, times, decimals and UUIDs of Python's are read from the same bytes."""
    schema = {"type": "record", "name": "a.R", "fields": [{"name": "f", "type": logical}]}
    tree = parsed("a.R", {**schema, "name": "R", "namespace": "a"})
    with imported(tree, tmp_path) as package:
        _, decode = codec(package, "a.R")
        theirs = fastavro.parse_schema(schema)

        @sample(20)
        @given(values_of(logical))
        def agree(value: Any) -> None:
            data = written(Family("a.R", {"a.R": {**schema}}), {"f": value})
            assert decode(data, 0)[0].f == fastavro.schemaless_reader(io.BytesIO(data), theirs, None)["f"]

        agree()


@sample(25)
@given(writings())
def test_what_the_registry_holds_is_the_schema(case: Written) -> None:
    tree = parsed(case.name, case.schema)
    root = tree.types[case.name]
    assert isinstance(root, Record)
    assert resolution_form(json.loads(root.registry_text)) == resolution_form(case.schema)


def test_the_data_of_avros_sample_files_is_read(java: JavaPeer, tmp_path: Path) -> None:
    """By the codec of the schema that is in the file."""
    vectors = Vectors()
    read = 0
    for index, path in enumerate(vectors.paths(".avro")):
        if "snappy" in path:
            continue
        schema, data = java.unpack(vectors.read(path))
        if not isinstance(schema, dict) or schema["type"] != "record":
            continue
        name = f"{schema['namespace']}.{schema['name']}" if "namespace" in schema else schema["name"]
        tree = parsed(name, schema)
        with imported(tree, tmp_path / str(index)) as package:
            encode, decode = codec(package, name)
            assert [encoded(encode, decode(datum, 0)[0]) for datum in data] == data
            read += len(data)
    assert read > 20
