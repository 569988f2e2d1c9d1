"""The socket: who may open it, that it only speaks, and how it ends."""

import asyncio
import json
import socket as network
import uuid
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gateway import metrics
from gateway.limits import Limits
from gateway.protocol import SEND_BUFFER_BYTES
from services.testing.server import eventually
from services.wire.generated.accounts import NameTaken, Register
from tests.gateway.stage import headers_of, next_frame

REGISTER = {"name": "hello", "password": "correct horse battery"}
TOKEN = "t" * 43


async def close_code(socket) -> int:
    async with asyncio.timeout(5):
        await socket.wait_closed()
    return socket.close_code


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", None])
async def test_a_socket_of_another_site_is_refused(running, origin):
    with pytest.raises(InvalidStatus) as refused:
        await running.connect(origin=origin)
    assert refused.value.response.status_code == 403
    assert b"/problems/origin-refused" in refused.value.response.body


async def test_a_socket_without_the_subprotocol_is_refused(running):
    with pytest.raises(InvalidStatus) as refused:
        await running.connect(subprotocols=None)
    assert refused.value.response.status_code == 400


async def test_the_subprotocol_is_chosen_and_nothing_is_compressed(running):
    async with running.connect("millrace.resume.x") as socket:
        assert socket.subprotocol == "millrace.v1"
        assert not socket.protocol.extensions


async def test_a_socket_elsewhere_is_refused(running):
    running_url, wrong = running.socket_url, running.socket_url + "/x"
    type(running).socket_url = wrong
    try:
        with pytest.raises(InvalidStatus):
            await running.connect()
    finally:
        type(running).socket_url = property(lambda self: self.url.replace("http", "ws", 1) + "/api/socket")
    assert running.socket_url == running_url


async def test_a_plain_get_of_the_socket_says_what_is_missing(ada):
    answer = await ada.http.get("/api/socket")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/header-malformed")


@pytest.mark.parametrize("said", ["hello", b"bytes", ""])
async def test_whoever_says_anything_is_put_out(running, said):
    async with running.connect() as socket:
        await next_frame(socket)
        await socket.send(said)
        assert await close_code(socket) == 4400
    await eventually(lambda: len(running.parts.sockets) == 0)


async def test_a_big_message_is_not_even_read(running):
    async with running.connect() as socket:
        await next_frame(socket)
        await socket.send("x" * 2_000)
        assert await close_code(socket) == 1009


async def test_a_ping_is_not_a_message(running, registrar):
    async with running.connect() as socket:
        await next_frame(socket)
        await (await socket.ping())
        assert socket.close_code is None


async def test_a_socket_that_leaves_is_forgotten(running):
    async with running.connect() as socket:
        await next_frame(socket)
        assert len(running.parts.sockets) == len(running.parts.sockets.by_id) == 1
    await eventually(lambda: len(running.parts.sockets) == len(running.parts.sockets.by_id) == 0)
    assert all(not slot for slot in running.parts.heartbeats._slots)


async def test_a_heartbeat_renews_token_and_position(stage):
    async with stage.gateway(Limits(heartbeat_ms=200)) as running, running.connect() as socket:
        welcome = (await next_frame(socket))["body"]
        assert welcome["heartbeatMs"] == 200
        beats = [await next_frame(socket) for _ in range(3)]
        assert {(beat["requestId"], beat["final"], beat["body"]["@type"]) for beat in beats} == {
            (None, False, "wire.Heartbeat")
        }
        assert beats[0]["body"]["position"] == welcome["position"]
        assert beats[0]["body"]["resumeToken"]


async def test_a_socket_past_its_life_is_asked_to_come_back(stage):
    async with stage.gateway(Limits(heartbeat_ms=100)) as running, running.connect() as socket:
        await next_frame(socket)
        stage.clock_ahead_s = Limits().socket_life_s
        while (await next_frame(socket))["body"]["@type"] != "wire.Goodbye":
            pass
        assert await close_code(socket) == 4503


async def test_a_socket_whose_session_ran_out_is_closed(stage):
    stage.store_session(TOKEN, life_s=500)
    async with stage.gateway(Limits(heartbeat_ms=100)) as running, running.connect(token=TOKEN) as socket:
        await next_frame(socket)
        stage.clock_ahead_s = 501
        assert await close_code(socket) == 4401


