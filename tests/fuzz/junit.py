"""A run as JUnit XML: a case for each operation, each kind of damage and each topic, which fails for each finding.

https://github.com/testmoapp/junitxml
"""

from xml.sax.saxutils import escape, quoteattr

from tests.fuzz.lane import Report
from tests.fuzz.run import Finding
from tests.fuzz.tally import added

# What XML 1.0 has no way to write.
_CONTROL = {
    code: "\ufffd" for code in (*range(32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)) if chr(code) not in "\t\n\r"
}


def junit(reports: list[Report]) -> str:
    """All runs as one suite."""
    findings = [finding for report in reports for finding in report.findings]
    failed = {finding.operation for finding in findings}
    names = {report.coverage.operations[label].id for report in reports for label in report.labels}
    cases = [_failed(finding) for finding in findings]
    cases += [f'<testcase classname="fuzz" name={quoteattr(name)}/>' for name in sorted(names - failed)]
    for lane, rows in added(side for report in reports for side in report.sides).items():
        kept = [name for name, row in rows.items() if not row.findings]
        cases += [f'<testcase classname="fuzz.{lane}" name={quoteattr(name)}/>' for name in kept]
    counts = f'tests="{len(cases)}" failures="{len(findings)}" errors="0"'
    suite = f'<testsuite name="fuzz" {counts}>\n' + "\n".join(cases) + "\n</testsuite>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {counts}>\n{suite}\n</testsuites>\n'


def _failed(finding: Finding) -> str:
    text = finding.message.translate(_CONTROL)
    head = f'<testcase classname="fuzz" name={quoteattr(finding.operation)}>'
    failure = (
        f"<failure type={quoteattr(finding.check)} message={quoteattr(text.splitlines()[0])}>{escape(text)}</failure>"
    )
    return f"{head}{failure}</testcase>"
