"""The rows as a table that a page of Markdown can hold."""

from collections.abc import Sequence

from tests.chaos.ledger import Row

HEADINGS = (
    "fault",
    "requests",
    "lost",
    "duplicated",
    "untrue",
    "expired",
    "failed",
    "told lost",
    "refused",
    "late",
    "recovered after, s",
    "note",
)


def table(rows: Sequence[Row], *, with_head: bool) -> str:
    """One line for each row."""
    head = [f"| {' | '.join(HEADINGS)} |", f"| --- |{' ---: |' * (len(HEADINGS) - 2)} --- |"] if with_head else []
    return "\n".join([*head, *map(_line, rows)])


def _line(row: Row) -> str:
    counts = (
        row.requests,
        row.lost,
        row.duplicated,
        row.untrue,
        row.expired,
        row.failed,
        row.told_lost,
        row.refused,
        row.late,
    )
    cells = (row.fault, *map(str, counts), f"{row.recovered_s:.1f}", row.note)
    return f"| {' | '.join(cells)} |"


def is_clean(rows: Sequence[Row]) -> bool:
    """Whether nothing was lost, and nothing happened twice."""
    return not any(row.lost or row.duplicated or row.untrue for row in rows)
