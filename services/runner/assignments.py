"""Which partitions are ours, and the way of each from assignment, over loading, to its first input."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from services.runner.fold import Fold
from services.runner.inbox import Memory
from services.runner.limits import Limits
from services.runner.loading import Loader
from services.runner.metrics import LOADING_S, REBALANCES, Metrics
from services.runner.partition import Slot
from services.runner.unsent import Unsent
from services.wire.broker import Committed, Member, Partition
from services.wire.errors import FoldStopped, MillraceError

log = logging.getLogger(__name__)


class Assignments:
    """The slots of one member; `spawn` runs a coroutine whose failure ends the worker."""

    def __init__(
        self,
        slots: dict[Partition, Slot],
        make_fold: Callable[[], Fold],
        loader: Loader,
        limits: Limits,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        metrics: Metrics,
    ) -> None:
        self._slots = slots
        self._make_fold = make_fold
        self._loader = loader
        self._limits = limits
        self._spawn = spawn
        self._metrics = metrics
        self._loop = asyncio.get_running_loop()
        self._member: asyncio.Future[Member] = asyncio.get_running_loop().create_future()

    def joined(self, member: Member) -> None:
        """Begin to load: assignments may be heard of before the member is known."""
        self._member.set_result(member)

    def assigned(self, partitions: Sequence[Partition]) -> None:
        """Make these partitions ready, and start them."""
        self._metrics.count(REBALANCES, "assigned")
        made = [Slot(partition, self._make_fold(), Memory(self._limits.memory), Unsent()) for partition in partitions]
        self._slots.update((slot.partition, slot) for slot in made)
        self._spawn(self._begin(made))

    def revoked(self, partitions: Sequence[Partition]) -> None:
        """Drop the work of these partitions."""
        self._metrics.count(REBALANCES, "revoked")
        for partition in partitions:
            slot = self._slots.pop(partition, None)
            if slot is not None:
                slot.drop()

    def reset(self, slots: Sequence[Slot]) -> None:
        """Drop the work of these partitions, and read what was committed before deciding again.

        What was folded and remembered is committed, and stays; what is new is read on top of it.
        """
        made = []
        for old in slots:
            if old.is_dropped:
                continue
            old.drop()
            slot = Slot(old.partition, old.fold, old.memory, old.unsent)
            self._slots[old.partition] = slot
            made.append(slot)
        self._spawn(self._begin(made))

    async def _begin(self, slots: list[Slot]) -> None:
        """Load until every slot is started, halted or dropped."""
        began_s = self._loop.time()
        member = await self._member
        tried = 0
        while slots := [slot for slot in slots if not (slot.is_dropped or slot.is_started or slot.is_halted)]:
            if tried > 0:
                await asyncio.sleep(self._limits.broker.delay_s(tried))
            tried += 1
            try:
                committed = await member.committed([slot.partition for slot in slots])
            except MillraceError as error:
                _insist_retriable(error)
                log.warning("loading waits: %s", error)
            else:
                await asyncio.gather(*(self._load(member, slot, committed[slot.partition], began_s) for slot in slots))

    async def _load(self, member: Member, slot: Slot, committed: Committed | None, began_s: float) -> None:
        facts = {"topic": slot.partition.topic, "partition": slot.partition.number}
        try:
            beginning = await self._loader.load(slot, committed)
        except FoldStopped as stop:
            self._halt(slot, stop)
        except MillraceError as error:
            _insist_retriable(error)
            log.warning("loading waits: %s", error, extra=facts)
        else:
            if not slot.is_dropped:
                slot.start(beginning.committed)
                member.start(slot.partition, beginning.first)
                self._metrics.observe(LOADING_S, self._loop.time() - began_s)
                log.info("started", extra={**facts, "at": beginning.first, "keys": len(slot.fold)})

    def _halt(self, slot: Slot, stop: FoldStopped) -> None:
        """Leave a partition where it stands; the others go on."""
        slot.halted_by = str(stop)
        log.critical("this partition is stopped: %s", stop, extra=stop.facts, exc_info=stop.__cause__)


def _insist_retriable(error: MillraceError) -> None:
    if not error.retriable:
        raise error
