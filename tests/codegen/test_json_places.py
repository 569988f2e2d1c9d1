"""Reading JSON with the place of every value."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.json_places import read
from codegen.model import SchemaError

TEXT = """{
  "name": "Note",
  "fields": [
    {"name": "a/b"},
    {"name": "ü", "x": [1, true, null, -2.5e3]}
  ]
}
"""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, st.sampled_from([None, 2]))
def test_it_reads_what_the_standard_library_reads(value, indent):
    assert read("x", json.dumps(value, indent=indent)).value == value


@pytest.mark.parametrize(
    ("steps", "line", "column", "pointer"),
    [
        (["name"], 2, 11, "/name"),
        (["fields", 1], 5, 5, "/fields/1"),
        (["fields", 1, "x", 2], 5, 34, "/fields/1/x/2"),
    ],
)
def test_every_value_knows_where_it_stands(steps, line, column, pointer):
    node = read("x.avsc", TEXT)
    for step in steps:
        node = node.items()[step] if isinstance(step, int) else node.members()[step]
    assert (node.place().line, node.place().column, node.place().pointer) == (line, column, pointer)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "x:1:1: $: expected a JSON value"),
        ("{", 'x:1:2: $: expected `"`, got the end of the file'),
        ('{"a": 1,}', "x:1:9: $: expected `\"`, got '}'"),
        ('{"a": 1, "a": 2}', "x:1:10: /a: `a` stands here twice; keep one of them"),
        ("[1 2]", "x:1:4: $: expected `,` or `]`, got '2'"),
        ("[NaN]", "x:1:2: /0: expected a JSON value: NaN is no JSON number"),
        ('["\\x"]', "x:1:3: /0: expected a JSON value"),
        ('"\\ud800"', "x:1:1: $: expected text, got half of a surrogate pair"),
        ("{}\n {}", "x:2:2: $: expected the end of the file"),
        ("[" * 300, "expected at most 200 levels of nesting"),
        ("[1e400]", "x:1:2: /0: expected a number that a double can hold"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(text, said):
    with pytest.raises(SchemaError) as caught:
        read("x", text)
    assert said in str(caught.value)
