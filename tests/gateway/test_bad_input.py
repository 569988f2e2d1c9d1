"""Whatever comes to the door badly made gets a 4xx problem that helps, never a 500, and reaches no log."""

import asyncio
import json
import uuid
from urllib.parse import urlsplit

import pytest

from gateway.limits import Limits
from services.wire.generated.accounts import Register
from services.wire.generated.greetings import Greet
from tests.gateway.stage import headers_of

GOOD = {"name": "Ada", "password": "correct horse"}

BODIES = {
    "nothing": (b"", "body-malformed"),
    "a form": (b"name=Ada&password=correct horse", "body-malformed"),
    "cut short": (b'{"name":"Ada","pass', "body-malformed"),
    "two values": (b'{"name":"Ada","password":"xxxxxxxx"} {}', "body-malformed"),
    "a byte order mark": (b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), "body-malformed"),
    "invalid UTF-8": (b'{"name":"\xff\xfe","password":"xxxxxxxx"}', "body-malformed"),
    "UTF-16": (json.dumps(GOOD).encode("utf-16"), "body-malformed"),
    "a lone surrogate": (b'{"name":"\\ud800","password":"xxxxxxxx"}', "body-malformed"),
    "a surrogate in bytes": (b'{"name":"\xed\xa0\x80","password":"xxxxxxxx"}', "body-malformed"),
    "a surrogate in a name": (b'{"na\\ud800me":"x","password":"xxxxxxxx"}', "body-malformed"),
    "deep arrays": (b"[" * 20_000 + b"]" * 20_000, "body-malformed"),
    "deep arrays never closed": (b"[" * 20_000, "body-malformed"),
    "deep objects": (
        b'{"name":' + b'{"a":' * 9_000 + b"1" + b"}" * 9_000 + b',"password":"xxxxxxxx"}',
        "body-malformed",
    ),
    "deep in an unknown field": (b'{"x":' + b"[" * 9_000 + b"]" * 9_000 + b"}", "body-malformed"),
    "NaN": (b'{"name":NaN,"password":"xxxxxxxx"}', "body-malformed"),
    "an array": (b"[]", "body-invalid"),
    "null": (b"null", "body-invalid"),
    "a number": (b"7", "body-invalid"),
    "a number out of range": (b"1e999", "body-malformed"),
    "a wrong type": (b'{"name":"Ada","password":7}', "body-invalid"),
    "an unknown field": (b'{"name":"Ada","password":"xxxxxxxx","shout":true}', "body-invalid"),
    "a missing field": (b'{"name":"Ada"}', "body-invalid"),
    "too short": (b'{"name":"Ada","password":""}', "body-invalid"),
    "too long": (json.dumps(GOOD | {"password": "x" * 201}).encode(), "body-invalid"),
    "another tag": (b'{"@type":"accounts.Login","name":"Ada","password":"xxxxxxxx"}', "body-invalid"),
    "a tag that is no text": (b'{"@type":7,"name":"Ada","password":"xxxxxxxx"}', "body-invalid"),
    "too large": (json.dumps(GOOD | {"password": "x" * 70_000}).encode(), "body-too-large"),
}


async def post(somebody, content, path="/api/register", **more):
    return await somebody.http.post(
        path, content=content, headers=headers_of(somebody, content_type="application/json") | more
    )


def assert_problem(answer, kind):
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert problem["type"] == f"/problems/{kind}", problem
    assert answer.status_code == problem["status"] < 500
    assert problem["title"]
    assert problem["detail"]
    assert answer.headers["cache-control"] == "no-store"
    return problem


@pytest.mark.parametrize("kind", BODIES)
async def test_a_bad_body_is_refused_and_not_produced(ada, stage, kind):
    content, problem = BODIES[kind]
    assert_problem(await post(ada, content), problem)
    assert stage.commands(Register) == []


