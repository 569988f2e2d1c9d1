"""Whoever knocks as no client would is answered with a problem; whoever speaks is put out, and no log fills up."""

import asyncio
import logging
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from services.testing.server import eventually
from tests.gateway.stage import next_frame

GOOD = {
    "Host": "x",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "WB6J1VOhJHjIYmdvg4NeBw==",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Protocol": "millrace.v1",
}


async def knock(running, *more: str, line: str = "GET /api/socket HTTP/1.1", **changes: str | None) -> bytes:
    """All that comes back of a handshake until the gateway ends the connection."""
    headers = {name: changes.pop(name.replace("-", "_"), value) for name, value in GOOD.items()}
    lines = [line, f"Origin: {running.url}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
    where = urlsplit(running.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(("\r\n".join([*lines, *more]) + "\r\n\r\n").encode())
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


@pytest.mark.parametrize(
    "changes",
    [
        {"Sec_WebSocket_Version": "8"},
        {"Sec_WebSocket_Version": None},
        {"Sec_WebSocket_Key": "x"},
        {"Sec_WebSocket_Key": None},
        {"Sec_WebSocket_Protocol": "a;x"},
    ],
)
async def test_what_is_no_handshake_is_refused_with_a_problem(running, changes):
    answer = await knock(running, **changes)

    assert answer.startswith(b"HTTP/1.1 400")
    assert b"/problems/header-malformed" in answer
    assert b"cache-control: no-store" in answer


@pytest.mark.parametrize(
    "more",
    [["Content-Length: 5"], ["X-More: " + "x" * 9_000], ["X-More: x"] * 130],
    ids=["a body", "a large header", "many headers"],
)
async def test_a_handshake_that_the_parser_does_not_read_is_answered(running, more):
    """It was left without an answer, and its connection open for ever."""
    answer = await knock(running, *more)

    assert answer.startswith(b"HTTP/1.1 400")
    assert b"/problems/header-malformed" in answer


async def test_a_handshake_by_another_method_is_told_which_one_it_is(running):
    answer = await knock(running, line="POST /api/socket HTTP/1.1")

    assert answer.startswith(b"HTTP/1.1 405")
    assert b"allow: GET" in answer


@pytest.mark.parametrize("path", ["/api/sockets", "/", "/api/socket/", "/api/%73ocket"])
async def test_a_handshake_elsewhere_finds_nothing(running, path):
    answer = await knock(running, line=f"GET {path} HTTP/1.1")

    assert answer.startswith(b"HTTP/1.1 404")
    assert b"/problems/not-found" in answer


async def test_a_message_is_over_for_us_when_it_begins(running):
    """A client could send fragments without an end."""
    async with running.connect() as socket:
        await next_frame(socket)

        async def without_end():
            for _ in range(10_000):
                yield ""

        with suppress(ConnectionClosed):
            await socket.send(without_end())
        await asyncio.wait_for(socket.wait_closed(), 5)
        assert socket.close_code == 4400
        assert socket.close_reason
    await eventually(lambda: len(running.parts.sockets) == 0)


async def test_refusals_and_bad_text_reach_no_log(running, caplog):
    caplog.set_level(logging.WARNING)
    with pytest.raises(InvalidStatus):
        await running.connect(origin="http://elsewhere.example")
    async with running.connect() as socket:
        await next_frame(socket)
        await socket.send(b"\xff\xfe", text=True)
        await asyncio.wait_for(socket.wait_closed(), 5)

    assert socket.close_code == 4400
    assert caplog.records == []
