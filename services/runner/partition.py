"""One assigned partition: the inputs under way in it, in order, and what their decisions rest on."""

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping

from msgspec import Struct

from services.runner.fold import Fold, Folded
from services.runner.inbox import Memory
from services.runner.unsent import LowWater, Span, Unsent, committed_with
from services.wire import spans
from services.wire.broker import Committed, Outgoing, Partition, Record
from services.wire.headers import FINGERPRINT, ID


class Handled(Struct, frozen=True):
    """What one input led to."""

    transactional: tuple[Outgoing, ...] = ()
    """Events, inbox record, dead letter: written with the offset, or not at all."""
    forwarded: tuple[Outgoing, ...] = ()
    """Reply and feed messages: sent after the commit."""
    folded: Folded | None = None
    """The key's new state, if there is one."""
    entry: bytes | None = None
    """The encoded inbox entry, if there is one."""
    outcome: str | None = None
    """The full name of what its requester is told, if that was decided now."""
    put_aside: str | None = None
    """The name of the error for which the input was put aside, if it was."""


class Work:
    """One input, from its arrival until its commit."""

    __slots__ = ("handled", "record", "since", "span")

    def __init__(self, record: Record, since: float, span: spans.Span) -> None:
        self.record = record
        self.since = since
        """When it arrived, on the event loop's clock."""
        self.span = span
        """From there until it is decided."""
        self.handled: Handled | None = None

    @property
    def size(self) -> int:
        """The bytes of its value."""
        return len(self.record.value or b"")


class Take(Struct):
    """The finished inputs of one partition that go into the next transaction."""

    slot: "Slot"
    works: list[Work]
    span: Span
    committed: Committed

    def transactional(self) -> Iterator[Outgoing]:
        """Give what is written with the offset."""
        for work in self.works:
            if work.handled is not None:
                yield from work.handled.transactional

    def forwarded(self) -> Iterator[Outgoing]:
        """Give what is sent after the commit."""
        for work in self.works:
            if work.handled is not None:
                yield from work.handled.forwarded

    def put_aside(self) -> Iterator[str]:
        """Give the name of the error of each input that was put aside."""
        for work in self.works:
            if work.handled is not None and work.handled.put_aside is not None:
                yield work.handled.put_aside


class Slot:
    """The work of one partition from one assignment, or reset, to the next.

    A slot that was dropped stays dropped: tasks that still hold it find out by `is_dropped`, and what they
    decide goes nowhere.
    """

    def __init__(self, partition: Partition, fold: Fold, memory: Memory, unsent: Unsent) -> None:
        self.partition = partition
        self.fold = fold
        self.memory = memory
        self.unsent = unsent
        self.pending: deque[Work] = deque()
        self.lanes: dict[bytes | None, deque[Work]] = {}
        """Keys with unfinished work, and what waits behind it."""
        self.tasks: set[asyncio.Task[None]] = set()
        self.pending_bytes = 0
        self.is_dropped = False
        self.is_started = False
        self.is_paused = False
        self.committed = 0
        """The group's offset when the slot started: inputs below it were decided before."""
        self.end: int | None = None
        """The high watermark, as far as it was asked for."""
        self.halted_by = ""
        """Why its events cannot be folded: nothing may be decided before somebody has mended that."""
        self._next_commit: int | None = None
        self._slow_offset = -1

    @property
    def is_halted(self) -> bool:
        return bool(self.halted_by)

    @property
    def in_flight(self) -> int:
        """Count the inputs that were taken and whose answers Kafka does not have yet."""
        return len(self.pending) + self.unsent.inputs

    def add(self, work: Work) -> None:
        """Take an input, behind those that came before."""
        self.pending.append(work)
        self.pending_bytes += work.size

    def start(self, committed: int) -> None:
        """Accept inputs; those below `committed` are only answered again."""
        self.committed = committed
        self.is_started = True

    def drop(self) -> None:
        """Let go of everything that is not committed."""
        self.is_dropped = True
        for work in self.pending:
            if work.handled is None:
                work.span.end(error="partition-dropped")
        self.pending.clear()
        self.pending_bytes = 0
        self.lanes.clear()
        for task in self.tasks:
            # Soon, not now: a task that is cancelled before its first step leaves its handler's coroutine unawaited.
            task.get_loop().call_soon(task.cancel)
        self.fold.drop()
        self.memory.drop()

    def wait_for_nothing_more(self) -> None:
        """Leave what waits behind unfinished work undecided."""
        for lane in self.lanes.values():
            lane.clear()

    def slow_since(self, since: float) -> Record | None:
        """Give the input that everything else waits for, if it has been waiting since then; each only once."""
        if self.pending and self.pending[0].handled is None and self.pending[0].since < since:
            record = self.pending[0].record
            if record.offset != self._slow_offset:
                self._slow_offset = record.offset
                return record
        return None

    def settle(self, work: Work, handled: Handled) -> None:
        """Note what an input led to, so that later ones of its key build on it."""
        work.handled = handled
        work.span.end(error=handled.put_aside, outcome=handled.outcome)
        if handled.folded is not None:
            self.fold.decide(work.record.key, handled.folded)
        if handled.entry is not None:
            self.memory.decide(work.record.headers[ID], handled.entry)

    def take(self, limit: int) -> Take | None:
        """Remove the finished inputs at the front, up to the first unfinished one."""
        works: list[Work] = []
        pending = self.pending
        while pending and pending[0].handled is not None and len(works) < limit:
            work = pending.popleft()
            self.pending_bytes -= work.size
            works.append(work)
        if not works:
            return None
        # What has to be sent again if this process ends before it has sent anything of this.
        span = self.unsent.open(LowWater(works[0].record.offset, self.fold.next_offset), len(works))
        offset = max(self.committed, works[-1].record.offset + 1)
        return Take(self, works, span, committed_with(offset, self.unsent.low_water(span.low_water)))

    def landed(self, take: Take, ends: Mapping[Partition, int]) -> None:
        """Make what these inputs led to the committed state. `ends` are those of the partitions written to."""
        if self.is_dropped:
            return
        self._next_commit = take.committed.offset
        for work in take.works:
            self._merge(work)
        for (topic, number), end in ends.items():
            if number != self.partition.number:
                continue
            if topic.endswith(".events"):
                self.fold.next_offset = end
            elif topic.endswith(".inbox"):
                self.memory.next_offset = end

    def _merge(self, work: Work) -> None:
        handled, record = work.handled, work.record
        if handled is None:
            return
        if handled.folded is not None:
            self.fold.merge(record.key, handled.folded)
        if handled.entry is not None:
            self.memory.merge(record.headers[ID], handled.entry)
        elif FINGERPRINT in record.headers:
            self.memory.release(record.headers.get(ID, b""))

    @property
    def position(self) -> int:
        """Where the group goes on: everything before is committed."""
        return self.committed if self._next_commit is None else self._next_commit

    @property
    def is_at_rest(self) -> bool:
        """Whether everything that was taken is committed and sent."""
        return self._next_commit is not None and self.in_flight == 0 and not self.is_dropped

    def at_rest(self) -> Committed:
        """Give what to commit so that nothing is sent again."""
        return committed_with(self.position, LowWater(self.position, self.fold.next_offset))
