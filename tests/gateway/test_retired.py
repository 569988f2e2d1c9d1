"""A gateway takes what a browser sends that was opened before the deploy: fields that are no longer there."""

import json

import pytest

from gateway.input import Input
from gateway.problems import Refusal
from gateway.retired import retired_names, without_retired
from services.wire.generated.board import PostNoteBody
from services.wire.generated.catalog import CATALOG
from tests.gateway.stage import make_stage

POST_NOTE = CATALOG["board.PostNote"]


def version(*names: str) -> str:
    """A published version of `board.PostNote` with fields of these names."""
    fields = [{"name": name, "type": "string", "default": ""} for name in names]
    return json.dumps(json.loads(POST_NOTE.schema) | {"fields": fields})


EARLIER = {"board.PostNote": (version("boardId", "text", "mood"), version("boardId", "text", "colour", "mood"))}


@pytest.fixture
async def post_note() -> Input:
    return Input(POST_NOTE, (await make_stage()).keys, EARLIER)


def test_what_any_earlier_version_had_and_todays_has_not_is_retired():
    assert retired_names(POST_NOTE, EARLIER) == {"mood", "colour"}
    assert retired_names(POST_NOTE, {}) == frozenset()


def test_a_retired_field_of_a_body_is_let_be(post_note: Input):
    """Whatever its value is: nobody reads it any more."""
    sent = b'{"text": "hello", "mood": {"very": ["good"]}, "colour": null}'
    assert post_note.read_body(sent) == PostNoteBody(text="hello")


def test_a_field_that_never_was_is_refused_as_ever(post_note: Input):
    for sent in (b'{"text": "hello", "weather": 1}', b'{"text": "hello", "mood": "", "weather": 1}'):
        with pytest.raises(Refusal) as caught:
            post_note.read_body(sent)
        assert "weather" in caught.value.detail


@pytest.mark.parametrize("sent", [b"{", b"[]", b'"mood"', b'{"text": 1, "mood": ""}', b"", b"[" * 100_000])
def test_what_is_wrong_besides_is_refused_as_ever(post_note: Input, sent: bytes):
    with pytest.raises(Refusal):
        post_note.read_body(sent)


def test_a_retired_parameter_of_a_query_is_let_be(post_note: Input):
    values = {"boardId": "main"}
    assert post_note.read_parameters(values, b"mood=fine") == post_note.read_parameters(values, b"")
    with pytest.raises(Refusal):
        post_note.read_parameters(values, b"weather=fine")


def test_a_body_without_retired_fields_stays_as_it_came():
    assert without_retired(b'{"text": "x"}', frozenset({"mood"})) is None
    assert without_retired(b'{"text": "x"}', frozenset()) is None


async def test_gateways_of_both_versions_give_a_repeat_the_same_fingerprint(post_note: Input):
    """Else a request that is sent again while gateways are replaced would be taken for another."""
    before = Input(POST_NOTE, (await make_stage()).keys)
    sent = b'{"text": "hello", "mood": "fine"}'
    first = before.fingerprint(sent, {"boardId": "main"}, b"")
    assert first != before.fingerprint(sent, {"boardId": "side"}, b"")
    assert first != before.fingerprint(sent.replace(b"fine", b"good"), {"boardId": "main"}, b"")
    for same in (
        sent,
        b'{"mood":"fine","text":"hello"}',
        b'{"text":"hello","@type":"board.PostNote","mood":"fine"}',
    ):
        assert post_note.fingerprint(same, {"boardId": "main"}, b"") == first


def test_an_odd_number_where_nobody_looks_is_no_fault_of_the_fingerprint(post_note: Input):
    assert post_note.fingerprint(b'{"text": "x", "mood": 1e999}', {"boardId": "main"}, b"")
