"""A subscriber id names its lane, can be checked by any gateway, and is worth nothing with another session."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.wire.errors import SubscriberMalformed
from services.wire.subscriber import Subscriber, lane_of, mint, verify

KEY = b"k" * 32
RANDOM = bytes(range(16))


@given(
    st.integers(0, 2**16 - 1),
    st.integers(0, 2**32 - 1),
    st.none() | st.text(min_size=1),
    st.binary(min_size=16, max_size=16),
)
def test_an_id_says_what_it_was_minted_with(lane: int, now_s: int, session: str | None, random: bytes) -> None:
    text = mint(KEY, lane, now_s, session, random)
    assert len(text) == 64
    assert lane_of(text) == lane
    assert verify(KEY, text, session) == Subscriber(lane, now_s, "same")


def test_a_session_that_began_later_sees_an_anonymous_id() -> None:
    assert verify(KEY, mint(KEY, 1, 2, None, RANDOM), "session").binding == "anonymous"


def test_an_id_of_another_session_is_foreign() -> None:
    text = mint(KEY, 1, 2, "hers", RANDOM)
    assert verify(KEY, text, "his").binding == "other"
    assert verify(KEY, text, None).binding == "other"


@given(st.integers(0, 63), st.characters(categories=(), include_characters="ABCXYZabcxyz0189-_"))
def test_no_letter_can_be_changed(at: int, letter: str) -> None:
    good = mint(KEY, 7, 1_700_000_000, "hers", RANDOM)
    bad = good[:at] + letter + good[at + 1 :]
    if bad != good:
        with pytest.raises(SubscriberMalformed):
            verify(KEY, bad, "hers")


@pytest.mark.parametrize(
    "text", ["", "x", "=" * 64, "é" * 64, "A" * 63 + " ", "A" * 65, urlsafe_b64encode(b"\2" * 48).decode()]
)
def test_what_is_no_id_is_refused(text: str) -> None:
    for read in (lane_of, lambda text: verify(KEY, text, None)):
        with pytest.raises(SubscriberMalformed):
            read(text)


def test_another_installation_does_not_know_the_id() -> None:
    with pytest.raises(SubscriberMalformed, match="signature"):
        verify(b"x" * 32, mint(KEY, 1, 2, None, RANDOM), None)
