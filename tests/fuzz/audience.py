"""Those who send the requests and hear the answers: some with a session, some without, some who only listen."""

import asyncio
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from tests.fuzz.thread import LoopThread

SESSION = "__Host-auth-token"
LOGIN = "__Host-LOGIN-REQUEST-ID"
PASSWORD = "correct horse battery"


class Heard(Struct, frozen=True):
    """One text message of a socket; `frame` is None for one that is no JSON object."""

    text: str
    frame: dict[str, Any] | None

    @property
    def request_id(self) -> str | None:
        return None if self.frame is None else self.frame.get("requestId")

    @property
    def is_final(self) -> bool:
        return self.frame is not None and self.frame.get("final") is True


class Listener:
    """One socket, and everything that it heard."""

    def __init__(self, name: str, session: str | None, arrived: threading.Condition) -> None:
        self.name = name
        self.session = session
        self.subscriber_id = ""
        self.heard: dict[str | None, list[Heard]] = {}
        self.closed: str | None = None
        self._arrived = arrived
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    async def open(self, url: str) -> None:
        cookies = {"Cookie": f"{SESSION}={self.session}"} if self.session else None
        self._socket = await connect(
            url.replace("http", "ws", 1) + "/api/socket",
            origin=Origin(url),
            subprotocols=[Subprotocol("millrace.v1")],
            additional_headers=cookies,
            max_size=None,
        )
        self.subscriber_id = json.loads(await self._socket.recv())["body"]["subscriberId"]
        self._reading = asyncio.create_task(self._read(self._socket))

    async def close(self) -> None:
        if self._socket is not None and self._reading is not None:
            await self._socket.close()
            await self._reading

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                self._keep(str(text))
        except ConnectionClosed as error:
            self.closed = str(error)

    def _keep(self, text: str) -> None:
        try:
            read = json.loads(text)
        except ValueError:
            read = None
        heard = Heard(text, read if isinstance(read, dict) else None)
        with self._arrived:
            self.heard.setdefault(heard.request_id, []).append(heard)
            self._arrived.notify_all()


class Audience:
    """Everybody. Used from the thread of the test; the sockets live on the loop."""

    def __init__(self, url: str, loop: LoopThread) -> None:
        self.url = url
        self._loop = loop
        self.asked: set[str] = set()
        """Every request id that was accepted, or is the audience's own."""
        self._arrived = threading.Condition()
        self._http = httpx.Client(base_url=url, timeout=30, headers={"Origin": url, "Sec-Fetch-Site": "same-origin"})
        self.nobody = self._listener("nobody", None)
        name = f"fuzz-{uuid.uuid4().hex[:12]}"
        self._name = name
        self.ask(self.nobody, "POST", "/api/register", {"name": name, "password": PASSWORD})
        self.ada = self._listener("ada", self.new_session())
        self.gone = self._left()
        """Somebody whose session is over."""
        self.bystanders = [self._listener("another", None), self._listener("another of ada's", self.ada.session)]

    @property
    def listeners(self) -> list[Listener]:
        return [self.nobody, self.ada, *self.bystanders]

    def by_subscriber(self, subscriber_id: str | None) -> Listener | None:
        """Whose id it is."""
        return next((one for one in self.listeners if one.subscriber_id == subscriber_id), None)

    def new_login(self) -> str:
        """The login cookie of a login that is finished and not picked up."""
        answer = self.ask(self.nobody, "POST", "/api/login", {"name": self._name, "password": PASSWORD})
        return _cookie(answer, LOGIN)

    def new_session(self) -> str:
        """The token of a session that nobody else uses."""
        begun = self._http.post("/api/session", headers={"Cookie": f"{LOGIN}={self.new_login()}"})
        return _cookie(begun, SESSION)

    def ask(self, who: Listener, method: str, path: str, body: Any = None) -> httpx.Response:
        """Send a request and wait for its end."""
        request_id = str(uuid.uuid4())
        answer = self.send(who, method, path, request_id, body)
        answer.raise_for_status()
        self.wait(who, request_id, 1, 15.0)
        return answer

    def send(self, who: Listener, method: str, path: str, request_id: str, body: Any = None) -> httpx.Response:
        """Send a request."""
        self.asked.add(request_id)
        headers = {"x-subscriber-id": who.subscriber_id, "x-request-id": request_id}
        if who.session is not None:
            headers["Cookie"] = f"{SESSION}={who.session}"
        self._http.cookies.clear()
        return self._http.request(method, path, json=body, headers=headers)

    def wait(self, who: Listener, request_id: str, count: int, within_s: float) -> list[Heard]:
        """What somebody heard of a request, once it is that much or the time is over."""
        ends = time.monotonic() + within_s
        with self._arrived:
            while len(who.heard.get(request_id, ())) < count and (left := ends - time.monotonic()) > 0:
                self._arrived.wait(left)
            return list(who.heard.get(request_id, ()))

    def heard_by_others(self, who: Listener, request_id: str) -> list[str]:
        """Who else heard of a request."""
        with self._arrived:
            return [one.name for one in self.listeners if one is not who and request_id in one.heard]

    def _left(self) -> Listener:
        made = self._listener("gone", self.new_session())
        self._http.delete("/api/session", headers={"Cookie": f"{SESSION}={made.session}"}).raise_for_status()
        return made

    def close(self) -> None:
        for one in (*self.listeners, self.gone):
            self._loop.run(one.close())
        self._http.close()

    def _listener(self, name: str, session: str | None) -> Listener:
        made = Listener(name, session, self._arrived)
        self._loop.run(made.open(self.url))
        return made


@contextmanager
def audience(url: str, loop: LoopThread) -> Iterator[Audience]:
    """An audience that leaves in the end."""
    gathered = Audience(url, loop)
    try:
        yield gathered
    finally:
        gathered.close()


def _cookie(answer: httpx.Response, name: str) -> str:
    for text in answer.headers.get_list("set-cookie"):
        found, _, value = text.split(";")[0].partition("=")
        if found == name and value:
            return value
    raise AssertionError(f"no cookie {name} came with {answer.status_code} {answer.text}")
