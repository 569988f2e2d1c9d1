"""An envelope survives its trip as record headers; damaged headers are told from good ones."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.wire import headers
from services.wire.errors import DecodeError
from services.wire.headers import Envelope

ENVELOPES = st.builds(
    Envelope,
    id=st.uuids(),
    request_id=st.none() | st.uuids(),
    subscriber_id=st.none() | st.text(),
    deadline_ms=st.none() | st.integers(-(2**62), 2**62),
    accepted_ms=st.none() | st.integers(0, 2**62),
    cause=st.none() | st.uuids(),
    principal=st.none() | st.text(),
    traceparent=st.none() | st.text(),
)


@given(ENVELOPES)
def test_an_envelope_comes_back_as_it_went(envelope: Envelope) -> None:
    assert Envelope.from_headers(envelope.to_headers()) == envelope


def test_headers_of_others_are_let_be() -> None:
    envelope = Envelope(id=UUID(int=1))
    assert Envelope.from_headers({**envelope.to_headers(), "someone-elses": b"\xff"}) == envelope


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ({"id": b"no uuid"}, "header id: expected a UUID, got 'no uuid'"),
        ({"request-id": b"\xff"}, "header request-id: expected UTF-8"),
        ({"deadline": b"soon"}, "header deadline: expected a whole number, got 'soon'"),
        ({"deadline": "٣".encode()}, "header deadline: expected a whole number"),
        ({"deadline": b"9" * 30}, "header deadline: expected a whole number"),
        ({"principal": b"\xc3\x28"}, "header principal: expected UTF-8"),
    ],
)
def test_a_damaged_header_is_named(damage: dict[str, bytes], said: str) -> None:
    with pytest.raises(DecodeError, match=said.replace("(", r"\(")):
        Envelope.from_headers({**Envelope(id=UUID(int=1)).to_headers(), **damage})


def test_a_record_without_id_has_no_envelope() -> None:
    with pytest.raises(DecodeError, match="header id: expected a UUID, got nothing"):
        Envelope.from_headers({})


def test_a_reply_is_final_unless_it_says_otherwise() -> None:
    assert headers.read_final({})
    assert headers.read_final({"final": b"1"})
    assert not headers.read_final({"final": b"0"})
    with pytest.raises(DecodeError, match="expected 1 or 0"):
        headers.read_final({"final": b"maybe"})
