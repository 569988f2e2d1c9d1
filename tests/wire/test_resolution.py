"""Values written with another version of a schema are read as Avro's rules say; fastavro is the reference."""

import io
import json
from typing import Any

import fastavro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.wire.avro_schema import names_of
from services.wire.errors import DecodeError
from services.wire.generated.catalog import CATALOG
from services.wire.generated.codec.primitives import FAULTS, AvroError
from services.wire.resolution import Resolution, resolve

LEAVES: dict[str, st.SearchStrategy[Any]] = {
    "null": st.none(),
    "boolean": st.booleans(),
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(width=32, allow_nan=False, allow_infinity=False),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "bytes": st.binary(max_size=8),
    "string": st.text(max_size=8),
}
PROMOTIONS = {"int": ["long", "float", "double"], "long": ["float", "double"], "float": ["double"]}
SYMBOLS = ["RED", "GREEN", "BLUE", "OTHER"]


class Names:
    """Numbers the named types of one schema, the same in both versions."""

    def __init__(self) -> None:
        self.count = 0

    def next(self) -> str:
        self.count += 1
        return f"n{self.count}"


@st.composite
def pairs(draw: st.DrawFn, names: Names, depth: int = 2) -> tuple[Any, Any, st.SearchStrategy[Any]]:
    """A writer's type, a reader's type that can read it, and values of the writer's."""
    kinds = ["leaf", "promoted", "enum", "fixed", "opened"]
    kind = draw(st.sampled_from(kinds + (["array", "map", "record"] if depth else [])))
    if kind in ("leaf", "promoted", "opened"):
        name = draw(st.sampled_from(sorted(LEAVES if kind == "leaf" else PROMOTIONS)))
        reader: Any = draw(st.sampled_from(PROMOTIONS[name])) if kind == "promoted" else name
        return name, ["null", name] if kind == "opened" else reader, LEAVES[name]
    if kind == "enum":
        enum = {"type": "enum", "name": names.next(), "symbols": SYMBOLS}
        fewer = draw(st.permutations(SYMBOLS))[: draw(st.integers(1, 4))]
        return enum, {**enum, "symbols": fewer, "default": fewer[0]}, st.sampled_from(SYMBOLS)
    if kind == "fixed":
        fixed = {"type": "fixed", "name": names.next(), "size": 3}
        return fixed, fixed, st.binary(min_size=3, max_size=3)
    if kind == "record":
        return draw(records(names, depth - 1))
    writer, reader, values = draw(pairs(names, depth - 1).filter(lambda drawn: has_width(drawn[0])))
    if kind == "array":
        return {"type": "array", "items": writer}, {"type": "array", "items": reader}, st.lists(values, max_size=3)
    made = st.dictionaries(st.text(max_size=3), values, max_size=3)
    return {"type": "map", "values": writer}, {"type": "map", "values": reader}, made


@st.composite
def records(draw: st.DrawFn, names: Names, depth: int = 2) -> tuple[Any, Any, st.SearchStrategy[Any]]:
    name = names.next()
    written, read, values = [], [], {}
    for index in range(draw(st.integers(0, 4))):
        writer, reader, made = draw(pairs(names, depth))
        field = f"f{index}"
        written.append({"name": field, "type": writer})
        values[field] = made
        fate = draw(st.sampled_from(["kept", "kept", "dropped", "renamed"]))
        if fate == "kept":
            read.append({"name": field, "type": reader})
        elif fate == "renamed":
            read.append({"name": f"g{index}", "aliases": [field], "type": reader})
    added = [
        {"name": "text", "type": "string", "default": "söme"},
        {"name": "maybe", "type": ["null", "long"], "default": None},
        {"name": "many", "type": {"type": "array", "items": "int"}, "default": [1, -2]},
        {"name": "counts", "type": {"type": "map", "values": "double"}, "default": {"a": 0.5}},
    ]
    read += draw(st.lists(st.sampled_from(added), unique_by=lambda field: field["name"]))
    return (
        {"type": "record", "name": name, "fields": written},
        {"type": "record", "name": name, "fields": draw(st.permutations(read))},
        st.fixed_dictionaries(values),
    )


def has_width(schema: Any) -> bool:
    """Whether every value takes a byte at least; the lint wants it of items."""
    if isinstance(schema, dict) and schema["type"] == "record":
        return any(has_width(field["type"]) for field in schema["fields"])
    return schema != "null"


def written(schema: Any, value: Any) -> bytes:
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(schema), value)
    return out.getvalue()


def read(data: bytes, schema: Any, reader: Any = None) -> Any:
    parsed = None if reader is None else fastavro.parse_schema(reader)
    return fastavro.schemaless_reader(io.BytesIO(data), fastavro.parse_schema(schema), parsed)


def ours(data: bytes, writer: Any, reader: Any) -> Any:
    out = bytearray()
    assert resolve(json.dumps(writer), json.dumps(reader))(data, 0, out) == len(data)
    return read(bytes(out), reader)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_what_fastavro_resolves_is_resolved_alike(data: st.DataObject) -> None:
    writer, reader, values = data.draw(records(Names()))
    value = data.draw(values)
    resolved = read(written(writer, value), writer, reader)
    # Written once more, because fastavro does not round what becomes a float.
    assert ours(written(writer, value), writer, reader) == read(written(reader, resolved), reader)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_damaged_bytes_are_refused_or_read_but_harm_nothing(data: st.DataObject) -> None:
    writer, reader, values = data.draw(records(Names()))
    good = bytearray(written(writer, data.draw(values)))
    for at, byte in data.draw(st.lists(st.tuples(st.integers(0, max(len(good) - 1, 0)), st.integers(0, 255)))):
        good[at : at + 1] = bytes([byte])
    cut = bytes(good[: data.draw(st.integers(0, len(good)))])
    out = bytearray()
    try:
        resolve(json.dumps(writer), json.dumps(reader))(cut, 0, out)
    except FAULTS:
        return
    assert len(out) <= 64 * (len(cut) + 1) * (len(json.dumps(reader)))


