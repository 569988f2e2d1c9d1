"""A change is found at its place, however deep it lies: in lists, maps, branches, other records and files."""

import json
from typing import Any

import pytest

from codegen.evolution.changes import changes
from codegen.evolution.context import Context
from codegen.evolution.findings import every_change, find
from codegen.evolution.lineage import of_tree
from codegen.evolution.paths import joined
from codegen.evolution.proof import counter_example
from codegen.evolution.rules import judge
from codegen.evolution.verdicts import DIRECTIONS, verdict
from codegen.evolution.versions import Version
from codegen.parse import parse
from tests.codegen.evolution_cases import Case, cases
from tests.codegen.trees import field, record, tree

WRAPPED = {
    "a field": (lambda inner: inner, "shop.Box.inner"),
    "a list": (lambda inner: {"type": "array", "items": inner}, "shop.Box.inner[]"),
    "a map": (lambda inner: {"type": "map", "values": inner}, "shop.Box.inner{}"),
    "a branch": (lambda inner: ["null", inner, "string"], "shop.Box.inner<Order>"),
    "all of them": (
        lambda inner: {"type": "array", "items": {"type": "map", "values": ["null", inner]}},
        "shop.Box.inner[]{}<Order>",
    ),
}
# Pairs of one record that is the same type on both sides, and promises nothing by itself.
PLAIN = [
    case
    for case in cases()
    if len(case.previous) == 1
    and all(
        schema["type"] == "record" and schema["name"] == "Order" and "millrace" not in schema
        for schema in map(json.loads, (*case.previous, case.current))
    )
]


def box(inner: Any, text: str) -> Version:
    schema = {
        "type": "record",
        "name": "Box",
        "namespace": "shop",
        "fields": [{"name": "inner", "type": inner(json.loads(text))}],
    }
    return Version("shop.Box", parse({"box.avsc": json.dumps(schema)}), "a box")


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.name)
@pytest.mark.parametrize("wrapping", WRAPPED)
def test_a_change_keeps_its_rule_and_verdicts_and_gets_the_longer_path(case: Case, wrapping):
    wrap, prefix = WRAPPED[wrapping]
    previous, current = box(wrap, case.previous[0]), box(wrap, case.current)
    context = Context(previous, current)
    found = {}
    for change in changes(previous, current):
        rule, effects = judge(change, context)
        found[rule.id, joined("shop.Box", change.path)] = effects
    expected = {
        (rule.id, prefix + where.removeprefix("shop.Order")): effects
        for rule, where, effects in every_change(case.tree, case.history)
    }
    assert found == expected


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.name)
@pytest.mark.parametrize("wrapping", WRAPPED)
def test_a_counter_example_leads_all_the_way(case: Case, wrapping):
    wrap, _ = WRAPPED[wrapping]
    previous, current = box(wrap, case.previous[0]), box(wrap, case.current)
    for change in changes(previous, current):
        _, effects = judge(change, Context(previous, current))
        for direction in DIRECTIONS:
            for column in ("AVRO", "LOGICAL"):
                if verdict(effects, column, direction) == "breaks":
                    assert counter_example(previous, current, change, direction, column) is not None


NOTE = record("notes.Note", field("text"))
CHANGED = record("notes.Note", field("text"), field("more"))
PAGE = record("notes.Page", field("notes", {"type": "array", "items": "notes.Note"}))
POSTED = record("notes.Posted", field("note", "notes.Note"), millrace={"kind": "message"})


def test_a_change_of_a_shared_type_is_told_once_with_all_ways_to_it():
    findings = find(tree(CHANGED, PAGE, POSTED), of_tree(tree(NOTE, PAGE, POSTED), "main"))
    avro = [finding for finding in findings if finding.verdict == "AVRO"]
    assert [finding.where for finding in avro] == ["notes.Note.more"]
    assert avro[0].through == ("notes.Page.notes[].more", "notes.Posted.note.more")
    assert set(avro[0].types) == {"notes.Note", "notes.Page", "notes.Posted"}
    assert avro[0].file == "schemas/notes/Note.avsc"


def test_a_shared_type_may_be_harmless_by_itself_and_not_where_it_is_used():
    loose = CHANGED | {"millrace": {"compatibility": "NONE"}}
    findings = find(tree(loose, PAGE), of_tree(tree(NOTE | {"millrace": {"compatibility": "NONE"}}, PAGE), "main"))
    avro = [finding for finding in findings if finding.verdict == "AVRO"]
    assert [finding.where for finding in avro] == ["notes.Page.notes[].more"]


def test_types_that_hold_each_other_end():
    chapter = record("notes.Chapter", field("pages", {"type": "array", "items": "notes.Leaf"}))
    leaf = record("notes.Leaf", field("chapter", ["null", "notes.Chapter"], default=None))
    longer = record("notes.Leaf", field("chapter", ["null", "notes.Chapter"], default=None), field("number", "int"))
    findings = find(tree(chapter, longer), of_tree(tree(chapter, leaf), "main"))
    assert {finding.where for finding in findings} == {"notes.Leaf.number"}
