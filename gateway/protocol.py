"""Two additions to uvicorn, for what ASGI has no word for: frames in bursts, and a response in one write."""

import asyncio
import socket
from asyncio import Transport
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final, cast
from weakref import proxy

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from gateway.http import API_POLICY, CLOSE, RESPOND, Respond
from gateway.problems import MEDIA_TYPE, Headers, Refusal
from services.wire.generated.wire import ProblemType

LINE: Final = "millrace.line"
"""Extension of the ASGI scope of a socket: its connection, as the outbox knows it."""

SWITCHING_PROTOCOLS: Final = 101
METHOD_NOT_ALLOWED: Final = 405
SEND_BUFFER_BYTES: Final = 64 * 1024
BACKLOG: Final = 4096


class SocketProtocol(WebSocketsSansIOProtocol):
    """Sends bursts of frames in one write, without a task, and cuts off a client that has stopped reading.

    Through ASGI, a close frame would wait behind what such a client does not take, and so would the connection's end.
    """

    def handle_connect(self, event: Any) -> None:
        """Refuse what is no handshake with a problem, as everything else; by itself, the server answers in text."""
        answer = self.conn.accept(event)
        if answer.status_code != SWITCHING_PROTOCOLS:
            self.handshake_initiated = self.handshake_complete = self.close_sent = True
            refuse(self.transport, _no_handshake(answer.status_code, str(self.conn.handshake_exc)))
            return
        super().handle_connect(event)
        if not self.handshake_complete:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[LINE] = self
        self.when_writable: Callable[[], None] = lambda: None
        self._closing: asyncio.Task[None] | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        # What parses frames is a generator of the connection's, which holds it until it is closed.
        self.conn.parser.close()

    def on_task_complete(self, task: "asyncio.Task[None]") -> None:
        """Take this out of the scope, which it holds: the application has ended."""
        super().on_task_complete(task)
        self.scope["extensions"].pop(LINE, None)

    def resume_writing(self) -> None:
        super().resume_writing()
        self.when_writable()

    def handle_text(self, _: Any) -> None:
        """Tell the application at once, and keep nothing: whatever a client says, or begins to say, puts it out."""
        self.frames = [b""]
        self.send_receive_event_to_app()

    def handle_bytes(self, event: Any) -> None:
        """As of a text."""
        self.handle_text(event)

    def handle_cont(self, _: Any) -> None:
        """Let it be: its beginning was told of."""

    async def send(self, message: Any) -> None:
        """Say also of a handshake that was refused that it is over, or the server would log that it was forgotten."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True

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

    head_bytes = 64 * 1024
    request_within_s = 10.0
    shortcut: Callable[[dict[str, Any], bytes, Respond], bool] = staticmethod(lambda *_: False)
    """Answers a request without ASGI, if it can; False if it cannot."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn itself does
        super().connection_made(transport)
        self._is_incomplete = True
        self._timer: asyncio.TimerHandle | None = None
        self._held: tuple[RequestResponseCycle, Any] | None = None
        """A request whose body may be all in the data that is being read; none outside of that."""
        self._is_reading = False
        self._is_in_head = True
        self._size_of_head = 0
        self._watch()

    def data_received(self, data: bytes) -> None:
        self._is_reading = True
        super().data_received(data)
        self._is_reading = False
        if self._held is not None:
            self._start_held()
        if self._is_in_head:
            self._size_of_head += len(data)
            if self._size_of_head > self.head_bytes and not self.transport.is_closing():
                self.send_400_response(self._too_much())
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_incomplete = False
        self._watch()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._is_incomplete = self._is_in_head = True
        self._size_of_head = 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._is_in_head:  # a trailer is no header: proxies look at headers alone
            super().on_header(name, value)
        self._size_of_head += len(name) + len(value)
        if self._size_of_head > self.head_bytes:
            raise ValueError(self._too_much())  # the parser gives up, and says so below

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_incomplete = False
        super().on_message_complete()
        if self._held is not None:
            cycle, _ = self._held
            if self.shortcut(cast("dict[str, Any]", cycle.scope), bytes(cycle.body), partial(self.respond, cycle)):
                self._held = None
            else:
                self._start_held()

    def handle_websocket_upgrade(self) -> None:
        """Refuse also what the parser of handshakes does not read: it would leave the client without an answer."""
        super().handle_websocket_upgrade()
        socket_protocol: Any = self.transport.get_protocol()
        if not socket_protocol.handshake_initiated and not self.transport.is_closing():
            detail = "A handshake has no body, at most 128 headers, and none that is longer than 8 KiB."
            refuse(self.transport, Refusal(ProblemType.HEADER_MALFORMED, detail))
        # The parser holds this protocol, which the connection has left.
        del self.parser

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP with a problem, as everything else.

        A whole request before it is answered all the same: it may be on the log, and its client must not think that
        it was refused.
        """
        if self._is_waiting:
            self._answer_and_close()
        elif not self.transport.is_closing():
            shown = self._too_much() if self._size_of_head > self.head_bytes else msg
            refuse(self.transport, Refusal(ProblemType.HEADER_MALFORMED, shown))

    @property
    def _is_waiting(self) -> bool:
        """Whether the last whole request has no answer yet."""
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body

    def _answer_and_close(self) -> None:
        """Let the answer to a whole request be the last thing here, whatever stands behind that request."""
        self.cycle.keep_alive = False
        self.flow.pause_reading()

    def _too_much(self) -> str:
        return f"What stands above the body is more than {self.head_bytes} bytes."

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
        elif self._is_waiting:
            self._answer_and_close()
        elif not self.cycle.response_started:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            refuse(self.transport, Refusal(ProblemType.BODY_MALFORMED, detail))

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Hold a request back until its body is there, but no longer than for what is being read now."""
        if self._is_reading and self._is_incomplete and cycle is self.cycle:
            self._held = (cycle, app)
        else:
            self._start(cycle, app)

    def _start_held(self) -> None:
        if self._held is not None:
            cycle, app = self._held
            self._held = None
            if not self.transport.is_closing():
                self._start(cycle, app)

    def _start(self, cycle: RequestResponseCycle, app: Any) -> None:
        scope: dict[str, Any] = cast("dict[str, Any]", cycle.scope)
        # Both hold the scope: one that held them too would keep all three until garbage is next looked for.
        scope[RESPOND] = partial(HttpProtocol.respond, proxy(self), proxy(cycle))
        super()._start_asgi_task(cycle, app)

    def respond(self, cycle: RequestResponseCycle, status: int, headers: Headers, body: bytes) -> None:
        """Send a whole response: what `cycle.send` does in two calls, without looking at each header again."""
        if cycle.disconnected or cycle.response_started:
            return
        lines = [STATUS_LINE[status]]
        for name, value in (*cycle.default_headers, *headers):
            lines += (name, b": ", value, b"\r\n")
        if CLOSE in headers:
            cycle.keep_alive = False
        elif not cycle.keep_alive:
            lines.append(b"connection: close\r\n")
        lines += (b"\r\n", b"" if cycle.scope["method"] == "HEAD" else body)
        self.transport.write(b"".join(lines))
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()
        # As the server does where an application has ended.
        cycle.on_response = lambda: None


def refuse(transport: Transport, refusal: Refusal) -> None:
    """Answer with a problem, and end the connection."""
    body = refusal.to_json()
    own = ((b"content-type", MEDIA_TYPE), (b"content-length", b"%d" % len(body)), CLOSE)
    lines = (b"%b: %b\r\n" % header for header in (*API_POLICY, *refusal.headers, *own))
    transport.write(b"".join((STATUS_LINE[refusal.status], *lines, b"\r\n", body)))
    transport.close()


def _no_handshake(status: int, why: str) -> Refusal:
    if status == METHOD_NOT_ALLOWED:
        return Refusal(ProblemType.METHOD_NOT_ALLOWED, f"{why}.", headers=((b"allow", b"GET"),))
    return Refusal(ProblemType.HEADER_MALFORMED, f"{why}.")


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket whose connections let the kernel hold little for a client that reads slowly."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener
