"""The forms of a report, and the line that sums it up."""

from collections.abc import Callable, Mapping, Sequence

from codegen.model import Tree

from . import report_github, report_json, report_junit, report_sarif, report_text
from .check import Base
from .findings import Finding
from .grouped import counted, grouped

Format = Callable[[Sequence[Finding], Tree], str]

FORMATS: dict[str, Format] = {
    "json": lambda findings, _tree: report_json.report(findings),
    "sarif": lambda findings, _tree: report_sarif.report(findings),
    "github": lambda findings, _tree: report_github.report(findings),
    "junit": lambda findings, tree: report_junit.report(findings, tree.types),
}


def report(
    findings: Sequence[Finding], tree: Tree, bases: Sequence[Base], sources: Mapping[str, str], *, is_coloured: bool
) -> str:
    """For people: every finding, and a last line that sums up."""
    paragraphs = report_text.report(findings, sources, is_coloured=is_coloured)
    return "\n\n".join(filter(None, [paragraphs, summary(findings, tree, bases)]))


def summary(findings: Sequence[Finding], tree: Tree, bases: Sequence[Base]) -> str:
    """How many types were compared with what, and how many changes were found."""
    known = {name for base in bases for name in base.history}
    new = sum(name not in known for name in tree.types)
    against = ", ".join(base.label for base in bases)
    compared = f"{_many(len(tree.types), 'type')} checked against {against}" + (f", {new} of them new" if new else "")
    number = counted(grouped(findings))
    told = [_many(number["error"], "error"), _many(number["warning"], "warning"), f"{number['accepted']} accepted"]
    is_clean = not any(number.values())
    return f"{compared}: {'nothing breaks' if is_clean else ', '.join(told)}"


def is_faulty(findings: Sequence[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
