"""Sockets without a network: a gateway's ASGI application on one end, and a test or a client on the other."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from random import Random
from typing import Any

from gateway.app import Gateway, Parts, create_app
from gateway.limits import Limits
from gateway.protocol import LINE
from services.wire.settings import Settings
from tests.gateway.stage import SUBPROTOCOL, FixedLane, Stage

ORIGIN = "http://127.0.0.1:8080"


@asynccontextmanager
async def serverless(stage: Stage, lane: int, limits: Limits | None = None) -> AsyncIterator[Gateway]:
    """A gateway on this lane, running, with no server before it."""
    app = create_app(
        Settings(),
        stage.broker,
        stage.codec,
        stage.cache,
        stage.keys,
        limits=limits,
        now_s=stage.now_s,
        random=FixedLane(lane) if lane >= 0 else Random(0),
    )
    async with app.parts.run(app):
        yield app


def assert_nothing_is_left(parts: Parts) -> None:
    """Nobody is connected to a gateway, and it keeps nothing for anybody."""
    assert (len(parts.sockets), parts.sockets.by_id, parts.sockets._by_session) == (0, {}, {})
    assert (parts.resumer._resuming, parts.lanes._followed, parts.replays._waiting) == ({}, {}, {})
    assert (parts.incoming._held, parts.incoming._waiting, parts.feeds._open) == ({}, {}, {})
    assert not any(parts.heartbeats._slots)


class Refused(Exception):
    """The gateway answered a handshake with a status instead of a socket."""


class Wire:
    """One socket. The gateway pushes into it as into a connection; the other end takes texts, or learns of the end.

    `cut` breaks it: the gateway hears of that at once, or, `silently`, not before it is told.
    """

    def __init__(self, gateway: Gateway, offers: Iterable[str] = (), address: str = "127.0.0.1") -> None:
        self.gateway = gateway
        self.when_writable: Callable[[], None] = lambda: None
        self.is_writable = True
        self.texts: deque[str] = deque()
        self.code: int | None = None
        self.is_over = False
        self._is_cut = False
        self._is_silent = False
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._news = asyncio.Event()
        self._said: deque[dict[str, Any]] = deque([{"type": "websocket.connect"}])
        self._heard = asyncio.Event()
        self._serving = asyncio.create_task(self._serve(gateway, list(offers), address))

    # The gateway's end.

    def push(self, texts: list[str]) -> None:
        if not self._is_cut:
            self.texts.extend(texts)
            self._news.set()

    def say_close(self, code: int, reason: str) -> None:
        self._end(code)

    def abort(self) -> None:
        self._end(None)

    # The other end.

    async def open(self) -> None:
        """Wait for the handshake."""
        await self._opened

    async def text(self) -> str | None:
        """The next message; None when there is none any more."""
        while not self.texts and not self.is_over:
            self._news.clear()
            await self._news.wait()
        return self.texts.popleft() if self.texts else None

    def cut(self, *, silently: bool = False) -> None:
        """Lose the connection with all that was on its way."""
        self._is_cut = True
        self.texts.clear()
        self.is_over = True
        self._news.set()
        if not silently:
            self.tell()

    def go_silent(self) -> None:
        """Let nothing through any more, in either direction, and nobody know."""
        self._is_cut = self._is_silent = True
        self.texts.clear()

    def tell(self) -> None:
        """Let the gateway know that nobody is there."""
        self._say({"type": "websocket.disconnect", "code": 1006})

    async def close(self) -> None:
        """End it, and wait until the gateway is done with it."""
        self.cut()
        await self._serving

    async def _serve(self, gateway: Gateway, offers: list[str], address: str) -> None:
        scope: Any = {
            "type": "websocket",
            "path": "/api/socket",
            "raw_path": b"/api/socket",
            "query_string": b"",
            "headers": [(b"origin", ORIGIN.encode())],
            "subprotocols": [SUBPROTOCOL, *offers],
            "client": (address, 1),
            "extensions": {LINE: self},
        }
        await gateway(scope, self._receive, self._send)
        self._end(self.code)

    async def _receive(self) -> Any:
        while not self._said:
            self._heard.clear()
            await self._heard.wait()
        return self._said.popleft()

    async def _send(self, message: Any) -> None:
        if self._is_cut:
            raise OSError("the client is gone")
        match message["type"]:
            case "websocket.accept":
                self._opened.set_result(None)
            case "websocket.close":
                self._end(message["code"])
            case "websocket.http.response.start":
                self._opened.set_exception(Refused(str(message["status"])))
                self._end(None)

    def _end(self, code: int | None) -> None:
        if not self.is_over and not self._is_silent:
            self.code, self.is_over = code, True
            self._news.set()
        self._say({"type": "websocket.disconnect", "code": code or 1006})

    def _say(self, message: dict[str, Any]) -> None:
        self._said.append(message)
        self._heard.set()
