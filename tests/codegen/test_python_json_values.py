"""Single values go to JSON and come back as they were, and each text is one that its pattern holds."""

import math
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen import json_patterns as patterns
from codegen import python_json_values as values
from codegen.python_json_values import JsonError

LONGS = st.integers(-(2**63), 2**63 - 1)
UINT32 = st.integers(0, 2**32 - 1)
MOMENTS = st.datetimes(timezones=st.just(UTC))


EXACT = Context(prec=2000)


class Duration(NamedTuple):
    months: int
    days: int
    milliseconds: int


DECIMALS = st.integers(-(10**9) + 1, 10**9 - 1).map(lambda unscaled: Decimal(unscaled).scaleb(-4))
BIG_DECIMALS = st.builds(
    lambda number, scale: Decimal(number).scaleb(-scale, EXACT), st.integers(-(10**60), 10**60), st.integers(-900, 1000)
)
ROUND_TRIPS = {
    "long": (LONGS, values.long_to_json, values.long_from_json, patterns.long()),
    "decimal": (
        DECIMALS,
        lambda value: values.decimal_to_json(value, 9, 4),
        values.decimal_from_json,
        patterns.decimal(9, 4),
    ),
    "big-decimal": (BIG_DECIMALS, values.big_decimal_to_json, values.big_decimal_from_json, patterns.BIG_DECIMAL),
    "date": (st.dates(), values.date_to_json, values.date_from_json, patterns.DATE),
    "time": (st.times(), values.time_to_json, values.time_from_json, patterns.TIME),
    "timestamp": (MOMENTS, values.timestamp_to_json, values.timestamp_from_json, patterns.TIMESTAMP),
    "local-timestamp": (
        st.datetimes(),
        values.local_timestamp_to_json,
        values.local_timestamp_from_json,
        patterns.LOCAL_TIMESTAMP,
    ),
    "timestamp-nanos": (
        LONGS,
        values.timestamp_nanos_to_json,
        values.timestamp_nanos_from_json,
        patterns.TIMESTAMP_NANOS,
    ),
    "local-timestamp-nanos": (
        LONGS,
        values.local_timestamp_nanos_to_json,
        values.local_timestamp_nanos_from_json,
        patterns.LOCAL_TIMESTAMP_NANOS,
    ),
    "duration": (
        st.builds(Duration, UINT32, UINT32, UINT32),
        values.duration_to_json,
        lambda text: values.duration_from_json(text, Duration),
        patterns.DURATION,
    ),
}


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_a_value_comes_back_from_a_text_that_its_pattern_holds(name):
    source, to_json, from_json, pattern = ROUND_TRIPS[name]

    @given(source)
    def check(value):
        text = to_json(value)
        assert re.fullmatch(pattern[1:-1], text), text
        assert from_json(text) == value

    check()


@given(st.floats())
def test_a_float_that_is_not_finite_has_a_name(value):
    json = values.float_to_json(value)
    back = values.float_from_json(msgspec.json.decode(msgspec.json.encode(json)))
    assert back == value or (math.isnan(back) and math.isnan(value))


def test_what_msgspec_itself_writes_is_written_alike():
    for moment in (datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 25, 8, 0, 0, 123000, UTC)):
        assert f'"{values.timestamp_to_json(moment)}"' == msgspec.json.encode(moment).decode()
    assert f'"{values.time_to_json(time(1, 2, 3, 4000))}"' == msgspec.json.encode(time(1, 2, 3, 4000)).decode()


@pytest.mark.parametrize(
    ("text", "nanos"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01t00:00:00.5z", 500_000_000),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1969-12-31T23:59:59.999999999Z", -1),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1677-09-21T00:12:43.145224192Z", -(2**63)),
        ("2262-04-11T23:47:16.854775807Z", 2**63 - 1),
        ("2262-04-12T00:47:16.854775807+01:00", 2**63 - 1),
    ],
)
def test_nanoseconds_are_counted_from_the_epoch(text, nanos):
    assert values.timestamp_nanos_from_json(text) == nanos


