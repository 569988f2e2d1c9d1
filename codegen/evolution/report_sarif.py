"""Findings as SARIF 2.1.0, for code scanning and editors, with fixes that they can apply.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from .edits import Edit, Fix
from .findings import Finding
from .grouped import Group, grouped
from .plain import paragraph
from .rules import BY_ID

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "accepted": "note"}


def report(findings: Iterable[Finding]) -> str:
    """One run, one result for each change."""
    groups = grouped(findings)
    rules = sorted({group.first.rule for group in groups})
    driver = {"name": "millrace", "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(group) for group in groups],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(rule: str) -> dict[str, Any]:
    sentence = BY_ID[rule].sentence if rule in BY_ID else rule
    return {"id": rule, "shortDescription": {"text": sentence}}


def _result(group: Group) -> dict[str, Any]:
    first = group.first
    result: dict[str, Any] = {
        "ruleId": first.rule,
        "level": _LEVELS[group.severity],
        "message": {"text": paragraph(group)},
        "locations": [_location(first)],
        "partialFingerprints": {"where/v1": f"{first.rule} {first.where}"},
        "properties": {
            "verdicts": sorted({f"{each.verdict} {each.direction}".strip() for each in group.findings}),
            "versions": list(group.versions),
        },
    }
    fixes = [_fix(fix) for fix in first.fixes if fix.edits]
    if fixes:
        result["fixes"] = fixes
    if group.severity == "accepted":
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": first.note}]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": finding.file},
            "region": {"startLine": finding.line, "startColumn": finding.column},
        },
        "logicalLocations": [{"fullyQualifiedName": finding.where}],
    }


def _fix(fix: Fix) -> dict[str, Any]:
    changes = [
        {"artifactLocation": {"uri": file}, "replacements": [_replacement(edit) for edit in edits]}
        for file, edits in groupby(fix.edits, key=lambda edit: edit.file)
    ]
    return {"description": {"text": fix.title}, "artifactChanges": changes}


def _replacement(edit: Edit) -> dict[str, Any]:
    return {
        "deletedRegion": {
            "startLine": edit.line,
            "startColumn": edit.column,
            "endLine": edit.end_line,
            "endColumn": edit.end_column,
        },
        "insertedContent": {"text": edit.text},
    }
