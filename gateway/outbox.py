"""What waits to be sent to one socket: bounded, and sent in as few writes as it comes in bursts."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from gateway.limits import Limits

WRITE_BYTES = 64 * 1024
"""How much is given to the connection at a time, before it is asked whether it can take more."""


class Line(Protocol):
    """The connection of a socket, as far as an outbox needs it."""

    when_writable: Callable[[], None]
    """Called when a client that was behind takes frames again."""

    @property
    def is_writable(self) -> bool:
        """Whether the client takes what is sent."""

    def push(self, texts: list[str]) -> None:
        """Send text messages at once."""

    def say_close(self, code: int, reason: str) -> None:
        """Send a close frame as soon as the client takes it."""

    def abort(self) -> None:
        """Cut the connection, whatever waits in its buffer."""


class Fate(Protocol):
    """Hears what became of a frame: one of the two, once."""

    def written(self) -> None:
        """It was given to the connection."""

    def dropped(self) -> None:
        """The socket closed before its turn came."""


def _nothing() -> None:
    """Do as little as a connection that calls nobody."""


class Outbox:
    """Frames in order. The log is the real buffer, so a client that cannot keep up loses nothing by being closed."""

    __slots__ = ("_closing", "_full_since_s", "_is_scheduled", "_limits", "_line", "_queue", "_room", "_waiting_bytes")

    def __init__(self, line: Line, limits: Limits) -> None:
        self._line = line
        self._limits = limits
        self._queue: list[tuple[str, Fate | None]] = []
        self._waiting_bytes = 0
        self._is_scheduled = False
        self._closing: tuple[int, str] | None = None
        self._full_since_s: float | None = None
        self._room: asyncio.Event | None = None
        line.when_writable = self._flush

    @property
    def is_full(self) -> bool:
        """Whether more waits than should for long."""
        return self._waiting_bytes > self._limits.outbox_bytes or len(self._queue) > self._limits.outbox_frames

    @property
    def is_closing(self) -> bool:
        return self._closing is not None

    @property
    def waiting_bytes(self) -> int:
        """How much waits, in characters of JSON: most of it is ASCII."""
        return self._waiting_bytes

    def offer(self, text: str, fate: Fate | None = None) -> bool:
        """Send a frame when its turn comes; False if too many wait, or have waited for too long."""
        if self._closing is not None:
            if fate is not None:
                fate.dropped()
            return True
        self._queue.append((text, fate))
        self._waiting_bytes += len(text)
        self._schedule()
        if self.is_full:
            return self._has_patience()
        self._full_since_s = None
        return True

    async def room(self) -> None:
        """Return once no more waits than may wait for long."""
        if self.is_full:
            self._room = self._room or asyncio.Event()
            await self._room.wait()

    def close(self, code: int, reason: str, *, flush: bool) -> None:
        """Close the socket, after what waits or instead of it. A client that does not take it is cut off."""
        if self._closing is not None:
            return
        self._closing = (code, reason)
        if not flush:
            self._drop_waiting()
        self._schedule()
        asyncio.get_running_loop().call_later(self._limits.close_within_s, self._line.abort)

    def stop(self) -> None:
        """Send nothing more: the client is gone."""
        self._closing = self._closing or (1006, "")
        self._is_scheduled = True
        self._line.when_writable = _nothing
        self._drop_waiting()

    def _has_patience(self) -> bool:
        now_s = asyncio.get_running_loop().time()
        if self._full_since_s is None:
            self._full_since_s = now_s
        waited_s = now_s - self._full_since_s
        return waited_s <= self._limits.outbox_patience_s and self._waiting_bytes <= self._limits.outbox_most_bytes

    def _schedule(self) -> None:
        """Flush once for all that comes in this turn of the loop; the connection calls if it is the one to wait for."""
        if not self._is_scheduled and self._line.is_writable:
            self._is_scheduled = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._is_scheduled = False
        while self._queue and self._line.is_writable:
            taken = self._take()
            self._line.push([text for text, _ in taken])
            for _, fate in taken:
                if fate is not None:
                    fate.written()
        if not self.is_full:
            self._full_since_s = None
            self._tell_room()
        if not self._queue and self._closing is not None:
            self._is_scheduled = True  # nothing comes after this
            self._line.say_close(*self._closing)

    def _take(self) -> list[tuple[str, Fate | None]]:
        """The next frames, about as many as go into one write."""
        count = taken_bytes = 0
        for text, _ in self._queue:
            count += 1
            taken_bytes += len(text)
            if taken_bytes >= WRITE_BYTES:
                break
        taken = self._queue[:count]
        del self._queue[:count]
        self._waiting_bytes -= taken_bytes
        return taken

    def _tell_room(self) -> None:
        if self._room is not None:
            self._room.set()
            self._room = None

    def _drop_waiting(self) -> None:
        dropped, self._queue = self._queue, []
        self._waiting_bytes = 0
        for _, fate in dropped:
            if fate is not None:
                fate.dropped()
        self._tell_room()