@pytest.mark.parametrize("text", ["1677-09-21T00:12:43.145224191Z", "2262-04-11T23:47:16.854775808Z"])
def test_what_64_bits_of_nanoseconds_do_not_hold_is_refused(text):
    with pytest.raises(JsonError, match="64 bits"):
        values.timestamp_nanos_from_json(text)


def test_what_is_finer_than_microseconds_is_cut_off():
    assert values.timestamp_from_json("2026-11-25T08:00:00.123456999Z").microsecond == 123456
    assert values.time_from_json("23:59:59.999999999") == time(23, 59, 59, 999999)


@pytest.mark.parametrize(("value", "text"), [("1", "1.00"), ("1.500", "1.50"), ("1E+2", "100.00"), ("-0", "-0.00")])
def test_a_decimal_has_as_many_digits_behind_the_point_as_its_type(value, text):
    assert values.decimal_to_json(Decimal(value), 5, 2) == text


WEST = datetime(2026, 1, 1, tzinfo=UTC).astimezone()
NO_JSON = {
    "a long beyond 64 bits": lambda: values.long_to_json(2**63),
    "a boolean": lambda: values.long_to_json(value=True),
    "too many digits": lambda: values.decimal_to_json(Decimal(1000), 5, 2),
    "too fine a decimal": lambda: values.decimal_to_json(Decimal("0.001"), 5, 2),
    "no decimal": lambda: values.decimal_to_json(Decimal("NaN"), 5, 2),
    "a decimal that would fill memory": lambda: values.decimal_to_json(Decimal("1E+999999999"), 5, 2),
    "an endless big decimal": lambda: values.big_decimal_to_json(Decimal("Infinity")),
    "a big decimal that would fill memory": lambda: values.big_decimal_to_json(Decimal("1E+1000000000")),
    "a big decimal that is too fine": lambda: values.big_decimal_to_json(Decimal("1E-1001")),
    "a moment for a date": lambda: values.date_to_json(datetime(2026, 1, 1, tzinfo=UTC)),
    "a time with an offset": lambda: values.time_to_json(time(1, tzinfo=UTC)),
    "a timestamp without one": lambda: values.timestamp_to_json(datetime.combine(date(2026, 1, 1), time())),
    "a local timestamp with one": lambda: values.local_timestamp_to_json(WEST),
    "nanoseconds beyond 64 bits": lambda: values.timestamp_nanos_to_json(-(2**63) - 1),
    "a negative duration": lambda: values.duration_to_json(Duration(0, -1, 0)),
    "a duration beyond 32 bits": lambda: values.duration_to_json(Duration(0, 0, 2**32)),
}


@pytest.mark.parametrize("what", NO_JSON)
def test_a_value_without_json_is_refused(what):
    with pytest.raises(JsonError, match="expected"):
        NO_JSON[what]()


def test_a_fault_says_where():
    def convert(rows):
        return values.each_value(rows, lambda row: values.each(row, values.long_to_json))

    assert convert({"a": [1, 2], "b": []}) == {"a": ["1", "2"], "b": []}
    with pytest.raises(JsonError, match=r"^\$\['b'\]\[2\]: expected a whole number of 64 bits, got None$"):
        convert({"a": [1], "b": [1, 2, None]})
    with pytest.raises(JsonError, match=r"^\$\['b'\]: not of the type that the schema names"):
        convert({"a": [1], "b": None})


def test_a_timestamp_is_told_in_utc():
    moment = datetime.fromisoformat("2026-11-25T08:00:00+05:30")
    assert values.timestamp_to_json(moment) == "2026-11-25T02:30:00Z"
    assert values.timestamp_from_json("2026-11-25t08:00:00+05:30").utcoffset() == timedelta()