@pytest.mark.parametrize("text", ["\0", "a\u2028b", "😀" * 200, "\u202e", "a\nb"])
async def test_odd_but_valid_text_is_taken_as_it_is(ada, stage, text):
    content = json.dumps({"name": "Ada\0", "text": text}).encode()
    assert (await post(ada, content, path="/api/greetings")).status_code == 202
    assert stage.commands(Greet)[0][0].text == text


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"password": 7}, "$.password"),
        ({"password": ""}, "$.password"),
        ({"more": 1}, "$.more"),
        ({"name": None}, "$.name"),
    ],
)
async def test_the_place_at_fault_is_named(ada, body, path):
    problem = assert_problem(await post(ada, json.dumps(GOOD | body).encode()), "body-invalid")
    assert [error["path"] for error in problem["errors"]] == [path]


async def test_a_missing_field_is_named(ada):
    problem = assert_problem(await post(ada, b'{"name":"Ada"}'), "body-invalid")
    assert problem["errors"] == [{"@type": "wire.FieldError", "path": "$.password", "message": "Required, and missing"}]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "ada", "password": "canary-secret" * 20},
        {"name": "ada", "password": ["canary-secret"]},
        {"name": "ada", "password": "canary-secret", "surprise": "canary-secret"},
        {"name": "ada", "password": "canary-secret", "@type": "canary-secret"},
        {"password": "canary-secret"},
    ],
)
async def test_a_refusal_never_shows_a_secret(ada, stage, body):
    answer = await post(ada, json.dumps(body).encode(), "/api/register")
    assert_problem(answer, "body-invalid")
    assert "canary" not in answer.text
    assert stage.commands(Register) == []


async def test_a_password_is_sealed_before_it_is_produced(ada, stage):
    body = {"name": "ada", "password": "canary-secret"}
    assert (await post(ada, json.dumps(body).encode(), "/api/register")).status_code == 202
    [(command, record)] = stage.commands(Register)
    assert b"canary" not in record.value + b"".join(record.headers.values())
    assert stage.unsealer.unseal(command.password) == "canary-secret"


@pytest.mark.parametrize(
    ("content_type", "taken"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("application/JSON ;charset=UTF-8", True),
        ("", False),
        ("text/plain", False),
        ("application/json; charset=latin-1", False),
        ("application/json, text/plain", False),
        ("application/jsonx", False),
        ("multipart/form-data; boundary=x", False),
    ],
)
async def test_only_json_in_utf_8_is_read(ada, content_type, taken):
    headers = headers_of(ada) | {"content-type": content_type}
    answer = await ada.http.post("/api/register", content=json.dumps(GOOD), headers=headers)
    if taken:
        assert answer.status_code == 202
    else:
        assert_problem(answer, "content-type-unsupported")


async def test_a_body_without_content_type_is_refused(ada):
    answer = await ada.http.post("/api/register", content=json.dumps(GOOD), headers=headers_of(ada))
    assert_problem(answer, "content-type-unsupported")


@pytest.mark.parametrize("name", ["x-subscriber-id", "x-request-id", "content-type", "sec-fetch-site"])
async def test_a_header_that_comes_twice_is_refused(ada, name):
    headers = [*headers_of(ada, content_type="application/json", sec_fetch_site="same-origin").items()]
    again = [*headers, next(pair for pair in headers if pair[0] == name)]
    assert_problem(await ada.http.post("/api/register", content=json.dumps(GOOD), headers=again), "header-repeated")


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"x-subscriber-id": None}, "subscriber-missing"),
        ({"x-subscriber-id": ""}, "subscriber-missing"),
        ({"x-subscriber-id": "A" * 64}, "subscriber-malformed"),
        ({"x-subscriber-id": "ä" * 64}, "subscriber-malformed"),
        ({"x-subscriber-id": "A" * 5000}, "subscriber-malformed"),
        ({"x-request-id": None}, "request-id-missing"),
        ({"x-request-id": ""}, "request-id-malformed"),
        ({"x-request-id": "7"}, "request-id-malformed"),
        ({"x-request-id": "00000000000040008000000000000000"}, "request-id-malformed"),
        ({"x-request-id": "{00000000-0000-4000-8000-000000000000}"}, "request-id-malformed"),
        ({"x-request-id": "00000000-0000-4000-8000-00000000000g"}, "request-id-malformed"),
        ({"x-request-id": "\u0660" * 8}, "request-id-malformed"),
        ({"x-request-id": "x" * 5000}, "request-id-malformed"),
    ],
)
async def test_ids_are_what_they_should_be(ada, headers, kind):
    merged = headers_of(ada, content_type="application/json") | headers
    given = [(name.encode(), value.encode()) for name, value in merged.items() if value is not None]
    assert_problem(await ada.http.post("/api/register", content=json.dumps(GOOD), headers=given), kind)


