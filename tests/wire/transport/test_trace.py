"""Every request of the shipped client says which trace it belongs to."""

import asyncio
import re
from contextvars import ContextVar

import httpx
import pytest

from services.wire.generated.accounts import NameTaken, Register
from services.wire.generated.client import Client
from services.wire.transport import HttpTransport, trip
from tests.gateway.stage import make_stage

OURS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
THEIRS = "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203332-00"
OWN = re.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
OWN_UNSAMPLED = re.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-00")


@pytest.fixture
async def running():
    stage = await make_stage()
    await stage.worker({Register: lambda command, asked: asked.reply(NameTaken(name=command.name))})
    async with stage.gateway() as started:
        yield started
    await stage.broker.close()


class Sent(httpx.AsyncBaseTransport):
    """Notes the traces of requests; the first `refused` of them are answered as if the gateway was away."""

    def __init__(self, refused: int = 0) -> None:
        self.traces: list[str] = []
        self._refused = refused
        self._network = httpx.AsyncHTTPTransport()

    @property
    def http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=self)

    async def aclose(self) -> None:
        await self._network.aclose()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.traces.append(request.headers["traceparent"])
        if len(self.traces) <= self._refused:
            return httpx.Response(503)
        return await self._network.handle_async_request(request)


async def ask(transport: HttpTransport, name: str = "ada") -> None:
    await Client(transport).accounts.register(name=name, password="correct horse battery")


async def test_a_request_begins_a_trace_of_its_own_that_is_recorded(running):
    sent = Sent()
    async with sent.http as http, HttpTransport(running.url, http=http) as transport:
        await ask(transport)
        await ask(transport)
    assert len(set(sent.traces)) == 2
    assert all(OWN.fullmatch(trace) for trace in sent.traces)


async def test_nobody_records_it_if_that_is_asked_for(running):
    sent = Sent()
    async with sent.http as http, HttpTransport(running.url, http=http, sampled=False) as transport:
        await ask(transport)
    assert OWN_UNSAMPLED.fullmatch(sent.traces[0])


async def test_a_request_belongs_to_the_trace_of_whoever_makes_it(running):
    current: ContextVar[str | None] = ContextVar("current", default=None)
    sent = Sent()

    async def ask_as(trace: str | None) -> None:
        current.set(trace)
        await ask(transport)

    async with sent.http as http, HttpTransport(running.url, http=http, traceparent=current.get) as transport:
        await asyncio.gather(ask_as(OURS), ask_as(THEIRS), ask_as(None))
    assert {OURS, THEIRS} < set(sent.traces)
    assert [bool(OWN.fullmatch(trace)) for trace in set(sent.traces) - {OURS, THEIRS}] == [True]


async def test_a_repeat_belongs_to_the_trace_of_the_first_try(running, monkeypatch):
    monkeypatch.setattr(trip, "_REPEAT_S", 0.0)
    sent = Sent(refused=2)
    async with sent.http as http, HttpTransport(running.url, http=http) as transport:
        await ask(transport)
    assert len(sent.traces) == 3
    assert len(set(sent.traces)) == 1


async def test_the_session_routes_belong_to_it_too(running):
    sent = Sent()
    async with sent.http as http, HttpTransport(running.url, http=http, traceparent=lambda: OURS) as transport:
        await transport.read_session()
        await transport.end_session()
    assert sent.traces == [OURS, OURS]
