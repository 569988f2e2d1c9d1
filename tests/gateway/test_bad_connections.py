"""What stands before, behind and around a request on its connection."""

import asyncio
import json
from urllib.parse import urlsplit

import pytest

from gateway.limits import Limits
from services.wire.generated.accounts import Register
from tests.gateway.stage import headers_of

GOOD = {"name": "Ada", "password": "correct horse"}


def request_of(somebody, *lines: str, body: bytes = json.dumps(GOOD).encode()) -> bytes:
    head = ["POST /api/register HTTP/1.1", "Host: x", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    head += [f"{name}: {value}" for name, value in headers_of(somebody).items()]
    return ("\r\n".join([*head, *lines]) + "\r\n\r\n").encode() + body


async def everything(running, content: bytes) -> bytes:
    """All that comes back on a connection until the gateway ends it."""
    where = urlsplit(running.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(content)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


@pytest.fixture
async def narrow(stage):
    async with stage.gateway(Limits(head_bytes=2_000)) as running, running.visitor() as ada:
        yield running, ada


@pytest.fixture
async def hasty(stage):
    """On a busy machine it may give up what a client is about to send."""
    async with stage.gateway(Limits(request_within_s=0.1, head_bytes=2_000)) as running, running.visitor() as ada:
        yield running, ada


@pytest.mark.parametrize(
    "garbage", [b"}", b"\0\0\r\n\r\n", b"POST / HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"x" * 9_000]
)
async def test_a_whole_request_is_answered_whatever_stands_behind_it(narrow, stage, garbage):
    """It is on the log: a client that read 400 would think that nothing happened."""
    running, ada = narrow
    answer = await everything(running, request_of(ada) + garbage)

    assert answer.startswith(b"HTTP/1.1 202")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert len(stage.commands(Register)) == 1


async def test_a_whole_request_is_answered_though_half_a_request_follows_and_the_broker_is_slow(hasty, stage):
    running, ada = hasty
    produce, go_on = stage.broker.produce, asyncio.Event()

    async def slowly(outgoing):
        await go_on.wait()
        return await produce(outgoing)

    stage.broker.produce = slowly
    reading = asyncio.create_task(everything(running, request_of(ada) + b"GET / HT"))
    await asyncio.wait([reading], timeout=0.3)
    go_on.set()

    assert (await reading).startswith(b"HTTP/1.1 202")


@pytest.mark.parametrize("lines", [["X-More: " + "x" * 2_000], ["X-More: x"] * 500])
async def test_a_head_that_is_too_large_is_refused(narrow, stage, lines):
    running, ada = narrow
    answer = await everything(running, request_of(ada, *lines))

    assert answer.startswith(b"HTTP/1.1 400")
    assert b"/problems/header-malformed" in answer
    assert b"more than 2000 bytes" in answer
    assert stage.commands(Register) == []


async def test_a_head_that_never_ends_is_refused_long_before_it_could_fill_memory(narrow):
    running, _ = narrow
    answer = await everything(running, b"GET / HTTP/1.1\r\nX: " + b"x" * 3_000)

    assert b"more than 2000 bytes" in answer


@pytest.mark.parametrize(
    ("trailer", "status"),
    [("Cookie: __Host-auth-token=\u00e9", 202), ("Origin: http://elsewhere.example", 202), ("X: " + "x" * 3_000, 400)],
)
async def test_what_stands_behind_a_body_is_no_header(narrow, trailer, status):
    """A proxy does not look there for what it lets nobody send."""
    running, ada = narrow
    body = json.dumps(GOOD).encode()
    whole = request_of(ada, "Transfer-Encoding: chunked", "Connection: close", body=b"")
    pieces = b"%x\r\n%s\r\n0\r\n%s\r\n\r\n" % (len(body), body, trailer.encode("latin-1"))
    answer = await everything(running, whole.replace(b"Content-Length: 0\r\n", b"") + pieces)

    assert answer.startswith(b"HTTP/1.1 %d" % status), answer


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip", "x"])
async def test_a_body_that_says_it_is_compressed_is_refused(narrow, stage, coding):
    """A proxy that unpacks it would see another body than the gateway did."""
    running, ada = narrow
    answer = await everything(running, request_of(ada, f"Content-Encoding: {coding}", "Connection: close"))

    assert answer.startswith(b"HTTP/1.1 415")
    assert b"/problems/content-type-unsupported" in answer
    assert stage.commands(Register) == []


async def test_a_body_that_says_it_is_as_it_is_is_taken(narrow):
    running, ada = narrow
    answer = await everything(running, request_of(ada, "Content-Encoding: identity", "Connection: close"))

    assert answer.startswith(b"HTTP/1.1 202")


@pytest.mark.parametrize("target", ["//api/register", "/api//register", "///api/register", "//api//register"])
async def test_two_slashes_lead_past_no_rule(narrow, stage, target):
    """They led to the operation, and past the look at the page that sent the request."""
    running, ada = narrow
    whole = request_of(ada, "Connection: close", "Origin: http://elsewhere.example")
    answer = await everything(running, whole.replace(b"/api/register", target.encode(), 1))

    assert answer.startswith(b"HTTP/1.1 404")
    assert b"/problems/not-found" in answer
    assert stage.commands(Register) == []


async def test_a_target_that_is_no_path_is_no_page(narrow):
    running, _ = narrow
    answer = await everything(running, b"GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 404")


async def test_a_refusal_before_any_request_says_how_long_it_is(narrow):
    """Or a client that reads by the length would wait for more, or leave a part of it."""
    running, _ = narrow
    head, _, body = (await everything(running, b"GET / HTTP/9\r\n\r\n")).partition(b"\r\n\r\n")

    assert b"content-length: %d\r\n" % len(body) in head + b"\r\n"
    assert json.loads(body)["status"] == 400


async def test_a_host_that_comes_twice_is_refused(narrow, stage):
    running, ada = narrow
    answer = await everything(running, request_of(ada, "Host: y", "Connection: close"))

    assert answer.startswith(b"HTTP/1.1 400")
    assert b"/problems/header-repeated" in answer
    assert stage.commands(Register) == []
