"""One request from its making to its end, over as many sockets as that takes."""

import asyncio
from typing import Final
from uuid import uuid4

import httpx
import msgspec
from msgspec import Raw

from ..generated.client import Call
from ..generated.wire import Accepted, Lost, ProblemType
from .errors import OutcomeUnknown, RequestRefused, TransportClosed
from .gateway import Gateway
from .live_socket import Frame, Identity, LiveSocket

# How long to wait before posting again when nothing answered.
_REPEAT_S: Final = 1.0
# What answers so has perhaps passed the request on: a gateway whose broker is silent, or whatever stands before it.
_MAY_HAVE_IT: Final = (502, 503, 504)
_STALE: Final = (ProblemType.SUBSCRIBER_REBIND, ProblemType.SUBSCRIBER_EXPIRED)


class Trip:
    """A request under way. Whoever makes it calls `next` until a frame is final."""

    def __init__(
        self,
        call: Call,
        socket: LiveSocket,
        gateway: Gateway,
        *,
        is_feed: bool,
        grace_s: float,
        wait_s: int | None = None,
    ) -> None:
        """`grace_s` is how long after its deadline an answer may still be on its way.

        `wait_s` is within which time it has to be begun, if that is less than its schema allows.
        """
        self.request_id = str(uuid4())
        # Repeats belong to the trace of the first try.
        self._traceparent = gateway.traceparent()
        self._call = call
        self._socket = socket
        self._gateway = gateway
        self._is_feed = is_feed
        self._grace_s = grace_s
        # Frames, the news of another socket, and the end of it all, in their order.
        self._arrived: asyncio.Queue[Frame | Identity | TransportClosed] = asyncio.Queue()
        self._posted: Identity | None = None
        self._must_post = True
        self._is_over = False
        self._wait_s = wait_s
        self._patience_s = call.timeout_ms / 1000 if wait_s is None else min(wait_s, call.timeout_ms / 1000)
        self._until_s: float | None = asyncio.get_running_loop().time() + self._patience_s + grace_s
        self._posting: asyncio.Timeout | None = None

    async def next(self) -> Frame:
        """The next frame. The request is posted before its first one, and a feed again over each new socket.

        Raises `RequestRefused`, `OutcomeUnknown` if nothing came in time, or `TransportClosed`.
        """
        try:
            async with asyncio.timeout_at(self._until_s) as patience:
                frame = None
                while frame is None:
                    if self._must_post:
                        await self._post(patience)
                    frame = self._sort(await self._arrived.get())
        except TimeoutError:
            frame = None
            while frame is None:
                if self._arrived.empty():
                    raise OutcomeUnknown(sent=self._posted is not None) from None
                frame = self._sort(self._arrived.get_nowait())
        # What has answered once is there: a feed comes back, however long that takes.
        self._until_s = None
        self._is_over = frame.final
        return frame

    def take(self, frame: Frame) -> None:
        """Learn of a frame."""
        self._arrived.put_nowait(frame)

    def renew(self, identity: Identity) -> bool:
        """Learn that another socket opened: a feed belongs to its socket, so it asks anew, by another id."""
        if not self._is_feed or self._posted is None or self._posted.epoch >= identity.epoch:
            return False
        self.request_id = str(uuid4())
        self._arrived.put_nowait(identity)
        return True

    def lose(self, before: int, reason: str) -> None:
        """Learn that answers were lost; a feed will ask anew."""
        if not self._is_feed and self._posted is not None and self._posted.epoch < before:
            body = Raw(msgspec.json.encode(Lost(reason=reason)))
            self._arrived.put_nowait(Frame(request_id=self.request_id, final=True, position=None, body=body))

    def fail(self, error: TransportClosed) -> None:
        """Learn that nothing will come any more."""
        self._arrived.put_nowait(error)
        if self._posting is not None and not self._posting.expired():
            self._posting.reschedule(asyncio.get_running_loop().time())

    async def cancel(self) -> None:
        """End a feed that has not ended; one that cannot be cancelled ends with its socket."""
        if self._is_feed and not self._is_over and self._posted is not None and self._socket.is_current(self._posted):
            try:
                await self._gateway.cancel(self.request_id, self._posted.subscriber_id)
            except (RequestRefused, httpx.TransportError):
                return

    def _sort(self, item: Frame | Identity | TransportClosed) -> Frame | None:
        match item:
            case TransportClosed():
                raise item
            case Identity():
                self._must_post = self._posted is None or self._posted.epoch < item.epoch
                return None
            case Frame():
                return item

    async def _post(self, patience: asyncio.Timeout) -> None:
        self._posting = patience
        try:
            accepted = await self._send()
        finally:
            self._posting = None
        self._must_post = False
        if accepted is not None and self._until_s is not None:
            # The socket's gateway may have another clock than the one that took the request.
            within_s = max(self._socket.until_s(accepted.deadline), self._patience_s)
            self._until_s = asyncio.get_running_loop().time() + within_s + self._grace_s
            patience.reschedule(self._until_s)

    async def _send(self) -> Accepted | None:
        """Post until somebody takes it, or something else comes. The same id makes a repeat harmless."""
        rebound = False
        while True:
            identity = self._posted = await self._socket.ready()
            try:
                return await self._gateway.send(
                    self._call, self.request_id, identity.subscriber_id, self._traceparent, self._wait_s
                )
            except RequestRefused as refused:
                if refused.problem.status in _MAY_HAVE_IT:
                    await asyncio.sleep(refused.retry_after_s or _REPEAT_S)
                elif rebound or refused.type not in _STALE:
                    raise
                else:
                    rebound = True
                    self._posted = None
                    self._socket.rebind(identity)
            except httpx.TransportError:
                await asyncio.sleep(_REPEAT_S)
            if not self._arrived.empty():
                return None
