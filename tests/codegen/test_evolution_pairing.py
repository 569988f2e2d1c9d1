"""Which branch of one version is which of the other, where more than one could be meant."""

from typing import Any

from codegen.evolution.pairing import branch_for, pair_branches
from codegen.model import Primitive, Record, Tree, Type, Union
from tests.codegen.trees import field, record, tree


def fixed(name: str, size: int) -> dict[str, Any]:
    namespace, _, simple = name.rpartition(".")
    return {"type": "fixed", "name": simple, "namespace": namespace, "size": size, "doc": "A mark."}


def branches(*written: Any) -> tuple[Tree, tuple[Type, ...]]:
    """The branches of a field, and the tree that they stand in."""
    made = tree(record("shop.Order", field("mark", list(written))))
    order = made.types["shop.Order"]
    assert isinstance(order, Record)
    union = order.fields[0].type
    assert isinstance(union, Union)
    return made, union.branches


def test_a_fixed_of_another_size_takes_nothing_so_that_one_of_its_last_name_is_nearer():
    was, old = branches("null", fixed("shop.Mark", 4))
    now, new = branches("null", fixed("shop.Mark", 8), fixed("store.Mark", 4))
    assert branch_for(old[1], new, was, now) == 2
    assert branch_for(new[1], old, now, was) is None
    assert branch_for(new[2], old, now, was) == 1


def test_a_fixed_is_itself_before_one_of_its_last_name():
    was, old = branches("null", fixed("shop.Mark", 4))
    now, new = branches("null", fixed("store.Mark", 4), fixed("shop.Mark", 4))
    assert branch_for(old[1], new, was, now) == 2


def test_a_branch_that_was_narrowed_is_the_same_where_no_other_could_be_meant():
    empty = tree(record("shop.Order", field("id")))
    null, long, text = Primitive("null"), Primitive("long"), Primitive("string")
    for before in ([null, long], [null, text, long], [long, null]):
        after = [Primitive("int") if branch == long else branch for branch in before]
        pairs = pair_branches(before, after, empty, empty)
        assert (pairs.removed, pairs.added) == ((), ()), before
    beside = pair_branches([null, long, Primitive("float")], [null, Primitive("int"), Primitive("float")], empty, empty)
    assert (beside.removed, beside.added) == ((1,), (1,))