async def test_an_id_with_another_letter_is_not_ours(ada):
    for at in range(0, 64, 7):
        other = "A" if ada.subscriber_id[at] != "A" else "B"
        forged = ada.subscriber_id[:at] + other + ada.subscriber_id[at + 1 :]
        answer = await post(ada, json.dumps(GOOD).encode(), **{"x-subscriber-id": forged})
        assert_problem(answer, "subscriber-malformed")


async def test_an_id_older_than_any_socket_is_refused(ada, stage):
    stage.clock_ahead_s = Limits().socket_life_s + 1000
    assert_problem(await post(ada, json.dumps(GOOD).encode()), "subscriber-expired")


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/api/nowhere", "not-found"),
        ("GET", "/api", None),
        ("GET", "/api/boards/main/notes/x/y", "not-found"),
        ("POST", "/api/register/x", "not-found"),
        ("DELETE", "/api/register", "method-not-allowed"),
        ("PATCH", "/api/session", "method-not-allowed"),
        ("GET", "/api/boards/UPPER/notes", "parameter-invalid"),
        ("GET", "/api/boards/%ff/notes", "parameter-invalid"),
        ("GET", "/api/boards/%ed%a0%80/notes", "parameter-invalid"),
        ("GET", "/api/boards/%zz/notes", "parameter-invalid"),
        ("GET", "/api/boards/a%2fb/notes", "parameter-invalid"),
        ("GET", "/api/boards/a%00/notes", "parameter-invalid"),
        ("GET", "/api/boards/main/notes?surprise=1", "parameter-invalid"),
        ("GET", "/api/boards/main/notes?boardId=other", "parameter-invalid"),
        ("GET", "/api/boards/main/notes?%ff", "parameter-invalid"),
        ("GET", "/api/boards/" + "x" * 65 + "/notes", "parameter-invalid"),
        ("DELETE", "/api/requests/not-a-uuid", "parameter-invalid"),
        ("DELETE", "/api/requests/%ff", "parameter-invalid"),
        ("DELETE", f"/api/requests/{uuid.UUID(int=1)}?x=1", "parameter-invalid"),
    ],
)
async def test_a_bad_path_is_refused(ada, method, path, kind):
    answer = await ada.http.request(method, path, headers=headers_of(ada))
    if kind is None:
        assert answer.status_code < 500
    else:
        assert_problem(answer, kind)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "version=x",
        "version=1&version=1",
        "version=1.0",
        "version=0",
        "version=99999999999",
        "version=",
        "version=%31%",
    ],
)
async def test_a_bad_number_in_a_query_is_refused(stage, running, query):
    stage.store_session("t" * 43)
    async with running.visitor("t" * 43) as ada:
        path = f"/api/boards/main/notes/{uuid.uuid4()}?{query}"
        assert_problem(await ada.http.delete(path, headers=headers_of(ada)), "parameter-invalid")
        good = await ada.http.delete(path.partition("?")[0] + "?version=%31", headers=headers_of(ada))
        assert good.status_code == 202


@pytest.mark.parametrize("path", ["/boards//main/notes", "/boards/main//notes", "/boards/main/notes/", "/greetings/"])
async def test_a_path_that_no_document_has_leads_nowhere(ada, stage, path):
    """Litestar takes two slashes for one, and lets a last one be."""
    answer = await ada.send("POST", path, GOOD)

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    assert stage.commands(Greet) == []


async def test_405_says_what_is_allowed(ada):
    answer = await ada.http.put("/api/register", headers=headers_of(ada))
    assert answer.headers["allow"] == "POST"


