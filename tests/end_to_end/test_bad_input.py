"""Whatever comes to the door badly made is refused with words that help, and costs nobody else anything."""

import asyncio
import json
import uuid
from urllib.parse import urlsplit

import pytest

from tests.end_to_end.visitor import Visitor, visitor

pytestmark = pytest.mark.integration

GOOD = {"name": "Ada", "text": "hello"}

BODIES = {
    "invalid UTF-8": (b'{"name":"\xff\xfe","text":"x"}', 400),
    "a lone surrogate": (b'{"name":"\\ud800","text":"x"}', 400),
    "deep nesting": (b"[" * 20_000 + b"]" * 20_000, 400),
    "deep nesting in a field": (b'{"name":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b',"text":"x"}', 400),
    "not JSON": (b"name=Ada&text=hello", 400),
    "nothing": (b"", 400),
    "a wrong type": (json.dumps(GOOD | {"text": 7}).encode(), 422),
    "a wrong shape": (b"[]", 422),
    "an unknown field": (json.dumps(GOOD | {"shout": True}).encode(), 422),
    "a missing field": (b'{"name":"Ada"}', 422),
    "too short": (json.dumps(GOOD | {"text": ""}).encode(), 422),
    "too long": (json.dumps(GOOD | {"text": "x" * 201}).encode(), 422),
    "another type's tag": (json.dumps(GOOD | {"@type": "accounts.Register"}).encode(), 422),
    "a huge body": (json.dumps(GOOD | {"text": "x" * 300_000}).encode(), 413),
}


def assert_problem(response, status: int) -> None:
    """A problem that says what and where, and shows nothing of the inside."""
    assert response.status_code == status, response.text
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["status"] == status
    assert problem["type"].startswith("/problems/")
    assert problem["title"]
    assert problem["detail"]
    assert "Traceback" not in response.text


async def post(
    somebody: Visitor, content: bytes, extra: list[tuple[str, str]] | None = None, path: str = "/api/greetings"
):
    headers = [
        ("content-type", "application/json"),
        ("x-subscriber-id", somebody.subscriber_id),
        ("x-request-id", str(uuid.uuid4())),
    ]
    return await somebody.http.post(path, content=content, headers=headers if extra is None else extra)


@pytest.mark.parametrize("kind", BODIES)
async def test_a_bad_body_is_refused(gateway_url, kind):
    content, status = BODIES[kind]
    async with visitor(gateway_url) as ada:
        assert_problem(await post(ada, content), status)
        assert (await ada.ask("POST", "/greetings", GOOD))["@type"] == "greetings.Greeted"


async def test_a_refused_field_is_named(gateway_url):
    async with visitor(gateway_url) as ada:
        refused = await post(ada, json.dumps(GOOD | {"text": 7}).encode())
        assert [error["path"] for error in refused.json()["errors"]] == ["$.text"]


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("text/plain", 415),
        ("application/json; charset=latin-1", 415),
        ("", 415),
        ("application/json; charset=utf-8", 202),
    ],
)
async def test_only_json_in_utf_8_is_read(gateway_url, content_type, status):
    async with visitor(gateway_url) as ada:
        headers = [
            ("content-type", content_type),
            ("x-subscriber-id", ada.subscriber_id),
            ("x-request-id", str(uuid.uuid4())),
        ]
        response = await post(ada, json.dumps(GOOD).encode(), headers)
        if status == 202:
            assert response.status_code == 202
        else:
            assert_problem(response, status)


@pytest.mark.parametrize("repeated", ["x-subscriber-id", "x-request-id", "content-type"])
async def test_a_header_that_comes_twice_is_refused(gateway_url, repeated):
    async with visitor(gateway_url) as ada:
        headers = [
            ("content-type", "application/json"),
            ("x-subscriber-id", ada.subscriber_id),
            ("x-request-id", str(uuid.uuid4())),
        ]
        again = next(pair for pair in headers if pair[0] == repeated)
        assert_problem(await post(ada, json.dumps(GOOD).encode(), [*headers, again]), 400)


@pytest.mark.parametrize("request_id", ["", "7", "not-a-uuid", "00000000-0000-0000-0000-00000000000g", "x" * 5_000])
async def test_a_request_id_is_a_uuid(gateway_url, request_id):
    async with visitor(gateway_url) as ada:
        headers = [
            ("content-type", "application/json"),
            ("x-subscriber-id", ada.subscriber_id),
            ("x-request-id", request_id),
        ]
        assert_problem(await post(ada, json.dumps(GOOD).encode(), headers), 400)


@pytest.mark.parametrize(
    "cookie",
    [
        "__Host-auth-token=" + "x" * 3_000,
        "__Host-auth-token=\x80\xff",
        "=;=;;",
        '"',
        "__Host-auth-token=a; __Host-auth-token=b",
    ],
)
async def test_a_bad_cookie_never_breaks_the_gateway(gateway_url, cookie):
    """A cookie that is no session's is no session; one that cannot be read is a problem."""
    async with visitor(gateway_url) as ada:
        response = await ada.http.get("/api/session", headers=[(b"cookie", cookie.encode("latin-1"))])
        assert 400 <= response.status_code < 500
        assert_problem(response, response.status_code)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nowhere", 404),
        ("DELETE", "/api/greetings", 405),
        ("GET", "/api/boards/UPPER/notes", 422),
        ("GET", "/api/boards/%ff/notes", 422),
        ("GET", "/api/boards/main/notes?surprise=1", 422),
        ("DELETE", "/api/requests/not-a-uuid", 422),
    ],
)
async def test_a_bad_path_is_refused(gateway_url, method, path, status):
    async with visitor(gateway_url) as ada:
        headers = {"x-subscriber-id": ada.subscriber_id, "x-request-id": str(uuid.uuid4())}
        assert_problem(await ada.http.request(method, path, headers=headers), status)


async def test_another_sites_page_is_refused(gateway_url):
    async with visitor(gateway_url) as ada:
        headers = {
            "Origin": "http://elsewhere.example",
            "x-subscriber-id": ada.subscriber_id,
            "x-request-id": str(uuid.uuid4()),
            "content-type": "application/json",
        }
        assert_problem(await ada.http.post("/api/greetings", content=json.dumps(GOOD), headers=headers), 403)


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /api/socket\r\n\r\n",
        b"POST /api/greetings HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    ],
)
async def test_bytes_that_are_hardly_http_do_no_harm(gateway_url, raw):
    """The connection gets a 4xx or is closed, and the next visitor is served."""
    where = urlsplit(gateway_url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(raw)
    answer = await asyncio.wait_for(reader.read(4_000), 20)
    writer.close()
    assert not answer.startswith(b"HTTP/1.1 5")
    async with visitor(gateway_url) as ada:
        assert (await ada.ask("POST", "/greetings", GOOD))["@type"] == "greetings.Greeted"
