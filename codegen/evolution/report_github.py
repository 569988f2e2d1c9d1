"""Findings as annotations of a pull request.

https://docs.github.com/en/actions/writing-workflows/choosing-what-your-workflow-does/workflow-commands-for-github-actions
"""

from collections.abc import Iterable

from .findings import Finding
from .grouped import Group, grouped
from .plain import paragraph

_COMMANDS = {"error": "error", "warning": "warning", "accepted": "notice"}


def report(findings: Iterable[Finding]) -> str:
    """One line for each change."""
    return "\n".join(_line(group) for group in grouped(findings))


def _line(group: Group) -> str:
    first = group.first
    options = {"file": first.file, "line": first.line, "col": first.column, "title": f"{first.rule}: {first.where}"}
    written = ",".join(f"{name}={_option(str(value))}" for name, value in options.items())
    return f"::{_COMMANDS[group.severity]} {written}::{_data(paragraph(group))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _option(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
