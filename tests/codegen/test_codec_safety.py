"""What the generated codecs take and refuse, with the place of it, in both directions."""

import struct
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from math import inf, isnan, nan
from typing import Any
from uuid import UUID

import pytest

from codegen.model import Array, Map, Primitive, Reference, Union
from codegen.python_logical import BIG_DECIMAL_LIMIT
from codegen.python_primitives import DEPTH_LIMIT, EMPTY_ITEMS_LIMIT, NO_UUID
from tests.codegen.models import enum, field, fixed, record, tree
from tests.codegen.modules import imported
from tests.codegen.values import long_bytes
from tests.memory import bounded

NULL, STRING, BYTES, INT, LONG = (Primitive(name) for name in ("null", "string", "bytes", "int", "long"))
BOOLEAN, FLOAT, DOUBLE = (Primitive(name) for name in ("boolean", "float", "double"))
DATE, MOMENT = Primitive("int", "date"), Primitive("long", "timestamp-millis")
CARD, CASH, NODE = (Reference(f"one.{name}") for name in ("Card", "Cash", "Node"))
HELD = {
    "Flag": BOOLEAN,
    "Small": INT,
    "Large": LONG,
    "Float": FLOAT,
    "Double": DOUBLE,
    "Raw": BYTES,
    "Text": STRING,
    "Nothing": NULL,
    "Key": Primitive("string", "uuid"),
    "Price": Primitive("bytes", "decimal", precision=4, scale=2),
    "Measure": Primitive("bytes", "big-decimal"),
    "Date": DATE,
    "Millis": Primitive("int", "time-millis"),
    "Micros": Primitive("long", "time-micros"),
    "Moment": MOMENT,
    "FineMoment": Primitive("long", "timestamp-micros"),
    "LocalMoment": Primitive("long", "local-timestamp-millis"),
    "Nanos": Primitive("long", "timestamp-nanos"),
    "Tone": Reference("named.Tone"),
    "Md5": Reference("named.Md5"),
    "Share": Reference("named.Share"),
    "Id": Reference("named.Id"),
    "Stay": Reference("named.Stay"),
    "Payment": Union((CARD, CASH)),
    "Tags": Array(Union((NULL, STRING, CARD))),
    "Attrs": Map(INT),
    "Rows": Array(Array(INT)),
    "Gaps": Array(NULL),
    "Drawer": Array(CASH),
    "Drawers": Array(Array(CASH)),
    "Mixed": Union((INT, BOOLEAN, STRING)),
    "Number": Union((DOUBLE, STRING)),
    "Whole": Union((DOUBLE, LONG)),
    "Day": Union((DATE, MOMENT)),
    "Many": Union(tuple(Reference(f"many.R{number}") for number in range(70))),
}
SHAPES = tree(
    *(record(f"one.{name}", field("it", written)) for name, written in HELD.items()),
    enum("named.Tone", "LOW", "HIGH", default="LOW"),
    fixed("named.Md5", 16),
    fixed("named.Share", 2, "decimal", precision=3, scale=1),
    fixed("named.Id", 16, "uuid"),
    fixed("named.Stay", 12, "duration"),
    record("one.Card", field("pan", STRING)),
    record("one.Cash"),
    record("one.Wallet", field("it", Array(CARD))),
    record("one.Node", field("next", Union((NULL, NODE)))),
    record("one.Branch", field("twigs", Array(Map(Reference("one.Branch"))))),
    *(record(f"many.R{number}", field("n", INT)) for number in range(70)),
)
ONE_HOUR = timezone(timedelta(hours=1))


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    with imported(SHAPES, tmp_path_factory.mktemp("package"), "safety") as found:
        yield found


def error_of(package: Any, run: Any) -> str:
    with pytest.raises(package.module("codec.primitives").AvroError) as caught:
        run()
    return str(caught.value)


def encoded(package: Any, name: str, value: Any) -> bytes:
    """The Avro of a record of one field."""
    return package.encode(f"one.{name}", package.type(f"one.{name}")(it=value))


def decoded(package: Any, name: str, data: bytes) -> Any:
    value, end = package.decode(f"one.{name}", data)
    assert end == len(data)
    return value.it


class Digit(IntEnum):
    ONE = 1


