"""One visitor of a gateway."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from random import random
from types import TracebackType
from typing import Final, Self

import httpx

from ..generated.client import Call
from ..generated.sessions import Session
from .errors import GatewayUnreachable
from .gateway import Gateway
from .live_socket import LiveSocket
from .trace import Traces
from .trip import Trip
from .trips import Trips

GRACE_S: Final = 30.0
_CANCELS_WITHIN_S: Final = 1.0


class HttpTransport:
    """The cookies, the socket, and the requests that wait for their end. Use it as `async with`.

    Entering raises `GatewayUnreachable` if the socket does not open at the first try. From then on it is opened again
    for as long as it takes, until the transport is left or the gateway closes it for good: `TransportClosed`.
    """

    def __init__(
        self,
        url: str,
        *,
        origin: str | None = None,
        grace_s: float = GRACE_S,
        http: httpx.AsyncClient | None = None,
        traceparent: Callable[[], str | None] | None = None,
        sampled: bool = True,
    ) -> None:
        """`url` is the gateway's root; `origin` one of those that it serves, its own unless said.

        `grace_s` is how long after its deadline an answer may still be on its way. `http`, if given, keeps the cookies
        by its own rules, and is its owner's to close.

        Every request carries a trace (W3C `traceparent`), and its repeats carry the same. `traceparent` is asked for
        it when a request begins, in the context of whoever makes it: give the one of your tracer's current span, with
        its own flags. Without it, or where it says None, a request begins a trace of its own. Gateways keep to what
        clients say: one that is not `sampled` joins the log lines of every process, and is recorded by none.
        """
        root = url.rstrip("/")
        own = origin or f"{httpx.URL(root).scheme}://{httpx.URL(root).netloc.decode()}"
        self._grace_s = grace_s
        self._gateway = Gateway(root, own, http, Traces(traceparent, sampled=sampled))
        self._trips = Trips()
        self._socket = LiveSocket(root, own, self._gateway.handshake_headers, self._trips, random)
        self._running: asyncio.Task[None] | None = None
        self._cancelling: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._socket.run())
        try:
            await self._socket.first()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._close()

    def within(self, seconds: int) -> "Within":
        """This transport, for requests that a worker has to begin so soon, or their schema's time if that is shorter.

            await Client(transport.within(5)).orders.place_order(item="lamp")

        What is not begun by then ends with `wire.Expired`: nothing happened.
        """
        return Within(self, seconds)

    async def request(self, call: Call, *, wait_s: int | None = None) -> bytes:
        """Send a request; the `body` of the frame that ends it.

        Raises `RequestRefused`, `OutcomeUnknown` or `TransportClosed`.
        """
        with self._trips.holding(self._trip(call, wait_s, is_feed=False)) as trip:
            while not (frame := await trip.next()).final:
                pass
            return bytes(frame.body)

    async def feed(self, call: Call, *, wait_s: int | None = None) -> AsyncGenerator[bytes, None]:
        """Send a request; the `body` of each of its frames, until it ends. Closing the generator cancels it.

        After a drop it is asked anew, and begins again with its snapshot. Raises what `request` raises.
        """
        with self._trips.holding(self._trip(call, wait_s, is_feed=True)) as trip:
            try:
                is_final = False
                while not is_final:
                    frame = await trip.next()
                    is_final = frame.final
                    yield bytes(frame.body)
            finally:
                cancelling = asyncio.create_task(trip.cancel())
                self._cancelling.add(cancelling)
                cancelling.add_done_callback(self._cancelling.discard)

    async def begin_session(self) -> None:
        """Swap a finished login for a session, and reopen the socket as its owner."""
        identity = await self._socket.ready()
        try:
            await self._gateway.begin_session(identity.subscriber_id)
        except httpx.TransportError as error:
            raise GatewayUnreachable(f"the session could not be begun: {error!r}") from error
        self._socket.reopen()
        await self._socket.ready()

    async def end_session(self) -> None:
        """End the session everywhere, and reopen the socket as nobody."""
        try:
            await self._gateway.end_session()
        except httpx.TransportError as error:
            raise GatewayUnreachable(f"the session could not be ended: {error!r}") from error
        self._socket.start_over()

    async def read_session(self) -> Session | None:
        """Whose session it is; None if there is none."""
        try:
            return await self._gateway.read_session()
        except httpx.TransportError as error:
            raise GatewayUnreachable(f"the session could not be read: {error!r}") from error

    def _trip(self, call: Call, wait_s: int | None, *, is_feed: bool) -> Trip:
        return Trip(call, self._socket, self._gateway, is_feed=is_feed, grace_s=self._grace_s, wait_s=wait_s)

    async def _close(self) -> None:
        if self._cancelling:
            # Feeds that were closed just now; cut short, httpx may leave a connection open that it was making.
            await asyncio.wait(self._cancelling, timeout=_CANCELS_WITHIN_S)
        self._socket.close("the transport was closed")
        tasks = [task for task in (self._running, *self._cancelling) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._gateway.aclose()


class Within:
    """A transport of less patience; see `HttpTransport.within`."""

    def __init__(self, transport: HttpTransport, seconds: int) -> None:
        if seconds < 1:
            raise ValueError(f"expected at least one second, got {seconds}")
        self._transport = transport
        self._seconds = seconds

    async def request(self, call: Call) -> bytes:
        """Send a request; see `HttpTransport.request`."""
        return await self._transport.request(call, wait_s=self._seconds)

    def feed(self, call: Call) -> AsyncGenerator[bytes, None]:
        """Send a request; see `HttpTransport.feed`."""
        return self._transport.feed(call, wait_s=self._seconds)
