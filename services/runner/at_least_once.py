"""Work that may be done twice: what it led to is sent, and its offset is committed once Kafka has all of that.

No inbox is written and no transaction is open, so nothing waits for one. What a process had not committed when it
died is decided again by the next owner of the partition; what comes of that has the ids of the first time, by which
receivers drop it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from itertools import takewhile

from msgspec import Struct

from services.runner.commit import INPUTS_LIMIT
from services.runner.forward import Forwarder
from services.runner.metrics import DEAD_LETTERS, OFFSET_COMMITS, Metrics
from services.runner.partition import Slot, Take
from services.runner.retry import Retry
from services.runner.unsent import LowWater, committed_with
from services.wire.broker import Committed, Partition
from services.wire.errors import BrokerUnavailable, OffsetsRefused
from services.wire.pace import pause_s

log = logging.getLogger(__name__)

Commit = Callable[[Mapping[Partition, Committed]], Awaitable[None]]
"""`broker.Member.commit`."""


class Sending(Struct):
    """Inputs of one partition whose signals, dead letters and replies are on their way."""

    take: Take
    has_arrived: bool = False


class AtLeastOnce:
    """Stands where `commit.Committer` stands for domains that keep events, and has its face.

    Offsets are committed by the member, behind the sending and beside the work, and for the part of a partition
    before which nothing is unfinished. `sent` gets the partitions of which some has been committed.
    """

    def __init__(
        self,
        forwarder: Forwarder,
        slots: Mapping[Partition, Slot],
        commit: Commit,
        *,
        sent: Callable[[Sequence[Slot]], None],
        retry: Retry,
        metrics: Metrics,
    ) -> None:
        self._forwarder = forwarder
        self._slots = slots
        self._commit = commit
        self._sent = sent
        self._retry = retry
        self._metrics = metrics
        self._loop = asyncio.get_running_loop()
        self._under_way: dict[Slot, deque[Sending]] = {}
        """In the order of their inputs, until they are committed."""
        self._arrivals = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._failures = 0
        self.generation: object = None
        """Of no use here: it is the member that commits, and it knows whether a partition is still its own."""

    def wake(self) -> None:
        """Send what is finished."""
        for slot in self._slots.values():
            while (take := slot.take(INPUTS_LIMIT)) is not None:
                self._send(take)

    async def run(self) -> None:
        """Commit offsets for ever. Raises what ends the process, such as `Fenced`."""
        while True:
            await self._arrivals.wait()
            self._arrivals.clear()
            await self._commit_offsets()

    async def commit(self) -> None:
        """Send what is finished; `tidy` commits it when it has arrived."""
        self.wake()

    async def tidy(self) -> None:
        """Commit the offsets of all that has arrived, so that the next owner does none of it again."""
        await self._commit_offsets()

    def _send(self, take: Take) -> None:
        sending = Sending(take)
        self._under_way.setdefault(take.slot, deque()).append(sending)
        self._forwarder.send([*take.transactional(), *take.forwarded()], partial(self._arrived, sending))

    def _arrived(self, sending: Sending) -> None:
        sending.has_arrived = True
        for error in sending.take.put_aside():
            self._metrics.count(DEAD_LETTERS, error)
        self._arrivals.set()

    async def _commit_offsets(self) -> None:
        """Commit until nothing has arrived that is not committed, or is another's by now."""
        async with self._one_at_a_time:
            while ready := self._ready():
                began_s = self._loop.time()
                try:
                    await self._commit({slot.partition: _behind(slot, takes) for slot, takes in ready.items()})
                except (OffsetsRefused, BrokerUnavailable) as error:
                    self._metrics.count(OFFSET_COMMITS, error.code)
                    await self._wait(error)
                else:
                    self._failures = 0
                    self._metrics.count(OFFSET_COMMITS, "written")
                    self._landed(ready)
                    size = sum(len(take.works) for takes in ready.values() for take in takes)
                    await asyncio.sleep(pause_s(size, self._loop.time() - began_s))

    def _ready(self) -> dict[Slot, list[Take]]:
        """What has arrived of each partition without a gap before it."""
        for slot in [slot for slot in self._under_way if slot.is_dropped]:
            del self._under_way[slot]
        arrived = {
            slot: [sending.take for sending in takewhile(lambda one: one.has_arrived, sendings)]
            for slot, sendings in self._under_way.items()
        }
        return {slot: takes for slot, takes in arrived.items() if takes}

    def _landed(self, ready: Mapping[Slot, Sequence[Take]]) -> None:
        for slot, takes in ready.items():
            for take in takes:
                self._under_way[slot].popleft()
                slot.landed(take, {})
                slot.unsent.close(take.span)
            if not self._under_way[slot]:
                del self._under_way[slot]
        self._sent(list(ready))

    async def _wait(self, error: Exception) -> None:
        """Wait before the next try. The work is not done again: what was sent stays sent."""
        self._failures += 1
        log.info("offsets have to be committed again: %s", error, extra={"failures": self._failures})
        await asyncio.sleep(self._retry.delay_s(self._failures))


def _behind(slot: Slot, takes: Sequence[Take]) -> Committed:
    """The offset to commit. All that lies below it is sent."""
    offset = takes[-1].committed.offset
    return committed_with(offset, LowWater(offset, slot.fold.next_offset))
