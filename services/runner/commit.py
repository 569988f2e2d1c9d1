"""Commits whatever is finished, in one short transaction after the other."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from services.runner.forward import Forwarder
from services.runner.metrics import DEAD_LETTERS, TRANSACTION_S, TRANSACTIONS, Metrics
from services.runner.partition import Slot, Take
from services.runner.retry import Retry
from services.wire.broker import Partition, Transactor
from services.wire.errors import TransactionAborted, TransactionUnknown
from services.wire.pace import pause_s

log = logging.getLogger(__name__)

INPUTS_LIMIT = 1_000
"""Inputs of one partition in one transaction: more would hold readers of the inbox and of the events up."""


class Committer:
    """Decisions come first; then events, inbox records and offsets are written in one call.

    `lost` gets the partitions of a transaction that was not, or perhaps not, written: they have to be read again.
    `sent` gets the partitions of which replies and feed messages have reached Kafka.
    """

    def __init__(
        self,
        transactor: Transactor,
        forwarder: Forwarder,
        slots: Mapping[Partition, Slot],
        *,
        lost: Callable[[Sequence[Slot]], None],
        sent: Callable[[Sequence[Slot]], None],
        retry: Retry,
        metrics: Metrics,
    ) -> None:
        self._transactor = transactor
        self._forwarder = forwarder
        self._slots = slots
        self._lost = lost
        self._sent = sent
        self._retry = retry
        self._metrics = metrics
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._failures = 0
        self.generation: object = None
        """The group's generation when the newest records were polled: a member that has lost a partition since
        cannot commit on it."""

    def wake(self) -> None:
        """Look again at what is finished."""
        self._wake.set()

    async def run(self) -> None:
        """Commit for ever. Raises what ends the process, such as `Fenced`."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self.commit()

    async def commit(self) -> None:
        """Commit until nothing is finished that is not committed."""
        async with self._one_at_a_time:
            while takes := [take for slot in self._slots.values() if (take := slot.take(INPUTS_LIMIT))]:
                began_s = self._loop.time()
                await self._commit(takes)
                size = sum(len(take.works) for take in takes)
                await asyncio.sleep(pause_s(size, self._loop.time() - began_s))

    async def _commit(self, takes: Sequence[Take]) -> None:
        outgoing = [one for take in takes for one in take.transactional()]
        offsets = {take.slot.partition: take.committed for take in takes}
        began_s = self._loop.time()
        try:
            ends = await self._transactor.commit(outgoing, offsets, self.generation)
        except (TransactionAborted, TransactionUnknown) as error:
            self._metrics.count(TRANSACTIONS, error.code.removeprefix("transaction-"))
            await self._give_back(takes, error)
        else:
            self._failures = 0
            self._metrics.count(TRANSACTIONS, "written")
            self._metrics.observe(TRANSACTION_S, self._loop.time() - began_s)
            self._landed(takes, ends)

    async def tidy(self) -> None:
        """Commit that everything was sent, so that the next owner sends nothing again."""
        offsets = {slot.partition: slot.at_rest() for slot in self._slots.values() if slot.is_at_rest}
        if offsets and self.generation is not None:
            try:
                await self._transactor.commit([], offsets, self.generation)
            except (TransactionAborted, TransactionUnknown) as error:
                log.info("the next owner will send some replies again: %s", error)

    def _landed(self, takes: Sequence[Take], ends: Mapping[Partition, int]) -> None:
        """Merge what was committed, and forward what follows from it."""
        for take in takes:
            take.slot.landed(take, ends)
            for error in take.put_aside():
                self._metrics.count(DEAD_LETTERS, error)
        forwarded = [one for take in takes for one in take.forwarded()]
        self._forwarder.send(forwarded, partial(self._acknowledged, takes))

    def _acknowledged(self, takes: Sequence[Take]) -> None:
        for take in takes:
            take.slot.unsent.close(take.span)
        self._sent([take.slot for take in takes])

    async def _give_back(self, takes: Sequence[Take], error: Exception) -> None:
        self._failures += 1
        log.warning("the transaction has to be done again: %s", error, extra={"failures": self._failures})
        for take in takes:
            take.slot.unsent.close(take.span)
        self._lost([take.slot for take in takes if not take.slot.is_dropped])
        await asyncio.sleep(self._retry.delay_s(self._failures))
