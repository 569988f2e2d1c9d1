"""Transactions, each in one go, in a thread of their own."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial

from services.wire.broker import Committed, Outgoing, Partition
from services.wire.errors import TransactionUnknown
from services.wire.kafka.thread import OneThread
from services.wire.kafka.transaction import Holder
from services.wire.settings import Settings

log = logging.getLogger(__name__)

FIRST_INIT_S = 20.0
LOOK_S = 1.0
CLOSE_S = 5.0


class KafkaTransactor:
    """A holder of the slot, and another one when that one is stuck; see `broker.Transactor`."""

    def __init__(self, settings: Settings, slot: str) -> None:
        self._settings = settings
        self._slot = slot
        self._holder = Holder(settings, slot)
        self._thread = self._begin_thread()

    @classmethod
    async def open(cls, settings: Settings, slot: str) -> "KafkaTransactor":
        """Fence the previous holder of the slot; raises `BrokerUnavailable`."""
        transactor = cls(settings, slot)
        try:
            await transactor._thread.run(partial(transactor._holder.take, time.monotonic() + FIRST_INIT_S))
        except BaseException:
            transactor._holder.give_up()
            transactor._thread.stop()
            raise
        return transactor

    async def commit(
        self, outgoing: Sequence[Outgoing], offsets: Mapping[Partition, Committed], generation: object
    ) -> dict[Partition, int]:
        holder = self._holder
        work = partial(holder.commit, outgoing, offsets, generation)
        committing = asyncio.ensure_future(self._thread.run(work))
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    return await asyncio.shield(committing)
            if holder.is_stuck:
                committing.cancel()
                await self._replace_holder()
                raise TransactionUnknown("a call of the producer did not come back; it has been replaced")

    async def close(self) -> None:
        """Stop; an open transaction is left to the next holder of the slot, which aborts it."""
        self._holder.give_up()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self._thread.run(self._holder.drop)
        self._thread.stop()

    async def _replace_holder(self) -> None:
        """Leave a holder to its call: the next one fences it, and ends what it left open."""
        log.error("a call of the transactional producer of %s is stuck; another one takes over", self._slot)
        self._holder.give_up()
        self._thread.stop()
        self._holder, self._thread = Holder(self._settings, self._slot), self._begin_thread()
        await self._thread.run(partial(self._holder.take, None))

    def _begin_thread(self) -> OneThread:
        return OneThread(f"kafka-transactor-{self._slot}")
