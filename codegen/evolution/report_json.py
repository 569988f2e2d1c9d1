"""Findings for programs: an array of objects, one for each change in each column and direction."""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from .findings import Finding


def report(findings: Iterable[Finding]) -> str:
    """The array. Every object has every name; what is not known is null or empty."""
    return json.dumps([as_object(finding) for finding in findings], indent=2, ensure_ascii=False)


def as_object(finding: Finding) -> dict[str, Any]:
    """One finding, with the path under which it can be accepted."""
    plain: dict[str, Any] = msgspec.to_builtins(finding)
    return plain | {"where": finding.where}
