"""Canonical forms and fingerprints are those of Avro's Java, for every schema and however it is written."""

import hashlib
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from codegen.canonical import fingerprint, parsing_form, resolution_form
from tests.avro.evolution import pairs
from tests.avro.families import Family, families
from tests.avro.java_peer import Described, JavaPeer, JavaRefused
from tests.avro.logical import is_meant
from tests.avro.sampling import sample
from tests.avro.spelling import spelled


@st.composite
def spellings(draw: st.DrawFn) -> tuple[Any, Any]:
    """One family written twice."""
    family = draw(families())
    return spelled(family, draw), spelled(family, draw)


def described_by(java: JavaPeer, schema: Any) -> Described:
    """What Java says; it looks at the default of a record inside itself too early, and such an example is no use."""
    try:
        return java.describe(schema)
    except JavaRefused as refusal:
        if "Schema fields not set yet" in str(refusal):
            reject()
        raise


def test_forms_and_fingerprints_are_javas(java: JavaPeer) -> None:
    @sample(30)
    @given(spellings())
    def agree(written: tuple[Any, Any]) -> None:
        one, other = written
        described = described_by(java, one)
        assert parsing_form(one) == described.canonical == parsing_form(other)
        assert fingerprint(one).hex() == described.crc64
        assert hashlib.sha256(parsing_form(one).encode()).hexdigest() == described.sha256
        assert hashlib.md5(parsing_form(one).encode()).hexdigest() == described.md5
        assert resolution_form(one) == resolution_form(other)

    agree()


@sample(30)
@given(pairs())
def test_schemas_of_one_resolution_form_differ_in_nothing_that_a_reader_sees(pair: tuple[Family, Family]) -> None:
    writer, reader = pair
    if resolution_form(spelled(writer)) == resolution_form(spelled(reader)):
        assert _seen(spelled(writer)) == _seen(spelled(reader))


def _seen(node: Any) -> Any:
    """A schema without the order of values, and without logical types that are none."""
    match node:
        case {"logicalType": _} if not is_meant(node):
            kept = {key: node[key] for key in node if key not in ("logicalType", "precision", "scale")}
            return _seen(kept if len(kept) > 1 else kept["type"])
        case {"fields": fields}:
            seen = [{**field, "type": _seen(field["type"]), "order": None} for field in fields]
            return {**node, "fields": seen}
        case {"items": inner} | {"values": inner}:
            return {**node, "items": _seen(inner)}
        case list():
            return [_seen(branch) for branch in node]
        case _:
            return node


def test_the_parsing_form_leaves_out_what_changes_the_meaning(java: JavaPeer) -> None:
    """So it is no key for codecs: two scales have one fingerprint."""
    two, three = ({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": scale} for scale in (2, 3))
    assert java.describe(two) == java.describe(three)
    assert fingerprint(two) == fingerprint(three)
    assert resolution_form(two) != resolution_form(three)


@pytest.mark.parametrize("datum", ["00", "02"])
def test_the_fingerprint_leads_the_single_object_encoding(datum: str, java: JavaPeer) -> None:
    schema = {"type": "record", "name": "a.R", "fields": [{"name": "f", "type": "int"}]}
    message = b"\xc3\x01" + fingerprint(schema) + bytes.fromhex(datum)
    assert java.wrap(schema, bytes.fromhex(datum)) == message
    assert java.unwrap(schema, message).hex() == datum


def test_dependencies_may_stand_in_schemas_of_their_own(java: JavaPeer) -> None:
    """Java takes them one by one, those that others need first."""
    inner = {"type": "record", "name": "a.Inner", "fields": []}
    outer = {"type": "record", "name": "a.Outer", "fields": [{"name": "f", "type": "Inner"}]}
    whole = {**outer, "fields": [{"name": "f", "type": inner}]}
    assert java.describe(inner, outer).canonical == parsing_form(whole)
    assert not java.is_legal(outer)
