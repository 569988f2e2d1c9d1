"""What in some modules needs something that goes, and what is left of them without it."""

import re
from textwrap import dedent

from codegen.scaffold.dependants import Dependants, Gone

GONE = Gone(("shop",), re.compile(r"\bshop\.[A-Z]"), frozenset({"shop"}))


def left(**modules: str) -> dict[str, str | None]:
    """Every module that changes, by path below tests/."""
    texts = {f"tests/{name.replace('__', '/')}.py": dedent(text).lstrip() for name, text in modules.items()}
    return {path.removeprefix("tests/"): text for path, text in Dependants(texts, GONE).changes().items()}


def test_a_test_goes_with_what_it_imports_and_its_neighbour_stays():
    changed = left(
        test_a="""
        from shop.orders import place
        from stock import count

        def test_orders():
            assert place()

        def test_stock():
            assert count()
        """
    )
    assert changed == {"test_a.py": "from stock import count\n\n\ndef test_stock():\n    assert count()\n"}


def test_of_an_import_only_the_names_go_that_need_it():
    changed = left(
        helpers="""
        import shop

        def order():
            return shop.place()

        def count():
            return 1
        """,
        test_a="""
        from tests.helpers import count, order

        def test_order():
            assert order()

        def test_count():
            assert count()
        """,
    )
    assert changed["test_a.py"] == "from tests.helpers import count\n\n\ndef test_count():\n    assert count()\n"
    assert "def count" in str(changed["helpers.py"])
    assert "shop" not in str(changed["helpers.py"])


def test_a_test_goes_with_a_fixture_from_above():
    changed = left(
        conftest="""
        import pytest
        from shop import place

        @pytest.fixture
        def order():
            return place()

        @pytest.fixture
        def stock():
            return 1
        """,
        inner__test_a="""
        def test_order(order):
            assert order

        def test_stock(stock):
            assert stock
        """,
    )
    assert changed["inner/test_a.py"] == "def test_stock(stock):\n    assert stock\n"
    assert "def order" not in str(changed["conftest.py"])


def test_a_literal_names_it_and_a_docstring_does_not():
    changed = left(
        test_a='''
        def test_named():
            assert "a shop.Order"

        def test_attribute(client):
            assert client.shop

        def test_told():
            """Nothing like a shop.Order."""
            assert "a shopkeeper"
        '''
    )
    text = str(changed["test_a.py"])
    assert ("test_named" in text, "test_attribute" in text, "test_told" in text) == (False, False, True)


def test_what_served_only_what_goes_goes_with_it():
    """Constants and helpers; one that somebody else uses stays, and so does one that nobody ever used."""
    changed = left(
        test_a="""
        from shop import place

        PRICE = 3
        COUNT = 4
        NEVER = 5

        # What an order costs.
        def price():
            return PRICE

        def test_order():
            assert place(price(), COUNT)

        def test_count():
            assert COUNT
        """
    )
    assert changed == {"test_a.py": "COUNT = 4\nNEVER = 5\n\n\ndef test_count():\n    assert COUNT\n"}


def test_a_module_without_a_test_left_goes_unless_somebody_needs_it():
    orders = """
        from shop import place

        def member():
            return "ada"

        def test_order():
            assert place(member())
        """
    assert left(test_orders=orders) == {"test_orders.py": None}
    needing = "from tests.test_orders import member\n\ndef test_member():\n    assert member()\n"
    changed = left(test_orders=orders, test_members=needing)
    assert changed == {"test_orders.py": 'def member():\n    return "ada"\n'}
