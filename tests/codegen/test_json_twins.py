"""Which records have a JSON twin: those that msgspec alone would write or read in another form, and no others."""

import pytest

from codegen.json_twins import converted_parts, twins_of
from codegen.model import Array, Map, Primitive, Reference, Route, Union
from tests.codegen.models import field, fixed, record, tree
from tests.codegen.trees import repository_tree

NULL, STRING, INT = (Primitive(name) for name in ("null", "string", "int"))
TIMESTAMP = Primitive("long", "timestamp-millis")


def twins(*named):
    return twins_of(tree(*named))


def test_no_message_of_today_has_a_twin():
    assert twins_of(repository_tree()).names == frozenset()


@pytest.mark.parametrize(
    "written",
    [
        Primitive("long"),
        Primitive("float"),
        Primitive("double"),
        Primitive("bytes", "decimal", precision=4, scale=2),
        Primitive("bytes", "big-decimal"),
        Primitive("int", "time-millis"),
        Primitive("long", "time-micros"),
        Primitive("long", "timestamp-nanos"),
        Primitive("long", "local-timestamp-millis"),
        Reference("a.Pause"),
    ],
)
@pytest.mark.parametrize("around", [lambda inner: inner, Array, Map, lambda inner: Union((NULL, inner))])
def test_what_msgspec_writes_or_reads_otherwise_asks_for_a_twin(written, around):
    pause = fixed("a.Pause", 12, "duration")
    found = twins(record("a.Plain", field("x", around(written))), pause)
    assert found.names == found.written == {"a.Plain"}


@pytest.mark.parametrize(
    "written",
    [
        Primitive("boolean"),
        INT,
        Primitive("long", json_number=True),
        Primitive("bytes"),
        STRING,
        Primitive("string", "uuid"),
        Primitive("int", "date"),
        TIMESTAMP,
        Primitive("long", "timestamp-micros"),
        Reference("a.Md5"),
        Union((STRING, Primitive("bytes"), Map(INT))),
    ],
)
def test_what_msgspec_writes_in_our_form_asks_for_none(written):
    assert twins(record("a.Plain", field("x", written)), fixed("a.Md5", 16)).names == frozenset()


def test_a_twin_is_asked_for_from_any_distance():
    found = twins(
        record("a.Far", field("near", Array(Reference("a.Near")))),
        record("a.Near", field("far", Union((NULL, Reference("a.Far")))), field("x", Primitive("long"))),
        record("a.Other", field("x", INT)),
    )
    assert found.names == {"a.Far", "a.Near"}


def test_a_timestamp_asks_for_a_twin_where_a_client_sends_it():
    """msgspec takes a blank for the T, and offsets without a colon."""
    period = record("a.Period", field("since", TIMESTAMP))
    told = record("a.Told", field("period", Reference("a.Period")), kind="message")
    route = Route(method="POST", path="/ask")
    ask = record("a.Ask", field("period", Reference("a.Period"), source="body"), kind="command", route=route)

    assert twins(period, told).names == frozenset()
    assert twins(period, told, ask).names == {"a.Period"}
    assert twins(period, told, ask).written == frozenset()


def test_a_union_with_one_object_asks_for_a_twin_where_a_client_sends_it():
    """msgspec would take the object without its `@type`, and refuse it as soon as there were another."""
    route = Route(method="POST", path="/ask")
    told = record("a.Told", field("x", Union((STRING, Reference("a.Card")))), kind="message")
    ask = record("a.Ask", field("x", Union((STRING, Primitive("bytes"))), source="body"), kind="command", route=route)
    two = record(
        "a.Two", field("x", Union((Map(INT), Reference("a.Card"))), source="body"), kind="command", route=route
    )

    assert converted_parts(tree(told, ask, two, record("a.Card"))) == {"a.Ask": ("Body",)}
