"""What is passed over at a glance is what the table finds no fault with, and most of a history is."""

import json
from typing import Any

import pytest

from codegen.evolution.changes import changes
from codegen.evolution.context import Context, Uses
from codegen.evolution.findings import DEFAULT_OPTIONS, find, severity_of
from codegen.evolution.plainly_safe import names_added
from codegen.evolution.rules import judge
from codegen.evolution.verdicts import DIRECTIONS, verdict
from codegen.evolution.versions import Version
from codegen.parse import parse
from tests.codegen.evolution_cases import cases, history_of, root_of
from tests.codegen.trees import enum, field, record, texts

PAIRS = [
    (case.name, older, case.current)
    for case in cases()
    for older in case.previous
    if root_of(older) == root_of(case.current)
]


def complaints(previous: str, current: str, *, is_newest: bool) -> list[str]:
    """What the table has to say at the strictest level."""
    versions = [Version(root_of(text), parse({"any.avsc": text})) for text in (previous, current)]
    context = Context(*versions, Uses.of(versions[1].tree).of_type(versions[1].named))
    found = []
    for change in changes(*versions, guess_renames=is_newest):
        rule, effects = judge(change, context)
        for column in effects:
            for direction in DIRECTIONS:
                said = verdict(effects, column, direction)
                if severity_of(rule, column, direction, said, "FULL_TRANSITIVE", DEFAULT_OPTIONS, is_newest=is_newest):
                    found.append(f"{rule.id} {column} {direction}")
    return found


def is_passed_over(previous: str, current: str, *, is_newest: bool) -> bool:
    return names_added(json.loads(previous), json.loads(current), is_newest=is_newest) is not None


@pytest.mark.parametrize("is_newest", [True, False])
@pytest.mark.parametrize(("name", "previous", "current"), PAIRS, ids=[name for name, *_ in PAIRS])
def test_what_is_passed_over_is_without_fault(name, previous, current, is_newest):
    for one, other in ((previous, current), (current, previous)):
        if is_passed_over(one, other, is_newest=is_newest):
            assert complaints(one, other, is_newest=is_newest) == []


ORDER = record("shop.Order", field("id"))


@pytest.mark.parametrize(
    ("later", "added"),
    [
        (ORDER, []),
        (ORDER | {"doc": "Says more.", "millrace": {"owner": "ada"}}, None),
        (record("shop.Order", field("id", doc="Says more.")), []),
        (record("shop.Order", field("id"), field("note", default="")), ["note"]),
        (record("shop.Order", field("note", default=""), field("id")), ["note"]),
        (record("shop.Order", field("id"), field("tone", enum("shop.Tone", "SOFT"), default="SOFT")), ["tone", "Tone"]),
        (record("shop.Order", field("id"), field("note")), None),
        (record("shop.Order", field("id"), field("note", default="", aliases=["id2"])), None),
        (record("shop.Order", field("id", "int")), None),
    ],
)
def test_new_fields_with_defaults_and_words_are_seen_at_a_glance(later, added):
    assert names_added(ORDER, later) == added


def test_a_namespace_may_be_said_or_inherited():
    short: dict[str, Any] = ORDER | {"fields": [field("tone", enum("shop.Tone", "SOFT") | {"namespace": "shop"})]}
    tone = {key: value for key, value in short["fields"][0]["type"].items() if key != "namespace"}
    inherited = ORDER | {"fields": [field("tone", tone)]}
    assert names_added(short, inherited) == []
    other = record("pay.Order", field("tone", tone))
    assert names_added(other, inherited) is None


def test_a_bare_schema_is_compared_without_what_it_does_not_keep():
    limited = record("shop.Order", field("id", millrace={"maxLength": 5}), millrace={"kind": "message"})
    assert names_added(ORDER, limited) is None
    assert names_added(ORDER, limited, is_bare=True) == []


def test_a_version_that_is_passed_over_is_never_read(monkeypatch):
    """And a name that comes back is looked at all the same."""
    rate = field("rate", "int", default=0)
    read: list[str] = []
    monkeypatch.setattr(
        "codegen.evolution.bases.tree_of", lambda files, folder: read.extend(files) or parse(files, folder)
    )
    versions = [ORDER, record("shop.Order", field("id"), field("note", default=""))]
    current = texts(record("shop.Order", field("id"), field("note", default=""), field("more", default="")))
    assert find(parse(current), history_of(tuple(map(json.dumps, versions)))) == []
    assert read == []
    again = texts(record("shop.Order", field("id"), rate | {"doc": "Another."}))
    versions = [record("shop.Order", field("id"), rate), ORDER]
    findings = find(parse(again), history_of(tuple(map(json.dumps, versions))))
    assert {finding.rule for finding in findings} == {"FIELD_NAME_REUSED"}
