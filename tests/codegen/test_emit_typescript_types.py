"""The TypeScript types of parsed JSON, line by line; that they compile is shown by test_emit_typescript.py."""

import pytest
from msgspec import structs

from codegen.emit_typescript_types import emit_types
from codegen.emit_typescript_values import Spelling, type_of
from codegen.model import Array, Map, Primitive, Reference, Union
from tests.codegen.all_of_avro import ALL, TYPES
from tests.codegen.everything import EVERYTHING
from tests.codegen.models import field, record, tree
from tests.codegen.trees import enum as enum_schema
from tests.codegen.trees import field as field_schema
from tests.codegen.trees import record as record_schema
from tests.codegen.trees import tree as parsed

NUMBER = "number | 'NaN' | 'Infinity' | '-Infinity'"
SPELLING = Spelling(ALL, lambda name: "")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Null", "null"),
        ("Boolean", "boolean"),
        ("Int", "number"),
        ("Long", "string"),
        ("SmallLong", "string"),
        ("NumberLong", "number"),
        ("Float", NUMBER),
        ("Double", NUMBER),
        ("SmallDouble", "number"),
        ("Bytes", "string"),
        ("Decimal", "string"),
        ("Date", "string"),
        ("TimeMillis", "string"),
        ("TimestampNanos", "string"),
        ("Duration", "Pause"),
        ("FixedBytes", "Md5"),
        ("Enum", "Tone"),
        ("OpenEnum", "Mood | UnknownSymbol"),
        ("Longs", "readonly string[]"),
        ("Doubles", f"readonly ({NUMBER})[]"),
        ("Moods", "readonly (Mood | UnknownSymbol)[]"),
        ("Grid", "readonly (readonly string[])[]"),
        ("Counts", "{ readonly [key: string]: number }"),
        ("Index", "{ readonly [key: string]: readonly { readonly [key: string]: string }[] }"),
        ("MaybeLong", "string | null"),
        ("MaybeDouble", f"{NUMBER} | null"),
        ("MaybeRows", f"readonly (readonly ({NUMBER})[] | null)[]"),
        ("TextOrBytes", "string | { readonly '@type': 'bytes'; readonly value: string }"),
        ("IntOrLong", "number | { readonly '@type': 'long'; readonly value: string }"),
        (
            "DoubleOrText",
            "number | { readonly '@type': 'double'; readonly value: 'NaN' | 'Infinity' | '-Infinity' } | string",
        ),
        ("IntOrDouble", f"number | {{ readonly '@type': 'double'; readonly value: {NUMBER} }}"),
        ("SmallOrText", "number | string"),
        ("CardOrCash", "Card | Cash"),
        ("CardOrCoin", "Coin | Card | null"),
        ("MapOrText", "{ readonly '@type': 'map'; readonly value: { readonly [key: string]: string } } | string"),
    ],
)
def test_the_type_of_what_is_received(name, expected):
    assert type_of(TYPES[name], "received", SPELLING) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("OpenEnum", "Mood"),
        ("Record", "CardInput"),
        ("CardOrCash", "CardInput & { readonly '@type': 'all.Card' } | CashInput & { readonly '@type': 'all.Cash' }"),
        ("MaybeCard", "CardInput | null"),
    ],
)
def test_the_type_of_what_is_sent(name, expected):
    assert type_of(TYPES[name], "sent", SPELLING) == expected


def test_an_array_binds_less_tightly_than_anything_in_it():
    one = Array(Union((Reference("all.Cash"),)))

    assert type_of(one, "sent", SPELLING) == "readonly (CashInput & { readonly '@type': 'all.Cash' })[]"
    assert type_of(Array(Map(Primitive("int"))), "sent", SPELLING) == "readonly { readonly [key: string]: number }[]"


def test_a_type_of_another_namespace_is_qualified():
    assert "readonly default: commands_.RecordInput;" in emit_types(EVERYTHING)["delete.ts"]


def test_an_import_gives_way_to_a_type_of_its_name():
    found = emit_types(
        tree(record("shop.money", field("money", Reference("money.Coin"))), record("money.Coin"), record("money.shop"))
    )

    assert "import type * as money_ from './money';" in found["shop.ts"]
    assert "readonly money: money_.Coin;" in found["shop.ts"]


def test_the_interface_of_a_message():
    schemas = parsed(record_schema("shop.Sold", field_schema("price", "int"), millrace={"kind": "message"}))

    assert emit_types(schemas)["shop.ts"] == (
        "// Generated from schemas/shop by `just generate`. Edit the schemas, not this file.\n"
        "\n"
        "/** A Sold. */\n"
        "export interface Sold {\n"
        "  readonly '@type': 'shop.Sold';\n"
        "  /** The price. */\n"
        "  readonly price: number;\n"
        "}\n"
    )


def test_a_record_that_is_sent_may_leave_out_what_has_a_default():
    assert emit_types(ALL)["all.ts"].startswith(
        "// Generated from schemas/all by `just generate`. Edit the schemas, not this file.\n"
        "\n"
        "import type { UnknownSymbol } from './unknown-symbol';\n"
        "\n"
        "/** A all.Card. */\n"
        "export interface CardInput {\n"
        "  readonly '@type'?: 'all.Card';\n"
        "  /** The pan. */\n"
        "  readonly pan: string;\n"
        "  /** The limit. */\n"
        "  readonly limit?: string;\n"
        "  /** The moods. */\n"
        "  readonly moods?: readonly Mood[];\n"
        "}\n"
    )


def test_a_long_union_has_a_line_for_each_member():
    names = [f"shop.Record{number}WithALongName" for number in range(5)]
    many = field("many", Union(tuple(map(Reference, names))))
    found = emit_types(tree(record("shop.Box", many), *map(record, names)))["shop.ts"]

    assert "  readonly many:\n    | Record0WithALongName\n    | Record1WithALongName\n" in found


def test_a_fixed_type_is_an_alias_with_its_doc():
    found = emit_types(ALL)["all.ts"]

    assert "/**\n * A all.Md5.\n *\n * Base64 of 16 bytes.\n */\nexport type Md5 = string;\n" in found
    assert " * A decimal in a string, of at most 10 digits, 3 of them behind the point.\n" in found


def test_types_without_a_namespace_have_a_module():
    found = emit_types(tree(record("Order", field("coin", Reference("root.Coin"))), record("root.Coin")))

    assert "import type * as root_ from './root-types';" in found["root.ts"]
    assert "readonly coin: root_.Coin;" in found["root.ts"]
    assert "readonly '@type': 'Order';" in found["root.ts"]


def test_what_has_no_doc_has_no_comment():
    x = structs.replace(field("x", Primitive("int")), doc="")
    plain = structs.replace(record("shop.Plain", x), doc="")

    assert "/**" not in emit_types(tree(plain))["shop.ts"]


def test_an_enum_with_a_table():
    table = {"LOW": {"least": 1}, "HIGH": {"least": 9}}
    schemas = parsed(enum_schema("shop.Price", "LOW", "HIGH", millrace={"table": table}))

    assert (
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
    ) in emit_types(schemas)["shop.ts"]


def test_a_field_says_why_it_is_deprecated():
    found = emit_types(tree(record("shop.Old", field("x", Primitive("int"), deprecated="use y"))))["shop.ts"]

    assert "  /**\n   * The x.\n   *\n   * @deprecated use y\n   */\n  readonly x: number;\n" in found
