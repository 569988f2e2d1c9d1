"""What waits to be sent to one socket: bounded, and with a writer only while something waits."""

import asyncio
from collections.abc import Callable

from litestar.types import Send

from gateway.limits import Limits


class Outbox:
    """Frames in order. The log is the real buffer, so a client that cannot keep up loses nothing by being closed."""

    __slots__ = (
        "_abort",
        "_closing",
        "_full_since_s",
        "_limits",
        "_queue",
        "_room",
        "_send",
        "_waiting_bytes",
        "_writer",
    )

    def __init__(self, send: Send, abort: Callable[[], None], limits: Limits) -> None:
        self._send = send
        self._abort = abort
        self._limits = limits
        self._queue: list[str] = []
        self._waiting_bytes = 0
        self._writer: asyncio.Task[None] | None = None
        self._closing: tuple[int, str] | None = None
        self._full_since_s: float | None = None
        self._room: asyncio.Event | None = None

    @property
    def is_full(self) -> bool:
        """Whether more waits than should for long."""
        return len(self._queue) > self._limits.outbox_frames or self._waiting_bytes > self._limits.outbox_bytes

    @property
    def is_closing(self) -> bool:
        return self._closing is not None

    def offer(self, text: str) -> bool:
        """Send a frame when its turn comes; False if too many wait, or have waited for too long."""
        if self._closing is not None:
            return True
        self._queue.append(text)
        self._waiting_bytes += len(text)
        self._start_writer()
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
        self._start_writer()
        asyncio.get_running_loop().call_later(self._limits.close_within_s, self._abort)

    def stop(self) -> None:
        """Send nothing more: the client is gone."""
        self._closing = self._closing or (1006, "")
        self._drop_waiting()
        if self._writer is not None:
            self._writer.cancel()

    def _has_patience(self) -> bool:
        now_s = asyncio.get_running_loop().time()
        if self._full_since_s is None:
            self._full_since_s = now_s
        waited_s = now_s - self._full_since_s
        return waited_s <= self._limits.outbox_patience_s and self._waiting_bytes <= self._limits.outbox_most_bytes

    def _start_writer(self) -> None:
        if self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    def _tell_room(self) -> None:
        if self._room is not None:
            self._room.set()
            self._room = None

    def _drop_waiting(self) -> None:
        self._queue.clear()
        self._waiting_bytes = 0
        self._tell_room()

    async def _write(self) -> None:
        try:
            while self._queue:
                text = self._queue.pop(0)
                self._waiting_bytes -= len(text)
                if not self.is_full:
                    self._full_since_s = None
                    self._tell_room()
                await self._send({"type": "websocket.send", "text": text, "bytes": None})
            if self._closing is not None:
                code, reason = self._closing
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except (OSError, RuntimeError):
            # The server's way to say that the client is gone; the reader hears it too and cleans up.
            self._drop_waiting()
        finally:
            self._writer = None
