"""The small print of TypeScript output, line by line."""

import pytest

from codegen import emit_typescript_text as text
from codegen.emit_typescript_types import Module
from tests.codegen.everything import EVERYTHING
from tests.codegen.trees import enum, field, record, tree


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
    ("name", "expected"),
    [
        ("at", "string"),
        ("count", "number"),
        ("large", "number"),
        ("raw", "string"),
        ("part", "Part"),
        ("parts", "readonly Part[]"),
        ("labels", "{ readonly [key: string]: number }"),
        ("rows", "readonly (readonly (string | null)[])[]"),
        ("maybe", "string | null"),
    ],
)
def test_types_are_those_of_the_json_form(name, expected):
    fields = {each.name: each for each in EVERYTHING.types["shop.Try"].fields}

    assert Module("shop").type_of(fields[name].type) == expected


def test_a_type_of_another_namespace_is_qualified():
    fields = {each.name: each for each in EVERYTHING.types["delete.Delete"].fields}

    assert Module("delete").type_of(fields["default"].type) == "commands_.Record"


def test_the_interface_of_a_message():
    schemas = tree(record("shop.Sold", field("price", "int"), millrace={"kind": "message"}))

    assert Module("shop").record(schemas.types["shop.Sold"]) == (
        "/** A Sold. */\n"
        "export interface Sold {\n"
        "  readonly '@type': 'shop.Sold';\n"
        "  /** The price. */\n"
        "  readonly price: number;\n"
        "}\n"
    )


def test_an_enum_with_a_table():
    table = {"LOW": {"least": 1}, "HIGH": {"least": 9}}
    schemas = tree(enum("shop.Price", "LOW", "HIGH", millrace={"table": table}))

    assert Module("shop").enum(schemas.types["shop.Price"]) == (
        "/** A Price. */\n"
        "export type Price = 'LOW' | 'HIGH';\n"
        "\n"
        "/** One row of {@link prices}. */\n"
        "export interface PriceRow {\n"
        "  readonly least: number;\n"
        "}\n"
        "\n"
        "/** What each {@link Price} stands for. */\n"
        "export const prices = {\n"
        "  LOW: { least: 1 },\n"
        "  HIGH: { least: 9 },\n"
        "} as const satisfies { readonly [each in Price]: PriceRow };\n"
    )
