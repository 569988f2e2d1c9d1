"""A whole run on one screen: what its rounds showed together."""

from collections import Counter
from functools import reduce
from operator import add

from tests.fuzz.coverage import Coverage, counted
from tests.fuzz.lane import Report
from tests.fuzz.record_ends import End
from tests.fuzz.tally import Row, added
from tests.fuzz.tried_records import ON_KAFKA, RECORDS

Cells = tuple[str | int, ...]
PUT_ASIDE = {End.ASIDE.shown, End.ASIDE_UNTOLD.shown}


def together(reports: list[Report]) -> tuple[list[str], Coverage]:
    """The operations that were tried, and what was seen of them in all rounds."""
    labels = list(dict.fromkeys(label for report in reports for label in report.labels))
    return labels, reduce(add, (report.coverage for report in reports))


def side_tables(reports: list[Report]) -> dict[str, tuple[Cells, list[Cells]]]:
    """By lane, the heads and the rows of its table."""
    rows = added(side for report in reports for side in report.sides)
    return {
        name: _of_records(found) if name in (RECORDS, ON_KAFKA) else _of_others(found) for name, found in rows.items()
    }


def _of_records(rows: dict[str, Row]) -> tuple[Cells, list[Cells]]:
    heads = ("topic", "kinds of damage", "records", "dead letters", "handled", "findings", "otherwise")
    return heads, [_topic(name, row) for name, row in rows.items()]


def _topic(name: str, row: Row) -> Cells:
    aside = sum(row.came[end] for end in PUT_ASIDE)
    handled = row.came[End.HANDLED.shown]
    otherwise = Counter({end: count for end, count in row.came.items() if end not in {*PUT_ASIDE, End.HANDLED.shown}})
    return name, len(row.kinds), row.tried, aside, handled, row.findings, counted(otherwise)


def _of_others(rows: dict[str, Row]) -> tuple[Cells, list[Cells]]:
    return ("what", "tried", "findings", "came"), [
        (name, row.tried, row.findings, counted(row.came)) for name, row in rows.items()
    ]


def summary(reports: list[Report]) -> str:
    """Every table, and how much it was."""
    labels, coverage = together(reports)
    parts = [coverage.table(labels)]
    for name, (heads, rows) in side_tables(reports).items():
        parts += ["", name, *_aligned([heads, *rows])]
    sent = sum(report.sent for report in reports)
    findings = sum(len(report.findings) for report in reports)
    seeds = f"seeds {reports[0].plan.seed} to {reports[-1].plan.seed}"
    return "\n".join([*parts, "", f"{seeds}: {len(reports)} rounds, {sent} requests, {findings} findings"])


def line(report: Report) -> str:
    """A round in one line, to be held against those before it."""
    parts = (
        [f"endpoints {report.sent} sent, {report.accepted} accepted, {report.took_s:.0f} s"] if report.labels else []
    )
    parts += [f"{side.name} {side.tried} tried, {side.took_s:.0f} s" for side in report.sides]
    return f"seed {report.plan.seed}: {'; '.join(parts)}"


def _aligned(table: list[Cells]) -> list[str]:
    """Lines with columns as wide as what stands in them; the last one ends where it ends."""
    widths = [max(len(str(cells[at])) for cells in table) for at in range(len(table[0]) - 1)]
    return [
        "  ".join(_set(cell, width) for cell, width in zip(cells, widths, strict=False)) + f"  {cells[-1]}"
        for cells in table
    ]


def _set(cell: str | int, width: int) -> str:
    return f"{cell:<{width}}" if isinstance(cell, str) else f"{cell:>{width}}"