async def test_one_socket_too_many_of_an_address_is_turned_away(stage):
    async with (
        stage.gateway(Limits(sockets_per_address=2)) as running,
        running.connect() as one,
        running.connect() as two,
        running.connect() as three,
    ):
        await next_frame(one)
        await next_frame(two)
        assert await close_code(three) == 4529
        await one.close()
        await eventually(lambda: len(running.parts.sockets) == 1)
        async with running.connect() as again:
            await next_frame(again)


async def test_one_socket_too_many_of_a_session_is_turned_away(stage):
    stage.store_session(TOKEN)
    async with (
        stage.gateway(Limits(sockets_per_session=1)) as running,
        running.connect(token=TOKEN) as one,
        running.connect(token=TOKEN) as two,
        running.connect() as stranger,
    ):
        await next_frame(one)
        assert await close_code(two) == 4529
        await next_frame(stranger)


def flood(frames: int):
    """A worker whose every answer has so many parts, of 8 KB each."""

    def answer(command, asked):
        for number in range(frames):
            asked.reply(NameTaken(name="x" * 8_000), final=False, index=number)

    return answer


async def register(somebody, subscriber_id: str) -> str:
    headers = {"x-subscriber-id": subscriber_id, "x-request-id": str(uuid.uuid4())}
    assert (await somebody.send("POST", "/register", REGISTER, headers=headers)).status_code == 202
    return headers["x-request-id"]


async def test_a_burst_does_no_harm_to_whoever_reads(stage, running, ada):
    await stage.worker({Register: flood(400)})
    request_id = await register(ada, ada.subscriber_id)
    await eventually(lambda: len(ada.frames.get(request_id, ())) == 400)
    assert ada.socket.close_code is None


async def test_a_client_that_does_not_read_is_closed_and_the_others_are_served(stage):
    """It costs a bounded outbox, for a moment; nobody waits for it."""
    # So few that whoever reads is never behind by more than may wait, however busy this process is.
    await stage.worker({Register: flood(20)})
    limits = Limits(close_within_s=0.2, outbox_patience_s=0.1)
    async with stage.gateway(limits) as running, running.visitor() as bob, silent_client(running) as sleeper:
        while sleeper in running.parts.sockets:
            await register(bob, sleeper.id.decode())
        assert running.parts.metrics.text().count(b'closed_total{code="4508"} 1') == 1
        request_id = await register(bob, bob.subscriber_id)
        await eventually(lambda: len(bob.frames.get(request_id, ())) == 20)


async def test_it_is_told_how_much_waits_for_clients_that_are_behind(stage):
    await stage.worker({Register: flood(100)})
    async with stage.gateway(Limits(close_within_s=0.2)) as running, running.visitor() as bob:
        assert b"\nmillrace_gateway_queue_bytes 0\n" in running.parts.metrics.text()
        async with silent_client(running) as sleeper:
            await register(bob, sleeper.id.decode())
            await eventually(lambda: sleeper.outbox.waiting_bytes)
            told = f"\nmillrace_gateway_queue_bytes {sleeper.outbox.waiting_bytes}\n"
            assert told.encode() in running.parts.metrics.text()


async def test_what_waits_is_bounded_even_within_the_patience(stage):
    await stage.worker({Register: flood(100)})
    limits = Limits(close_within_s=0.2, outbox_patience_s=1_000, outbox_most_bytes=1024 * 1024)
    async with stage.gateway(limits) as running, running.visitor() as bob, silent_client(running) as sleeper:
        for _ in range(50):
            await register(bob, sleeper.id.decode())
            assert sleeper.outbox._waiting_bytes <= 1024 * 1024 + 10_000
        await eventually(lambda: sleeper not in running.parts.sockets)


async def test_a_slow_reader_that_wakes_up_reads_why(stage):
    await stage.worker({Register: flood(1_000)})
    async with stage.gateway() as running, running.connect(max_queue=1) as socket, running.visitor() as bob:
        await register(bob, (await next_frame(socket))["body"]["subscriberId"])
        await eventually(lambda: running.parts.metrics.total(metrics.CLOSED) == 1)
        with suppress(ConnectionClosed):
            async for _ in socket:
                pass
        assert socket.close_code == 4508


