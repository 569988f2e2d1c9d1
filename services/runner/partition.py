"""One assigned partition: the inputs under way in it, in order, and what their decisions rest on."""

import asyncio
from collections import deque

from msgspec import Struct

from services.runner.fold import Fold, Folded
from services.runner.inbox import Memory
from services.runner.unsent import LowWater, Unsent, committed_with
from services.wire.broker import Committed, Outgoing, Partition, Record


class Handled(Struct, frozen=True):
    """What one input led to."""

    transactional: tuple[Outgoing, ...] = ()
    """Events, inbox record, dead letter: written with the offset, or not at all."""
    event_count: int = 0
    """How many of the transactional records are events that build state."""
    forwarded: tuple[Outgoing, ...] = ()
    """Reply and feed messages: sent after the commit."""
    folded: Folded | None = None
    """The key's new state, if there is one."""
    entry: bytes | None = None
    """The encoded inbox entry, if there is one."""


class Work:
    """One input, from its arrival until its commit."""

    __slots__ = ("handled", "record", "since")

    def __init__(self, record: Record, since: float) -> None:
        self.record = record
        self.since = since
        """When it arrived, on the event loop's clock."""
        self.handled: Handled | None = None


class Take(Struct):
    """The finished inputs of one partition that go into the next transaction."""

    slot: "Slot"
    works: list[Work]
    low_water: LowWater
    """What has to be sent again if this process ends before it has sent anything of this take."""
    committed: Committed


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
        self.is_dropped = False
        self.is_started = False
        self.is_paused = False
        self.committed = 0
        """The group's offset when the slot started: inputs below it were decided before."""
        self.next_offset = 0
        """The next input that is expected."""

    @property
    def in_flight(self) -> int:
        """Count the inputs that were taken and whose answers Kafka does not have yet."""
        return len(self.pending) + self.unsent.inputs

    def start(self, committed: int, first: int) -> None:
        """Accept inputs from `first` on; those below `committed` are only answered again."""
        self.committed = committed
        self.next_offset = first
        self.is_started = True

    def drop(self) -> None:
        """Let go of everything that is not committed."""
        self.is_dropped = True
        self.pending.clear()
        self.lanes.clear()
        for task in self.tasks:
            task.cancel()
        self.fold.drop()
        self.memory.drop()

    def settle(self, work: Work, handled: Handled) -> None:
        """Note what an input led to, so that later ones of its key build on it."""
        work.handled = handled
        if handled.folded is not None:
            self.fold.decide(work.record.key, handled.folded)
        if handled.entry is not None:
            self.memory.decide(work.record.headers["id"], handled.entry)

    def take(self, limit: int) -> Take | None:
        """Remove the finished inputs at the front, up to the first unfinished one."""
        works: list[Work] = []
        pending = self.pending
        while pending and pending[0].handled is not None and len(works) < limit:
            works.append(pending.popleft())
        if not works:
            return None
        own = LowWater(works[0].record.offset, self.fold.next_offset)
        offset = max(self.committed, works[-1].record.offset + 1)
        return Take(self, works, own, committed_with(offset, self.unsent.low_water(own)))

    def merge(self, works: list[Work]) -> None:
        """Make what these inputs led to the committed state."""
        for work in works:
            handled = work.handled
            if handled is None:
                continue
            if handled.folded is not None:
                self.fold.merge(work.record.key, handled.folded)
            if handled.entry is not None:
                self.memory.merge(work.record.headers["id"], handled.entry)
