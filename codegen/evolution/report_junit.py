"""Findings as JUnit XML: a case for each type that was looked at, and one for each change.

https://github.com/testmoapp/junitxml
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from .findings import Finding
from .grouped import Group, counted, grouped
from .plain import paragraph

# What XML 1.0 has no way to write.
_CONTROL = {code: "�" for code in range(32) if chr(code) not in "\t\n\r"}


def report(findings: Iterable[Finding], types: Iterable[str]) -> str:
    """A suite in which errors fail, and in which warnings and accepted breaks are printed."""
    groups = grouped(findings)
    failed = {group.first.type for group in groups}
    cases = [_case(group) for group in groups] + [_passed(name) for name in types if name not in failed]
    head = f'tests="{len(cases)}" failures="{counted(groups)["error"]}" errors="0"'
    body = "\n".join(cases)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {head}>\n<testsuite name="schemas" {head}>\n'
        f"{body}\n</testsuite>\n</testsuites>"
    )


def _case(group: Group) -> str:
    first = group.first
    text = paragraph(group).translate(_CONTROL)
    file = f'file={quoteattr(first.file)} line="{first.line}"'
    name = f"classname={quoteattr(first.type)} name={quoteattr(f'{first.rule} {first.where}')}"
    inner = f"<system-out>{escape(text)}</system-out>"
    if group.severity == "error":
        message = quoteattr(first.message.translate(_CONTROL))
        inner = f"<failure type={quoteattr(first.rule)} message={message}>{escape(text)}</failure>"
    return f"<testcase {name} {file}>{inner}</testcase>"


def _passed(name: str) -> str:
    return f'<testcase classname={quoteattr(name)} name="compatible"/>'
