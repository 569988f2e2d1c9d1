"""What a worker counts, in Prometheus' text form.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from msgspec import Struct

from services.wire.histogram import Histogram

PREFIX: Final = "millrace_worker_"


class Row(Struct, frozen=True):
    """One figure: its name after `millrace_worker_`, its kind, its meaning, and the name of its one label."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    label: str = ""


INPUTS = Row("inputs_total", "counter", "Inputs taken from Kafka.")
RETRIES = Row("retries_total", "counter", "Tries of an input after its first one.", "error")
DEAD_LETTERS = Row("dead_letters_total", "counter", "Inputs that were put aside.", "error")
TRANSACTIONS = Row("transactions_total", "counter", "Transactions, by whether they were written.", "result")
TRANSACTION_S = Row("transaction_seconds", "histogram", "How long a transaction took that was written.")
OFFSET_COMMITS = Row("offset_commits_total", "counter", "Commits of offsets without a transaction.", "result")
REBALANCES = Row("rebalances_total", "counter", "Changes of the partitions that are assigned here.", "change")
LOADING_S = Row("loading_seconds", "histogram", "How long a partition stood still from its assignment to its start.")

PARTITIONS = Row("partitions", "gauge", "Partitions that are assigned, by whether they are worked on.", "state")
IN_FLIGHT = Row("in_flight", "gauge", "Inputs that were taken and are not answered yet.")
OLDEST_S = Row("oldest_in_flight_seconds", "gauge", "Age of the oldest input that was taken and is not committed yet.")
UNSENT = Row("unsent", "gauge", "Inputs that are decided, and either not committed yet or their answers not sent.")
COMMITTED = Row("committed_offset", "gauge", "The offset at which the group goes on.", "partition")
HIGH_WATERMARK = Row("high_watermark", "gauge", "The end of the partition, as it was asked for last.", "partition")
LAG = Row("lag", "gauge", "Records between the two.", "partition")

COUNTERS: Final = (INPUTS, RETRIES, DEAD_LETTERS, TRANSACTIONS, OFFSET_COMMITS, REBALANCES)
HISTOGRAMS: Final = (TRANSACTION_S, LOADING_S)


class Metrics:
    """Counters and histograms, which grow as they are told."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {row.name: Counter() for row in COUNTERS}
        self._histograms = {row.name: Histogram() for row in HISTOGRAMS}

    def count(self, row: Row, label: str = "", by: int = 1) -> None:
        """Add to a counter."""
        self._counts[row.name][label] += by

    def observe(self, row: Row, seconds: float) -> None:
        """Add to a histogram."""
        self._histograms[row.name].observe(seconds)

    def lines(self) -> Iterator[str]:
        """All of it as text."""
        for row in COUNTERS:
            yield from figures(row, self._counts[row.name] or {"": 0})
        for row in HISTOGRAMS:
            yield from _head(row)
            yield from self._histograms[row.name].lines(PREFIX + row.name)


def figures(row: Row, values: Mapping[str, float]) -> Iterator[str]:
    """The lines of one row; the values are by label."""
    yield from _head(row)
    for label, value in values.items():
        labels = f'{{{row.label}="{label}"}}' if label else ""
        yield f"{PREFIX}{row.name}{labels} {value:g}" if value % 1 else f"{PREFIX}{row.name}{labels} {int(value)}"


def _head(row: Row) -> Iterable[str]:
    name = PREFIX + row.name
    return f"# HELP {name} {row.help}", f"# TYPE {name} {row.kind}"
