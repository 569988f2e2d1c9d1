"""Decodes what a follower reads, in order; what nobody here waits for is not decoded at all."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from services.wire.broker import Record
from services.wire.codec import Codec
from services.wire.errors import DecodeError, MillraceError, UnknownSchemaId

log = logging.getLogger(__name__)

LEARN_TRIES = 5
LEARN_AGAIN_AFTER_S = 0.5


class Incoming:
    """A record of a schema that is not known here holds back those behind it until the registry has told."""

    def __init__(
        self,
        codec: Codec,
        *,
        wanted: Callable[[Record], bool],
        decoded: Callable[[Record, Any], object],
        undecodable: Callable[[Record, MillraceError], None],
    ) -> None:
        self._codec = codec
        self._wanted = wanted
        self._decoded = decoded
        self._undecodable = undecodable
        self._held: deque[Record] = deque()
        self._learning: asyncio.Task[None] | None = None

    def received(self, records: list[Record]) -> None:
        """Take the next records of the log."""
        if self._learning is not None:
            self._held.extend(records)
            return
        for at, record in enumerate(records):
            try:
                self._take(record)
            except UnknownSchemaId:
                self._held.extend(records[at:])
                self._learning = asyncio.get_running_loop().create_task(self._learn())
                return

    async def close(self) -> None:
        """Let go of what is held back."""
        if self._learning is not None:
            self._learning.cancel()
            await asyncio.gather(self._learning, return_exceptions=True)

    def _take(self, record: Record) -> None:
        """Decode and pass on one record; raises `UnknownSchemaId` alone."""
        if not self._wanted(record):
            return
        try:
            value = self._codec.decode(record.value or b"")
        except DecodeError as error:
            self._guarded(self._undecodable, record, error)
        else:
            self._guarded(self._decoded, record, value)

    def _guarded(self, pass_on: Callable[[Record, Any], object], record: Record, what: Any) -> None:
        try:
            pass_on(record, what)
        except Exception:
            # One record must not stop the lane of thousands of sockets.
            log.exception("a record could not be delivered", extra=_place(record))

    async def _learn(self) -> None:
        tries = 0
        while self._held:
            record = self._held[0]
            try:
                self._take(record)
            except UnknownSchemaId as error:
                if tries < LEARN_TRIES:
                    tries = tries + 1 if await self._ask_registry(error.schema_id) else LEARN_TRIES
                    continue
                self._guarded(self._undecodable, record, error)
            tries = 0
            self._held.popleft()
        self._learning = None

    async def _ask_registry(self, schema_id: int) -> bool:
        """Whether it is worth while to look again."""
        try:
            await self._codec.learn(schema_id)
        except DecodeError as error:
            log.warning("a schema will never be known here: %s", error)
            return False
        except MillraceError as error:
            log.warning("a schema is not known yet: %s", error, extra={"schema_id": schema_id})
            await asyncio.sleep(LEARN_AGAIN_AFTER_S)
        return True


def _place(record: Record) -> dict[str, object]:
    return {"topic": record.topic, "partition": record.partition, "offset": record.offset}
