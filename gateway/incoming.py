"""Decodes what a follower reads, in order; what nobody here waits for is not decoded at all."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Hashable
from typing import Any

from msgspec import Struct

from services.wire.broker import Record
from services.wire.codec import Codec
from services.wire.errors import DecodeError, MillraceError, RegistryUnavailable, UnknownSchemaId
from services.wire.generated.catalog import BY_TYPE
from services.wire.log import of_record

log = logging.getLogger(__name__)

PassOn = Callable[[Record, Any, int | None], object]
"""Takes a record, its value or why that cannot be read, and the offset at which its addressee may go on reading.

None while earlier records for the addressee are held: whoever is told to go on behind this one would miss those.
"""


class Held(Struct, frozen=True):
    """A record that waits for a schema, or behind one that does; `since` is on the event loop's clock."""

    record: Record
    pass_on: PassOn
    since: float


class Room:
    """How many records may wait in this process, and for how long."""

    def __init__(self, most: int, held_s: float) -> None:
        self.most = most
        self.held_s = held_s
        self.taken = 0


class Incoming:
    """A record of a schema that is not known here is held until the registry has told, and holds nobody else up.

    `addressee` says whose order a record belongs to, None if nobody waits for it: what comes later for the same
    addressee is held behind it. What cannot be read in the end goes to `undecodable`.
    """

    def __init__(
        self,
        codec: Codec,
        room: Room,
        *,
        addressee: Callable[[Record], Hashable | None],
        decoded: PassOn,
        undecodable: PassOn,
    ) -> None:
        self._codec = codec
        self._room = room
        self._addressee = addressee
        self._decoded = decoded
        self._undecodable = undecodable
        self._held: dict[Hashable, deque[Held]] = {}
        self._waiting: dict[Hashable, asyncio.Task[None]] = {}

    def received(self, records: list[Record]) -> None:
        """Take the next records of the log."""
        for record in records:
            self.take(record, self._decoded)

    def take(self, record: Record, pass_on: PassOn) -> bool:
        """Take one record: whether it was passed on, and somebody heard it."""
        addressee = self._addressee(record)
        if addressee is None:
            return False
        if addressee in self._held:
            self._hold(addressee, record, pass_on)
            return False
        try:
            return self._pass_on(record, pass_on)
        except UnknownSchemaId:
            self._hold(addressee, record, pass_on)
            return False

    def first_held(self, addressee: Hashable) -> int | None:
        """The lowest offset of what an addressee has not got yet, because its schema is not known."""
        # Those that are read again come after later ones, so the first in line need not be the lowest.
        return min((held.record.offset for held in self._held.get(addressee, ())), default=None)

    async def settled(self, addressee: Hashable) -> None:
        """Return once nothing is held for an addressee."""
        while addressee in self._waiting:
            await asyncio.wait([self._waiting[addressee]])

    def forget(self, addressee: Hashable) -> None:
        """Let go of what is held for an addressee that has left; it stays on the log."""
        if addressee in self._waiting:
            self._waiting[addressee].cancel()

    async def close(self) -> None:
        """Let go of what is held; it stays on the log."""
        waiting = list(self._waiting.values())
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def _pass_on(self, record: Record, pass_on: PassOn) -> bool:
        """Decode and pass on one record; raises `UnknownSchemaId` alone."""
        try:
            value = self._codec.decode(record.value or b"")
            _check_travels(record, value)
        except DecodeError as error:
            return self._guarded(self._undecodable, record, error)
        return self._guarded(pass_on, record, value)

    def _guarded(self, pass_on: PassOn, record: Record, what: Any) -> bool:
        try:
            return bool(pass_on(record, what, self._goes_on_at(record)))
        except Exception:
            # One record must not stop the lane of thousands of sockets.
            log.exception("a record could not be delivered", extra=of_record(record))
            return False

    def _goes_on_at(self, record: Record) -> int | None:
        held = self._held.get(self._addressee(record)) if self._held else None
        is_ahead = held is not None and any(one.record.offset < record.offset for one in held)
        return None if is_ahead else record.offset + 1

    def _hold(self, addressee: Hashable, record: Record, pass_on: PassOn) -> None:
        if self._room.taken >= self._room.most:
            error = RegistryUnavailable(f"{self._room.most} records wait for the schema registry already")
            self._guarded(self._undecodable, record, error)
            return
        loop = asyncio.get_running_loop()
        self._room.taken += 1
        held = self._held.get(addressee)
        if held is not None:
            held.append(Held(record, pass_on, loop.time()))
            return
        queue = self._held[addressee] = deque([Held(record, pass_on, loop.time())])
        task = self._waiting[addressee] = loop.create_task(self._wait(addressee, queue))
        # A task that is cancelled before its first step never gets to its end.
        task.add_done_callback(lambda _: self._let_go(addressee, queue))

    async def _wait(self, addressee: Hashable, queue: deque[Held]) -> None:
        """Pass on what is held for one addressee, each as soon as its schema is known."""
        while queue:
            await self._settle(queue[0])
            queue.popleft()
            self._room.taken -= 1
        self._let_go(addressee, queue)

    def _let_go(self, addressee: Hashable, queue: deque[Held]) -> None:
        self._room.taken -= len(queue)
        queue.clear()
        if self._held.get(addressee) is queue:
            del self._held[addressee], self._waiting[addressee]

    async def _settle(self, held: Held) -> None:
        """Pass on one record, or say that it cannot be read. Whoever it was for may have left meanwhile."""
        record = held.record
        while self._addressee(record) is not None:
            try:
                self._pass_on(record, held.pass_on)
                return
            except UnknownSchemaId as unknown:
                error = await self._learn(unknown.schema_id, held.since + self._room.held_s)
            if error is not None:
                log.warning("a record cannot be read: %s", error, extra=of_record(record))
                self._guarded(self._undecodable, record, error)
                return

    async def _learn(self, schema_id: int, until: float) -> MillraceError | None:
        try:
            async with asyncio.timeout_at(until):
                await self._codec.learn(schema_id)
        except MillraceError as error:
            return error
        except TimeoutError:
            return RegistryUnavailable(f"the schema registry has not told schema id {schema_id} in time")
        return None


def _check_travels(record: Record, value: Struct) -> None:
    """Raise `DecodeError` for what may not stand on this topic: a command of somebody's must not come to a browser."""
    entry = BY_TYPE[type(value)]
    if record.topic not in entry.topics:
        raise DecodeError("$", f"expected what travels on {record.topic}, got {entry.name}")
