"""A run that was refused nearly everywhere has shown nothing."""

from collections.abc import Collection, Iterator, Mapping

from tests.fuzz.every_damage import DAMAGE, NAMES
from tests.fuzz.lane import Report
from tests.fuzz.record_damage import EVERY
from tests.fuzz.record_ends import End
from tests.fuzz.tally import Row, added
from tests.fuzz.tried_records import ON_KAFKA, RECORDS
from tests.fuzz.tried_sequences import MUST_COME, SEQUENCES

LEAST_SHARE = 0.05
LEAST_PROBLEMS = 3
SHOWN = 5


def empty(reports: list[Report], lanes: Collection[str]) -> list[str]:
    """What makes a whole run worthless: a round that is, or a lane that has left something out in all rounds."""
    whole = [report for report in reports if report.is_whole]
    if not whole:
        return ["the time was over before the first round was: give it more with --for"]
    found = [line for report in whole for line in vacuous(report)]
    rows = added(side for report in reports for side in report.sides)
    for lane in lanes:
        if lane in LEFT_OUT:
            found += LEFT_OUT[lane](rows[lane]) if lane in rows else _never("tried", [lane])
    return list(dict.fromkeys(found))


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


def _of_damage(rows: Mapping[str, Row]) -> Iterator[str]:
    yield from _never("damage", [name for name in NAMES if name not in rows or not rows[name].tried])


def _of_sequences(rows: Mapping[str, Row]) -> Iterator[str]:
    came = {name for row in rows.values() for name in row.came}
    yield from _never("sequences", sorted(MUST_COME - came))


def _of_records(rows: Mapping[str, Row]) -> Iterator[str]:
    ends = {name for row in rows.values() for name in row.came}
    yield from _never("records", [end.shown for end in End if end.shown not in ends])
    for topic, row in rows.items():
        yield from _never(f"records: {topic}", [damage for damage in EVERY if damage not in row.kinds])


def _of_kafka(rows: Mapping[str, Row]) -> Iterator[str]:
    """There is no time for all of it in every run."""
    ends = {name for row in rows.values() for name in row.came}
    yield from _never(ON_KAFKA, [end.shown for end in (End.HANDLED, End.ASIDE) if end.shown not in ends])
    yield from _never(ON_KAFKA, [topic for topic, row in rows.items() if not row.tried])


def _never(what: str, names: list[str]) -> Iterator[str]:
    if names:
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        yield f"{what}: never {', '.join(names[:SHOWN])}{more}"


LEFT_OUT = {DAMAGE: _of_damage, SEQUENCES: _of_sequences, RECORDS: _of_records, ON_KAFKA: _of_kafka}
"""What a lane was to bring about and did not in all its rounds."""