async def test_a_slow_reader_comes_back_for_the_rest(stage):
    """Nothing of what it had not read is lost, and nothing comes twice."""
    await stage.worker({Register: flood(1_000)})
    async with stage.gateway(Limits(outbox_patience_s=0.1)) as running, running.visitor() as bob:
        async with running.connect(max_queue=1) as slow:
            welcome = (await next_frame(slow))["body"]
            request_id = await register(bob, welcome["subscriberId"])
            await eventually(lambda: running.parts.metrics.total(metrics.CLOSED) == 1)
            texts = []
            with suppress(ConnectionClosed):
                while True:
                    texts.append(await slow.recv())
        frames = [json.loads(text) for text in texts]
        assert (slow.close_code, 0 < len(frames) < 1_000) == (4508, True)
        offers = f"millrace.resume.{welcome['resumeToken']}", f"millrace.pos.{frames[-1]['position']}"
        async with running.connect(*offers) as again:
            await next_frame(again)
            while (frame := await next_frame(again))["requestId"] == request_id:
                frames.append(frame)
        assert frame["body"] == {"@type": "wire.Resumed", "complete": True, "replayed": 1_000 - len(texts)}
        assert len({frame["position"] for frame in frames}) == len(frames) == 1_000


async def test_the_kernel_holds_little_for_a_client_that_does_not_read(stage, running):
    """Without a bound it takes megabytes for each before the gateway notices."""
    async with silent_client(running) as sleeper:
        connection = sleeper.outbox._line.transport.get_extra_info("socket")
        assert connection.getsockopt(network.SOL_SOCKET, network.SO_SNDBUF) <= 2 * SEND_BUFFER_BYTES


async def test_a_stopping_gateway_says_goodbye(running, registrar):
    async with running.connect() as socket, running.visitor() as ada:
        await next_frame(socket)
        draining = asyncio.create_task(running.parts.drain.run())
        frame = await next_frame(socket)
        assert frame["body"]["@type"] == "wire.Goodbye"
        assert frame["body"]["reconnectAfterMs"] >= 0
        assert await close_code(socket) == 4503
        assert (await ada.http.get("/api/health/ready")).status_code == 503
        assert (await ada.http.get("/api/health/live")).status_code == 200
        with pytest.raises(InvalidStatus) as refused:
            await running.connect()
        assert refused.value.response.status_code == 503
        await draining
        assert len(running.parts.sockets) == 0
        assert (await ada.http.post("/api/register", json=REGISTER, headers=headers_of(ada))).status_code == 202


async def test_a_client_that_goes_without_a_word_is_forgotten(running):
    slow = await open_by_hand(running.url)
    slow.setsockopt(network.SOL_SOCKET, network.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    slow.close()
    await eventually(lambda: len(running.parts.sockets) == 0)


async def test_an_open_socket_is_small(running):
    """Per socket nothing is made before it is needed."""
    async with running.connect() as socket:
        await next_frame(socket)
        [one] = running.parts.sockets
        assert (one.feeds, one.aliases, one._answered, one._ended) == (None,) * 4


@asynccontextmanager
async def silent_client(running):
    """A WebSocket that shakes hands and then reads nothing; the gateway's side of it."""
    before = set(running.parts.sockets)
    raw = await open_by_hand(running.url)
    try:
        [held] = await eventually(lambda: set(running.parts.sockets) - before)
        yield held
    finally:
        raw.close()


async def open_by_hand(url: str) -> network.socket:
    """A WebSocket that shakes hands and then reads nothing."""
    where = urlsplit(url)
    raw = network.socket()
    raw.setsockopt(network.SOL_SOCKET, network.SO_RCVBUF, 4096)
    raw.settimeout(0)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(raw, (where.hostname, where.port))
    lines = [
        "GET /api/socket HTTP/1.1",
        f"Host: {where.netloc}",
        f"Origin: {url}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: millrace.v1",
    ]
    await loop.sock_sendall(raw, ("\r\n".join(lines) + "\r\n\r\n").encode())
    answer = await asyncio.wait_for(loop.sock_recv(raw, 64), 5)
    assert answer.startswith(b"HTTP/1.1 101")
    return raw