class Word(StrEnum):
    ONE = "one"


NO_TYPE = "not of the type that the schema names"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("Flag", 1, "expected True or False, got 1"),
        ("Small", 2**31, "expected a whole number of 32 bits, got 2147483648"),
        ("Small", 1.5, NO_TYPE),
        ("Large", -(2**63) - 1, "expected a whole number of 64 bits, got -9223372036854775809"),
        ("Nanos", 2**63, "expected a whole number of 64 bits"),
        ("Float", 3.5e38, "float too large to pack"),
        ("Float", "1", NO_TYPE),
        ("Raw", "text", "expected bytes, got str"),
        ("Raw", bytearray(3), "expected bytes, got bytearray"),
        ("Text", b"bytes", NO_TYPE),
        ("Text", "\ud800", "not text"),
        ("Nothing", 0, "expected None, got int"),
        ("Key", "7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11", "expected a UUID, got str"),
        ("Price", Decimal("1.234"), "expected at most 4 digits, 2 of them after the point; got 1.234"),
        ("Price", Decimal("123.45"), "expected at most 4 digits, 2 of them after the point; got 123.45"),
        ("Price", Decimal("1E+999999999"), "expected at most 4 digits"),
        ("Price", Decimal("NaN"), "expected a Decimal that is a number, got Decimal('NaN')"),
        ("Price", 1.5, "expected a Decimal that is a number, got 1.5"),
        ("Share", Decimal(100), "expected at most 3 digits"),
        ("Measure", Decimal("-Infinity"), "expected a Decimal that is a number"),
        ("Measure", Decimal((0, (1,), BIG_DECIMAL_LIMIT + 1)), "expected at most 10000 digits"),
        ("Date", datetime(2026, 1, 1, tzinfo=UTC), "expected a date, got datetime"),
        ("Date", "2026-01-01", "expected a date, got str"),
        ("Millis", time(1, tzinfo=UTC), "expected a time without an offset"),
        ("Micros", datetime(2026, 1, 1, tzinfo=UTC), "expected a time without an offset"),
        ("Moment", datetime(2026, 1, 1), NO_TYPE),  # noqa: DTZ001 - the point
        ("Moment", date(2026, 1, 1), NO_TYPE),
        ("LocalMoment", datetime(2026, 1, 1, tzinfo=UTC), NO_TYPE),
        ("Md5", bytes(15), "expected 16 bytes, got 15"),
        ("Md5", "x" * 16, "expected 16 bytes, got str"),
        ("Id", bytes(16), "expected a UUID, got bytes"),
        ("Tone", "LOW", NO_TYPE),
        ("Payment", "cash", "expected Card or Cash; got str"),
        ("Payment", None, "expected Card or Cash; got NoneType"),
        ("Tags", [5], "[0]: expected None, str or Card; got int"),
        ("Tags", 5, NO_TYPE),
        ("Attrs", {"a": 1, "it's": 2**40}, '["it\'s"]: expected a whole number of 32 bits'),
        ("Attrs", {5: 1}, f"[5]: {NO_TYPE}"),
        ("Rows", [[1], [2, "x"]], f"[1][1]: {NO_TYPE}"),
        ("Gaps", [None, 1], "[1]: expected None, got int"),
        ("Gaps", [None] * (EMPTY_ITEMS_LIMIT + 1), "expected at most 16 items that take no bytes, got 17"),
        ("Day", datetime(2026, 1, 1, tzinfo=UTC), "<int>: expected a date, got datetime"),
        ("Mixed", b"", "expected int, bool or str; got bytes"),
    ],
)
def test_a_value_that_is_not_of_its_type_is_refused_with_its_place(package, name, value, said):
    message = error_of(package, lambda: encoded(package, name, value))
    separator = "" if said[0] in "[<" else ": "
    assert message.startswith(f"$.it{separator}{said}")


def test_a_fault_inside_a_branch_names_the_branch(package):
    card = package.type("one.Card")(pan=5)
    assert error_of(package, lambda: encoded(package, "Payment", card)).startswith(f"$.it<Card>.pan: {NO_TYPE}")
    assert error_of(package, lambda: encoded(package, "Tags", [None, "x", card])).startswith("$.it[2]<Card>.pan: ")


