"""What is over is let go of at once: a gateway looks for garbage so seldom that cycles would pile up."""

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator

import pytest
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle
from websockets.server import ServerProtocol

from gateway.outbox import Outbox
from gateway.protocol import HttpProtocol, SocketProtocol
from services.wire.generated.accounts import Register
from tests.gateway.test_bad_connections import everything, request_of

OF_A_CONNECTION = (HttpProtocol, SocketProtocol, RequestResponseCycle, ServerProtocol, Outbox)


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Nobody looks for garbage."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive() -> Counter[str]:
    """What there is of connections and their requests."""
    return Counter(type(one).__name__ for one in gc.get_objects() if issubclass(type(one), OF_A_CONNECTION))


async def assert_nothing_more_is_alive_than(before: Counter[str]) -> None:
    """Wait until the server has heard of the end of a connection; to look at all there is takes a while."""
    for _ in range(20):
        if (now := alive()) <= before:
            return
        await asyncio.sleep(0.1)
    assert now <= before


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/health/live", 200), ("/api/session", 401), ("/api/nowhere", 404), ("/nowhere", 200), ("/docs/", 200)],
)
@pytest.mark.usefixtures("uncollected")
async def test_a_request_is_let_go_of_at_its_end(running, path, status):
    before = alive()
    answer = await everything(running, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert answer.startswith(b"HTTP/1.1 %d" % status)
    await assert_nothing_more_is_alive_than(before)


@pytest.mark.usefixtures("uncollected")
async def test_a_command_is_let_go_of_at_its_end(running, ada, stage):
    before = alive()
    answer = await everything(running, request_of(ada, "Connection: close"))

    assert answer.startswith(b"HTTP/1.1 202")
    assert len(stage.commands(Register)) == 1
    await assert_nothing_more_is_alive_than(before)


@pytest.mark.usefixtures("uncollected")
async def test_a_socket_is_let_go_of_at_its_end(running):
    before = alive()
    async with running.visitor() as somebody:
        assert somebody.welcome

    await assert_nothing_more_is_alive_than(before)
