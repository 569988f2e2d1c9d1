"""Reads lanes again for those who came back: one reading of a lane for all of them, however many they are."""

import asyncio
import logging
from asyncio import Future
from collections.abc import Coroutine, Iterable
from typing import Any

from msgspec import Struct

from gateway.foreign_lanes import ForeignLanes
from gateway.incoming import PassOn
from gateway.lane import REPLIES
from gateway.limits import Limits
from gateway.sockets import Socket
from services.wire.broker import Broker, Partition, Record
from services.wire.errors import MillraceError

log = logging.getLogger(__name__)

ALONE_AT_ONCE = 8


class Stretch(Struct):
    """A part of a lane that one socket has to hear again: what is keyed by one of `ids`, from `start` until `end`.

    `is_all_kept` says that nothing in it that is for them can be so old that the log has forgotten it.
    `done` says whether nothing of it was missing, and how many frames it brought.
    """

    socket: Socket
    start: int
    end: int
    ids: set[bytes]
    is_all_kept: bool
    done: "Future[tuple[bool, int]]"
    is_whole: bool = True
    replayed: int = 0

    @classmethod
    def of(cls, socket: Socket, start: int, end: int, ids: set[bytes], *, is_all_kept: bool) -> "Stretch":
        """A stretch that nobody has begun to read."""
        return cls(socket, start, end, ids, is_all_kept, asyncio.get_running_loop().create_future())

    def finish(self) -> None:
        """Tell whoever waits for it."""
        if not self.done.done():
            self.done.set_result((self.is_whole, self.replayed))

    def give_up(self) -> None:
        """Tell that not all of it could be had."""
        self.is_whole = False
        self.finish()


class Replays:
    """Those who come while a lane is being read are read for together, next.

    A client that does not take its frames as fast as they are read holds nobody up: it is read for alone, from there.
    """

    def __init__(self, broker: Broker, lanes: ForeignLanes, play: PassOn, limits: Limits) -> None:
        self._broker = broker
        self._lanes = lanes
        self._play = play
        self._limits = limits
        self._waiting: dict[int, list[Stretch]] = {}
        """Lanes that are being read, and who waits for the next reading."""
        self._alone = asyncio.Semaphore(ALONE_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    async def play(self, lane: int, stretch: Stretch) -> tuple[bool, int]:
        """Play a stretch again: whether nothing of it was missing, and how many frames it brought."""
        if lane in self._waiting:
            self._waiting[lane].append(stretch)
        else:
            self._waiting[lane] = [stretch]
            self._begin(self._serve(lane))
        return await stretch.done

    async def close(self) -> None:
        """Read nothing more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, lane: int) -> None:
        """Read a lane until nobody waits for it."""
        while together := self._waiting[lane]:
            self._waiting[lane] = []
            try:
                await self._read(lane, await self._worth_reading(lane, together))
            except Exception as error:
                # Whatever it is, those who waited are told; the others wait for the next reading.
                _say(lane, error)
                for stretch in together:
                    stretch.give_up()
        del self._waiting[lane]

    async def _worth_reading(self, lane: int, together: Iterable[Stretch]) -> list[Stretch]:
        """Finish those of which there is nothing to read, or too much."""
        partition = Partition(REPLIES, lane)
        kept_from = (await self._broker.start_offsets([partition]))[partition]
        worth = []
        for stretch in together:
            stretch.is_whole = stretch.is_all_kept or stretch.start >= kept_from
            stretch.start = max(stretch.start, kept_from)
            if stretch.end - stretch.start > self._limits.replay_records:
                stretch.give_up()
            elif stretch.start >= stretch.end:
                stretch.finish()
            else:
                worth.append(stretch)
        return worth

    async def _read(self, lane: int, together: list[Stretch]) -> None:
        if not together:
            return
        wanted = {own_id: stretch for stretch in together for own_id in stretch.ids}
        start, end = min(one.start for one in together), max(one.end for one in together)
        async for records in self._broker.read(Partition(REPLIES, lane), start, end):
            for record in records:
                stretch = wanted.get(record.key or b"")
                if stretch is not None and stretch.start <= record.offset < stretch.end:
                    self._take(lane, stretch, record, wanted)
        for stretch in together:
            if stretch.ids & wanted.keys():
                stretch.finish()

    def _take(self, lane: int, stretch: Stretch, record: Record, wanted: dict[bytes, Stretch]) -> None:
        if stretch.done.done():
            return
        if stretch.socket.outbox.is_full:
            stretch.start = record.offset
            for own_id in stretch.ids:
                wanted.pop(own_id, None)
            self._begin(self._read_alone(lane, stretch))
            return
        stretch.replayed += self._lanes.incoming(lane).take(record, self._play)

    async def _read_alone(self, lane: int, stretch: Stretch) -> None:
        """Read the rest of a stretch as fast as its client takes it."""
        try:
            async with self._alone:
                async for records in self._broker.read(Partition(REPLIES, lane), stretch.start, stretch.end):
                    for record in records:
                        if record.key in stretch.ids:
                            await stretch.socket.outbox.room()
                            if stretch.done.done():
                                return
                            stretch.replayed += self._lanes.incoming(lane).take(record, self._play)
            stretch.finish()
        except Exception as error:  # as above
            _say(lane, error)
            stretch.give_up()


def _say(lane: int, error: Exception) -> None:
    unforeseen = None if isinstance(error, MillraceError) else error
    log.warning("a lane could not be read again: %s", error, extra={"lane": lane}, exc_info=unforeseen)
