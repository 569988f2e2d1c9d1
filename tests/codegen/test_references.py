"""Which types mention which, and which contain themselves."""

from hypothesis import given
from hypothesis import strategies as st

from codegen.model import Array, Map, Primitive, Reference, Union
from codegen.references import circles, recursive, referred
from codegen.widths import empty_types
from tests.codegen.models import field, fixed, record, tree

NAMES = "abcdefg"
GRAPHS = st.fixed_dictionaries({name: st.sets(st.sampled_from(NAMES), max_size=3) for name in NAMES})


def reachable(graph, start):
    """What a node leads to, by looking again and again."""
    found = set(graph[start])
    while more := {other for name in found for other in graph[name]} - found:
        found |= more
    return found


@given(GRAPHS)
def test_a_circle_holds_those_that_reach_each_other(graph):
    for circle in circles(graph):
        for name in NAMES:
            is_mutual = name in reachable(graph, circle[0]) and circle[0] in reachable(graph, name)
            assert (name in circle) == (is_mutual or name == circle[0])


@given(GRAPHS)
def test_a_circle_stands_behind_all_that_it_leads_to(graph):
    order = list(circles(graph))
    place = {name: number for number, circle in enumerate(order) for name in circle}
    assert sorted(place) == list(NAMES)
    assert all(place[other] <= place[name] for name in NAMES for other in graph[name])


def test_a_chain_of_any_length_is_followed():
    chain = {f"n{number:05}": {f"n{number + 1:05}"} for number in range(5000)} | {"n05000": {"n00000"}}
    assert len(next(circles(chain))) == 5001


def test_records_that_can_contain_themselves_are_found():
    shapes = tree(
        record("a.Node", field("next", Union((Primitive("null"), Reference("a.Node"))))),
        record("a.One", field("others", Map(Array(Reference("b.Other"))))),
        record("b.Other", field("one", Union((Primitive("null"), Reference("a.One"))))),
        record("b.Leaf", field("node", Reference("a.Node"))),
    )
    assert referred(shapes.types["a.One"]) == {"b.Other"}
    assert recursive(shapes) == {"a.Node", "a.One", "b.Other"}


def test_types_that_take_no_bytes_are_found():
    shapes = tree(
        record("a.Nothing"),
        fixed("a.None", 0),
        record("a.Still", field("nothing", Reference("a.Nothing")), field("none", Reference("a.None"))),
        record("a.Something", field("nulls", Array(Primitive("null")))),
    )
    assert empty_types(shapes) == {"a.Nothing", "a.None", "a.Still"}
