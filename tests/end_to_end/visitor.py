"""A visitor at the gateway: plain HTTP and one WebSocket, with no code of the product's own client in between."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

FRAME_WITHIN_S = 15.0


class Visitor:
    """Sends requests and keeps every frame by its request id, in the order of arrival."""

    def __init__(self, url: str, origin: str | None = None) -> None:
        self.url = url
        self.origin = origin or url
        # A browser counts loopback as secure and sends Secure cookies there; httpx's own jar does not.
        self.cookies: dict[str, str] = {}
        self.http = httpx.AsyncClient(
            base_url=url,
            timeout=30,
            headers={"Origin": self.origin, "Sec-Fetch-Site": "same-origin"},
            event_hooks={"request": [self._show_cookies], "response": [self._keep_cookies]},
        )
        self.socket: ClientConnection | None = None
        self.welcome: dict[str, Any] = {}
        self.frames: dict[str | None, list[dict[str, Any]]] = {}
        self._arrived = asyncio.Condition()
        self._reader: asyncio.Task[None] | None = None

    @property
    def subscriber_id(self) -> str:
        return self.welcome["subscriberId"]

    async def open_socket(self) -> dict[str, Any]:
        """Open the socket (again), with the cookies as they are, and return the welcome."""
        await self.close_socket()
        self.socket = await connect(
            self.url.replace("http", "ws", 1) + "/api/socket",
            origin=Origin(self.origin),
            subprotocols=[Subprotocol("millrace.v1")],
            additional_headers={"Cookie": self._cookie_header()} if self.cookies else None,
            max_size=None,
        )
        first = json.loads(await asyncio.wait_for(self.socket.recv(), FRAME_WITHIN_S))
        self.welcome = first["body"]
        self._reader = asyncio.create_task(self._read(self.socket))
        return first

    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def _show_cookies(self, request: httpx.Request) -> None:
        if self.cookies and "cookie" not in request.headers:
            request.headers["cookie"] = self._cookie_header()

    async def _keep_cookies(self, response: httpx.Response) -> None:
        for text in response.headers.get_list("set-cookie"):
            name, _, value = text.split(";")[0].partition("=")
            if "max-age=0" in text.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    async def close_socket(self) -> None:
        if self.socket is not None:
            await self.socket.close()
        if self._reader is not None:
            await self._reader
            self._reader = None

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):  # a close code is for the test to look at
            async for text in socket:
                frame = json.loads(text)
                async with self._arrived:
                    self.frames.setdefault(frame["requestId"], []).append(frame)
                    self._arrived.notify_all()

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        request_id: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Send one request, with an id for it and the id of the socket unless `headers` says otherwise."""
        given = (
            {"x-subscriber-id": self.subscriber_id, "x-request-id": request_id or str(uuid.uuid4())}
            if headers is None
            else headers
        )
        content = None if body is None else json.dumps(body).encode()
        kind = {} if body is None else {"content-type": "application/json"}
        return await self.http.request(method, "/api" + path, content=content, headers=kind | given)

    async def begin(self, method: str, path: str, body: Any = None) -> str:
        """Send one request, see it accepted, and return its id."""
        request_id = str(uuid.uuid4())
        accepted = await self.send(method, path, body, request_id=request_id)
        assert accepted.status_code == 202, accepted.text
        assert accepted.json()["requestId"] == request_id
        return request_id

    async def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Send one request, see it accepted, and return the body of the frame that ends it."""
        return (await self.final(await self.begin(method, path, body)))["body"]

    async def final(self, request_id: str, within_s: float = FRAME_WITHIN_S) -> dict[str, Any]:
        """Wait for the frame that ends a request."""
        return await self.frame(request_id, lambda frame: frame["final"], within_s)

    async def frame(self, request_id: str | None, wanted: Any, within_s: float = FRAME_WITHIN_S) -> dict[str, Any]:
        """Wait for the first frame of a request that is as wanted."""
        async with asyncio.timeout(within_s), self._arrived:
            while True:
                for frame in self.frames.get(request_id, []):
                    if wanted(frame):
                        return frame
                await self._arrived.wait()

    async def register(self, name: str, password: str) -> dict[str, Any]:
        return await self.ask("POST", "/register", {"name": name, "password": password})

    async def log_in(self, name: str, password: str) -> None:
        """Log in to the end: both halves of the handshake, then a socket that belongs to the session."""
        ready = await self.ask("POST", "/login", {"name": name, "password": password})
        assert ready["@type"] == "sessions.SessionReady", ready
        picked_up = await self.http.post("/api/session")
        assert picked_up.status_code == 204, picked_up.text
        await self.open_socket()

    async def close(self) -> None:
        await self.close_socket()
        await self.http.aclose()


@asynccontextmanager
async def visitor(url: str, origin: str | None = None) -> AsyncIterator[Visitor]:
    """A visitor whose socket is open."""
    somebody = Visitor(url, origin)
    try:
        await somebody.open_socket()
        yield somebody
    finally:
        await somebody.close()
