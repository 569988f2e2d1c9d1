"""A run that was refused nearly everywhere has shown nothing."""

from tests.fuzz.lane import Report

LEAST_SHARE = 0.05
LEAST_PROBLEMS = 3


def vacuous(report: Report) -> list[str]:
    """What makes a run worthless: operations that took, or refused, too little."""
    found = report.coverage.vacuous(report.labels, LEAST_SHARE)
    operations = report.coverage.operations
    for label in report.labels:
        seen, operation = report.coverage.of[label], operations[label]
        if operation.is_answered_later and sum(seen.outcomes.values()) != seen.valid_accepted:
            found.append(f"{label}: {sum(seen.outcomes.values())} outcomes for {seen.valid_accepted} accepted")
        if operation.parameters and seen.sent < report.plan.examples:
            found.append(f"{label}: {seen.sent} sent, {report.plan.examples} were to be")
        if operation.parameters and len(seen.problems) < LEAST_PROBLEMS:
            found.append(f"{label}: refused only as {', '.join(seen.problems) or 'nothing'}")
    return found
