"""Tells every socket in turn that it lives, and ends those whose time is over."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

from gateway.frames import own_frame
from gateway.limits import Limits
from gateway.sockets import Socket, Sockets
from services.wire.generated.wire import CloseCode, Heartbeat

SLOTS = 100
COME_BACK_WITHIN_MS = 2_000


class Heartbeats:
    """A wheel: each socket sits in one of its slots, and one slot is served at a time. No timer per socket."""

    def __init__(
        self,
        sockets: Sockets,
        limits: Limits,
        *,
        token: Callable[[Socket], str],
        position: Callable[[Socket], str],
        now_s: Callable[[], float],
        random: Random,
    ) -> None:
        self._limits = limits
        self._token = token
        self._position = position
        self._now_s = now_s
        self._random = random
        self._slots: list[set[Socket]] = [set() for _ in range(SLOTS)]
        self._turn = 0
        self._next = 0
        sockets.when_leaving(self._leave)

    def join(self, socket: Socket) -> None:
        """Give a socket its place on the wheel: places are filled against its turn, so that few are served at once."""
        self._next = (self._next - 1) % SLOTS
        self._slots[self._next].add(socket)

    async def run(self) -> None:
        """Turn the wheel for ever."""
        pause_s = self._limits.heartbeat_ms / 1000 / SLOTS
        while True:
            await asyncio.sleep(pause_s)
            self._turn = (self._turn + 1) % SLOTS
            self.serve(list(self._slots[self._turn]))

    def serve(self, sockets: list[Socket]) -> None:
        """Send a heartbeat to each, or the end of its session or life."""
        now_s = self._now_s()
        server_time = datetime.fromtimestamp(now_s, UTC)
        for socket in sockets:
            ends_s = socket.owner.session_ends_s
            if ends_s is not None and ends_s <= now_s:
                socket.close(CloseCode.SESSION_ENDED)
            elif socket.lives_until_s <= now_s:
                socket.say_goodbye(self._random.randrange(COME_BACK_WITHIN_MS))
            else:
                token, position = self._token(socket), self._position(socket)
                socket.send(own_frame(Heartbeat(resume_token=token, position=position, server_time=server_time)))

    def _leave(self, socket: Socket) -> None:
        for slot in self._slots:
            slot.discard(socket)
