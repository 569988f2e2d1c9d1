"""The JSON twins: what they are, what they refuse, and where they say that a fault is."""

import json

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from codegen import emit_python_json, naming
from codegen.json_twins import twins_of
from codegen.model import Array, Map, Primitive, Reference, Route, Seal, Union
from tests.codegen.models import field, record, tree
from tests.codegen.modules import imported
from tests.codegen.random_trees import trees
from tests.codegen.test_json_round_trip import alike
from tests.codegen.trees import repository_tree
from tests.codegen.values import named_values

SOME = settings(
    max_examples=25, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
STRING, LONG, DOUBLE, NULL = (Primitive(name) for name in ("string", "long", "double", "null"))
DECIMAL = Primitive("bytes", "decimal", precision=6, scale=2)
SHOP = tree(
    record("shop.Item", field("itemId", STRING), field("price", DECIMAL), field("tags", Array(STRING), [])),
    record(
        "shop.Cart",
        field("items", Array(Reference("shop.Item"))),
        field("totals", Map(Union((NULL, LONG))), {}),
        field("paid", Union((DOUBLE, Reference("shop.Item"))), 0.5),
        field("first", Reference("shop.Item"), {"itemId": "gift", "price": "\u0001\u0000"}),
    ),
)


def test_no_schema_of_today_has_a_twin():
    assert set(emit_python_json.emit(repository_tree())) == {"json/__init__.py", "json/values.py"}


def test_a_twin_reads_as_if_written_by_hand():
    item = emit_python_json.emit(tree(SHOP.types["shop.Item"]))["json/shop.py"]

    assert item == (
        '"""The JSON form of types of `shop`. Generated from schemas/ by `just generate`: edit those."""\n'
        "\n"
        "from typing import Annotated\n"
        "\n"
        "from msgspec import Meta, Struct\n"
        "\n"
        "from .. import shop as shop_types\n"
        "from . import values\n"
        "from .values import FAULTS, located\n"
        "\n"
        "\n"
        'class ItemJson(Struct, frozen=True, kw_only=True, tag="shop.Item", tag_field="@type", rename="camel"):\n'
        '    """A `shop.Item` in JSON."""\n'
        "\n"
        "    item_id: str\n"
        '    price: Annotated[str, Meta(pattern=r"^-?(?:0|[1-9][0-9]{0,3})(?:\\.[0-9]{1,2})?\\Z")]\n'
        "    tags: list[str] = []\n"
        "\n"
        "\n"
        "def item_to_json(value: shop_types.Item) -> ItemJson:\n"
        '    """The JSON form. Raises `JsonError`."""\n'
        "    try:\n"
        '        field = "price"\n'
        "        price = values.decimal_to_json(value.price, 6, 2)\n"
        "    except FAULTS as error:\n"
        '        raise located(error, f".{field}")\n'
        "    return ItemJson(item_id=value.item_id, price=price, tags=value.tags)\n"
        "\n"
        "\n"
        "def item_from_json(json: ItemJson) -> shop_types.Item:\n"
        '    """The value that the JSON stands for. Raises `JsonError`."""\n'
        "    try:\n"
        '        field = "price"\n'
        "        price = values.decimal_from_json(json.price)\n"
        "    except FAULTS as error:\n"
        '        raise located(error, f".{field}")\n'
        "    return shop_types.Item(item_id=json.item_id, price=price, tags=json.tags)\n"
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with imported(SHOP, tmp_path_factory.mktemp("shop"), "cart_shop") as package:
        yield package


def test_defaults_are_those_of_the_record(shop):
    twins, types = shop.module("json.shop"), shop.module("shop")
    read = msgspec.json.decode(b'{"items": []}', type=twins.CartJson)

    assert twins.cart_from_json(read) == types.Cart(items=[])
    assert read.first.price == "2.56"
    assert read.first.tags is not msgspec.json.decode(b'{"items": []}', type=twins.CartJson).first.tags


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"items": [{"price": "1.00"}]}, "$.items[0]"),
        ({"items": [{"itemId": "a", "price": "1.001"}]}, "$.items[0].price"),
        ({"totals": {"a": 5}}, "$.totals[...]"),
        ({"paid": {"itemId": "a", "price": "1"}}, "$.paid"),
        ({"paid": "NaN"}, "$.paid"),
    ],
)
def test_what_is_no_value_is_refused_with_its_place(changed, path, shop):
    body = json.dumps({"items": []} | changed)
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.json.decode(body, type=shop.module("json.shop").CartJson)
    assert str(refused.value).endswith(f"at `{path}`")


def test_a_value_without_json_is_refused_with_its_place(shop):
    twins, types = shop.module("json.shop"), shop.module("shop")
    item = types.Item(item_id="a", price=1.5)
    cases = {
        "$.items[1].price": types.Cart(items=[types.Item(item_id="a", price=twins.values.Decimal(1)), item]),
        "$.totals['b']": types.Cart(items=[], totals={"a": None, "b": 2**63}),
        "$.paid": types.Cart(items=[], paid="much"),
        "$.first.price": types.Cart(items=[], first=item),
    }
    for path, cart in cases.items():
        with pytest.raises(shop.module("json.values").JsonError) as refused:
            twins.cart_to_json(cart)
        assert refused.value.path == path


SECRET = tree(
    record("wire.Sealed", field("keyId", STRING), field("ciphertext", Primitive("bytes"))),
    record(
        "shop.Pay",
        field("price", DECIMAL, source="body"),
        field("pin", Reference("wire.Sealed"), source="body", seal=Seal(to="shop")),
        kind="command",
        route=Route(method="POST", path="/pay"),
    ),
)


def test_a_twin_shows_no_secret(tmp_path):
    with imported(SECRET, tmp_path, "secret_shop") as package:
        body = package.module("json.shop").PayBodyJson(price="1.00", pin="canary")
        made = package.module("json.shop").pay_body_from_json(body)

    assert repr(body) == "PayBodyJson(price='1.00', pin=<sealed>)"
    assert "canary" not in repr(made)


def test_a_body_takes_nothing_that_it_does_not_know(tmp_path):
    with imported(SECRET, tmp_path, "strict_shop") as package:
        body = b'{"price": "1.00", "pin": "1234", "more": 1}'
        with pytest.raises(msgspec.ValidationError, match="unknown field `more`"):
            msgspec.json.decode(body, type=package.module("json.shop").PayBodyJson)


def test_twins_of_any_tree_take_every_value_and_give_it_back(tmp_path):
    """Trees of all types under names that are hard on a generator."""
    numbers = iter(range(1000))

    @settings(
        max_examples=25, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(trees(), st.data())
    def check(schemas, data):
        with imported(schemas, tmp_path, f"tree_{next(numbers)}") as package:
            for name in sorted(twins_of(schemas).names):
                value = data.draw(named_values(name, schemas, package.module))
                twins = package.module(f"json.{naming.module(name)}")
                try:
                    twin = getattr(twins, f"{naming.function(name)}_to_json")(value)
                except package.module("json.values").JsonError as error:
                    if "digits on either side of the point" not in error.message:  # Avro has bigger decimals
                        raise
                    continue
                read = msgspec.json.decode(msgspec.json.encode(twin), type=type(twin))
                assert alike(getattr(twins, f"{naming.function(name)}_from_json")(read), value)

    check()
