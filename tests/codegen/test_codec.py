"""The generated codecs against fastavro, which nobody here wrote."""

import io
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import fastavro
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.wire.generated import board, wire
from services.wire.generated.catalog import BY_TYPE, CATALOG
from services.wire.generated.codec.primitives import NO_UUID, AvroError
from tests.codegen.modules import imported
from tests.codegen.trees import enum, field, record, repository_tree, tree
from tests.codegen.values import named_values, plain

TREE = repository_tree()
PARSED = {name: fastavro.parse_schema(json.loads(entry.schema)) for name, entry in CATALOG.items()}
UUID_TYPE = {"type": "string", "logicalType": "uuid"}
MOMENT_TYPE = {"type": "long", "logicalType": "timestamp-millis"}
SAFE_LONG = {"type": "long", "millrace": {"json": "number", "minimum": -(2**53) + 1, "maximum": 2**53 - 1}}
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def generated_module(name: str) -> Any:
    import importlib

    return importlib.import_module(f"services.wire.generated.{name}")


def written(entry: Any, value: Any) -> bytes:
    out = bytearray()
    entry.encode(value, out)
    return bytes(out)


def by_fastavro(parsed: Any, value: Any) -> bytes:
    out = io.BytesIO()
    fastavro.schemaless_writer(out, parsed, plain(value), strict=True)
    return out.getvalue()


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_both_ways_agree_with_fastavro(name):
    """Encoding agrees byte for byte, decoding value for value, for every type of the catalogue."""
    entry = CATALOG[name]

    @QUICK
    @given(named_values(name, TREE, generated_module))
    def agree(value):
        data = written(entry, value)
        assert data == by_fastavro(PARSED[name], value)
        assert entry.decode(b"\x00\x00" + data, 2) == (value, len(data) + 2)
        assert plain(value) == fastavro.schemaless_reader(io.BytesIO(data), PARSED[name], None)

    agree()


@pytest.mark.parametrize("name", ["board.Notes", "board.VersionConflict", "wire.InboxEntry", "wire.Expired"])
def test_spoilt_bytes_raise_only_avro_errors(name):
    """Cut, changed and random data is refused with a place, or read as a value that writes itself again."""
    entry = CATALOG[name]

    @settings(QUICK, max_examples=150)
    @given(named_values(name, TREE, generated_module), st.data())
    def survive(value, draw):
        data = bytearray(written(entry, value)) or bytearray(b"\0")
        for _ in range(draw.draw(st.integers(1, 3))):
            data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
        spoilt = bytes(data[: draw.draw(st.integers(0, len(data)))])
        try:
            read, end = entry.decode(spoilt, 0)
        except AvroError:
            return
        assert end <= len(spoilt)
        assert entry.decode(written(entry, read), 0)[0] == read

    survive()


@given(st.binary(max_size=60))
def test_random_bytes_raise_only_avro_errors(data):
    for entry in CATALOG.values():
        try:
            _, end = entry.decode(data, 0)
        except AvroError:
            continue
        assert end <= len(data)


