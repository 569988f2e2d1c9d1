"""Puts letters back, or drops them: each once, however many operators try, and whatever fails meanwhile.

The letter's mark stands in the same transaction as the original that is put back. Whoever takes the slot ends the
transactions of whoever had it, and reads the marks only then: so nobody can put back what somebody else has.
"""

import logging
from collections.abc import AsyncIterator, Sequence

from services.wire.broker import Broker, Outgoing, Transactor
from services.wire.dead.letters import DROPPED, RETRIED, Letter, mark, original
from services.wire.dead.reading import letters, survey
from services.wire.dead.types import Types
from services.wire.dead.wanted import Wanted
from services.wire.errors import TopicMissing, TransactionUnknown
from services.wire.generated.catalog import CATALOG

SLOT = "dead"
BATCH = 100
UNKNOWN_AT_MOST = 5

log = logging.getLogger(__name__)

Done = tuple[Letter, str, str | None]
"""A letter, the type of its original, and why it was left; None if it was not."""


class Handling:
    """Works through the letters that are meant. Made by `open`."""

    def __init__(self, broker: Broker, types: Types, transactor: Transactor | None) -> None:
        self._broker = broker
        self._types = types
        self._transactor = transactor
        self._counts: dict[str, int | None] = {}

    @classmethod
    async def open(cls, broker: Broker, types: Types, *, is_dry: bool) -> "Handling":
        """Take the slot, so that nobody else marks letters meanwhile; a dry run takes nothing and writes nothing."""
        return cls(broker, types, None if is_dry else await broker.transactor(SLOT))

    async def close(self) -> None:
        if self._transactor is not None:
            await self._transactor.close()

    async def retry(self, topics: Sequence[str], wanted: Wanted) -> AsyncIterator[list[Done]]:
        """Put the originals back where they stood, some at a time. Raises `Fenced` and `TransactionAborted`."""
        async for done in self._work(topics, wanted, RETRIED):
            yield done

    async def drop(self, topics: Sequence[str], wanted: Wanted) -> AsyncIterator[list[Done]]:
        """Mark letters as not worth keeping, some at a time. Raises `Fenced` and `TransactionAborted`."""
        async for done in self._work(topics, wanted, DROPPED):
            yield done

    async def _work(self, topics: Sequence[str], wanted: Wanted, what: str) -> AsyncIterator[list[Done]]:
        extent = await survey(self._broker, topics)
        batch: list[Done] = []
        async for letter, type_name in letters(self._broker, extent, wanted, self._types):
            if letter.mark is not None and not wanted.names:
                continue
            batch.append((letter, type_name, await self._why_not(letter, type_name, what)))
            if len(batch) == BATCH:
                await self._write(batch, what)
                yield batch
                batch = []
        if batch:
            await self._write(batch, what)
            yield batch

    async def _why_not(self, letter: Letter, type_name: str, what: str) -> str | None:
        """Why a letter has to be left, if it has to."""
        if letter.mark is not None:
            return f"it was {letter.mark.what} already"
        if what == DROPPED:
            return None
        if letter.truncated:
            return f"it was too large, so that only the beginning of its {letter.truncated} was kept"
        entry = CATALOG.get(type_name)
        if entry is not None and entry.kind == "query":
            return "it is a query, and whoever asked has heard that it failed; drop it"
        origin = letter.origin
        if origin is None:
            return "it does not say where it came from"
        count = await self._partition_count(origin.topic)
        if count is None:
            return f"there is no topic {origin.topic} any more"
        if origin.number >= count:
            return f"{origin.topic} has no partition {origin.number} any more"
        return None

    async def _partition_count(self, topic: str) -> int | None:
        if topic not in self._counts:
            try:
                self._counts[topic] = await self._broker.partition_count(topic)
            except TopicMissing:
                self._counts[topic] = None
        return self._counts[topic]

    async def _write(self, batch: list[Done], what: str) -> None:
        """Write a batch in one transaction, and again what a time-out has left unwritten."""
        left = [letter for letter, _, why_not in batch if why_not is None]
        for tried in range(1, UNKNOWN_AT_MOST + 1):
            if not left or self._transactor is None:
                return
            try:
                await self._transactor.commit([one for letter in left for one in _records(letter, what)], {}, None)
                return
            except TransactionUnknown as error:
                log.warning("looking whether it was written: %s", error)
                if tried == UNKNOWN_AT_MOST:
                    raise
                marks = (await survey(self._broker, sorted({letter.name.topic for letter in left}))).marks
                left = [letter for letter in left if letter.name not in marks]


def _records(letter: Letter, what: str) -> list[Outgoing]:
    origin = letter.origin
    if what == RETRIED and origin is not None:
        return [original(letter, origin), mark(letter, RETRIED)]
    return [mark(letter, what)]
