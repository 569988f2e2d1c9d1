"""Intended breaks: accepted until a date, told when they are over or match nothing, and history once published."""

import json
from datetime import date

import pytest

from codegen.evolution.accepted import acceptances, applied, with_entry, with_published
from codegen.evolution.findings import find
from codegen.evolution.lineage import of_tree
from codegen.model import SchemaError
from tests.codegen.evolution_cases import Case, cases
from tests.codegen.trees import field, record, tree

TODAY = date(2026, 11, 25)
(CASE,) = (case for case in cases() if case.name == "FIELD_ADDED_WITHOUT_DEFAULT")
RULE, PATH = "FIELD_ADDED_WITHOUT_DEFAULT", "shop.Order.cvv"


def entry(**members) -> dict:
    return {"rule": RULE, "path": PATH, "until": "2026-12-31", "reason": "Nobody has data."} | members


def told(*entries: dict, case: Case = CASE, today: date = TODAY):
    known = acceptances(json.dumps(list(entries), indent=2), "schemas/accepted.json")
    return applied(case.findings(), known, today)


def severities(findings, rule: str = RULE) -> set[str]:
    return {finding.severity for finding in findings if finding.rule == rule}


def test_what_is_accepted_is_no_error():
    findings = told(entry())
    assert severities(findings) == {"accepted"}
    assert {finding.note for finding in findings} == {"accepted until 2026-12-31: Nobody has data."}


def test_it_holds_on_its_last_day_and_not_after():
    assert severities(told(entry(), today=date(2026, 12, 31))) == {"accepted"}
    findings = told(entry(), today=date(2027, 1, 1))
    assert "error" in severities(findings)
    assert severities(findings, "ACCEPTANCE_EXPIRED") == {"error"}
    assert any("that is over" in finding.note for finding in findings)


def test_an_acceptance_that_is_over_fails_even_if_it_matches_nothing():
    findings = told(entry(path="shop.Order.other"), today=date(2027, 1, 1))
    (over,) = [finding for finding in findings if finding.rule == "ACCEPTANCE_EXPIRED"]
    assert over.severity == "error"
    assert (over.file, over.line) == ("schemas/accepted.json", 2)


@pytest.mark.parametrize("other", [{"path": "shop.Order.other"}, {"path": "shop.Order"}, {"rule": "TYPE_CHANGED"}])
def test_one_that_matches_nothing_is_told_and_changes_nothing(other):
    findings = told(entry(**other))
    assert "error" in severities(findings)
    assert severities(findings, "ACCEPTANCE_UNUSED") == {"warning"}


def test_another_way_to_the_same_place_is_accepted_too():
    note, page = record("notes.Note", field("text")), record("notes.Page", field("note", "notes.Note"))
    longer = record("notes.Note", field("text"), field("more"))
    findings = find(tree(longer, page), of_tree(tree(note, page), "main"))
    known = acceptances(json.dumps([entry(path="notes.Page.note.more")]), "schemas/accepted.json")
    assert severities(applied(findings, known, TODAY)) == {"accepted"}


def test_once_published_it_holds_for_the_versions_before():
    """They stay broken for ever; what breaks with a later version is a new break."""
    findings = told(entry(since={"shop.Order": 2}), today=date(2030, 1, 1))
    assert severities(findings) == {"accepted"}
    findings = told(entry(since={"shop.Order": 1}), today=date(2030, 1, 1))
    assert "error" in severities(findings)


def test_publishing_writes_down_the_version():
    text = json.dumps([entry(), entry(path="shop.Order.other")])
    after = json.loads(with_published(text, told(entry()), {"shop.Order": 2}))
    assert [each.get("since") for each in after] == [{"shop.Order": 2}, None]
    again = with_published(json.dumps(after), told(*after), {"shop.Order": 3})
    assert json.loads(again)[0]["since"] == {"shop.Order": 2}


def test_entries_stand_in_order_and_are_replaced():
    text = with_entry(None, RULE, PATH, date(2026, 12, 1), "First.")
    text = with_entry(text, RULE, "shop.Order.a", date(2026, 12, 1), "Second.")
    text = with_entry(text, RULE, PATH, date(2026, 12, 2), "Third.")
    assert [(each["path"], each["until"]) for each in json.loads(text)] == [
        ("shop.Order.a", "2026-12-01"),
        (PATH, "2026-12-02"),
    ]
    assert text.endswith("]\n")


def test_a_published_entry_is_kept_beside_a_new_one():
    text = json.dumps([entry(since={"shop.Order": 2})])
    assert len(json.loads(with_entry(text, RULE, PATH, date(2027, 1, 1), "Again."))) == 2


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ("{", "expected"),
        ("{}", "expected an array"),
        (json.dumps([{"rule": RULE}]), "expected `path`"),
        (json.dumps([entry(rule="FIELD_ADDED_WITHOUT_DEFALT")]), "did you mean FIELD_ADDED_WITHOUT_DEFAULT?"),
        (json.dumps([entry(until="soon")]), "expected a date such as 2027-01-31"),
        (json.dumps([entry(reason=" ")]), "expected `reason`"),
        (json.dumps([entry(because="x")]), "`because` is not known here"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused(entries, said):
    with pytest.raises(SchemaError) as refused:
        acceptances(entries, "schemas/accepted.json")
    assert said in str(refused.value)