def test_every_cut_is_refused():
    """No prefix of a value is taken for a value."""
    entry = BY_TYPE[board.VersionConflict]
    note = board.Note(note_id=UUID(int=7), text="Mind the gap.", author="ada", version=300)
    data = written(entry, board.VersionConflict(current=note))
    for length in range(len(data)):
        with pytest.raises(AvroError):
            entry.decode(data[:length], 0)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x02\xff", "$.boardId: not UTF-8: invalid start byte"),
        (b"\x01", "$.boardId: expected a length, got -1"),
        (b"\x02a\x04", "$.notes: the data ends early"),
        (
            b"\x02a\x02\x48" + b"z" * 36,
            f"$.notes[0].noteId: {NO_UUID}",
        ),
        (
            b"\x02a\x02\x46" + b"z" * 36,
            f"$.notes[0].noteId: {NO_UUID}",
        ),
        (b"\x02a\x00" + b"\xff" * 10, "$.seq: a whole number has more than ten bytes"),
        (b"\x02a\x00" + b"\xff" * 9 + b"\x7f", "$.seq: a whole number has more than 64 bits"),
        (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "$.boardId: expected a length, got -9223372036854775808"),
        (b"\x02a\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", "$.notes: the data ends early"),
    ],
)
def test_bad_data_is_refused_with_its_place(data, said):
    with pytest.raises(AvroError) as caught:
        CATALOG["board.Notes"].decode(data, 0)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": 2**31}, "$.version: expected a whole number of 32 bits, got 2147483648"),
        ({"note_id": "7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11"}, "$.noteId: expected a UUID, got str"),
        ({"text": None}, "$.text: not of the type that the schema names"),
        ({"text": "\ud800"}, "$.text: not text"),
        ({"version": 1.5}, "$.version: not of the type that the schema names"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_place(changed, said):
    note = board.Note(**{"note_id": UUID(int=7), "text": "x", "author": "ada", "version": 1} | changed)
    out = bytearray()
    with pytest.raises(AvroError) as caught:
        generated_module("codec.board").encode_note(note, out)
    assert str(caught.value).startswith(said)


def test_a_fault_inside_an_array_names_the_item():
    good = board.Note(note_id=UUID(int=7), text="x", author="ada", version=1)
    bad = board.Note(note_id=UUID(int=7), text="x", author="ada", version=-(2**40))
    with pytest.raises(AvroError) as caught:
        written(CATALOG["board.Notes"], board.Notes(board_id="main", notes=[good, bad], seq=1))
    assert caught.value.path == "$.notes[1].version"


def test_blocks_with_a_size_are_read():
    """A writer may say how long a block is, by a negative count."""
    note = board.Note(note_id=UUID(int=7), text="x", author="ada", version=1)
    item = bytearray()
    generated_module("codec.board").encode_note(note, item)
    block = b"\x01" + bytes([len(item) << 1 & 0x7F | 0x80, len(item) >> 6]) + item
    data = b"\x02a" + block + b"\x02" + item + b"\x00\x04"
    value, end = CATALOG["board.Notes"].decode(data, 0)
    assert (value, end) == (board.Notes(board_id="a", notes=[note, note], seq=2), len(data))


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moment_keeps_its_milliseconds(moment):
    """What is finer than a millisecond is cut off; nothing goes through a float."""
    data = written(CATALOG["wire.Expired"], wire.Expired(deadline=moment))
    read, _ = CATALOG["wire.Expired"].decode(data, 0)
    assert read.deadline == moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def test_a_moment_in_another_zone_is_the_same_moment():
    local = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    data = written(CATALOG["wire.Expired"], wire.Expired(deadline=local))
    assert CATALOG["wire.Expired"].decode(data, 0)[0].deadline == datetime(2026, 7, 1, 10, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(AvroError, match=r"\$\.deadline"):
        written(CATALOG["wire.Expired"], wire.Expired(deadline=datetime(2026, 1, 1)))  # noqa: DTZ001 - the point


def torture():
    """Every type that is supported, nested in every other, under names that collide with the generator's own."""
    inner = record("odd.Inner", field("data", "bytes"), field("at", "int"))
    colour = enum("odd.Colour", "RED", "None", "name")
    every = record(
        "odd.shapes.Every",
        field("value", "boolean"),
        field("out", "float"),
        field("field", "double"),
        field("item", {"type": "array", "items": {"type": "map", "values": ["null", "odd.Inner"]}}),
        field("index", {"type": "array", "items": {"type": "array", "items": UUID_TYPE}}),
        field("class", ["null", {"type": "array", "items": ["null", MOMENT_TYPE]}], default=None),
        field("size", "odd.Colour", default="RED"),
        field("number", SAFE_LONG, default=-5),
        field("next", ["null", "odd.shapes.Every"], default=None),
        field("inner", "odd.Inner"),
        field("str", "string", default='it\'s "q" \\ \n'),
        field("raw", "bytes", default="\u00ff\u0001"),
        field("readLong", {"type": "map", "values": "string"}, default={"a": "b"}),
        field("odd", {"type": "array", "items": "int"}, default=[1, 2]),
        millrace={"kind": "message"},
    )
    return tree(inner, colour, every)


def test_every_supported_type_agrees_with_fastavro(tmp_path):
    shapes = torture()
    with imported(shapes, tmp_path) as package:
        entry = package.catalog()["odd.shapes.Every"]
        parsed = fastavro.parse_schema(json.loads(entry.schema))

        @settings(QUICK, max_examples=100)
        @given(named_values("odd.shapes.Every", shapes, package.module))
        def agree(value):
            data = written(entry, value)
            assert data == by_fastavro(parsed, value)
            assert entry.decode(data, 0) == (value, len(data))

        agree()


def test_data_that_nests_without_end_is_refused(tmp_path):
    shapes = tree(record("deep.Node", field("next", ["null", "deep.Node"], default=None), millrace={"kind": "message"}))
    with imported(shapes, tmp_path) as package, pytest.raises(ValueError, match="nested too deeply"):
        package.catalog()["deep.Node"].decode(b"\x02" * 100_000, 0)
