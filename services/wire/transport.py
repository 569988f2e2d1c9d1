"""Carries the generated client's requests over HTTP, and their frames back over one WebSocket.

    async with HttpTransport("https://board.example") as transport:
        outcome = await Client(transport).greetings.greet(name="Ada", text="hello")

A dropped socket is resumed: requests that wait are answered by the new one, or end with `wire.Lost`.
"""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self
from uuid import uuid4

import httpx
import msgspec
from msgspec import Raw, Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin, Subprotocol

from .errors import MillraceError
from .generated.client import Call
from .generated.wire import CLOSE_CODE, Goodbye, Heartbeat, Lost, Problem, Resumed, Welcome

SUBPROTOCOL: Final = "millrace.v1"
MOST_POSITIONS: Final = 16
RETRY_DELAYS_S: Final = (0.1, 0.3, 1.0, 3.0, 5.0)
# How long an answer may still take after the time within which a worker had to begin.
ANSWER_WITHIN_S: Final = 30.0
WELCOME_WITHIN_S: Final = 10.0

_FINAL_CODES: Final = frozenset(row.code for row in CLOSE_CODE.values() if not row.reconnect)
_STALE_SUBSCRIBER: Final = ("subscriber-rebind", "subscriber-expired")


class ProblemReceived(MillraceError):
    """The gateway refused a request at the door; `problem` says which, and nothing happened."""

    code = "problem-received"

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.title}: {problem.detail}")
        self.problem = problem


class GatewayUnreachable(MillraceError):
    """No gateway answered; whether a request was taken is not known."""

    code = "gateway-unreachable"
    retriable = True


class OutcomeUnknown(MillraceError):
    """No end of a request came in time; it may still happen, or have happened."""

    code = "outcome-unknown"

    def __init__(self, request_id: str) -> None:
        super().__init__(f"expected an end of the request {request_id}, none came in time")
        self.request_id = request_id


class Frame(Struct, frozen=True, rename="camel"):
    """What every frame looks like; the body is decoded by whom it is for."""

    request_id: str | None
    final: bool
    position: str | None
    body: Raw


_FRAMES = msgspec.json.Decoder(Frame)
_OWN = msgspec.json.Decoder(Welcome | Heartbeat | Resumed | Goodbye)


