"""Names in Python are functions of the names in the schema."""

import keyword

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen import naming, python_branches, python_logical, python_primitives
from codegen.python_open_enum import OpenEnum


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


AVRO_NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,12}", fullmatch=True)
HARD_NAMES = st.sampled_from(
    ["_", "__", "_1", "__init__", "None", "class", "class_", "self", "str", "str_", "id", "_id", "id_", "value", "UUID"]
)


@given(AVRO_NAMES | HARD_NAMES)
def test_every_name_is_a_legal_one(name):
    makers = (naming.attribute, naming.local, naming.member, naming.class_name, naming.function, naming.module_of)
    for make in makers:
        made = make(name)
        assert made.isidentifier()
        assert not keyword.iskeyword(made)
    assert not naming.attribute(name).startswith("__") or naming.attribute(name).endswith("__")
    assert not naming.member(name).startswith("_")
    assert naming.class_name(name).lower() != naming.class_name(name)


@pytest.mark.parametrize("make", [naming.attribute, naming.class_name, naming.member, naming.local])
@given(name=AVRO_NAMES | HARD_NAMES)
def test_an_underscore_that_frees_a_name_makes_no_two_names_one(make, name):
    assert make(name) != make(f"{name}_") or not name.strip("_")


@given(AVRO_NAMES | HARD_NAMES, AVRO_NAMES | HARD_NAMES)
def test_fields_with_attributes_of_their_own_have_variables_of_their_own(one, other):
    assert (naming.attribute(one) == naming.attribute(other)) == (naming.local(one) == naming.local(other))


def test_no_member_hides_what_an_enum_has():
    for name in dir(OpenEnum):
        if not name.startswith("_"):
            assert naming.member(name) == f"{name}_"


@pytest.mark.parametrize("module", [python_branches, python_logical, python_primitives])
def test_no_class_hides_what_generated_modules_import(module):
    for name in module.__all__:
        if not name.islower():
            assert naming.class_name(name) != name


def test_no_variable_hides_what_codecs_import():
    for name in (*python_logical.__all__, *python_primitives.__all__):
        if name.islower() and name != "whole":
            assert naming.local(name) != name


@given(st.from_regex(r"[a-z][A-Za-z0-9]{0,12}", fullmatch=True))
def test_camel_is_what_msgspec_makes_of_an_attribute(name):
    """Where it gives the field's name back, the generated class leaves renaming to msgspec."""
    attribute = naming.attribute(name)
    made = msgspec.defstruct("Made", [(attribute, int)], rename="camel")
    if naming.camel(attribute) == name:
        assert made.__struct_encode_fields__ == (name,)


def test_a_namespace_never_becomes_a_module_that_stands_there_already():
    assert [naming.module_of(name) for name in ("client", "json", "accounts.v2", "import", "list", "__init__")] == [
        "client_",
        "json_",
        "accounts_v2",
        "import_",
        "list_",
        "__init___",
    ]


def test_types_without_a_namespace_have_a_module_that_no_namespace_has():
    assert (naming.module("Bare"), naming.module("root.Bare")) == ("root", "root_")


def test_a_class_is_named_as_its_type_but_for_what_python_needs():
    names = ("stock.Note", "acme.md5", "x._Hidden", "x.UUID", "x.BytesBranch", "x._1", "x.None", "x.HTTPStatus")
    assert [naming.class_name(name) for name in names] == [
        "Note",
        "Md5",
        "Hidden_",
        "UUID_",
        "BytesBranch_",
        "T1_",
        "None_",
        "HTTPStatus",
    ]
