"""A body is of its type or it is refused, whatever way a client has to write numbers."""

import msgspec
import pytest

from gateway.body import decode_body
from gateway.parameters import refuse_query
from gateway.problems import Refusal


class Line(msgspec.Struct):
    count: int


class Body(msgspec.Struct):
    lines: list[Line]
    by_name: dict[str, int] = {}


DECODER = msgspec.json.Decoder(Body)


def refused(raw: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        decode_body(DECODER, raw)
    return caught.value


@pytest.mark.parametrize("number", ["1.0", "1e0", "10e-1", "9007199254740992.0", "-9007199254740992.0"])
def test_a_whole_number_may_be_written_as_a_fraction(number: str):
    """To JSON Schema, and to a JavaScript program, they are the same number."""
    body = decode_body(DECODER, b'{"lines": [{"count": %s}], "by_name": {"a": %s}}' % ((number.encode(),) * 2))
    assert body == Body([Line(int(float(number)))], {"a": int(float(number))})


@pytest.mark.parametrize("number", ["1.5", "9007199254740994.0", "true"])
def test_what_is_no_whole_number_or_no_exact_one_is_refused_with_its_place(number: str):
    refusal = refused(b'{"lines": [{"count": %s}]}' % number.encode())
    assert (refusal.status, [error.path for error in refusal.errors]) == (422, ["$.lines[0].count"])


def test_of_a_body_that_is_no_json_behind_its_first_fault_what_is_wrong_with_the_json_is_told():
    refusal = refused(b'{"lines": 7, "by_name": {"a" 1}}')
    assert refusal.status == 400
    assert "malformed" in refusal.detail


def test_a_field_that_there_is_not_is_named():
    class Strict(Line, forbid_unknown_fields=True):
        pass

    with pytest.raises(Refusal) as caught:
        decode_body(msgspec.json.Decoder(Strict), b'{"count": 1, "more": 2}')
    assert [(error.path, error.message) for error in caught.value.errors] == [("$.more", "There is no such field")]


def test_a_parameter_where_there_are_none_is_named_as_far_as_fits():
    with pytest.raises(Refusal) as caught:
        refuse_query(b"x" * 200 + b"=1")
    assert [error.path for error in caught.value.errors] == ["x" * 100]
    refuse_query(b"")
