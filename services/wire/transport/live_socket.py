"""A socket that is downstream only, and kept open: what drops is opened again, and misses nothing."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final, Never, Protocol

import msgspec
from msgspec import Raw, Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin, Subprotocol

from ..generated.wire import CLOSE_CODE, CloseCode, Goodbye, Heartbeat, Resumed, Welcome
from .errors import GatewayUnreachable, TransportClosed
from .reconnecting import after_close, backoff_s, meaning_of
from .resume_memory import ResumeMemory

log = logging.getLogger(__name__)

_SUBPROTOCOL: Final = "millrace.v1"
_HANDSHAKE_S: Final = 10.0
_CLOSE_WITHIN_S: Final = 1.0
_MISSED_HEARTBEATS: Final = 2.5
# A socket that held this long was a success: the next drop starts again with the shortest wait.
_STABLE_S: Final = 5.0


class Frame(Struct, frozen=True, rename="camel"):
    """What every frame looks like; the body is decoded by whom it is for."""

    request_id: str | None
    final: bool
    position: str | None
    body: Raw


class Identity(Struct, frozen=True):
    """Whom answers are sent to: a new one for every socket that opened. `epoch` counts them, from 1."""

    subscriber_id: str
    epoch: int


class Hears(Protocol):
    """What a socket tells."""

    def frame(self, frame: Frame) -> None:
        """A frame of a request, each once."""

    def welcomed(self, identity: Identity) -> None:
        """A socket opened."""

    def lost(self, before: int, reason: str) -> None:
        """Answers to what was posted before the socket of that epoch will not come."""

    def closed(self, reason: str) -> None:
        """The socket closed for good."""


_FRAMES: Final = msgspec.json.Decoder(Frame)
_OWN: Final[msgspec.json.Decoder[Welcome | Heartbeat | Resumed | Goodbye]] = msgspec.json.Decoder(
    Welcome | Heartbeat | Resumed | Goodbye
)


class LiveSocket:
    """Run it in a task; `ready` says whom answers come to."""

    def __init__(
        self, url: str, origin: str, headers: Callable[[], dict[str, str]], hears: Hears, chance: Callable[[], float]
    ) -> None:
        """`headers` go with each handshake; `chance` gives numbers in [0, 1), for the jitter of reconnects."""
        self._url = f"{url.replace('http', 'ws', 1)}/api/socket"
        self._origin = origin
        self._headers = headers
        self._hears = hears
        self._chance = chance
        self._memory = ResumeMemory()
        self._identity: Identity | None = None
        self._closed: str | None = None
        self._tried = asyncio.Event()
        self._settled = asyncio.Event()
        self._reopening = asyncio.Event()
        self._holding: asyncio.Task[int | None] | None = None
        self._failure: Exception | None = None
        self._epoch = 0
        self._attempt = 0
        self._offered_resume = False
        self._goodbye_s: float | None = None
        self._heartbeat_s = _HANDSHAKE_S
        self._clock_ahead_s = 0.0

    async def run(self) -> None:
        """Open one socket after the other, until it is closed for good, or cancelled."""
        try:
            while self._closed is None:
                self._reopening.clear()
                self._holding = asyncio.create_task(self._hold())
                await asyncio.wait([self._holding])
                if not self._reopening.is_set():
                    await self._come_back(self._holding.result())
        except Exception as error:  # whatever broke: those who wait must hear of it
            log.exception("the socket is given up")
            self.close(f"the transport broke: {error!r}")
        finally:
            if self._holding is not None:
                self._holding.cancel()
                await asyncio.wait([self._holding])

    async def first(self) -> None:
        """Wait for the first socket. Raises `GatewayUnreachable` if it does not open."""
        await self._tried.wait()
        if self._epoch == 0:
            raise GatewayUnreachable(
                f"no gateway opens a socket at {self._url} to {self._origin}: {self._failure!r}."
                " Is one running there, and is that origin one of its MILLRACE_ORIGINS?"
            ) from self._failure

    async def ready(self) -> Identity:
        """Whom answers come to, as soon as somebody is there. Raises `TransportClosed`."""
        while True:
            await self._settled.wait()
            if self._closed is not None:
                raise TransportClosed(self._closed)
            if self._identity is not None:
                return self._identity

    def is_current(self, identity: Identity) -> bool:
        """Whether the socket that had this identity is still the one."""
        return self._identity == identity

    def until_s(self, moment: datetime) -> float:
        """How many seconds there are until a moment of the gateway's clock."""
        return moment.timestamp() - time.time() - self._clock_ahead_s

    def reopen(self) -> None:
        """Open a new socket as whoever the cookies say now; what is pending is resumed."""
        self._attempt = 0
        self._let_go()
        self._reopening.set()
        if self._holding is not None:
            self._holding.cancel()

    def start_over(self) -> None:
        """Open a new socket with nothing of the old one: the session that it belonged to is over."""
        self._memory.forget()
        self._hears.lost(self._epoch + 1, CLOSE_CODE[CloseCode.SESSION_ENDED].meaning)
        self.reopen()

    def rebind(self, refused: Identity) -> None:
        """Reopen, unless the refused id was already given up."""
        if self.is_current(refused):
            self.reopen()

    def close(self, reason: str) -> None:
        """Be closed for good; the task is its owner's to cancel."""
        if self._closed is None:
            self._closed = reason
            self._settled.set()
            self._hears.closed(reason)

    def _let_go(self) -> None:
        self._identity = None
        if self._closed is None:
            self._settled.clear()

    async def _hold(self) -> int | None:
        """Open a socket and hear it out: the code that it closed with, None if it did not open or fell silent."""
        offers = self._memory.offers(time.monotonic())
        self._offered_resume = bool(offers)
        opened_at_s = None
        try:
            async with self._connection(offers) as link:
                opened_at_s = time.monotonic()
                await self._hear(link)
        except ConnectionClosed as error:
            self._failure = error
            return error.rcvd.code if error.rcvd else None
        except (OSError, WebSocketException) as error:
            self._failure = error
            return None
        finally:
            self._let_go()
            self._tried.set()
            if opened_at_s is not None and time.monotonic() - opened_at_s > _STABLE_S:
                self._attempt = 0

    def _connection(self, offers: list[str]) -> connect:
        return connect(
            self._url,
            origin=Origin(self._origin),
            subprotocols=[Subprotocol(offer) for offer in (_SUBPROTOCOL, *offers)],
            additional_headers=self._headers(),
            max_size=None,
            open_timeout=_HANDSHAKE_S,
            ping_interval=None,
            close_timeout=_CLOSE_WITHIN_S,
        )

    async def _hear(self, link: ClientConnection) -> Never:
        while True:
            is_welcomed = self._identity is not None
            async with asyncio.timeout(self._heartbeat_s * _MISSED_HEARTBEATS if is_welcomed else _HANDSHAKE_S):
                text = await link.recv()
            with suppress(msgspec.DecodeError):  # a newer gateway may say more than is known here
                self._take(_FRAMES.decode(text))

    async def _come_back(self, code: int | None) -> None:
        """Wait until it is time for the next socket, or close for good."""
        after = "reconnect" if code is None else after_close(code)
        if code is not None and after != "reconnect":
            self._memory.forget()
            self._hears.lost(self._epoch + 1, meaning_of(code))
            if after == "final":
                self.close(meaning_of(code))
                return
        delay_s = backoff_s(self._attempt, self._chance()) if self._goodbye_s is None else self._goodbye_s
        self._goodbye_s = None
        self._attempt += 1
        log.info("the socket closed (%s); it opens again in %.1f s", self._failure, delay_s)
        with suppress(TimeoutError):
            async with asyncio.timeout(delay_s):
                await self._reopening.wait()

    def _take(self, frame: Frame) -> None:
        if frame.request_id is not None:
            if frame.position is None or self._memory.take(frame.position):
                self._hears.frame(frame)
            return
        match _OWN.decode(frame.body):
            case Welcome() as welcome:
                self._welcomed(welcome)
            case Heartbeat() as heartbeat:
                self._set_clock(heartbeat.server_time)
                self._memory.renew(heartbeat.resume_token, heartbeat.position, time.monotonic())
            case Resumed() as resumed:
                self._memory.end_replay()
                if not resumed.complete:
                    self._hears.lost(self._epoch, "the reconnect could not bring every answer back")
            case Goodbye() as goodbye:
                self._goodbye_s = goodbye.reconnect_after_ms / 1000

    def _welcomed(self, welcome: Welcome) -> None:
        self._epoch += 1
        self._heartbeat_s = welcome.heartbeat_ms / 1000
        self._set_clock(welcome.server_time)
        if self._offered_resume:
            self._memory.begin_replay()
        else:
            self._memory.forget()
            if self._epoch > 1:
                self._hears.lost(self._epoch, "the connection was away for too long")
        self._memory.renew(welcome.resume_token, welcome.position, time.monotonic())
        self._identity = Identity(welcome.subscriber_id, self._epoch)
        self._settled.set()
        self._tried.set()
        self._hears.welcomed(self._identity)

    def _set_clock(self, server_time: datetime) -> None:
        self._clock_ahead_s = server_time.timestamp() - time.time()
