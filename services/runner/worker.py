"""The worker: inputs in, decisions in order, one short transaction for whatever is finished, then the answers."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Sequence
from functools import partial

from services.runner.decider import Decider
from services.runner.forward import Forwarder
from services.runner.loading import Loader
from services.runner.partition import Handled, Slot, Take, Work
from services.wire.broker import Batch, Broker, Member, Partition, Position, Transactor
from services.wire.errors import BrokerUnavailable, Fenced, MillraceError, TransactionAborted, TransactionUnknown

TAKE_LIMIT = 500
"""Inputs of one partition in one transaction: more make it longer without making it cheaper."""
PAUSE_ABOVE, RESUME_BELOW = 2_000, 500
"""Inputs of one partition under way: above the first it is not read on, until it is below the second."""
FLUSH_S = 5.0
LOAD_AGAIN_S = 0.5

log = logging.getLogger(__name__)


class Worker:
    """One member of its domain's group. Everything here runs on the event loop."""

    def __init__(self, domain: str, broker: Broker, loader: Loader, decider: Decider) -> None:
        self._domain = domain
        self._broker = broker
        self._loader = loader
        self._decider = decider
        self._forwarder = Forwarder(broker)
        self._slots: dict[Partition, Slot] = {}
        self._loading: dict[Partition, asyncio.Task[None]] = {}
        self._generation: object = None
        self._finished = asyncio.Event()
        self._member: Member | None = None
        self._transactor: Transactor | None = None
        self._committing: asyncio.Task[None] | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Resolved when the worker can not go on, with the reason."""

    async def start(self, topics: Sequence[str], slot: str) -> None:
        """Take the slot, fencing whoever held it, and enter the group."""
        self._transactor = await self._broker.transactor(slot)
        self._committing = asyncio.create_task(self._commit_for_ever())
        self._member = await self._broker.join(self._domain, topics, slot, self)

    async def close(self) -> None:
        """Commit what is decided, send what is committed, and leave the group."""
        if self._member is not None and self._slots:
            self._member.pause(list(self._slots))
        if self._committing is not None:
            self._committing.cancel()
            await asyncio.gather(self._committing, return_exceptions=True)
        if not self.ended.done():
            await self._commit_finished()
        await self._forwarder.flush(FLUSH_S)
        if self._member is not None:
            await self._member.close()
        if self._transactor is not None:
            await self._transactor.close()

    # Heard from the group.

    def assigned(self, partitions: Sequence[Partition]) -> None:
        """Load each partition; its inputs are delivered afterwards."""
        for partition in partitions:
            self._load(partition)

    def received(self, batch: Batch) -> None:
        """Take the inputs of a batch, in order."""
        self._generation = batch.generation
        for record in batch.records:
            slot = self._slots.get(Partition(record.topic, record.partition))
            if slot is not None and record.offset >= slot.next_offset:
                slot.next_offset = record.offset + 1
                work = Work(record, 0.0)
                slot.pending.append(work)
                self._dispatch(slot, work)
        self._hold_back()

    def revoked(self, partitions: Sequence[Partition]) -> None:
        """Drop what is not committed of them."""
        for partition in partitions:
            self._drop(partition)

    def failed(self, error: Exception) -> None:
        """End: the process is started again."""
        if not self.ended.done():
            self.ended.set_exception(error)

    # Loading.

    def _load(self, partition: Partition) -> None:
        self._drop(partition)
        self._loading[partition] = asyncio.get_running_loop().create_task(self._load_until_done(partition))

    async def _load_until_done(self, partition: Partition) -> None:
        member = self._member
        while member is None:  # the first assignment may come while `join` is still on its way back
            await asyncio.sleep(0)
            member = self._member
        while True:
            try:
                committed = (await member.committed([partition]))[partition]
                loaded = await self._loader.load(partition, committed)
                break
            except BrokerUnavailable as error:
                log.warning(
                    "to be loaded again: %s", error, extra={"partition": f"{partition.topic}-{partition.number}"}
                )
                await asyncio.sleep(LOAD_AGAIN_S)
            except MillraceError as error:
                # Deciding on a wrong state is worse than not deciding: the partition stands, loudly.
                log.critical("%s-%d stands still: %s", partition.topic, partition.number, error)
                return
        self._slots[partition] = loaded.slot
        del self._loading[partition]
        self._forwarder.send(loaded.feeds, lambda: None)
        member.start(partition, loaded.first)

    def _drop(self, partition: Partition) -> None:
        loading = self._loading.pop(partition, None)
        if loading is not None:
            loading.cancel()
        slot = self._slots.pop(partition, None)
        if slot is not None:
            slot.drop()

    # Deciding.

    def _dispatch(self, slot: Slot, work: Work) -> None:
        waiting = slot.lanes.get(work.record.key)
        if waiting is not None:
            waiting.append(work)
            return
        handled = self._decider.handle(work.record, slot)
        if isinstance(handled, Handled):
            slot.settle(work, handled)
            self._finished.set()
            return
        slot.lanes[work.record.key] = deque()
        task = asyncio.get_running_loop().create_task(self._drain(slot, work, handled))
        slot.tasks.add(task)
        task.add_done_callback(slot.tasks.discard)

    async def _drain(self, slot: Slot, work: Work, under_way: Awaitable[Handled]) -> None:
        """Finish one input and then those of its key that came meanwhile."""
        key = work.record.key
        handled = await under_way
        while not slot.is_dropped:
            slot.settle(work, handled)
            self._finished.set()
            if not slot.lanes[key]:
                del slot.lanes[key]
                return
            work = slot.lanes[key].popleft()
            next_handled = self._decider.handle(work.record, slot)
            handled = next_handled if isinstance(next_handled, Handled) else await next_handled

    def _hold_back(self) -> None:
        if self._member is None:
            return
        for partition, slot in self._slots.items():
            if not slot.is_paused and slot.in_flight > PAUSE_ABOVE:
                slot.is_paused = True
                self._member.pause([partition])
            elif slot.is_paused and slot.in_flight < RESUME_BELOW:
                slot.is_paused = False
                self._member.resume([partition])

    # Committing.

    async def _commit_for_ever(self) -> None:
        try:
            while True:
                await self._finished.wait()
                self._finished.clear()
                while await self._commit_finished():
                    pass
        except (Fenced, MillraceError) as error:
            self.failed(error)

    async def _commit_finished(self) -> bool:
        """Commit the finished front of every partition in one transaction; False if there was none."""
        takes = [take for slot in self._slots.values() if (take := slot.take(TAKE_LIMIT)) is not None]
        if not takes or self._transactor is None:
            return False
        outgoing = [o for take in takes for work in take.works if work.handled for o in work.handled.transactional]
        offsets = {take.slot.partition: take.committed for take in takes}
        try:
            positions = await self._transactor.commit(outgoing, offsets, self._generation)
        except (TransactionAborted, TransactionUnknown) as error:
            log.warning("decided again: %s", error, extra={"inputs": sum(len(take.works) for take in takes)})
            self._begin_again(takes)
            return True
        self._committed(takes, positions)
        self._hold_back()
        return True

    def _begin_again(self, takes: list[Take]) -> None:
        """Read the partitions of a transaction that may not have happened from their committed offsets."""
        for take in takes:
            if not take.slot.is_dropped and self._member is not None:
                self._member.pause([take.slot.partition])
                self._load(take.slot.partition)

    def _committed(self, takes: list[Take], positions: list[Position]) -> None:
        events = f"{self._domain}.events"
        ends = {position.partition: position.offset + 1 for position in positions if position.topic == events}
        for take in takes:
            slot = take.slot
            if not slot.is_dropped:
                slot.merge(take.works)
                if slot.partition.number in ends:
                    slot.fold.next_offset = ends[slot.partition.number]
                slot.committed = max(slot.committed, take.committed.offset)
            span = slot.unsent.open(take.low_water, len(take.works))
            forwarded = [o for work in take.works if work.handled for o in work.handled.forwarded]
            self._forwarder.send(forwarded, partial(slot.unsent.close, span))
