"""A gateway on a real port within a test: signals stay with the test runner, and nothing sleeps."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from socket import socket
from typing import Any

from gateway.app import Gateway, create_app
from gateway.keys import Keys
from gateway.limits import Limits
from gateway.protocol import listening_socket
from gateway.server import DrainingServer, configure
from gateway.sessions import Cache
from services.wire.broker import Broker
from services.wire.codec import Codec
from services.wire.settings import Settings
from services.wire.spans import NO_TRACER, Tracer

LOOPBACK = "127.0.0.1"


class Server(DrainingServer):
    """Begun and ended by its test; it does not drain."""

    async def begin(self, listener: socket) -> None:
        """Accept connections."""
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        await self.startup([listener])

    async def end(self) -> None:
        """Close every connection, and let the application close what it has."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await eventually(lambda: not self.server_state.tasks and not self.server_state.connections)
        await self.lifespan.shutdown()


class Running:
    """A gateway that accepts connections, and where."""

    def __init__(self, url: str, app: Gateway) -> None:
        self.url = url
        self.app = app


@asynccontextmanager
async def running_gateway(
    settings: Callable[[int], Settings],
    broker: Broker,
    codec: Codec,
    cache: Cache,
    keys: Keys,
    *,
    limits: Limits | None = None,
    now_s: Callable[[], float],
    random: Random | None,
    tracer: Tracer = NO_TRACER,
) -> AsyncIterator[Running]:
    """A gateway on a free port; `settings` makes those for that port."""
    listener = listening_socket(LOOPBACK, 0)
    port = listener.getsockname()[1]
    own = settings(port)
    app = create_app(own, broker, codec, cache, keys, limits=limits, now_s=now_s, random=random, tracer=tracer)
    server = Server(configure(app, own, limits), app)
    await server.begin(listener)
    try:
        yield Running(f"http://{LOOPBACK}:{port}", app)
    finally:
        await server.end()


async def eventually(claim: Callable[[], Any], within_s: float = 5.0) -> Any:
    """Wait until something is true, and return it."""
    for _ in range(round(within_s / 0.005)):
        if found := claim():
            return found
        await asyncio.sleep(0.005)
    raise AssertionError("it did not happen in time")