def record(*fields: dict[str, Any], name: str = "R") -> dict[str, Any]:
    return {"type": "record", "name": name, "fields": list(fields)}


def field(kind: Any, name: str = "f", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, **more}


def test_the_equal_branch_of_a_union_comes_before_a_promotable_one() -> None:
    """fastavro makes this long a float as soon as another field differs."""
    writer = record(field(["float", "long"]), field("int", "gone"))
    reader = record(field(["float", "long"]))
    second_branch = record(field("int", "index"), field("long"), field("int", "gone"))
    data = written(second_branch, {"index": 1, "f": 2**53 + 1, "gone": 1})
    assert ours(data, writer, reader) == {"f": 2**53 + 1}


def test_defaults_of_bytes_are_bytes() -> None:
    """fastavro gives the text of the schema."""
    reader = record(
        field("bytes", default="\u00ff\u0000"), field({"type": "fixed", "name": "F", "size": 1}, "g", default="a")
    )
    assert ours(b"", record(), reader) == {"f": b"\xff\x00", "g": b"a"}


def test_a_default_record_is_filled_with_the_defaults_of_its_fields() -> None:
    inner = record(field("int", "a", default=7), field("string", "b", default="x"), name="Inner")
    assert ours(b"", record(), record(field(inner, default={"b": "y"}))) == {"f": {"a": 7, "b": "y"}}


def test_a_default_may_belong_to_any_branch() -> None:
    assert ours(b"", record(), record(field(["null", "string"], default="x"))) == {"f": "x"}


def test_recursive_types_meet_themselves_again() -> None:
    writer = record(field("int", "value"), field(["null", "R"], "next"))
    reader = record(field(["null", "R"], "next"), field("long", "value"), field("int", "more", default=0))
    value = {"value": 1, "next": {"value": 2, "next": None}}
    assert ours(written(writer, value), writer, reader) == read(written(writer, value), writer, reader)


def test_endless_nesting_is_an_error_and_no_crash() -> None:
    """fastavro ends the process."""
    schema = record(field(["null", "R"], "next"))
    with pytest.raises(FAULTS):
        resolve(json.dumps(schema), json.dumps(schema))(b"\x02" * 100_000 + b"\x00", 0, bytearray())


def test_a_count_without_items_costs_nothing() -> None:
    """fastavro makes the list."""
    schema = json.dumps(record(field({"type": "array", "items": "null"})))
    with pytest.raises(AvroError, match=r"\$\.f: the data stands for far more than it holds"):
        resolve(schema, schema)(b"\xfe\xff\xff\xff\x0f\x00", 0, bytearray())


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ({"type": "enum", "name": "E", "symbols": ["A", "B"]}, b"\x01"),
        ({"type": "enum", "name": "E", "symbols": ["A", "B"]}, b"\x04"),
        (["null", "int"], b"\x01"),
        (["null", "int"], b"\x04"),
        ("boolean", b"\x07"),
        ("int", b"\xfe\xff\xff\xff\x7f"),
        ("bytes", b"\x01"),
        ({"type": "fixed", "name": "F", "size": 2}, b"\x00"),
    ],
)
def test_what_is_out_of_range_is_refused(kind: Any, data: bytes) -> None:
    schema = json.dumps(record(field(kind)))
    with pytest.raises(AvroError):
        resolve(schema, schema)(data, 0, bytearray())


@pytest.mark.parametrize(
    ("writer", "reader", "said"),
    [
        (record(), record(field("int")), r"\$\.f: not in the writer's version, and without a default"),
        (record(field("string")), record(field("int")), "expected int, and the writer has string"),
        (record(field("long")), record(field("int")), "expected int, and the writer has long"),
        (record(field("boolean")), record(field(["null", "int"])), r"no branch of \[null, int\] takes boolean"),
    ],
)
def test_what_can_never_be_read_is_said_at_once(writer: Any, reader: Any, said: str) -> None:
    with pytest.raises(AvroError, match=said):
        resolve(json.dumps(writer), json.dumps(reader))


def test_a_branch_that_cannot_be_read_harms_only_who_writes_it() -> None:
    writer, reader = record(field(["string", "int"])), record(field("int"))
    assert ours(written(writer, {"f": 7}), writer, reader) == {"f": 7}
    with pytest.raises(AvroError, match="expected int, and the writer has string"):
        ours(written(writer, {"f": "x"}), writer, reader)


@pytest.mark.parametrize("text", ["", "{}", '"nothing"', '{"type": "record"}', "[" * 5_000, "7"])
def test_what_is_no_schema_is_refused(text: str) -> None:
    with pytest.raises(DecodeError, match="expected an Avro schema"):
        names_of(text)


def test_an_older_version_of_a_type_becomes_our_struct() -> None:
    entry = CATALOG["accounts.NameTaken"]
    older = json.loads(entry.schema)
    older["fields"] = [field("int", "legacy"), *older["fields"]]
    value, end = entry.decode(*_example(entry))
    body = b"\x08" + _example(entry)[0]
    assert Resolution(json.dumps(older), entry).decode(b"12345" + body, 5) == (value, end + 1 + 5)


def _example(entry: Any) -> tuple[bytes, int]:
    fields = json.loads(entry.schema)["fields"]
    assert {one["type"] for one in fields} <= {"string", "long", "int"}
    return b"".join(b"\x02x" if one["type"] == "string" else b"\x02" for one in fields), 0
