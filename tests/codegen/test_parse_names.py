"""Names: where the namespace of a type comes from, and what a name means where it stands."""

import json
from itertools import permutations

import pytest

from codegen.model import Fixed, Record, Reference
from codegen.parse import parse
from tests.codegen.trees import enum, field, record, refusals, texts, tree, written

SUIT = {"type": "enum", "name": "Suit", "symbols": ["CLUBS"]}


def types_in(tree, name):
    return {field.name: field.type for field in tree.types[name].fields}


def test_the_example_of_the_specification_has_the_names_that_it_says():
    """https://avro.apache.org/docs/1.12.0/specification/#names"""
    example = record(
        "Example",
        field("inheritNull", {"type": "enum", "name": "Simple", "symbols": ["a", "b"]}),
        field("explicitNamespace", {"type": "fixed", "name": "Simple", "namespace": "explicit", "size": 12}),
        field(
            "fullName",
            {
                "type": "record",
                "name": "a.full.Name",
                "namespace": "ignored",
                "fields": [field("inheritNamespace", {"type": "enum", "name": "Understanding", "symbols": ["d", "e"]})],
            },
        ),
    )
    del example["namespace"]
    parsed = written(example)
    assert list(parsed.types) == ["Example", "Simple", "a.full.Name", "a.full.Understanding", "explicit.Simple"]
    assert types_in(parsed, "Example") == {
        "inheritNull": Reference("Simple"),
        "explicitNamespace": Reference("explicit.Simple"),
        "fullName": Reference("a.full.Name"),
    }


@pytest.mark.parametrize(
    ("members", "full_name"),
    [
        ({}, "cards.Suit"),
        ({"namespace": "other.games"}, "other.games.Suit"),
        ({"namespace": ""}, "Suit"),
        ({"name": "a.b.Suit"}, "a.b.Suit"),
        ({"name": "a.b.Suit", "namespace": "ignored"}, "a.b.Suit"),
    ],
)
def test_a_nested_type_inherits_a_namespace_or_says_its_own(members, full_name):
    parsed = tree(record("cards.Card", field("suit", SUIT | members)))
    assert types_in(parsed, "cards.Card") == {"suit": Reference(full_name)}


def test_a_name_means_the_type_of_the_namespace_around_it():
    inner = record("b.In", field("other", "Other"))
    outer = record("a.Out", field("inner", inner), field("other", "Other"), field("far", "b.Other"))
    parsed = tree(outer, record("a.Other"), record("b.Other"))
    assert types_in(parsed, "a.Out")["other"] == Reference("a.Other")
    assert types_in(parsed, "a.Out")["far"] == Reference("b.Other")
    assert types_in(parsed, "b.In") == {"other": Reference("b.Other")}


def test_a_name_without_a_dot_falls_back_to_a_type_without_a_namespace():
    plain = {"type": "record", "name": "Plain", "fields": []}
    files = texts(record("a.Out", field("plain", "Plain"))) | {"plain.avsc": json.dumps(plain)}
    assert types_in(parse(files), "a.Out") == {"plain": Reference("Plain")}


def test_definitions_stand_at_any_depth_of_arrays_maps_and_unions():
    deep = {"type": "array", "items": {"type": "map", "values": ["null", {"type": "array", "items": SUIT}]}}
    assert list(tree(record("cards.Deck", field("deep", deep))).types) == ["cards.Deck", "cards.Suit"]


def test_a_file_may_hold_several_types_as_a_union():
    parsed = written([record("a.One", field("two", "Two")), enum("a.Two", "X"), "null"])
    assert list(parsed.types) == ["a.One", "a.Two"]
    assert types_in(parsed, "a.One") == {"two": Reference("a.Two")}
    assert str(parsed.types["a.Two"].place).endswith(": /1")


def test_a_file_may_hold_a_type_without_a_name_around_named_ones():
    assert list(written({"type": "array", "items": record("a.One")}).types) == ["a.One"]
    assert written([]).types == {}


def test_records_may_refer_to_each_other_and_to_themselves():
    one = record("a.One", field("two", ["null", "b.Two"]))
    two = record("b.Two", field("ones", {"type": "array", "items": "a.One"}), field("own", ["null", "Two"]))
    assert types_in(tree(one, two), "b.Two")["own"].branches[1] == Reference("b.Two")


@pytest.mark.parametrize("name", ["record", "enum", "array", "map", "fixed", "union", "error"])
def test_the_names_of_complex_types_may_be_used_again(name):
    own = {"type": "record", "name": name, "fields": []}
    user = {"type": "record", "name": "User", "fields": [field("own", name)]}
    assert types_in(parse({"a": json.dumps(own), "b": json.dumps(user)}), "User") == {"own": Reference(name)}


def test_an_error_is_a_record():
    assert isinstance(tree(record("a.Gone") | {"type": "error"}).types["a.Gone"], Record)


def test_a_name_in_an_object_means_what_it_means_alone():
    parsed = tree(record("a.Out", field("x", {"type": "In", "x-note": 1})), record("a.In"))
    assert types_in(parsed, "a.Out") == {"x": Reference("a.In")}


def test_aliases_of_types_are_full_names_and_may_be_any_text():
    """A relative alias is of the namespace of its type; `.X` is of none, as Java writes it."""
    aliases = ["Old", "x.y.Older", ".Oldest", "not a name"]
    digest = {"type": "fixed", "name": "Digest", "namespace": "a", "size": 1, "aliases": aliases}
    named = tree(digest).types["a.Digest"]
    assert isinstance(named, Fixed)
    assert named.aliases == ("a.Old", "x.y.Older", "Oldest", "a.not a name")


def test_the_order_of_files_changes_nothing():
    files = texts(record("a.One", field("two", "b.Two")), record("b.Two", field("suit", SUIT)), enum("a.Three", "X"))
    trees = [parse({path: files[path] for path in order}) for order in permutations(files)]
    assert all(other == trees[0] for other in trees)
    assert list(trees[0].types) == ["a.One", "a.Three", "b.Suit", "b.Two"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("strin", "did you mean string?"),
        ("String", "did you mean string?"),
        ("integer", "did you mean int?"),
        ("bool", "did you mean boolean?"),
        ("b.Money", "did you mean shop.Money?"),
        ("shop.Mony", "did you mean shop.Money?"),
        ("Mony", "did you mean shop.Money?"),
        ("array", 'write {"type": "array", "items": ...} here, as an object'),
        ("Zebra", "expected a primitive type or a type of this tree; add the file that defines it"),
    ],
)
def test_an_unknown_name_comes_with_a_guess(name, hint):
    (error,) = refusals(texts(record("notes.Note", field("x", name)), record("shop.Money")))
    assert hint in error.message


def test_only_so_many_guesses_are_made():
    """Each takes a look at every name, and a tree that lacks a file may have thousands of unknown ones."""
    unknown = [field(f"x{number}", f"shop.Mony{number}") for number in range(100)]
    notes = [record(f"notes.N{number}", one) for number, one in enumerate(unknown)]
    errors = refusals(texts(*notes, record("shop.Money")))
    assert len([error for error in errors if "did you mean shop.Money?" in error.message]) == 30
    assert len(errors) == 100
