"""What a datum means by its logical type, and where a reader sees something else than what was written."""

from decimal import Decimal
from typing import Any

import pytest

from codegen.evolution.meaning import Difference, Typed, differences, meaning
from codegen.evolution.resolve import read_through
from codegen.model import Array, Fixed, Map, Primitive, Reference, Type, Union
from tests.codegen.trees import field, record, tree

EMPTY = tree(record("shop.Order", field("id")))
INT, LONG, TEXT = Primitive("int"), Primitive("long"), Primitive("string")
DATE = Primitive("int", "date")
FIRST_DAY, LAST_DAY = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31
DAY_NS = 86_400 * 10**9


@pytest.mark.parametrize(
    ("unscaled", "expected"),
    [
        (99, ("decimal", Decimal("9.9"))),
        (-99, ("decimal", Decimal("-9.9"))),
        (100, ("no decimal", 100)),
        (-100, ("no decimal", -100)),
    ],
)
def test_a_decimal_has_at_most_the_digits_of_its_precision(unscaled: int, expected: tuple[str, Any]):
    written = Primitive("bytes", "decimal", precision=2, scale=1)
    assert meaning(written, unscaled.to_bytes(2, "big", signed=True)) == expected


@pytest.mark.parametrize(
    ("day", "kind"), [(FIRST_DAY, "date"), (FIRST_DAY - 1, "no date"), (LAST_DAY, "date"), (LAST_DAY + 1, "no date")]
)
def test_a_day_is_one_of_the_years_that_a_calendar_has(day: int, kind: str):
    assert meaning(DATE, day) == (kind, day * DAY_NS)


@pytest.mark.parametrize(
    ("time_ms", "kind"), [(0, "time"), (86_399_999, "time"), (86_400_000, "no time"), (-1, "no time")]
)
def test_a_time_is_within_a_day(time_ms: int, kind: str):
    assert meaning(Primitive("int", "time-millis"), time_ms)[0] == kind


def test_one_instant_means_the_same_in_every_unit():
    millis, micros = Primitive("long", "timestamp-millis"), Primitive("long", "timestamp-micros")
    assert meaning(millis, 7) == meaning(micros, 7_000) == ("timestamp", 7_000_000)


def test_a_fixed_of_a_logical_type_is_no_plain_bytes():
    plain = {"type": "fixed", "name": "Mark", "namespace": "shop", "size": 16, "doc": "A mark."}
    kinds = []
    for written in (plain, plain | {"logicalType": "uuid"}):
        named = tree(written).types["shop.Mark"]
        assert isinstance(named, Fixed)
        kinds.append(meaning(named, bytes(16))[0])
    assert kinds == ["bytes", "uuid"]


def seen(written: Type, datum: Any, read: Type, value: Any) -> list[Difference]:
    return list(differences(Typed(written, EMPTY, datum), Typed(read, EMPTY, value)))


def test_an_item_is_compared_with_the_one_in_its_place():
    assert seen(Array(INT), [1, 2], Array(LONG), [1, 2]) == []
    assert seen(Array(INT), [1, 2], Array(LONG), [1, 3]) == [Difference("$[1]", is_rounding=True)]
    assert seen(Array(INT), [1], Array(INT), [1, 2]) == [Difference("$", is_rounding=False)]


def test_an_entry_is_compared_with_the_one_under_its_key():
    assert seen(Map(INT), {"a": 1}, Map(TEXT), {"a": "1"}) == [Difference("$['a']", is_rounding=False)]
    assert seen(Map(INT), {"a": 1}, Map(INT), {"b": 1}) == [Difference("$", is_rounding=False)]


def test_a_value_in_a_union_is_compared_by_its_branch_on_either_side():
    union = Union((INT, DATE, TEXT))
    assert seen(union, ("string", "x"), TEXT, "x") == []
    assert seen(TEXT, "x", union, ("string", "x")) == []
    assert seen(TEXT, "x", union, ("string", "y")) == [Difference("$", is_rounding=False)]
    assert seen(union, ("string", "x"), union, ("string", "y")) == [Difference("$", is_rounding=False)]


def test_what_is_no_number_is_itself_to_a_reader():
    nan = float("nan")
    assert seen(Primitive("float"), nan, Primitive("double"), nan) == []
    assert seen(Primitive("float"), nan, Primitive("double"), 1.0) == [Difference("$", is_rounding=True)]


def test_a_record_is_filled_in_with_the_defaults_of_its_fields():
    """Of the field's own default first, and of the fields of its type for what that leaves out."""
    inner = record("shop.Inner", field("a", "int", default=7), field("b", default="x"))
    writer, reader = (
        tree(record("shop.Order", field("id"))),
        tree(record("shop.Order", field("id"), field("inner", inner, default={"b": "y"}))),
    )
    order = Reference("shop.Order")
    reading = read_through(order, {"id": "1"}, order, writer, reader)
    assert (reading.value, reading.refusals) == ({"id": "1", "inner": {"a": 7, "b": "y"}}, ())
