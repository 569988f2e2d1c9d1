"""Names in Python are functions of the names in the schema."""

import keyword

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen import naming


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("boardId", "board_id"),
        ("AccountRegistered", "account_registered"),
        ("HTTPStatus", "http_status"),
        ("sha256Hex", "sha256_hex"),
        ("x", "x"),
        ("pickUpBefore", "pick_up_before"),
        ("alreadyURL", "already_url"),
    ],
)
def test_snake(name, snake):
    assert naming.snake(name) == snake


@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        ("class", "class_"),
        ("str", "str_"),
        ("self", "self_"),
        ("match", "match"),
        ("id", "id"),
        ("datetime", "datetime_"),
    ],
)
def test_an_attribute_hides_nothing_that_its_class_needs(field, attribute):
    assert naming.attribute(field) == attribute


@given(st.from_regex(r"[a-z][A-Za-z0-9]{0,12}", fullmatch=True))
def test_every_name_is_a_legal_one(name):
    for made in (naming.attribute(name), naming.local(name), naming.member(name)):
        assert made.isidentifier()
        assert not keyword.iskeyword(made)


@given(st.from_regex(r"[a-z][A-Za-z0-9]{0,12}", fullmatch=True))
def test_camel_is_what_msgspec_makes_of_an_attribute(name):
    """Where it gives the field's name back, the generated class leaves renaming to msgspec."""
    attribute = naming.attribute(name)
    made = msgspec.defstruct("Made", [(attribute, int)], rename="camel")
    if naming.camel(attribute) == name:
        assert made.__struct_encode_fields__ == (name,)


def test_a_namespace_never_becomes_a_module_that_stands_there_already():
    assert [naming.module(f"{name}.X") for name in ("client", "accounts.v2", "import")] == [
        "client_",
        "accounts_v2",
        "import_",
    ]
