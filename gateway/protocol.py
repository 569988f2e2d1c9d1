"""Two additions to uvicorn, for what ASGI has no word for: to cut a client off, and to answer in one packet."""

import asyncio
import socket
from asyncio import Transport
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from gateway.problems import MEDIA_TYPE, Refusal
from services.wire.generated.wire import ProblemType

ABORT: Final = "millrace.abort"
"""Extension of the ASGI scope of a socket: a call that cuts the connection, whatever waits in its buffer."""

SEND_BUFFER_BYTES: Final = 64 * 1024
BACKLOG: Final = 4096


class SocketProtocol(WebSocketsSansIOProtocol):
    """Lets the gateway cut off a client that has stopped reading.

    A close frame waits behind what the client does not take, and so does the end of the connection.
    """

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[ABORT] = self.transport.abort


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
