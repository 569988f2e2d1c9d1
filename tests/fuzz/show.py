"""What people read of a run."""

from pathlib import Path

from tests.fuzz.lane import Report
from tests.fuzz.run import Finding
from tests.fuzz.saved import Saved, keep

DRAFTS = Path(__file__).parents[2] / ".millrace" / "fuzz"


def failed(report: Report, folder: Path = DRAFTS) -> str:
    """Each finding, and the command that shows it again."""
    return "\n\n".join(["", *(one(finding, folder) for finding in report.findings), f"seed {report.plan.seed}"])


def one(finding: Finding, folder: Path) -> str:
    """A finding: where, what, and how to see it again."""
    lines = [f"{finding.operation}: {finding.message}"]
    if finding.saved is not None:
        keep(finding.saved, folder)
        lines += [f"  {request(finding.saved)}", f"  again: {again(finding.saved, folder)}"]
    return "\n".join(lines)


def request(saved: Saved) -> str:
    """The request on one line."""
    return f"{saved.method} {saved.target} {saved.body or ''}"[:500]


def again(saved: Saved, folder: Path) -> str:
    """The command that sends it again."""
    path = folder / saved.name
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return f"./just fuzz --replay {shown}"
