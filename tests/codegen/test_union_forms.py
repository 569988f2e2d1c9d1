"""How the branches of unions are told apart."""

from codegen.default_branch import default_branch
from codegen.model import Array, Enum, Map, Place, Primitive, Record, Reference, Tree, Union
from codegen.union_forms import branches_of, optional_of

PLACE = Place("test")
TREE = Tree(
    types={
        "a.Card": Record(name="a.Card", doc="", fields=(), place=PLACE),
        "a.Tone": Enum(name="a.Tone", doc="", symbols=("RED", "GREEN"), place=PLACE),
    }
)
NULL, STRING, BYTES = (Primitive(name) for name in ("null", "string", "bytes"))
INT, LONG, DOUBLE = (Primitive(name) for name in ("int", "long", "double"))


def wrapped(*branches):
    return [branch.name for branch in branches_of(Union(branches), TREE) if branch.is_wrapped]


def test_the_first_branch_of_a_shape_is_bare_and_later_ones_are_wrapped():
    assert wrapped(STRING, BYTES, INT, Reference("a.Tone"), DOUBLE) == ["bytes", "a.Tone", "double"]


def test_a_record_is_never_wrapped_because_it_has_its_type():
    assert wrapped(Reference("a.Card"), STRING, NULL) == []


def test_a_map_beside_anything_but_null_is_wrapped():
    assert wrapped(NULL, Map(INT), STRING) == ["map"]


def test_two_whole_numbers_are_never_both_bare():
    """In JSON one is a number and the other a string; in Python both are an `int`."""
    assert wrapped(INT, LONG, STRING) == ["long"]
    assert wrapped(LONG, INT) == ["int"]
    assert wrapped(INT, Primitive("long", "timestamp-nanos")) == ["long"]
    assert wrapped(LONG, DOUBLE) == []


def test_an_optional_type_is_never_wrapped():
    assert wrapped(NULL, Map(INT)) == []
    assert optional_of(Union((STRING, NULL))) == STRING


def test_a_branch_that_is_appended_changes_none_before_it():
    before = branches_of(Union((NULL, STRING, Array(INT))), TREE)
    after = branches_of(Union((NULL, STRING, Array(INT), BYTES)), TREE)

    assert after[:3] == before


def test_a_default_belongs_to_the_first_branch_that_it_fits():
    union = Union((NULL, INT, DOUBLE, Reference("a.Tone"), STRING))

    assert [default_branch(union, value, TREE) for value in (None, 5, 2**40, "RED", "BLUE", [])] == [
        0,
        1,
        2,
        3,
        4,
        None,
    ]
