"""uvicorn, set up for many idle sockets and small requests."""

import asyncio
import logging
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import socket

import uvicorn

from gateway.app import Gateway
from gateway.limits import Limits
from gateway.protocol import BACKLOG, HttpProtocol, SocketProtocol
from services.wire.settings import Settings

log = logging.getLogger("gateway")

KEEP_ALIVE_S = 75
PING_EVERY_S = 25.0
PONG_WITHIN_S = 10.0
MOST_CLIENT_BYTES = 1024
"""Of one WebSocket message. A client has nothing to say; what it says should not cost memory either."""
STOP_WITHIN_S = 10


def configure(app: Gateway, settings: Settings, limits: Limits | None = None) -> uvicorn.Config:
    """The settings of the server; logging is left as the process has set it up."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=http_protocol(app, limits or Limits()),
        ws=SocketProtocol,
        ws_max_size=MOST_CLIENT_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_EVERY_S,
        ws_ping_timeout=PONG_WITHIN_S,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        access_log=False,
        proxy_headers=False,
        log_config=None,
        server_header=False,
        lifespan="on",
    )


def http_protocol(app: Gateway, limits: Limits) -> type[HttpProtocol]:
    """The protocol with these limits and this short way; uvicorn makes its protocols from a class."""
    own = {
        "head_bytes": limits.head_bytes,
        "request_within_s": limits.request_within_s,
        "shortcut": staticmethod(app.shortcut.take),
    }
    return type("HttpProtocol", (HttpProtocol,), own)


class DrainingServer(uvicorn.Server):
    """Lets the sockets go in order before the connections are closed; readiness says so from the first moment."""

    def __init__(self, config: uvicorn.Config, app: Gateway) -> None:
        super().__init__(config)
        self._gateway = app

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at the first signal, in order; uvicorn would end the process by that signal afterwards."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        log.info("ready", extra={"url": f"http://{self.config.host}:{self.config.port}"})

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        await self._gateway.parts.drain.run()
        await super().shutdown(sockets)


def allow_many_connections() -> None:
    """Raise the limit on open files to what the system allows: what shells give is meant for other programs."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Makes uvloop's event loop where there is one."""
    return uvicorn.Config("", loop="auto", log_config=None).get_loop_factory()