def test_a_number_too_long_to_be_shown_is_refused_all_the_same(package):
    assert error_of(package, lambda: encoded(package, "Large", 10**5000)).endswith("64 bits, got one of more than 128")
    assert error_of(package, lambda: encoded(package, "Double", 10**5000)).startswith("$.it: ")


def test_an_unknown_symbol_is_not_written(package):
    """A later version made it: nobody here knows its number."""
    unknown = package.type("named.Tone")("LOUD")
    message = error_of(package, lambda: encoded(package, "Tone", unknown))
    assert message == "$.it: expected a symbol of named.Tone, got <Tone.LOUD: 'LOUD'>"


def test_a_duration_has_no_negative_part(package):
    duration = package.module("codec.primitives").Duration(months=-1)
    assert "$.it: " in error_of(package, lambda: encoded(package, "Stay", duration))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("Flag", b"\x02", "expected a boolean of 0 or 1, got 2"),
        ("Flag", b"", "the data ends early"),
        ("Small", long_bytes(2**31), "expected a whole number of 32 bits, got 2147483648"),
        ("Large", b"\xff" * 10, "a whole number has more than ten bytes"),
        ("Large", b"\xff" * 9 + b"\x7f", "a whole number has more than 64 bits"),
        ("Large", b"\x80", "the data ends early"),
        ("Float", b"\0\0\0", "the data ends early"),
        ("Double", b"\0" * 7, "the data ends early"),
        ("Raw", b"\x01", "expected a length, got -1"),
        ("Raw", b"\x04a", "the data ends early"),
        ("Text", b"\x02\xff", "not UTF-8: invalid start byte"),
        ("Text", long_bytes(2**62) + b"a", "the data ends early"),
        ("Key", b"\x46" + b"0" * 35, NO_UUID),
        ("Key", b"\x48" + b"0" * 36, NO_UUID),
        ("Key", b"\x48" + b"0" * 35, "the data ends early"),
        ("Id", b"0" * 15, "the data ends early"),
        ("Price", b"\x00", "expected the bytes of a number, got none"),
        ("Price", b"\x04\x27\x10", "expected at most 4 digits, got 2 bytes that hold more"),
        ("Price", b"\x04\x27", "the data ends early"),
        ("Share", b"\x7f\xff", "expected at most 3 digits, got 2 bytes that hold more"),
        ("Measure", b"\x00", "the data ends early"),
        ("Measure", b"\x08\x02\x01\x00\x00", "expected a big-decimal of 3 bytes, got 4"),
        ("Measure", b"\x0a\x02\x01" + long_bytes(10**6), "expected a scale of at most 10000, got 1000000"),
        ("Date", long_bytes(2932897), "expected days within the years 1 to 9999, got 2932897"),
        ("Date", long_bytes(-719163), "expected days within the years 1 to 9999, got -719163"),
        ("Millis", long_bytes(-1), "expected the milliseconds of a day, got -1"),
        ("Millis", long_bytes(86_400_000), "expected the milliseconds of a day, got 86400000"),
        ("Micros", long_bytes(86_400_000_000), "expected the microseconds of a day, got 86400000000"),
        ("Moment", long_bytes(253_402_300_800_000), "expected a moment within the years 1 to 9999"),
        ("FineMoment", long_bytes(-(2**63)), "expected a moment within the years 1 to 9999"),
        ("LocalMoment", long_bytes(2**63 - 1), "expected a moment within the years 1 to 9999"),
        ("Tone", b"\x04", "expected one of 2 symbols, got number 2"),
        ("Tone", b"\x01", "expected one of 2 symbols, got number -1"),
        ("Md5", b"0" * 15, "the data ends early"),
        ("Stay", b"0" * 11, "the data ends early"),
        ("Payment", b"\x04", "expected a branch from 0 to 1, got 2"),
        ("Payment", b"\x01", "expected a branch from 0 to 1, got -1"),
        ("Payment", b"\x80\x00", "expected a branch from 0 to 1, got a longer number"),
        ("Payment", b"\x00\x04a", "<Card>.pan: the data ends early"),
        ("Tags", b"\x04\x00\x04\x02\xff", "[1]<Card>.pan: not UTF-8"),
        ("Tags", b"\x02\x02\x02a", "[1]: the data ends early"),
        ("Wallet", b"\x02\x04a", "[0].pan: the data ends early"),
        ("Wallet", b"\x02\x02a", "[1]: the data ends early"),
        ("Tags", b"\x02\x06", "[0]: expected a branch from 0 to 2, got 3"),
        ("Attrs", b"\x04\x02a\x02\x02b" + long_bytes(2**40), "['b']: expected a whole number of 32 bits"),
        ("Attrs", b"\x02\x02\xff\x02", "['']: not UTF-8"),
        ("Rows", b"\x02\x02\x80", "[0][0]: the data ends early"),
        ("Rows", long_bytes(2**62), "the data ends early"),
        ("Rows", long_bytes(-(2**63)) + b"\x02", "the data ends early"),
        ("Rows", b"\x01\x01", "expected a length, got -1"),
        ("Gaps", long_bytes(2**60), "expected at most 16 items that take no bytes"),
        ("Many", long_bytes(70), "expected a branch from 0 to 69, got 70"),
        ("Many", long_bytes(-1), "expected a branch from 0 to 69, got -1"),
    ],
)
def test_data_that_is_not_of_its_type_is_refused_with_its_place(package, name, data, said):
    message = error_of(package, lambda: package.decode(f"one.{name}", data))
    separator = "" if said[0] in "[<" else ": "
    assert message.startswith(f"$.it{separator}{said}")


