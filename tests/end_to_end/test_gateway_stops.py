"""A gateway that is told to end lets its sockets go in order, and another one brings what they still wait for."""

import asyncio
import json
import uuid

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.end_to_end.visitor import Visitor, visitor

pytestmark = pytest.mark.integration

SOCKETS = 40


async def open_socket(url: str, origin: str, *offers: str):
    return await connect(
        url.replace("http", "ws", 1) + "/api/socket", origin=origin, subprotocols=["millrace.v1", *offers]
    )


async def heard_out(socket) -> list[dict]:
    """Every frame until the socket closes."""
    frames = []
    try:
        while True:
            frames.append(json.loads(await socket.recv()))
    except ConnectionClosed:
        return frames


async def test_every_socket_is_told_when_to_come_back_and_none_is_cut(stack):
    gateway = stack.start_gateway(slot=7)
    url = gateway.spec.address
    sockets = [await open_socket(url, url) for _ in range(SOCKETS)]
    ends = asyncio.gather(*(heard_out(socket) for socket in sockets))
    await asyncio.to_thread(gateway.stop)
    goodbyes = [frames[-1]["body"] for frames in await ends]
    assert {goodbye["@type"] for goodbye in goodbyes} == {"wire.Goodbye"}
    assert len({goodbye["reconnectAfterMs"] for goodbye in goodbyes}) > SOCKETS // 2
    assert {socket.close_code for socket in sockets} == {4503}
    assert gateway.exit_code() == 0


async def test_what_a_stopped_gateway_owes_is_brought_by_another(stack, gateway_url):
    gateway, request_id = stack.start_gateway(slot=7), str(uuid.uuid4())
    async with visitor(gateway.spec.address) as ada, visitor(gateway_url) as bob:
        stack.stop("accounts")
        body = {"name": f"moved-{uuid.uuid4().hex[:8]}", "password": "a good password"}
        assert (await ada.send("POST", "/register", body, request_id=request_id)).status_code == 202
        await asyncio.to_thread(gateway.stop)
        socket = await open_socket(gateway_url, gateway_url, *offers(ada))
        stack.start("accounts")
        async with asyncio.timeout(30):
            while (frame := json.loads(await socket.recv()))["requestId"] != request_id:
                pass
        await socket.close()
        assert (frame["final"], frame["body"]["@type"]) == (True, "accounts.Registered")
        assert request_id not in bob.frames


def offers(somebody: Visitor) -> list[str]:
    """The way back to the socket that somebody had, by its welcome."""
    welcome = somebody.welcome
    return [f"millrace.resume.{welcome['resumeToken']}", f"millrace.pos.{welcome['position']}"]
