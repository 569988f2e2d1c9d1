"""What the gateway counts, in Prometheus' text form.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from collections import Counter
from collections.abc import Callable

from msgspec import Struct

from services.wire.histogram import Histogram

MEDIA_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


class Row(Struct, frozen=True):
    """One figure of the table: its name after `millrace_gateway_`, its kind and its meaning."""

    name: str
    kind: str
    help: str


REQUESTS = Row("requests_total", "counter", "HTTP requests answered, by route and status.")
FRAMES = Row("frames_total", "counter", "Frames handed to sockets.")
REPEATS = Row("repeats_total", "counter", "Records dropped because their frame was sent before.")
UNDECODABLE = Row("undecodable_total", "counter", "Records that could not be decoded.")
OPENED = Row("sockets_opened_total", "counter", "Sockets accepted.")
CLOSED = Row("sockets_closed_total", "counter", "Sockets closed by the gateway, by close code.")
SNAPSHOTS_AGAIN = Row("feed_snapshots_again_total", "counter", "Snapshots asked for again because the ring was short.")
RESUMED = Row("resumes_total", "counter", "Resumes, by whether they were complete.")
DELIVERY_S = Row("delivery_seconds", "histogram", "From taking a request to writing its answer out.")
SOCKETS = Row("sockets", "gauge", "Sockets open now.")
QUEUE_BYTES = Row("queue_bytes", "gauge", "What waits for sockets whose clients are behind.")
FEEDS = Row("feeds", "gauge", "Feeds open now.")
RINGS = Row("feed_rings", "gauge", "Keys whose recent feed messages are kept.")
HELD = Row("held_records", "gauge", "Records that wait for the schema registry, or behind one that does.")
POSITION = Row("lane_position", "gauge", "Where this process stands on its lane.")

ROWS = (
    REQUESTS,
    FRAMES,
    REPEATS,
    UNDECODABLE,
    OPENED,
    CLOSED,
    SNAPSHOTS_AGAIN,
    RESUMED,
    DELIVERY_S,
    SOCKETS,
    QUEUE_BYTES,
    FEEDS,
    RINGS,
    HELD,
    POSITION,
)


class Metrics:
    """Counters and histograms that grow as they are told, and gauges that are asked when they are read."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {row.name: Counter() for row in ROWS}
        self._requests: Counter[tuple[str, int]] = Counter()
        self._delivery = Histogram()
        self._gauges: dict[str, Callable[[], int]] = {}

    def answered(self, route: str, status: int) -> None:
        """Count a request; kept apart from `count` because it happens most often."""
        self._requests[route, status] += 1

    def count(self, row: Row, labels: str = "", by: int = 1) -> None:
        """Add to a counter; `labels` are as Prometheus writes them: `code="4508"`."""
        self._counts[row.name][labels] += by

    def delivered(self, seconds: float) -> None:
        """Note how long an answer took; kept apart because it happens with every one."""
        self._delivery.observe(seconds)

    def gauge(self, row: Row, read: Callable[[], int]) -> None:
        """Ask `read` for the figure whenever the table is written."""
        self._gauges[row.name] = read

    def total(self, row: Row) -> int:
        """A counter over all its labels."""
        return self._counts[row.name].total() or (self._requests.total() if row is REQUESTS else 0)

    def text(self) -> bytes:
        """The whole table."""
        lines: list[str] = []
        for row in ROWS:
            name = f"millrace_gateway_{row.name}"
            lines += [f"# HELP {name} {row.help}", f"# TYPE {name} {row.kind}"]
            if row is DELIVERY_S:
                lines += self._delivery.lines(name)
            else:
                lines += [f"{name}{_in_braces(labels)} {value}" for labels, value in self._of(row)]
        return "\n".join([*lines, ""]).encode()

    def _of(self, row: Row) -> list[tuple[str, int]]:
        if row is REQUESTS:
            return [
                (f'route="{route}",status="{status}"', count)
                for (route, status), count in sorted(self._requests.items())
            ]
        if row.name in self._gauges:
            return [("", self._gauges[row.name]())]
        return sorted(self._counts[row.name].items()) or [("", 0)]


def _in_braces(labels: str) -> str:
    return f"{{{labels}}}" if labels else ""
