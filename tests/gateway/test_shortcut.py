"""A request that comes in one piece takes the short way, and is answered exactly as on the long one."""

import asyncio
import json
import re
import uuid
from urllib.parse import urlsplit

import pytest

from gateway.shortcut import Shortcut
from services.wire.generated.greetings import Greet
from tests.gateway.test_bad_input import BODIES

GOOD = {"name": "Ada", "text": "hello"}

HEADERS = {
    "nothing amiss": {},
    "no subscriber": {"x-subscriber-id": None},
    "a subscriber that nobody made": {"x-subscriber-id": "A" * 64},
    "no request id": {"x-request-id": None},
    "a request id that is none": {"x-request-id": "1"},
    "another site": {"origin": "http://elsewhere.example"},
    "another content type": {"content-type": "text/plain"},
    "a charset": {"content-type": "application/json; charset=utf-8"},
    "a session that is over": {"cookie": "__Host-auth-token=" + "t" * 43},
    "a cookie that is none": {"cookie": "__Host-auth-token=\x7f; __Host-auth-token=\x7f"},
    "an end": {"connection": "close"},
}


@pytest.fixture
def taken(monkeypatch):
    """What the short way said of each request that it was asked for."""
    said = []
    take = Shortcut.take
    monkeypatch.setattr(Shortcut, "take", lambda *given: said.append(take(*given)) or said[-1])
    return said


async def ask(running, headers, body, *, path="/api/greetings", pieces=1):
    """Send a request in so many pieces, and give what came: the head, and the body without its time."""
    where = urlsplit(running.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    given = {"host": where.netloc, "content-type": "application/json", "content-length": str(len(body))} | headers
    lines = [f"{name}: {value}" for name, value in given.items() if value is not None]
    head = "\r\n".join([f"POST {path} HTTP/1.1", *lines]).encode() + b"\r\n\r\n"
    for piece in [head + body] if pieces == 1 else [head, body]:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.02)
    answer = await asyncio.wait_for(reader.read(10_000), 5)
    writer.close()
    return re.sub(rb'"deadline":"[^"]*"', b"", answer)


def from_(somebody):
    return {"x-subscriber-id": somebody.subscriber_id, "x-request-id": str(uuid.uuid4())}


@pytest.mark.parametrize("kind", [kind for kind in BODIES if kind != "too large"])
async def test_a_bad_body_is_refused_in_the_same_words(running, ada, stage, kind):
    headers = from_(ada)
    answers = [await ask(running, headers, BODIES[kind][0], pieces=pieces) for pieces in (1, 2)]
    assert answers[0] == answers[1]
    assert answers[0].startswith(b"HTTP/1.1 4")
    assert stage.commands(Greet) == []


@pytest.mark.parametrize("kind", HEADERS)
async def test_headers_lead_to_the_same_answer(running, ada, kind):
    headers = from_(ada) | HEADERS[kind]
    answers = [await ask(running, headers, json.dumps(GOOD).encode(), pieces=pieces) for pieces in (1, 2)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("pieces", "said"), [(1, [True]), (2, [])])
async def test_a_request_in_one_piece_is_taken(taken, stage, pieces, said):
    async with stage.gateway() as running, running.visitor() as ada:
        answer = await ask(running, from_(ada), json.dumps(GOOD).encode(), pieces=pieces)
    assert answer.startswith(b"HTTP/1.1 202")
    assert taken == said
    assert [command for command, _ in stage.commands(Greet)] == [Greet(**GOOD)]


@pytest.mark.parametrize("path", ["/api/login", "/api/boards/main/notes", "/api/nowhere", "/api/greetings?a=b"])
async def test_what_needs_more_is_left_to_the_long_way(taken, stage, path):
    async with stage.gateway() as running, running.visitor() as ada:
        await ask(running, from_(ada), json.dumps(GOOD).encode(), path=path)
    assert taken == [False]


async def test_a_session_is_asked_for_once(taken, stage):
    stage.store_session("t" * 43)
    async with stage.gateway() as running, running.visitor("t" * 43) as ada:
        headers = {"cookie": "__Host-auth-token=" + "t" * 43}
        running.parts.sessions.forget(next(iter(running.parts.sockets.sessions())))
        for _ in range(2):
            answer = await ask(running, from_(ada) | headers, json.dumps(GOOD).encode())
            assert answer.startswith(b"HTTP/1.1 202")
    assert taken == [False, True]


async def test_requests_behind_one_another_are_answered_in_order(running, ada, stage):
    """Pipelined: all in one piece."""
    where = urlsplit(running.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    ids = [str(uuid.uuid4()) for _ in range(5)]
    body = json.dumps(GOOD)
    head = f"POST /api/greetings HTTP/1.1\r\nhost: {where.netloc}\r\ncontent-type: application/json\r\n"
    head += f"content-length: {len(body)}\r\nx-subscriber-id: {ada.subscriber_id}\r\n"
    writer.write("".join(f"{head}x-request-id: {request_id}\r\n\r\n{body}" for request_id in ids).encode())
    answers = b""
    while answers.count(b'"requestId"') < len(ids):
        answers += await asyncio.wait_for(reader.read(10_000), 5)
    writer.close()
    assert re.findall(r"x-request-id: (\S+)", answers.decode()) == ids
    assert [record.headers["request-id"].decode() for _, record in stage.commands(Greet)] == ids


async def test_a_broker_that_is_away_is_a_503_on_the_short_way_too(running, ada, stage):
    stage.broker.unavailable = True
    answer = await ask(running, from_(ada), json.dumps(GOOD).encode())
    stage.broker.unavailable = False
    assert answer.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 1" in answer
    assert stage.commands(Greet) == []