@pytest.mark.parametrize(
    ("name", "value", "data"),
    [
        ("Mixed", True, b"\x02\x01"),
        ("Mixed", 1, b"\x00\x02"),
        ("Mixed", Digit.ONE, b"\x00\x02"),
        ("Mixed", Word.ONE, b"\x04\x06one"),
        ("Number", 3, b"\x00" + struct.pack("<d", 3)),
        ("Whole", 3, b"\x02\x06"),
        ("Whole", 3.0, b"\x00" + struct.pack("<d", 3)),
        ("Day", date(1970, 1, 2), b"\x00\x02"),
    ],
)
def test_a_union_is_written_by_the_most_exact_type_of_its_value(package, name, value, data):
    """A bool is an int and an IntEnum too, a StrEnum is a str, and an int can stand for a float."""
    assert encoded(package, name, value) == data
    assert decoded(package, name, data) == value


@pytest.mark.parametrize("name", ["Float", "Double"])
def test_numbers_that_are_not_finite_are_numbers_in_avro(package, name):
    for value in (inf, -inf, -0.0):
        assert str(decoded(package, name, encoded(package, name, value))) == str(value)
    assert isnan(decoded(package, name, encoded(package, name, nan)))


@pytest.mark.parametrize(
    ("name", "value", "data"),
    [
        ("Price", Decimal("-1.28"), b"\x02\x80"),
        ("Price", Decimal("1.28"), b"\x04\x00\x80"),
        ("Price", Decimal(0), b"\x02\x00"),
        ("Price", Decimal("1.500"), b"\x04\x00\x96"),
        ("Price", Decimal("-99.99"), b"\x04\xd8\xf1"),
        ("Share", Decimal("-0.1"), b"\xff\xff"),
        ("Measure", Decimal("1E+3"), b"\x06\x02\x01\x05"),
        ("Measure", Decimal("1.23"), b"\x06\x02\x7b\x04"),
        ("Millis", time(0, 0, 1, 2000), long_bytes(1002)),
        ("Moment", datetime(1970, 1, 1, 1, tzinfo=ONE_HOUR), b"\x00"),
        ("Id", UUID(int=1), bytes(15) + b"\x01"),
    ],
)
def test_a_value_has_the_bytes_that_the_specification_names(package, name, value, data):
    """Decimals in as few bytes as hold them, with the scale of the schema whatever that of the value."""
    assert encoded(package, name, value) == data
    assert decoded(package, name, data) == value


def test_a_decimal_keeps_the_scale_of_its_schema(package):
    assert str(decoded(package, "Price", encoded(package, "Price", Decimal("1.5")))) == "1.50"


