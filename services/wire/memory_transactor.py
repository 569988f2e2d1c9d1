"""Transactions in memory: fenced by slot and by generation, and made to fail when a test says so."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Protocol

from services.wire.broker import Committed, Outgoing, Partition
from services.wire.errors import Fenced, TransactionAborted, TransactionUnknown
from services.wire.memory_group import Generation
from services.wire.memory_log import MemoryTransaction

Failure = type[TransactionAborted] | type[TransactionUnknown]


class Ledger(Protocol):
    """What a transactor needs of its broker."""

    failures: deque[tuple[Failure, bool]]

    @property
    def unavailable(self) -> bool: ...
    async def wait_available(self) -> None: ...
    def open_transaction(self, outgoing: Sequence[Outgoing]) -> MemoryTransaction: ...
    def generation_holds(self, generation: Generation) -> bool: ...
    def store_offsets(self, generation: Generation, offsets: Mapping[Partition, Committed]) -> None: ...


class MemoryTransactor:
    """The holder of a slot; see `broker.Transactor`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._open: MemoryTransaction | None = None
        self._fenced: str | None = None

    def fence(self, slot: str) -> None:
        """Lose the slot; a transaction that is open is aborted."""
        self._fenced = slot
        if self._open is not None:
            self._open.abort()

    async def commit(
        self, outgoing: Sequence[Outgoing], offsets: Mapping[Partition, Committed], generation: object
    ) -> dict[Partition, int]:
        self._check_slot()
        if self._ledger.unavailable:
            await self._ledger.wait_available()
            raise TransactionUnknown("the broker was away; the producer has been replaced")
        transaction = self._open = self._ledger.open_transaction(outgoing)
        try:
            # Others run between the writing and the commit, as they do with a server.
            await asyncio.sleep(0)
            self._check_slot()
            self._end(transaction, offsets, generation)
        finally:
            transaction.abort()
            self._open = None
        return {Partition(topic, number): offset + 1 for topic, number, offset in transaction.positions}

    def _end(self, transaction: MemoryTransaction, offsets: Mapping[Partition, Committed], generation: object) -> None:
        failure, landed = self._ledger.failures.popleft() if self._ledger.failures else (None, True)
        if offsets:
            if not isinstance(generation, Generation):
                raise TypeError(f"expected the generation of a batch, got {generation!r}")
            if not self._ledger.generation_holds(generation):
                raise TransactionAborted("the group has a newer generation than the batch")
        if landed:
            if isinstance(generation, Generation):
                self._ledger.store_offsets(generation, offsets)
            transaction.commit()
        if failure is not None:
            raise failure("the test wants this commit to fail")

    def _check_slot(self) -> None:
        if self._fenced is not None:
            raise Fenced(f"another process has taken slot {self._fenced!r}")

    async def close(self) -> None:
        """Give up nothing but the connection: the slot stays ours until another takes it."""
        await asyncio.sleep(0)
