"""The torture schema, which no other generator passes, and its companions: every node of their models."""

from pathlib import Path

import pytest
from msgspec import UNSET

from codegen.model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Union
from codegen.parse import parse
from tests.codegen.trees import sources

AVRO = Path(__file__).parent / "avro"
ORDERS = "acme.orders.v1"
NULL, STRING, LONG, DOUBLE, BOOLEAN, BYTES = (
    Primitive(name) for name in ("null", "string", "long", "double", "boolean", "bytes")
)
# Type and default of each field.
FIELDS = {
    "order_id": (Primitive("string", "uuid"), UNSET),
    "amount": (Primitive("bytes", "decimal", precision=12, scale=2), UNSET),
    "amount_fixed": (Reference(f"{ORDERS}.Amt16"), UNSET),
    "created": (Primitive("long", "timestamp-millis"), UNSET),
    "updated": (Union((NULL, Primitive("long", "timestamp-micros"))), None),
    "day": (Primitive("int", "date"), 19000),
    "tm": (Primitive("int", "time-millis"), UNSET),
    "local": (Primitive("long", "local-timestamp-millis"), UNSET),
    "dur": (Reference(f"{ORDERS}.Dur"), UNSET),
    "status": (Reference(f"{ORDERS}.Status"), "NEW"),
    "payload": (Union(tuple(Reference(f"{ORDERS}.{name}") for name in ("Card", "Iban", "Cash"))), UNSET),
    "scalar_union": (Union((STRING, LONG, BOOLEAN, NULL)), "x"),
    "tags": (Array(STRING), []),
    "attrs": (Map(Union((NULL, DOUBLE, Reference(f"{ORDERS}.Status")))), {}),
    "raw": (BYTES, "\u00ff\u0001"),
    "big": (LONG, 2**53 + 1),
    "class": (STRING, 'it\'s "q" \\ \n'),
    "address": (Reference("acme.shared.Address"), {"street": "s", "zip": "z"}),
    "next": (Union((NULL, Reference(f"{ORDERS}.OrderEvent"))), None),
    "unknownLogical": (STRING, UNSET),
}


@pytest.fixture(scope="module")
def torture():
    return parse(sources(AVRO / "torture"))


def test_it_has_every_named_type_and_no_other(torture):
    names = ["Amt16", "Card", "Cash", "Dur", "Iban", "OrderEvent", "Status"]
    assert list(torture.types) == [*(f"{ORDERS}.{name}" for name in names), "acme.shared.Address"]


def test_every_field_has_its_type_and_default(torture):
    event = torture.types[f"{ORDERS}.OrderEvent"]
    assert {field.name: (field.type, field.default) for field in event.fields} == FIELDS
    assert [field.name for field in event.fields] == list(FIELDS)


def test_words_aliases_and_order_are_kept(torture):
    event = torture.types[f"{ORDERS}.OrderEvent"]
    fields = {field.name: field for field in event.fields}
    assert event.doc == "An order event.\nSecond line."
    assert event.aliases == (f"{ORDERS}.OrderMsg",)
    assert fields["order_id"].doc == "Unique id"
    assert fields["next"].aliases == ("nxt",)
    assert [name for name, field in fields.items() if field.order != "ascending"] == ["unknownLogical"]
    assert fields["unknownLogical"].order == "ignore"


def test_named_types_inside_it_are_types_of_their_own(torture):
    status = torture.types[f"{ORDERS}.Status"]
    amount, duration = torture.types[f"{ORDERS}.Amt16"], torture.types[f"{ORDERS}.Dur"]
    assert isinstance(status, Enum)
    assert (status.symbols, status.default) == (("UNKNOWN", "NEW", "PAID"), "UNKNOWN")
    assert isinstance(amount, Fixed)
    assert (amount.size, amount.logical, amount.precision, amount.scale) == (16, "decimal", 20, 4)
    assert isinstance(duration, Fixed)
    assert (duration.size, duration.logical) == (12, "duration")
    assert {
        name: [(field.name, field.type, field.default) for field in torture.types[name].fields]
        for name in (f"{ORDERS}.Card", f"{ORDERS}.Iban", f"{ORDERS}.Cash", "acme.shared.Address")
    } == {
        f"{ORDERS}.Card": [("pan", STRING, UNSET), ("exp", Union((NULL, STRING)), None)],
        f"{ORDERS}.Iban": [("iban", STRING, UNSET)],
        f"{ORDERS}.Cash": [],
        "acme.shared.Address": [("street", STRING, UNSET), ("zip", STRING, "")],
    }


def test_every_type_and_field_knows_its_place(torture):
    event = torture.types[f"{ORDERS}.OrderEvent"]
    assert str(event.place) == "schemas/order_event.avsc:1:1: $"
    assert str(event.fields[10].place) == "schemas/order_event.avsc:14:3: /fields/10"
    assert str(torture.types[f"{ORDERS}.Cash"].place) == "schemas/order_event.avsc:17:6: /fields/10/type/2"


def test_an_unknown_logical_type_is_told_and_ignored(torture):
    (remark,) = [remark for remark in torture.remarks if remark.rule == "LOGICAL_TYPE_IGNORED"]
    assert remark.place.pointer == "/fields/19/type/logicalType"
    assert 'there is no logical type "email"' in remark.message


def test_a_file_may_use_what_a_later_one_defines():
    order = parse(sources(AVRO / "across_files")).types["acme.orders.Order"]
    assert isinstance(order, Record)
    assert [field.type for field in order.fields] == [
        Reference("acme.shared.Money"),
        Union((NULL, Reference("acme.shared.Money"))),
    ]


def test_one_simple_name_in_two_namespaces_is_two_types():
    tree = parse(sources(AVRO / "two_namespaces"))
    assert [enum.symbols for enum in tree.enums()] == [("NEW", "PAID"), ("ACTIVE", "GONE")]
    assert [field.type for field in tree.records()[0].fields] == [
        Reference("acme.orders.Status"),
        Reference("acme.users.Status"),
    ]
