"""The patterns of the JSON form hold exactly what can be read, as Python's own readers judge it."""

import re
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen import json_patterns as patterns
from codegen.patterns import problem

NAMED = {name: text for name, text in vars(patterns).items() if name.isupper() and isinstance(text, str)}


def holds(pattern: str, text: str) -> bool:
    assert pattern[0] == "^"
    assert pattern[-1] == "$"
    return re.fullmatch(pattern[1:-1], text) is not None


def is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@pytest.mark.parametrize("name", [name for name in NAMED if not name.startswith("_")])
def test_a_pattern_is_in_what_three_languages_read_alike(name):
    assert problem(NAMED[name]) is None


def test_every_february_is_as_long_as_it_was():
    for year in range(10_000):
        for day in ("02-28", "02-29", "02-30"):
            text = f"{year:04}-{day}"
            assert holds(patterns.DATE, text) == is_date(text), text
            in_nanos = is_date(text) and (1678 <= year <= 2261 or text == "2262-02-28")
            assert holds(patterns.LOCAL_TIMESTAMP_NANOS, f"{text}T00:00:00") == in_nanos, text


def test_every_month_ends_with_its_last_day():
    for month in range(14):
        for day in range(33):
            text = f"2023-{month:02}-{day:02}"
            assert holds(patterns.DATE, text) == is_date(text), text


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("00:00:00", True),
        ("23:59:59.999999999", True),
        ("12:30:00.5", True),
        ("24:00:00", False),
        ("23:60:00", False),
        ("23:59:60", False),
        ("12:30", False),
        ("12:30:00.", False),
        ("12:30:00,5", False),
        ("12:30:00.1234567890", False),
        ("12:30:00Z", False),
        ("1:30:00", False),
    ],
)
def test_a_time_is_written_in_full_and_without_offset(text, is_held):
    assert holds(patterns.TIME, text) == is_held


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("2026-11-25T08:00:00Z", True),
        ("2026-11-25t08:00:00.123z", True),
        ("2026-11-25T08:00:00+05:30", True),
        ("2026-11-25T08:00:00-23:59", True),
        ("0001-01-01T00:00:00Z", True),
        ("0001-01-01T00:00:00-00:00", True),
        ("9999-12-31T23:59:59.999999999Z", True),
        ("0001-01-01T00:00:00+01:00", False),
        ("9999-12-31T23:59:59-01:00", False),
        ("0000-12-31T23:59:59-01:00", False),
        ("2016-12-31T23:59:60Z", False),
        ("2026-11-25 08:00:00Z", False),
        ("2026-11-25T08:00:00", False),
        ("2026-11-25T08:00:00+0530", False),
        ("2026-11-25T08:00:00+05", False),
        ("2026-11-25T08:00:00+24:00", False),
        ("2026-11-25T08:00Z", False),
        ("2026-11-25T08:00:00Z\n", False),
    ],
)
def test_a_timestamp_is_one_of_rfc_3339(text, is_held):
    assert holds(patterns.TIMESTAMP, text) == is_held


@given(st.datetimes(timezones=st.timezones()).filter(lambda moment: 1 < moment.year < 9999))
def test_every_timestamp_that_python_writes_is_held(moment):
    offset = moment.utcoffset()
    if offset is None or offset % timedelta(minutes=1):
        moment = moment.replace(tzinfo=UTC)  # before there were zones, offsets had seconds
    assert holds(patterns.TIMESTAMP, moment.isoformat())


@given(st.sampled_from([-(2**63), 2**63 - 1]), st.sampled_from([-1, 0, 1]) | st.integers(-(10**15), 10**15))
def test_nanoseconds_end_with_64_bits(end, distance):
    nanos = end + distance
    seconds, rest = divmod(nanos, 10**9)
    text = f"{datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}.{rest:09}"
    assert holds(patterns.LOCAL_TIMESTAMP_NANOS, text) == (-(2**63) <= nanos < 2**63)
    assert holds(patterns.TIMESTAMP_NANOS, f"{text}Z") == (-(2**63) <= nanos < 2**63)
    assert not holds(patterns.TIMESTAMP_NANOS, f"{text}+01:00")


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("P0M0DT0S", True),
        ("P4294967295M4294967295DT4294967.295S", True),
        ("P1M2DT3.004S", True),
        ("P4294967296M0DT0S", False),
        ("P0M4294967296DT0S", False),
        ("P0M0DT4294967.296S", False),
        ("P0M0DT4294968S", False),
        ("P0M0DT1.5S", False),
        ("P0M0DT1.0000S", False),
        ("P0M0DT01S", False),
        ("P-1M0DT0S", False),
        ("P1D", False),
        ("PT1S", False),
    ],
)
def test_a_duration_has_three_parts_of_32_bits(text, is_held):
    assert holds(patterns.DURATION, text) == is_held


@given(st.integers(1, 9).flatmap(lambda precision: st.tuples(st.just(precision), st.integers(0, precision))), st.data())
def test_a_decimal_has_no_more_digits_than_its_type(type_, data):
    precision, scale = type_
    pattern = patterns.decimal(precision, scale)
    unscaled = data.draw(st.integers(-(10 ** (precision + 2)), 10 ** (precision + 2)))
    fits = abs(unscaled) < 10**precision
    assert holds(pattern, format(Decimal(unscaled).scaleb(-scale), "f")) == fits


@pytest.mark.parametrize(
    "text", ["1e5", "1E5", "+1", "01", ".5", "5.", "1.234", "NaN", "Infinity", "", "-", "1_0", "\u0661"]
)
def test_a_decimal_is_plain_digits(text):
    assert not holds(patterns.decimal(9, 2), text)


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("0", True),
        ("-1.50", True),
        ("9" * 1000, True),
        ("9" * 1001, False),
        ("0." + "0" * 1000, True),
        ("0." + "0" * 1001, False),
        ("1E+3", False),
        ("NaN", False),
    ],
)
def test_a_big_decimal_has_plain_digits_on_either_side_of_the_point(text, is_held):
    assert holds(patterns.BIG_DECIMAL, text) == is_held


@given(st.binary(max_size=40), st.integers(0, 40))
def test_base64_is_of_the_right_number_of_bytes(data, size):
    text = b64encode(data).decode()
    assert holds(patterns.BASE64, text)
    assert holds(patterns.base64_of(size), text) == (len(data) == size)


def test_a_long_can_have_narrower_limits():
    assert patterns.long(0, 9) == "^(?:0|[1-9])$"
    assert patterns.long(high=-(2**63)) == "^-9223372036854775808$"
    assert holds(patterns.long(), str(2**63 - 1))
    assert not holds(patterns.long(), str(2**63))