async def test_a_body_that_grows_past_the_limit_is_refused_though_nobody_said_how_long_it_is(ada):
    async def chunks():
        for _ in range(100):
            yield b"x" * 1000

    answer = await ada.http.post(
        "/api/register", content=chunks(), headers=headers_of(ada, content_type="application/json")
    )
    assert_problem(answer, "body-too-large")


@pytest.mark.parametrize("begun", [b"", b"POST /api/register HT", b"POST /api/register HTTP/1.1\r\nHost: x\r\nX: "])
async def test_a_connection_that_asks_nothing_is_closed(stage, begun):
    async with stage.gateway(Limits(request_within_s=0.1)) as running:
        where = urlsplit(running.url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(begun)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


async def test_a_connection_may_be_kept_between_requests(stage):
    async with stage.gateway(Limits(request_within_s=0.1)) as running, running.visitor() as ada:
        for _ in range(3):
            await asyncio.sleep(0.15)
            assert (await post(ada, json.dumps(GOOD).encode())).status_code == 202
        assert ada.socket.close_code is None


async def test_a_body_that_does_not_come_is_given_up(stage):
    async with stage.gateway(Limits(request_within_s=0.1)) as running, running.visitor() as ada:
        where = urlsplit(running.url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        lines = ["POST /api/register HTTP/1.1", "Host: x", "Content-Type: application/json", "Content-Length: 50"]
        lines += [f"{name}: {value}" for name, value in headers_of(ada).items()]
        writer.write(("\r\n".join(lines) + "\r\n\r\n" + '{"name"').encode())
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        assert answer.startswith(b"HTTP/1.1 400")
        assert b"/problems/body-malformed" in answer
        assert b"\r\ncache-control: no-store\r\n" in answer


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /api/socket\r\n\r\n",
        b"GET /api/session HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /api/boards/%/notes HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /api/register HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/register HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /api/session HTTP/1.1\r\nHost: x\r\nCookie: __Host-auth-token=\x80\xff\r\n\r\n",
        b"GET /api/session HTTP/1.1\r\nHost: x\r\nOrigin: \xff\r\n\r\n",
        b"GET /api/socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
async def test_bytes_that_are_hardly_http_do_no_harm(running, registrar, raw):
    where = urlsplit(running.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(raw)
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(4_000), 5)
    writer.close()
    assert not answer.startswith(b"HTTP/1.1 5"), answer
    async with running.visitor() as ada:
        body = {"name": "ada", "password": "correct horse battery"}
        assert (await ada.ask("POST", "/register", body))["@type"] == "accounts.NameTaken"


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"origin": None, "sec-fetch-site": None}, True),
        ({"origin": None, "sec-fetch-site": "none"}, True),
        ({"origin": "http://elsewhere.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": None, "sec-fetch-site": "cross-site"}, False),
    ],
)
async def test_another_sites_page_is_refused(running, ada, headers, taken):
    ours = {
        "content-type": "application/json",
        "origin": running.url,
        "sec-fetch-site": "same-origin",
    }
    sent = {name: value for name, value in (headers_of(ada) | ours | headers).items() if value is not None}
    async with type(ada.http)(base_url=running.url) as http:
        answer = await http.post("/api/register", content=json.dumps(GOOD), headers=sent)
        nowhere = await http.get("/api/nowhere", headers=sent)
    if taken:
        assert answer.status_code == 202
    else:
        assert_problem(answer, "origin-refused")
        assert_problem(nowhere, "origin-refused")


async def test_a_broker_that_is_away_is_a_503_that_says_when_to_come_back(ada, stage):
    stage.broker.unavailable = True
    answer = await ada.send("POST", "/register", GOOD)
    stage.broker.unavailable = False
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["type"] == "/problems/unavailable"
    assert stage.commands(Register) == []


async def test_a_fault_of_the_gateway_shows_nothing_of_the_inside(ada, stage, caplog):
    def broken(_):
        raise KeyError("inside")

    stage.broker.produce = broken
    answer = await ada.send("POST", "/register", GOOD)
    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/internal"
    assert "inside" not in answer.text
    assert "inside" in caplog.text
