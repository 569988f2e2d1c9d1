"""The forms of a report: what programs, reviewers and editors get of the same findings."""

import json
import xml.etree.ElementTree as ET

import pytest

from codegen.evolution import report_github, report_json, report_junit, report_sarif, report_text
from codegen.evolution.accepted import acceptances, applied
from codegen.evolution.check import from_lint, from_stale
from codegen.evolution.edits import Edit
from codegen.evolution.edits import applied as edited
from codegen.evolution.grouped import grouped
from codegen.evolution.reports import summary
from codegen.freshness import Stale
from codegen.lint import Finding as Breach
from codegen.model import Place
from tests.codegen.evolution_cases import FILE, cases
from tests.codegen.test_evolution_accepted import TODAY, entry

BY_NAME = {case.name: case for case in cases()}
CASE = BY_NAME["FIELD_ADDED_WITHOUT_DEFAULT.in_a_branch"]
FINDINGS = CASE.findings()
DEMANDED = {
    "rule", "verdict", "direction", "type", "path", "file", "line", "column", "message", "proof", "fixes", "severity",
    "versions", "who_breaks", "registry", "consumers",
}  # fmt: skip


def test_json_has_an_object_for_each_column_and_direction():
    objects = json.loads(report_json.report(FINDINGS))
    assert all(DEMANDED <= found.keys() for found in objects)
    told = {(found["verdict"], found["direction"], found["severity"]) for found in objects}
    assert told == {
        ("AVRO", "BACKWARD", "error"),
        ("JSON", "BACKWARD", "error"),
        ("PYTHON", "BACKWARD", "warning"),
        ("TYPESCRIPT", "BACKWARD", "warning"),
    }
    (avro,) = (found for found in objects if found["verdict"] == "AVRO")
    assert (avro["rule"], avro["type"], avro["path"]) == (CASE.rule, "shop.Order", "payment<Card>.cvv")
    assert avro["where"] == "shop.Order.payment<Card>.cvv"
    assert (avro["file"], avro["line"]) == (FILE, 17)
    assert avro["proof"]["datum"] == {"id": "text", "payment": {"@type": "shop.Card", "pan": "text"}}


def test_the_edits_of_json_are_ready_to_be_made():
    avro = next(found for found in json.loads(report_json.report(FINDINGS)) if found["verdict"] == "AVRO")
    edits = [Edit(**edit) for edit in avro["fixes"][0]["edits"]]
    assert '{"name": "cvv", "type": "string", "doc": "The cvv.", "default": ""}' in edited(CASE.current, edits)


def test_nothing_to_tell_is_an_empty_array():
    assert json.loads(report_json.report([])) == []


def test_sarif_has_a_result_for_each_change_with_its_fixes():
    log = json.loads(report_sarif.report(FINDINGS))
    (run,) = log["runs"]
    (result,) = run["results"]
    assert (log["version"], result["ruleId"], result["level"]) == ("2.1.0", CASE.rule, "error")
    assert run["tool"]["driver"]["rules"] == [
        {"id": CASE.rule, "shortDescription": {"text": "A new field has a default."}}
    ]
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == FILE
    assert location["physicalLocation"]["region"]["startLine"] == 17
    region = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert region["insertedContent"]["text"] == ', "default": ""'
    assert "who breaks" in result["message"]["text"]


def test_sarif_tells_what_is_accepted_as_suppressed():
    case = BY_NAME["FIELD_ADDED_WITHOUT_DEFAULT"]
    known = acceptances(json.dumps([entry()]), "schemas/accepted.json")
    log = json.loads(report_sarif.report(applied(case.findings(), known, TODAY)))
    (result,) = log["runs"][0]["results"]
    assert result["level"] == "note"
    assert result["suppressions"][0]["justification"] == "accepted until 2026-12-31: Nobody has data."


def test_github_gets_one_line_for_each_change():
    (line,) = report_github.report(FINDINGS).splitlines()
    head, _, message = line.partition("::AVRO")
    assert head == (f"::error file={FILE},line=17,col=22,title={CASE.rule}%3A shop.Order.payment<Card>.cvv")
    assert "%0Aproof: " in message


def test_what_github_reads_as_its_own_is_escaped():
    finding = from_stale([Stale("a,b:c%.py", "missing")])[0]
    assert "file=a%2Cb%3Ac%25.py," in report_github.report([finding])


def test_junit_has_a_case_for_each_change_and_each_sound_type():
    warned = BY_NAME["SYMBOL_ADDED_WITH_DEFAULT"].findings()
    root = ET.fromstring(report_junit.report([*FINDINGS, *warned], ["shop.Order", "shop.Other"]))
    assert root.attrib == {"tests": "3", "failures": "1", "errors": "0"}
    failed, passed, sound = root.iter("testcase")
    assert failed.find("failure").attrib["type"] == CASE.rule
    assert "who breaks" in failed.find("failure").text
    assert passed.find("failure") is None
    assert sound.attrib["classname"] == "shop.Other"


def test_junit_survives_what_xml_cannot_say():
    odd = from_lint([Breach("DOC_MISSING", Place("a.avsc"), 'a "quoted" <b> & \x00 word')])
    assert "quoted" in ET.fromstring(report_junit.report(odd, [])).find(".//failure").attrib["message"]


def test_text_is_coloured_only_when_asked():
    plain = report_text.report(FINDINGS, {FILE: CASE.current})
    assert "\x1b" not in plain
    assert "\x1b[1;31merror[" in report_text.report(FINDINGS, {FILE: CASE.current}, is_coloured=True)
    assert '  17 |             {"name": "cvv"' in plain
    assert "just accept FIELD_ADDED_WITHOUT_DEFAULT 'shop.Order.payment<Card>.cvv'" in plain


def test_a_path_is_quoted_for_the_shell_only_where_it_must_be():
    (group,) = grouped(BY_NAME["FIELD_ADDED_WITHOUT_DEFAULT"].findings())
    assert " shop.Order.cvv --until" in group.acceptance


def test_lint_and_stale_files_are_told_in_the_same_forms():
    findings = [
        *from_lint([Breach("DOC_MISSING", Place("schemas/a/B.avsc", "/fields/0", 3, 4), "expected a `doc`")]),
        *from_stale([Stale("services/wire/generated/b.py", "missing")]),
    ]
    objects = json.loads(report_json.report(findings))
    assert [(found["rule"], found["verdict"], found["file"], found["line"]) for found in objects] == [
        ("DOC_MISSING", "LINT", "schemas/a/B.avsc", 3),
        ("GENERATED_STALE", "FRESH", "services/wire/generated/b.py", 1),
    ]
    assert report_github.report(findings).count("::error ") == 2
    assert len(json.loads(report_sarif.report(findings))["runs"][0]["results"]) == 2


@pytest.mark.parametrize("case", BY_NAME.values(), ids=lambda case: case.name)
def test_every_case_can_be_told_in_every_form(case):
    findings = case.findings()
    assert len(json.loads(report_json.report(findings))) == len(findings)
    assert len(json.loads(report_sarif.report(findings))["runs"][0]["results"]) == len(grouped(findings))
    ET.fromstring(report_junit.report(findings, case.tree.types))
    assert len(report_github.report(findings).splitlines()) == len(grouped(findings))


def test_a_summary_counts_changes_not_columns():
    assert summary(FINDINGS, CASE.tree, []).endswith("1 error, 0 warnings, 0 accepted")
    assert summary([], CASE.tree, []).endswith("nothing breaks")
