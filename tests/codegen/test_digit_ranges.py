"""The patterns of ranges hold every number of the range, and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.digit_ranges import digits, whole_numbers


@given(st.integers(-3000, 3000), st.integers(0, 4000), st.data())
def test_a_range_holds_its_numbers_and_no_other(low, width, data):
    pattern = re.compile(whole_numbers(low, low + width))
    near = st.integers(low - 30, low + width + 30) | st.integers(-99_999, 99_999)
    for number in data.draw(st.lists(near, min_size=20)):
        assert bool(pattern.fullmatch(str(number))) == (low <= number <= low + width), number


@pytest.mark.parametrize("bits", [31, 32, 63, 64])
@pytest.mark.parametrize("is_signed", [True, False])
def test_the_ends_of_machine_words_are_met_exactly(bits, is_signed):
    low, high = (-(2**bits) if is_signed else 0), 2**bits - 1
    pattern = re.compile(whole_numbers(low, high))
    for number in (low, low + 1, -1, 0, 1, 9, 10, high - 1, high):
        assert bool(pattern.fullmatch(str(number))) == (low <= number)
    for number in (low - 1, high + 1, high * 10, low * 10 - 1, high + 10**6):
        assert not pattern.fullmatch(str(number))


@pytest.mark.parametrize("text", ["", "-", "-0", "00", "07", "+7", " 7", "7 ", "7\n", "7.0", "7e0", "\u0667", "1_0"])
def test_only_the_text_that_json_would_write_is_held(text):
    assert not re.fullmatch(whole_numbers(-(2**63), 2**63 - 1), text)


def test_the_range_of_a_long_is_readable_enough():
    assert whole_numbers(-(2**15), 2**15 - 1) == (
        "(?:0|-?(?:[1-9][0-9]{0,3}|[1-2][0-9]{4}|3[0-1][0-9]{3}|32[0-6][0-9]{2}|327[0-5][0-9]|3276[0-7])|-32768)"
    )


@given(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9999))
def test_digits_of_one_length_keep_their_zeros(one, other, number):
    low, high = sorted((one, other))
    assert bool(re.fullmatch(digits(f"{low:04}", f"{high:04}"), f"{number:04}")) == (low <= number <= high)


def test_a_range_of_one_is_its_number():
    assert whole_numbers(7, 7) == "7"
    assert whole_numbers(-7, -7) == "-7"
    assert whole_numbers(0, 0) == "0"
