"""A site without a network: gateways over one broker in memory, and what lies between them and their clients.

All of it lives on a `VirtualLoop`, so that a test can let minutes pass.
"""

import asyncio
from collections import Counter, deque
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any, Self

import httpx
import msgspec
from websockets.exceptions import ConnectionClosedError, InvalidHandshake
from websockets.frames import Close

from gateway.app import Gateway
from gateway.limits import Limits
from services.wire.broker import Partition
from services.wire.transport import HttpTransport, live_socket
from tests.gateway.stage import Stage
from tests.gateway.wires import ORIGIN, Refused, Wire, serverless
from tests.virtual_time import VirtualLoop

EPOCH_S = 1_800_000_000.0
KEPT_S = 600.0
"""How long `replies` keeps a record."""
HANDSHAKE_S = 10.0
LATE_S = 2.0


class Site:
    """Gateways by their lane."""

    def __init__(self, stage: Stage, loop: VirtualLoop, limits: Limits) -> None:
        self.stage = stage
        self.loop = loop
        self.limits = limits
        self.gateways: dict[int, Gateway] = {}
        self.visitors: list[Visitor] = []
        self._closing: dict[int, AsyncExitStack] = {}
        stage.now_s = self.now_s
        stage.broker.clock_ms = lambda: int(self.now_s() * 1000)

    def now_s(self) -> float:
        return EPOCH_S + self.loop.time()

    async def start(self, lane: int) -> None:
        stack = AsyncExitStack()
        self.gateways[lane] = await stack.enter_async_context(serverless(self.stage, lane, self.limits))
        self._closing[lane] = stack

    async def stop(self, lane: int, *, kindly: bool = True) -> None:
        """End a gateway: its sockets hear a goodbye first, unless it dies."""
        gateway = self.gateways.pop(lane)
        if kindly:
            await gateway.parts.drain.run()
        for wire in self.wires():
            if wire.gateway is gateway:
                wire.cut()
        await self._closing.pop(lane).aclose()

    async def close(self) -> None:
        for lane in list(self.gateways):
            await self.stop(lane)

    def to(self, lane: int) -> Gateway:
        """The gateway on that lane, or another one if it is down; raises `OSError` if there is none."""
        if not self.gateways:
            raise OSError("nobody listens")
        return self.gateways.get(lane) or next(iter(self.gateways.values()))

    def wires(self) -> list[Wire]:
        return [wire for visitor in self.visitors for wire in visitor.wires]

    def forget_old(self) -> None:
        """Drop the replies that are older than they are kept; a broker that is away drops nothing."""
        broker, oldest_ms = self.stage.broker, (self.now_s() - KEPT_S) * 1000
        if broker.unavailable:
            return
        fresh: dict[int, int] = {}
        for record in broker.records("replies"):
            if record.timestamp_ms >= oldest_ms:
                fresh.setdefault(record.partition, record.offset)
        for number in range(broker.topics["replies"]):
            partition = Partition("replies", number)
            broker.trim(partition, fresh.get(number, broker.log(partition).end))


class Visitor:
    """A client of the site, and what became of all that it sent and was sent.

    Its sockets go to `front`, and its requests to `door`.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.front = self.door = 0
        self.is_cut_off = False
        self.fates: deque[str] = deque()
        """What happens to the next requests: `unsent`, `unheard` or `late`; those after them are answered at once."""
        self.frail: deque[int] = deque()
        """After how many frames the next sockets drop."""
        self.posted: dict[str, httpx.Request] = {}
        """The first request of each request id."""
        self.accepted: Counter[str] = Counter()
        self.wires: list[Wire] = []
        self.ends: Counter[tuple[int, str]] = Counter()
        """How many final frames each socket brought for each request."""
        self.heard: list[tuple[str, str]] = []
        """The position and request id of every frame that the transport took for new."""
        self.transport = HttpTransport(ORIGIN, http=httpx.AsyncClient(transport=_Requests(self)))
        self._wire_up()
        site.visitors.append(self)

    @property
    def wire(self) -> Wire | None:
        """The socket that was opened last, while it is open."""
        return self.wires[-1] if self.wires and not self.wires[-1].is_over else None

    def reach(self, lane: int) -> Gateway:
        """A gateway; raises `OSError`."""
        if self.is_cut_off:
            raise OSError("no route to the site")
        return self.site.to(lane)

    async def repeat(self, request_id: str, **changes: str) -> None:
        """Post a request once more, with these changes of its body, for the socket that there is now."""
        first = self.posted[request_id]
        body = msgspec.json.encode(msgspec.json.decode(first.content) | changes)
        headers = {name: value for name, value in first.headers.items() if name != "content-length"}
        if (identity := self.transport._socket._identity) is not None:
            headers["x-subscriber-id"] = identity.subscriber_id
        request = httpx.Request(first.method, first.url, headers=headers, content=body)
        await self.deliver(request)

    async def deliver(self, request: httpx.Request) -> httpx.Response:
        """Bring a request to the door."""
        answer = await httpx.ASGITransport(self.reach(self.door)).handle_async_request(request)
        if answer.status_code == 202:
            self.accepted[request.headers["x-request-id"]] += 1
        return answer

    def _wire_up(self) -> None:
        socket, trips = self.transport._socket, self.transport._trips
        socket._chance = lambda: 0.5
        socket._connection = lambda offers: _Link(self, offers)
        take = trips.frame

        def heard(frame: live_socket.Frame) -> None:
            if frame.position is not None:
                self.heard.append((frame.position, frame.request_id or ""))
            take(frame)

        trips.frame = heard


def on_virtual_time(monkeypatch: Any, loop: VirtualLoop) -> None:
    """Let the clients' clocks be the loop's."""
    clocks = SimpleNamespace(monotonic=loop.time, time=lambda: EPOCH_S + loop.time())
    monkeypatch.setattr(live_socket, "time", clocks)


class _Requests(httpx.AsyncBaseTransport):
    """Brings requests to the site, unless their fate is another one."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        visitor = self._visitor
        visitor.posted.setdefault(request.headers["x-request-id"], request)
        fate = visitor.fates.popleft() if visitor.fates else "arrives"
        if fate == "unsent":
            raise httpx.ConnectError("the connection was refused")
        try:
            answer = await visitor.deliver(request)
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error
        if fate == "unheard":
            raise httpx.ReadError("the connection was lost before the answer came")
        if fate == "late":
            await asyncio.sleep(LATE_S)
        return answer


class _Link:
    """The client's end of a socket, as `websockets` would have it."""

    def __init__(self, visitor: Visitor, offers: list[str]) -> None:
        self._visitor = visitor
        self._offers = offers
        self._number = len(visitor.wires)
        self._lasts = visitor.frail.popleft() if visitor.frail else None

    async def __aenter__(self) -> Self:
        self._wire = Wire(self._visitor.reach(self._visitor.front), self._offers)
        self._visitor.wires.append(self._wire)
        try:
            async with asyncio.timeout(HANDSHAKE_S):
                await self._wire.open()
        except Refused as refused:
            raise InvalidHandshake(str(refused)) from refused
        except BaseException:
            self._wire.cut()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self._wire.cut(silently=self._wire.is_over)

    async def recv(self) -> str:
        if self._lasts == 0:
            self._wire.cut()
        elif self._lasts is not None:
            self._lasts -= 1
        text = await self._wire.text()
        if text is None:
            code = self._wire.code
            raise ConnectionClosedError(None if code is None else Close(code, ""), None)
        frame = msgspec.json.decode(text)
        if frame["final"]:
            self._visitor.ends[self._number, frame["requestId"]] += 1
        return text
