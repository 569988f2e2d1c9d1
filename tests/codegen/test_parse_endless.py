"""What has no end is refused: a record that contains itself without a way out, a default that needs itself."""

import pytest

from tests.codegen.trees import field, record, refusals, texts, tree

FILLED = {"default": {}}


def messages(*named):
    return [error.message for error in refusals(texts(*named))]


@pytest.mark.parametrize(
    "way_out",
    [
        ["null", "a.B"],
        ["a.B", "string"],
        {"type": "array", "items": "a.B"},
        {"type": "map", "values": "a.B"},
        [{"type": "array", "items": "a.B"}],
    ],
)
def test_a_record_may_contain_itself_if_there_is_a_way_out(way_out):
    assert tree(record("a.B", field("own", way_out)))


@pytest.mark.parametrize("written", ["a.B", ["a.B"]])
def test_a_record_that_only_contains_itself_is_refused(written):
    (message,) = messages(record("a.B", field("own", written)))
    assert message == (
        "a.B contains itself without end: a.B.own → a.B; a union with null, an array or a map on the way would end it"
    )


def test_a_circle_is_told_once_and_not_of_those_that_lead_into_it():
    outside = record("a.Outside", field("one", "a.Two"))
    one, two = record("a.One", field("count", "int"), field("two", ["a.Two"])), record("a.Two", field("one", "a.One"))
    (message,) = messages(outside, one, two)
    assert "a.One contains itself without end: a.One.two → a.Two.one → a.One;" in message


def test_a_long_chain_of_records_is_no_circle():
    chain = [record(f"a.R{number}", field("next", f"a.R{number + 1}")) for number in range(2000)]
    assert len(tree(*chain, record("a.R2000")).types) == 2001


def test_a_default_that_is_filled_by_itself_is_refused():
    """`{}` is a B whose `own` has its default, which is a B ..."""
    (message,) = messages(record("a.B", field("own", ["a.B", "null"], **FILLED)))
    assert message == ("the default needs itself: a.B.own → a.B.own; give the whole record, or null, in one of them")


def test_defaults_that_need_each_other_are_refused():
    one = record("a.One", field("two", ["a.Two", "null"], **FILLED))
    two = record("a.Two", field("ones", {"type": "array", "items": "a.One"}, default=[{}]))
    (message,) = messages(one, two)
    assert "a.One.two → a.Two.ones → a.One.two" in message


def test_a_default_that_says_everything_ends():
    assert tree(record("a.B", field("own", ["a.B", "null"], default={"own": None})))
    assert tree(record("a.B", field("own", ["null", "a.B"], default=None)))
