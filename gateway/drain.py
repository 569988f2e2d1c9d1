"""Lets go of all sockets before the process ends, a few at a time, so that they do not all come back at once."""

import asyncio
from random import Random

from gateway.sockets import Sockets

BATCH = 200
PAUSE_S = 0.05
LEAVE_WITHIN_S = 2.0
SPREAD_MS_PER_SOCKET = 1
SPREAD_AT_LEAST_MS = 500
SPREAD_AT_MOST_MS = 10_000


class Drain:
    """Whether this process still takes sockets, and the orderly end of those it has."""

    def __init__(self, sockets: Sockets, random: Random) -> None:
        self._sockets = sockets
        self._random = random
        self.has_begun = False

    async def run(self) -> None:
        """Say goodbye to every socket, and wait a moment until they have left."""
        self.has_begun = True
        leaving = list(self._sockets)
        self._random.shuffle(leaving)
        spread_ms = min(max(len(leaving) * SPREAD_MS_PER_SOCKET, SPREAD_AT_LEAST_MS), SPREAD_AT_MOST_MS)
        for at in range(0, len(leaving), BATCH):
            for socket in leaving[at : at + BATCH]:
                socket.say_goodbye(self._random.randrange(spread_ms))
            await asyncio.sleep(PAUSE_S * self._random.uniform(0.5, 1.5))
        for _ in range(round(LEAVE_WITHIN_S / PAUSE_S)):
            if not len(self._sockets):
                return
            await asyncio.sleep(PAUSE_S)
