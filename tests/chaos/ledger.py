"""Every request that was sent, every 202, every frame, and how each request ended for whoever made it."""

import time
from collections import Counter
from collections.abc import Callable, Container
from contextvars import ContextVar
from typing import Final

from msgspec import Struct

SLOW_S: Final = 1.0
"""What takes longer than that is counted as held up by the fault."""
LATE_S: Final = 5.0

UNKNOWN: Final = "unknown"
"""Nothing came in time."""
UNSENT: Final = "unsent"
"""It never left."""
REFUSED: Final = "refused"
TOLD: Final = ("Expired", "Failed", "Lost")
"""Ends that are explicit, and no outcome."""


class Entry(Struct, kw_only=True, eq=False):
    """One request. A feed may have several ids, one for each socket."""

    kind: str
    row: str
    sent_s: float
    request_ids: list[str] = []
    accepted: set[str] = set()
    ended_s: float | None = None
    end: str = ""
    why: str = ""
    """What the client said besides."""

    @property
    def took_s(self) -> float:
        return (self.ended_s or self.sent_s) - self.sent_s

    @property
    def is_lost(self) -> bool:
        """Whether it was accepted, and has no end."""
        return bool(self.accepted) and self.end in ("", UNKNOWN)


class Complaint(Struct, frozen=True):
    """Something that must not be: `lost`, `duplicated`, or `untrue`: whoever asked was told that nothing happened."""

    row: str
    what: str
    why: str


CURRENT: ContextVar[Entry | None] = ContextVar("CURRENT", default=None)
"""The request that this task makes."""


class Ledger:
    """`row` names the fault under which everything is written down that is sent now."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self.row = ""
        self.now_s = now_s
        self.entries: list[Entry] = []
        self.complaints: list[Complaint] = []
        self.by_id: dict[str, Entry] = {}
        self.repeats: Counter[str] = Counter()
        """Ends that came again, by row."""
        self._finals: Counter[str] = Counter()
        self._ends: dict[str, bytes] = {}

    def begin(self, kind: str) -> Entry:
        """Write down that a request is made, in this task."""
        entry = Entry(kind=kind, row=self.row, sent_s=self.now_s())
        self.entries.append(entry)
        CURRENT.set(entry)
        return entry

    def posted(self, request_id: str) -> None:
        """Write down the id under which the request of this task is sent, perhaps again."""
        entry = CURRENT.get()
        if entry is not None and request_id not in entry.request_ids:
            entry.request_ids.append(request_id)
            self.by_id[request_id] = entry

    def accepted(self, request_id: str) -> None:
        """Write down a 202."""
        entry = self.by_id.get(request_id)
        if entry is not None:
            entry.accepted.add(request_id)

    def frame(self, request_id: str | None, body: bytes, *, final: bool) -> None:
        """Write down a frame as the client took it. A second end is a duplicate, unless it is the first one again:
        then the client drops it, and whoever asked hears nothing of it.
        """
        if request_id is None or not final:
            return
        first = self._ends.setdefault(request_id, body)
        self._finals[request_id] += 1
        entry = self.by_id.get(request_id)
        if entry is None or self._finals[request_id] == 1:
            return
        if body == first:
            self.repeats[entry.row] += 1
        else:
            self.complain(entry.row, "duplicated", f"{entry.kind} {request_id} has two ends: {first!r}, {body!r}")

    def end(self, entry: Entry, end: str, why: str = "") -> None:
        """Write down how a request ended for whoever made it."""
        entry.ended_s, entry.end, entry.why = self.now_s(), end, why

    def complain(self, row: str, what: str, why: str) -> None:
        self.complaints.append(Complaint(row, what, why))

    def open(self, row: str, kinds: Container[str] | None = None) -> list[Entry]:
        """What of a row has not ended yet."""
        return [
            entry
            for entry in self.entries
            if entry.ended_s is None and entry.row == row and (kinds is None or entry.kind in kinds)
        ]

    def of(self, row: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.row == row]


class Row(Struct, frozen=True, kw_only=True):
    """What a fault did."""

    fault: str
    requests: int
    lost: int
    duplicated: int
    untrue: int
    expired: int
    failed: int
    told_lost: int
    refused: int
    late: int
    recovered_s: float
    note: str = ""


def summary(ledger: Ledger, fault: str, blow_s: float, note: str = "") -> Row:
    """Count what was written down under a fault, which struck at `blow_s`."""
    entries = [entry for entry in ledger.of(fault) if entry.request_ids or entry.end != UNSENT]
    ends, repeats = Counter(entry.end for entry in entries), ledger.repeats[fault]
    complaints = Counter(complaint.what for complaint in ledger.complaints if complaint.row == fault)
    held_up = [
        entry.ended_s - blow_s
        for entry in entries
        if entry.ended_s is not None and (entry.took_s > SLOW_S or entry.end in (REFUSED, UNKNOWN, *TOLD))
    ]
    return Row(
        fault=fault,
        requests=len(entries),
        lost=sum(entry.is_lost for entry in entries) + complaints["lost"],
        duplicated=complaints["duplicated"],
        untrue=complaints["untrue"],
        expired=ends["Expired"],
        failed=ends["Failed"],
        told_lost=ends["Lost"],
        refused=ends[REFUSED] + ends[UNSENT] + sum(entry.end == UNKNOWN and not entry.accepted for entry in entries),
        late=sum(entry.took_s > LATE_S for entry in entries),
        recovered_s=max([0.0, *held_up]),
        note=", ".join(part for part in (note, f"{repeats} ends came again" * (repeats > 0)) if part),
    )
