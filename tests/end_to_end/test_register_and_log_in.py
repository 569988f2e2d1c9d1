"""A stranger registers, is refused what is not theirs, and logs in. Everything with curl-like calls alone."""

import uuid

import pytest
from websockets.exceptions import ConnectionClosed

from tests.end_to_end.people import PASSWORD, fresh_name
from tests.end_to_end.visitor import visitor

pytestmark = pytest.mark.integration


async def test_the_first_frame_is_a_welcome(gateway_url):
    async with visitor(gateway_url) as ada:
        assert ada.welcome["@type"] == "wire.Welcome"
        assert len(ada.welcome["subscriberId"]) == 64


async def test_a_request_without_a_subscriber_id_is_a_400(gateway_url):
    async with visitor(gateway_url) as ada:
        body = {"name": fresh_name(), "password": PASSWORD}
        refused = await ada.send("POST", "/register", body, headers={"x-request-id": str(uuid.uuid4())})
        assert (refused.status_code, refused.json()["type"]) == (400, "/problems/subscriber-missing")
        assert refused.headers["content-type"] == "application/problem+json"


async def test_a_request_with_a_malformed_subscriber_id_is_a_400(gateway_url):
    async with visitor(gateway_url) as ada:
        headers = {"x-subscriber-id": "A" * 64, "x-request-id": str(uuid.uuid4())}
        refused = await ada.send("POST", "/register", {"name": fresh_name(), "password": PASSWORD}, headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (400, "/problems/subscriber-malformed")


async def test_a_request_with_the_subscriber_id_of_another_session_is_a_403(gateway_url):
    """Whoever learns the id of somebody's socket can do nothing with it in a session of their own."""
    async with visitor(gateway_url) as ada, visitor(gateway_url) as eve:
        for somebody, name in ((ada, fresh_name()), (eve, fresh_name("eve"))):
            await somebody.register(name, PASSWORD)
            await somebody.log_in(name, PASSWORD)
        headers = {"x-subscriber-id": ada.subscriber_id, "x-request-id": str(uuid.uuid4())}
        refused = await eve.send("POST", "/register", {"name": fresh_name(), "password": PASSWORD}, headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/subscriber-foreign")


async def test_registering_ends_in_a_typed_frame(gateway_url):
    async with visitor(gateway_url) as ada:
        name = fresh_name()
        registered = await ada.register(name, PASSWORD)
        assert registered["@type"] == "accounts.Registered"
        assert registered["name"] == name
        uuid.UUID(registered["accountId"])


async def test_a_name_can_be_registered_once(gateway_url):
    async with visitor(gateway_url) as ada:
        name = fresh_name()
        await ada.register(name, PASSWORD)
        assert await ada.register(name, "another password") == {"@type": "accounts.NameTaken", "name": name}


@pytest.mark.parametrize("known", [True, False], ids=["wrong password", "unknown name"])
async def test_a_wrong_login_is_refused_in_the_same_words_for_every_reason(gateway_url, known):
    async with visitor(gateway_url) as ada:
        name = fresh_name()
        if known:
            await ada.register(name, PASSWORD)
        assert await ada.ask("POST", "/login", {"name": name, "password": "not this one"}) == {
            "@type": "accounts.LoginRefused"
        }
        refused = await ada.http.post("/api/session")
        assert (refused.status_code, refused.json()["type"]) == (401, "/problems/login-not-ready")


async def test_a_login_is_picked_up_once(gateway_url):
    async with visitor(gateway_url) as ada:
        name = fresh_name()
        await ada.register(name, PASSWORD)
        ready = await ada.ask("POST", "/login", {"name": name, "password": PASSWORD})
        assert ready["@type"] == "sessions.SessionReady"
        login_cookie = ada.cookies["__Host-LOGIN-REQUEST-ID"]

        first = await ada.http.post("/api/session")
        assert first.status_code == 204
        assert "__Host-auth-token" in ada.cookies

        ada.cookies["__Host-LOGIN-REQUEST-ID"] = login_cookie
        assert (await ada.http.post("/api/session")).status_code == 401


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(gateway_url):
    async with visitor(gateway_url) as ada:
        name = fresh_name()
        await ada.register(name, PASSWORD)
        login = await ada.send(
            "POST", "/login", {"name": name, "password": PASSWORD}, request_id=(request_id := str(uuid.uuid4()))
        )
        await ada.final(request_id)
        picked_up = await ada.http.post("/api/session")
        for response, cookie in ((login, "__Host-LOGIN-REQUEST-ID"), (picked_up, "__Host-auth-token")):
            written = next(text for text in response.headers.get_list("set-cookie") if text.startswith(cookie + "="))
            attributes = {part.strip().lower() for part in written.split(";")[1:]}
            assert {"httponly", "secure", "samesite=strict", "path=/"} <= attributes


async def test_a_session_says_whose_it_is_until_it_is_ended(gateway_url):
    """Logging out ends the session on the server, and closes its sockets with 4401."""
    async with visitor(gateway_url) as ada:
        name = fresh_name()
        await ada.register(name, PASSWORD)
        await ada.log_in(name, PASSWORD)
        assert (await ada.http.get("/api/session")).json()["name"] == name

        token = ada.cookies["__Host-auth-token"]
        assert (await ada.http.delete("/api/session")).status_code == 204
        await ada.socket.wait_closed()
        assert ada.socket.close_code == 4401

        ada.cookies["__Host-auth-token"] = token
        assert (await ada.http.get("/api/session")).status_code == 401


async def test_anything_sent_up_the_socket_closes_it(gateway_url):
    async with visitor(gateway_url) as ada:
        try:
            await ada.socket.send("hello")
            await ada.socket.wait_closed()
        except ConnectionClosed:
            pass
        assert ada.socket.close_code == 4400


async def test_posting_needs_a_session_and_reading_does_not(gateway_url):
    async with visitor(gateway_url) as ada:
        refused = await ada.send("POST", "/boards/main/notes", {"text": "hello"})
        assert (refused.status_code, refused.json()["type"]) == (401, "/problems/session-required")
        assert (await ada.send("GET", "/boards/main/notes")).status_code == 202
