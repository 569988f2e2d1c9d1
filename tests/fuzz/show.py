"""What people read of a run."""

from pathlib import Path

from tests.fuzz.lane import Report
from tests.fuzz.run import Finding
from tests.fuzz.saved import keep

DRAFTS = Path(__file__).parents[2] / ".millrace" / "fuzz"


def failed(report: Report, folder: Path = DRAFTS) -> str:
    """Each finding, and the command that shows it again."""
    return "\n\n".join(["", *(one(finding, folder) for finding in report.findings), f"seed {report.plan.seed}"])


def one(finding: Finding, folder: Path) -> str:
    """A finding: where, what, and how to see it again."""
    lines = [f"{finding.operation}: {finding.message}"]
    if finding.saved is not None:
        path = keep(finding.saved, folder)
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        lines += [f"  {finding.saved.method} {finding.saved.target} {finding.saved.body or ''}"[:500]]
        lines += [f"  again: ./just fuzz --replay {shown}"]
    return "\n".join(lines)
