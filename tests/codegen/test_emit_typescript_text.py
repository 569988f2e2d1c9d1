"""The small print of TypeScript output, line by line."""

import pytest

from codegen import emit_typescript_text as text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "'plain'"),
        ("it's", "'it\\'s'"),
        ('a "b"', "'a \"b\"'"),
        ('\\"', "'\\\\\"'"),
        ("one\ntwo", "'one\\ntwo'"),
        ("\u2028\U000e0001", "'\\u{2028}\\u{e0001}'"),
        ("é → ü", "'é → ü'"),
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ([], "[]"),
        ({}, "{}"),
        ({"a": ["b"], "c-d": {"e": 1}}, "{ a: ['b'], 'c-d': { e: 1 } }"),
        ({"__proto__": 1}, "{ '__proto__': 1 }"),
    ],
)
def test_constants_are_written_as_they_would_be_by_hand(value, expected):
    assert text.literal(value) == expected


def test_a_long_constant_has_one_entry_a_line():
    assert text.literal({"first": "x" * 60, "second": ["y" * 60]}) == (
        f"{{\n  first: '{'x' * 60}',\n  second: ['{'y' * 60}'],\n}}"
    )


def test_docs_stay_inside_their_comment():
    assert text.doc("Ends */ here.") == "/** Ends *\\/ here. */\n"
    assert (
        text.doc("One.\n\nTwo.", "  ", "use X")
        == "  /**\n   * One.\n   *\n   * Two.\n   *\n   * @deprecated use X\n   */\n"
    )


@pytest.mark.parametrize(
    ("namespace", "module", "alias"),
    [
        ("accounts", "accounts", "accounts"),
        ("accounts.v2", "accounts-v2", "accountsV2"),
        ("delete", "delete", "delete_"),
        ("commands", "commands-types", "commands_"),
        ("messages", "messages-types", "messages"),
        ("messages.types", "messages-types-types", "messagesTypes"),
        ("delete_", "delete_", "delete__"),
        ("", "root", "root"),
        ("root", "root-types", "root_"),
    ],
)
def test_a_namespace_has_a_module_and_an_alias_of_its_own(namespace, module, alias):
    assert (text.module_of(namespace), text.alias_of(namespace)) == (module, alias)


@pytest.mark.parametrize(
    ("one", "many"), [("closeCode", "closeCodes"), ("policy", "policies"), ("day", "days"), ("class", "classes")]
)
def test_a_table_is_named_for_all_of_its_rows(one, many):
    assert text.plural(one) == many


@pytest.mark.parametrize(
    ("full_name", "expected"),
    [
        ("shop.Record", "Record"),
        ("shop.number", "number_"),
        ("shop.number_", "number__"),
        ("shop.class", "class_"),
        ("shop.UnknownSymbol", "UnknownSymbol_"),
        ("Order", "Order"),
    ],
)
def test_a_type_gives_way_to_the_words_of_the_language(full_name, expected):
    assert text.type_name(full_name) == expected


def test_nothing_to_say_is_no_comment():
    assert text.doc("") == ""
    assert text.doc("", deprecated="use X") == "/** @deprecated use X */\n"
