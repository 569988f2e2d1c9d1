"""This process's lane: the one partition of `replies` by which its sockets are reached."""

import logging
from collections.abc import Callable
from random import Random
from typing import Final

from gateway.frames import position_text
from services.wire.broker import Broker, Follower, Partition, Record

log = logging.getLogger(__name__)

REPLIES: Final = "replies"


class Lane:
    """Which lane, and how far it was read. Two processes on one lane are harmless: each knows its own sockets."""

    def __init__(self, broker: Broker, received: Callable[[list[Record]], None]) -> None:
        self._broker = broker
        self._received = received
        self._follower: Follower | None = None
        self.number = 0
        self.position = 0
        """The offset at which reading goes on."""

    @property
    def partition(self) -> Partition:
        return Partition(REPLIES, self.number)

    def position_text(self, held: int | None = None) -> str:
        """Where the lane stands, as frames say it; for a socket that has not got all of it, where that begins."""
        return position_text(self.number, self.position if held is None else held)

    async def open(self, random: Random) -> None:
        """Choose a lane and follow it from its end; only then may sockets be accepted.

        The end is read as a number first: "from the end" would begin wherever the end is when it takes effect.
        """
        self.number = random.randrange(await self._broker.partition_count(REPLIES))
        self.position = (await self._broker.end_offsets([self.partition]))[self.partition]
        self._follower = await self._broker.follow({self.partition: self.position}, self._take)
        log.info("following a lane", extra={"lane": self.number, "offset": self.position})

    async def close(self) -> None:
        if self._follower is not None:
            await self._follower.close()

    def _take(self, records: list[Record]) -> None:
        self.position = records[-1].offset + 1
        self._received(records)
