"""The id of a request's record is a UUIDv5 like any other."""

from uuid import UUID, uuid4, uuid5

import pytest

from gateway.ids import command_id, is_uuid, to_uuid

NAMESPACE = UUID("6f1c0c5e-6c1b-5f0e-9a57-6d696c6c7261")


def test_the_id_of_a_record_is_what_uuid5_makes():
    for _ in range(100):
        request_id = str(uuid4())
        assert command_id("ada", request_id) == str(uuid5(NAMESPACE, f"ada/{request_id}")).encode()


def test_principals_do_not_share_ids():
    request_id = str(uuid4())
    assert len({command_id(principal, request_id) for principal in (None, "ada", "bob")}) == 3


@pytest.mark.parametrize("text", ["", "x", "0" * 32, f"{{{NAMESPACE}}}", f"{NAMESPACE}\n", f"urn:uuid:{NAMESPACE}"])
def test_other_ways_to_write_a_uuid_are_none(text):
    assert not is_uuid(text)


def test_case_does_not_matter():
    made = uuid4()
    assert is_uuid(str(made).upper())
    assert to_uuid(str(made).upper()) == made
