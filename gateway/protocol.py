"""Two additions to uvicorn, for what ASGI has no word for: to cut a client off, and to answer in one packet."""

import asyncio
import socket
from asyncio import Transport
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from gateway.problems import MEDIA_TYPE, Refusal
from services.wire.generated.wire import ProblemType

LINE: Final = "millrace.line"
"""Extension of the ASGI scope of a socket: its connection, as the outbox knows it."""

SEND_BUFFER_BYTES: Final = 64 * 1024
BACKLOG: Final = 4096


class SocketProtocol(WebSocketsSansIOProtocol):
    """Sends bursts of frames in one write, without a task, and cuts off a client that has stopped reading.

    Through ASGI, a close frame would wait behind what such a client does not take, and so would the connection's end.
    """

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[LINE] = self
        self.when_writable: Callable[[], None] = lambda: None
        self._closing: asyncio.Task[None] | None = None

    def resume_writing(self) -> None:
        super().resume_writing()
        self.when_writable()

    @property
    def is_writable(self) -> bool:
        """Whether the client takes what is sent."""
        return self.writable.is_set() and self.handshake_complete

    def push(self, texts: list[str]) -> None:
        """Send text messages at once."""
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(b"".join(map(_text_frame, texts)))

    def say_close(self, code: int, reason: str) -> None:
        """Send a close frame as soon as the client takes it."""
        message: Any = {"type": "websocket.close", "code": code, "reason": reason}
        self._closing = self.loop.create_task(self._say(message))

    def abort(self) -> None:
        """Cut the connection, whatever waits in its buffer."""
        self.transport.abort()

    async def _say(self, message: Any) -> None:
        # The server's way to say that the client is gone; the reader hears it too and cleans up.
        with suppress(OSError, RuntimeError):
            await self.send(message)


def _text_frame(text: str) -> bytes:
    """A text message in one unmasked frame (RFC 6455, 5.2)."""
    data = text.encode()
    size = len(data)
    if size < 126:
        return b"\x81%c%b" % (size, data)
    if size < 65_536:
        return b"\x81\x7e%b%b" % (size.to_bytes(2, "big"), data)
    return b"\x81\x7f%b%b" % (size.to_bytes(8, "big"), data)


class HttpProtocol(HttpToolsProtocol):
    """Gives up requests that do not come to their end, and answers with one write instead of two.

    uvicorn itself waits for ever for half a head or half a body.
    """

    request_within_s = 10.0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn itself does
        super().connection_made(transport)
        self._is_incomplete = True
        self._timer: asyncio.TimerHandle | None = None
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_incomplete = False
        self._watch()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._is_incomplete = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._is_incomplete = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP with a problem, as everything else."""
        self._refuse(Refusal(ProblemType.HEADER_MALFORMED, msg))

    def _watch(self) -> None:
        """Have a timer while a request is incomplete, and only then: most come in one piece and need none."""
        if self._is_incomplete and self._timer is None:
            self._timer = self.loop.call_later(self.request_within_s, self._give_up)
        elif not self._is_incomplete and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        if self.transport.is_closing():
            return
        detail = f"The request did not arrive within {self.request_within_s:g} seconds."
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()  # nothing was asked
        elif not self.cycle.response_started:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self._refuse(Refusal(ProblemType.BODY_MALFORMED, detail))

    def _refuse(self, refusal: Refusal) -> None:
        body = refusal.to_json()
        head = (STATUS_LINE[refusal.status], b"content-type: ", MEDIA_TYPE, b"\r\nconnection: close\r\n")
        self.transport.write(b"".join((*head, b"content-length: %d\r\n\r\n" % len(body), body)))
        self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        if cycle.scope["method"] != "HEAD":  # whose answer is a head alone
            cycle.transport = cast("Transport", JoinedWrites(cycle.transport))
        super()._start_asgi_task(cycle, app)


class JoinedWrites:
    """The transport of one response: holds its head back until the first of its body comes."""

    __slots__ = ("_head", "_joined", "_transport")

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._head = b""
        self._joined = False

    def write(self, data: bytes) -> None:
        """Send, but for the head of the response, which waits for what follows it."""
        if self._joined or data.startswith(b"HTTP/1.1 100"):
            self._transport.write(data)
        elif self._head:
            self._joined = True
            self._transport.write(self._head + data)
        else:
            self._head = data

    def close(self) -> None:
        """Close after what was held back."""
        if not self._joined:
            self._transport.write(self._head)
        self._transport.close()

    def is_closing(self) -> bool:
        """As the transport says."""
        return self._transport.is_closing()


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket whose connections let the kernel hold little for a client that reads slowly."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    listener.bind((host, port))
    listener.set_inheritable(False)
    return listener