def test_what_is_finer_than_a_millisecond_is_cut_off(package):
    assert decoded(package, "Millis", encoded(package, "Millis", time(1, 2, 3, 4999))) == time(1, 2, 3, 4000)
    moment = datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    assert decoded(package, "Moment", encoded(package, "Moment", moment)) == moment.replace(microsecond=999000)


def test_every_branch_of_a_large_union_has_its_index(package):
    for number in (0, 63, 64, 69):
        value = package.type(f"many.R{number}")(n=number)
        data = encoded(package, "Many", value)
        assert data == long_bytes(number) + long_bytes(number)
        assert decoded(package, "Many", data) == value


def chain(package: Any, length: int) -> Any:
    node = None
    for _ in range(length):
        node = package.type("one.Node")(next=node)
    return node


def test_records_nest_as_deep_as_the_limit_and_no_deeper(package):
    deep = chain(package, DEPTH_LIMIT + 1)
    data = package.encode("one.Node", deep)
    assert data == b"\x02" * DEPTH_LIMIT + b"\x00"
    assert package.decode("one.Node", data) == (deep, len(data))
    deeper = package.type("one.Node")(next=deep)
    assert "nested too deeply" in error_of(package, lambda: package.encode("one.Node", deeper))
    assert "nested too deeply" in error_of(package, lambda: package.decode("one.Node", b"\x02" + data))


@pytest.mark.parametrize(("name", "step"), [("Node", b"\x02"), ("Branch", b"\x02\x02\x00")])
def test_data_that_nests_without_end_is_refused(package, name, step):
    assert "nested too deeply" in error_of(package, lambda: package.decode(f"one.{name}", step * 20_000))


def test_a_record_that_holds_itself_is_refused(package):
    """A frozen Struct can still be made to."""
    branch = package.type("one.Branch")(twigs=[{}])
    branch.twigs[0]["again"] = branch
    assert "nested too deeply" in error_of(package, lambda: package.encode("one.Branch", branch))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Gaps", long_bytes(2**62) + b"\x00"),
        ("Gaps", (long_bytes(EMPTY_ITEMS_LIMIT) * 1000) + b"\x00"),
        ("Drawer", long_bytes(2**40) + b"\x00"),
        ("Rows", long_bytes(2**40) + b"\x00"),
        ("Text", long_bytes(2**40) + b"\x00"),
        ("Measure", long_bytes(100_002) + long_bytes(100_000) + b"\x7f" * 100_000 + b"\x00"),
    ],
)
def test_a_few_bytes_never_fill_memory(package, name, data):
    with bounded(4_000_000):
        error_of(package, lambda: package.decode(f"one.{name}", data))


def test_arrays_of_items_without_bytes_take_little_memory_together(package):
    """Each is within its limit."""
    arrays = 100_000
    data = long_bytes(arrays) + (long_bytes(EMPTY_ITEMS_LIMIT) + b"\x00") * arrays + b"\x00"
    with bounded(40_000_000):
        value, end = package.decode("one.Drawers", data)
    assert end == len(data)
    assert {len(drawer) for drawer in value.it} == {EMPTY_ITEMS_LIMIT}


def test_nothing_may_stand_behind_a_value(package):
    primitives, codec = package.module("codec.primitives"), package.module("codec.one")
    assert primitives.whole(codec.decode_small, b"\0\x06", 1).it == 3
    message = error_of(package, lambda: primitives.whole(codec.decode_small, b"\x06\x00\x00"))
    assert message == "$: expected the value to end at byte 1, got 2 more"


def test_functions_and_variables_that_would_have_one_name_have_two(tmp_path):
    rows = Array(Array(INT))
    shapes = tree(
        record(
            "alike.A",
            field("b", Array(rows)),
            field("bItem", Array(Array(STRING))),
            field("u", Union((NULL, STRING, Array(INT)))),
            field("u_count_2", STRING),
            field("u_value_2", INT),
        ),
        record("alike.AB", field("item", rows)),
    )
    with imported(shapes, tmp_path, "alike") as package:
        value = package.type("alike.A")(b=[[[1]]], b_item=[["x"]], u=[1, 2], u_count_2="y", u_value_2=3)
        data = package.encode("alike.A", value)
        assert package.decode("alike.A", data) == (value, len(data))