class HttpTransport:
    """One visitor: the cookies, the socket, and the requests that wait for their end. Use it as `async with`."""

    def __init__(self, url: str, *, origin: str | None = None, http: httpx.AsyncClient | None = None) -> None:
        """`url` is the gateway's root; `origin` one of those that it serves, its own unless said."""
        self._url = url.rstrip("/")
        self._origin = origin or self._url
        self._http = http or httpx.AsyncClient(cookies=_cookies(self._url), timeout=30)
        self._socket: ClientConnection | None = None
        self._opening = asyncio.Lock()
        self._listener: asyncio.Task[None] | None = None
        self._waiting: dict[str, asyncio.Queue[Frame]] = {}
        self._feeds: set[str] = set()
        self._subscriber_id = ""
        self._resume_token: str | None = None
        self._positions: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._close_socket()
        self._lose("the client was closed")
        await self._http.aclose()

    async def request(self, call: Call) -> bytes:
        """Send a request; the `body` of the frame that ends it.

        Raises `ProblemReceived`, `GatewayUnreachable` or `OutcomeUnknown`.
        """
        request_id = str(uuid4())
        with self._expecting(request_id) as frames:
            await self._send(call, request_id)
            try:
                async with asyncio.timeout(call.timeout_ms / 1000 + ANSWER_WITHIN_S):
                    while not (frame := await frames.get()).final:
                        pass
            except TimeoutError as error:
                raise OutcomeUnknown(request_id) from error
            return bytes(frame.body)

    async def feed(self, call: Call) -> AsyncGenerator[bytes, None]:
        """Send a request; the `body` of each of its frames, until it ends. A feed does not outlive its socket."""
        request_id = str(uuid4())
        with self._expecting(request_id) as frames:
            self._feeds.add(request_id)
            is_final = False
            try:
                await self._send(call, request_id)
                while not is_final:
                    frame = await frames.get()
                    is_final = frame.final
                    yield bytes(frame.body)
            finally:
                self._feeds.discard(request_id)
                if not is_final and self._socket is not None:
                    await self._exchange("DELETE", f"/requests/{request_id}", str(uuid4()))

    async def pick_up_session(self) -> None:
        """Swap a finished login for a session, and reopen the socket as its owner. Raises `ProblemReceived`."""
        _expect(await self._exchange("POST", "/session", str(uuid4())), 204)
        await self._reopen()

    async def end_session(self) -> None:
        """End the session, and reopen the socket as nobody. Raises `ProblemReceived`."""
        _expect(await self._exchange("DELETE", "/session", str(uuid4())), 204)
        await self._reopen()

    @contextmanager
    def _expecting(self, request_id: str) -> Iterator[asyncio.Queue[Frame]]:
        """Frames of a request are kept from before it is sent: the answer may overtake the 202."""
        frames = self._waiting[request_id] = asyncio.Queue()
        try:
            yield frames
        finally:
            self._waiting.pop(request_id, None)

    async def _send(self, call: Call, request_id: str) -> None:
        """Send until a gateway answers: whether it was taken before or not, under one id a repeat is harmless."""
        for delay_s in RETRY_DELAYS_S:
            try:
                return await self._send_once(call, request_id)
            except GatewayUnreachable:
                await asyncio.sleep(delay_s)
        return await self._send_once(call, request_id)

    async def _send_once(self, call: Call, request_id: str) -> None:
        await self._open()
        answer = await self._exchange(call.method, call.path, request_id, call)
        if answer.status_code in (400, 409) and _problem(answer).type.endswith(_STALE_SUBSCRIBER):
            await self._reopen()
            answer = await self._exchange(call.method, call.path, request_id, call)
        _expect(answer, 202)

    async def _exchange(self, method: str, path: str, request_id: str, call: Call | None = None) -> httpx.Response:
        headers = {"Origin": self._origin, "x-subscriber-id": self._subscriber_id, "x-request-id": request_id}
        headers |= self._cookie_header()
        body = call.body if call else None
        if body is not None:
            headers["Content-Type"] = "application/json"
        params = call.query if call and call.query else None
        try:
            return await self._http.request(
                method, f"{self._url}/api{path}", headers=headers, content=body, params=params
            )
        except httpx.TransportError as error:
            raise GatewayUnreachable(f"{method} {path}: {error!r}") from error

    async def _open(self) -> None:
        async with self._opening:
            if self._socket is None:
                await self._connect()

    async def _reopen(self) -> None:
        await self._close_socket()
        await self._open()

    async def _connect(self) -> None:
        """Open a socket and read its welcome, offering what a resume needs if there was one before."""
        try:
            self._socket = await connect(
                f"{self._url.replace('http', 'ws', 1)}/api/socket",
                origin=Origin(self._origin),
                subprotocols=self._offers(),
                additional_headers=self._cookie_header(),
                max_size=None,
            )
            async with asyncio.timeout(WELCOME_WITHIN_S):
                self._take(_FRAMES.decode(await self._socket.recv()))
        except (OSError, InvalidHandshake, ConnectionClosed) as error:
            await self._close_socket()
            raise GatewayUnreachable(f"the socket cannot be opened: {error}") from error
        self._listener = asyncio.create_task(self._listen(self._socket))

    def _offers(self) -> list[Subprotocol]:
        if self._resume_token is None:
            return [Subprotocol(SUBPROTOCOL)]
        latest = list(self._positions.items())[-MOST_POSITIONS:]
        positions = [f"millrace.pos.{lane}-{offset}" for lane, offset in latest]
        return [Subprotocol(offer) for offer in (SUBPROTOCOL, f"millrace.resume.{self._resume_token}", *positions)]

    def _cookie_header(self) -> dict[str, str]:
        """The cookies, by the rules of our own jar: httpx would copy them into one with other rules."""
        request = httpx.Request("GET", f"{self._url}/api/socket")
        self._http.cookies.set_cookie_header(request)
        return {"Cookie": request.headers["cookie"]} if "cookie" in request.headers else {}

    async def _close_socket(self) -> None:
        socket, listener = self._socket, self._listener
        self._socket = self._listener = None
        self._lose("the socket that it came over was closed", self._feeds)
        if listener is not None and listener is not asyncio.current_task():
            listener.cancel()
            await asyncio.gather(listener, return_exceptions=True)
        if socket is not None:
            await socket.close()

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                self._take(_FRAMES.decode(text))
        except ConnectionClosed:
            pass
        self._socket = None
        self._lose("the socket that it came over was closed", self._feeds)
        if self._waiting:
            await self._come_back(socket.close_code)

    async def _come_back(self, close_code: int | None) -> None:
        """Open the socket again for the requests that wait; lose them if that cannot be."""
        for delay_s in RETRY_DELAYS_S if close_code not in _FINAL_CODES else ():
            await asyncio.sleep(delay_s)
            try:
                await self._open()
            except GatewayUnreachable:
                continue
            return
        self._lose(f"the socket closed with {close_code} and could not be opened again")

    def _take(self, frame: Frame) -> None:
        if frame.position is not None:
            self._reach(frame.position)
        if frame.request_id is None:
            self._take_own(frame)
        elif frame.request_id in self._waiting:
            self._waiting[frame.request_id].put_nowait(frame)

    def _take_own(self, frame: Frame) -> None:
        match _OWN.decode(frame.body):
            case Welcome() as welcome:
                self._subscriber_id = welcome.subscriber_id
                self._resume_token = welcome.resume_token
                self._reach(welcome.position)
            case Heartbeat() as heartbeat:
                self._resume_token = heartbeat.resume_token
                self._reach(heartbeat.position)
            case Resumed(complete=False):
                self._lose("frames are missing from before the socket was opened again")
            case Resumed() | Goodbye():
                pass

    def _reach(self, position: str) -> None:
        """Remember how far a lane was read, the lane of the newest position last."""
        lane, _, offset = position.rpartition("-")
        reached = max(int(offset), self._positions.pop(lane, 0))
        self._positions[lane] = reached

    def _lose(self, reason: str, request_ids: Collection[str] | None = None) -> None:
        """End what waits with `wire.Lost`: everything, or these requests."""
        frame = Frame(request_id=None, final=True, position=None, body=Raw(msgspec.json.encode(Lost(reason=reason))))
        for request_id in tuple(self._waiting if request_ids is None else request_ids):
            self._waiting[request_id].put_nowait(frame)


def _cookies(url: str) -> CookieJar:
    """Secure cookies go over TLS, or to this machine itself: as in a browser."""
    protocols = ("http", "https") if _is_loopback(httpx.URL(url).host) else ("https",)
    return CookieJar(DefaultCookiePolicy(secure_protocols=protocols))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _expect(answer: httpx.Response, status: int) -> None:
    if answer.status_code != status:
        raise ProblemReceived(_problem(answer))


def _problem(answer: httpx.Response) -> Problem:
    """The problem that an answer holds; made up from its status if something else than a gateway answered."""
    try:
        return msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        detail = f"expected a problem as JSON, got {answer.text[:200]!r}"
        return Problem(type="about:blank", title=answer.reason_phrase, status=answer.status_code, detail=detail)
