"""Who one is: a login picked up once, a session in a cookie, and sockets that belong to it."""

import asyncio
import uuid

import pytest

from gateway.cookies import LOGIN, SESSION, hash_of
from gateway.limits import Limits
from services.testing.server import eventually
from services.wire.generated.accounts import Login
from services.wire.generated.board import PostNote
from services.wire.generated.wire import SessionRevoked
from services.wire.pickup import TAKEN
from services.wire.settings import Settings
from tests.gateway.stage import headers_of

TOKEN, OTHER = "t" * 43, "o" * 43
REGISTER = {"name": "ada", "password": "correct horse battery"}
NOTE = {"text": "Mind the gap."}


def written(answer, cookie: str) -> str:
    return next(text for text in answer.headers.get_list("set-cookie") if text.startswith(cookie + "="))


def problem(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def log_in(ada, stage) -> str:
    """Everything up to the session cookie, with the worker's part played by the test."""
    await ada.send("POST", "/login", {"name": "ada", "password": "secret"})
    stage.store_pickup(ada.cookies[LOGIN])
    assert (await ada.http.post("/api/session")).status_code == 204
    return ada.cookies[SESSION]


async def test_a_login_ties_its_command_to_the_browser_by_a_hash(ada, stage):
    answer = await ada.send("POST", "/login", {"name": "ada", "password": "secret"})
    assert answer.status_code == 202
    [(command, record)] = stage.commands(Login)
    assert command.login_hash == hash_of(ada.cookies[LOGIN])
    assert ada.cookies[LOGIN].encode() not in record.value
    assert stage.unsealer.unseal(command.password) == "secret"


async def test_a_login_cannot_bring_its_own_hash(ada):
    body = {"name": "ada", "password": "secret", "loginHash": "f" * 64}
    assert problem(await ada.send("POST", "/login", body)) == (422, "body-invalid")


async def test_each_login_has_a_cookie_of_its_own(ada):
    tokens = set()
    for _ in range(3):
        await ada.send("POST", "/login", {"name": "ada", "password": "secret"})
        tokens.add(ada.cookies[LOGIN])
    assert len(tokens) == 3


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(ada, stage):
    login = await ada.send("POST", "/login", {"name": "ada", "password": "secret"})
    stage.store_pickup(ada.cookies[LOGIN])
    begun = await ada.http.post("/api/session")
    for answer, cookie in ((login, LOGIN), (begun, SESSION)):
        attributes = {part.strip().lower() for part in written(answer, cookie).split(";")[1:]}
        assert {"httponly", "secure", "samesite=strict", "path=/"} <= attributes
    assert "Max-Age=60" in written(login, LOGIN)
    assert "Max-Age=0" in written(begun, LOGIN)


async def test_a_session_is_kept_only_as_a_hash(ada, stage):
    token = await log_in(ada, stage)
    assert f"session:{hash_of(token)}" in stage.cache.values
    assert not any(token in text for text in map(str, stage.cache.values.items()))


async def test_a_pickup_is_taken_once(ada, stage):
    await ada.send("POST", "/login", {"name": "ada", "password": "secret"})
    login = ada.cookies[LOGIN]
    stage.store_pickup(login)
    ada.cookies.clear()

    async def pick_up():
        return await ada.http.post("/api/session", headers={"cookie": f"{LOGIN}={login}"})

    answers = await asyncio.gather(*(pick_up() for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [204] + [401] * 19
    assert stage.cache.values[f"pickup:{hash_of(login)}"] == TAKEN
    assert stage.cache.lives_s[f"pickup:{hash_of(login)}"] == 86_400


@pytest.mark.parametrize("cookie", [None, f"{LOGIN}={'x' * 43}", f"{LOGIN}=short", f"{LOGIN}="])
async def test_a_login_that_is_not_ready_begins_nothing(ada, cookie):
    headers = {} if cookie is None else {"cookie": cookie}
    assert problem(await ada.http.post("/api/session", headers=headers)) == (401, "login-not-ready")


async def test_a_session_says_whose_it_is(ada, stage):
    await log_in(ada, stage)
    shown = (await ada.http.get("/api/session")).json()
    assert shown["name"] == "ada"
    assert shown["accountId"] == str(uuid.uuid5(uuid.NAMESPACE_DNS, "ada"))
    assert shown["expiresAt"].endswith("Z")


async def test_a_new_session_ends_the_one_before(running, stage):
    stage.store_session(TOKEN)
    async with running.visitor(TOKEN) as ada:
        token = await log_in(ada, stage)
        assert token != TOKEN
        await ada.socket.wait_closed()
        assert ada.socket.close_code == 4401
        assert f"session:{hash_of(TOKEN)}" not in stage.cache.values


async def test_a_login_is_not_lost_because_the_old_session_cannot_be_told(running, stage):
    stage.store_session(TOKEN)
    async with running.visitor(TOKEN) as ada:
        await ada.send("POST", "/login", {"name": "ada", "password": "secret"})
        stage.store_pickup(ada.cookies[LOGIN])
        stage.broker.unavailable = True
        begun = await ada.http.post("/api/session")
        stage.broker.unavailable = False
        assert begun.status_code == 204
        assert ada.cookies[SESSION] != TOKEN
        assert (await ada.http.get("/api/session")).status_code == 200


async def test_a_session_that_is_gone_is_found_out(stage):
    """Nobody told: its record is simply not there any more."""
    stage.store_session(TOKEN)
    stage.store_session(OTHER)
    limits = Limits(session_recheck_s=0.02, session_cached_s=0)
    async with stage.gateway(limits) as running, running.visitor(TOKEN) as ada, running.visitor(OTHER) as bob:
        stage.cache.is_away = True
        await asyncio.sleep(0.05)
        stage.cache.is_away = False
        assert ada.socket.close_code is None
        del stage.cache.values[f"session:{hash_of(TOKEN)}"]
        await eventually(lambda: ada.socket.close_code == 4401)
        assert bob.socket.close_code is None


async def test_logging_out_ends_the_session_and_its_sockets_at_every_gateway(stage):
    stage.store_session(TOKEN)
    async with (
        stage.two_gateways(0, 1) as (here, there),
        here.visitor(TOKEN) as ada,
        there.visitor(TOKEN) as also,
        there.visitor() as stranger,
    ):
        assert (await also.http.get("/api/session")).status_code == 200
        ended = await ada.http.delete("/api/session")
        assert ended.status_code == 204
        assert "Max-Age=0" in written(ended, SESSION)
        for one in (ada, also):
            await one.socket.wait_closed()
            assert one.socket.close_code == 4401
        assert problem(await also.http.get("/api/session")) == (401, "session-required")
        assert stranger.socket.close_code is None
    [record] = stage.broker.records("feeds")
    assert record.key == f"session/{hash_of(TOKEN)}".encode()
    assert stage.codec.decode(record.value) == SessionRevoked(session_ref=hash_of(TOKEN))


async def test_there_is_nothing_to_end_without_a_session(ada):
    assert problem(await ada.http.delete("/api/session")) == (401, "session-required")


@pytest.mark.parametrize(
    ("cookie", "kind"),
    [
        (SESSION + "=" + "x" * 3_000, "session-required"),
        (SESSION + "=" + "x" * 43, "session-required"),
        (SESSION + "=\x80\xff", "header-malformed"),
        (f"{SESSION}={TOKEN}; {SESSION}={TOKEN}", "header-repeated"),
        ("=;=;;", "session-required"),
        ('"', "session-required"),
        (f"x={SESSION}={TOKEN}", "session-required"),
        (";" * 10_000, "session-required"),
    ],
)
async def test_a_bad_cookie_is_no_session(ada, stage, cookie, kind):
    stage.store_session(TOKEN)
    answer = await ada.http.get("/api/session", headers=[(b"cookie", cookie.encode("latin-1"))])
    assert answer.json()["type"] == f"/problems/{kind}"
    assert 400 <= answer.status_code < 500


async def test_a_cookie_that_leads_nowhere_is_taken_away(ada):
    answer = await ada.http.get("/api/session", headers={"cookie": f"{SESSION}={TOKEN}"})
    assert "Max-Age=0" in written(answer, SESSION)


async def test_what_needs_a_session_is_refused_without(ada, stage):
    assert problem(await ada.send("POST", "/boards/main/notes", NOTE)) == (401, "session-required")
    assert stage.commands(PostNote) == []


async def test_a_command_is_filled_up_from_the_session(running, stage):
    stage.store_session(TOKEN)
    async with running.visitor(TOKEN) as ada:
        assert (await ada.send("POST", "/boards/main/notes", NOTE)).status_code == 202
        [(command, record)] = stage.commands(PostNote)
        account = uuid.uuid5(uuid.NAMESPACE_DNS, "ada")
        assert (command.author, command.author_id, command.board_id) == ("ada", account, "main")
        assert record.headers["principal"].decode() == str(account)
        forged = await ada.send("POST", "/boards/main/notes", NOTE | {"author": "eve"})
        assert problem(forged) == (422, "body-invalid")


async def test_a_name_is_tried_so_often_a_minute(stage):
    """Before anything is produced, wherever the tries come from; another name is not touched."""
    async with stage.gateway(Limits(logins_per_name=2)) as running, running.visitor() as ada:
        body = {"name": "lovelace", "password": "guess"}
        for _ in range(2):
            assert (await ada.send("POST", "/login", body)).status_code == 202
        refused = await ada.send("POST", "/login", body)
        assert problem(refused) == (429, "rate-limited")
        assert refused.headers["retry-after"] == "60"
        assert LOGIN not in refused.headers.get("set-cookie", "")
        assert (await ada.send("POST", "/login", body | {"name": "bob"})).status_code == 202
        assert len(stage.commands(Login)) == 3
        assert set(stage.cache.lives_s.values()) == {60}
        assert not any("lovelace" in name for name in stage.cache.values)


async def test_an_address_tries_so_often_a_minute(stage):
    async with stage.gateway(Limits(logins_per_address=2)) as running, running.visitor() as ada:

        async def log_in_as(name: str, address: str) -> int:
            headers = headers_of(ada, x_forwarded_for=f"1.1.1.1, {address}")
            answer = await ada.send("POST", "/login", {"name": name, "password": "guess"}, headers=headers)
            return answer.status_code

        assert [await log_in_as(f"name-{number}", "9.9.9.9") for number in range(3)] == [202, 202, 429]
        assert await log_in_as("name-4", "8.8.8.8") == 202


async def test_how_often_may_be_tried_is_a_setting(stage):
    async with stage.gateway(Limits.of(Settings(logins_per_name=1))) as running, running.visitor() as ada:
        body = {"name": "lovelace", "password": "guess"}
        assert [(await ada.send("POST", "/login", body)).status_code for _ in range(2)] == [202, 429]


class TestBinding:
    """Each way that an id and a session can meet."""

    async def test_the_id_of_another_session_is_refused(self, running, stage):
        stage.store_session(TOKEN, "ada")
        stage.store_session(OTHER, "eve")
        async with running.visitor(TOKEN) as ada, running.visitor(OTHER) as eve:
            stolen = headers_of(ada)
            answer = await eve.send("POST", "/register", REGISTER, headers=stolen)
            assert problem(answer) == (403, "subscriber-foreign")

    async def test_a_sessions_id_is_nothing_without_its_cookie(self, running, stage):
        stage.store_session(TOKEN)
        async with running.visitor(TOKEN) as ada, running.visitor() as eve:
            answer = await eve.send("POST", "/register", REGISTER, headers=headers_of(ada))
            assert problem(answer) == (403, "subscriber-foreign")

    async def test_an_anonymous_id_works_for_whoever_has_no_session(self, running):
        """Known, and harmless: the answer goes to the socket's owner, and to nobody else."""
        async with running.visitor() as ada, running.visitor() as bob:
            answer = await bob.send("POST", "/register", REGISTER, headers=headers_of(ada))
            assert answer.status_code == 202

    async def test_an_id_of_a_session_that_is_over_says_to_log_in_again(self, running, stage):
        stage.store_session(TOKEN)
        async with running.visitor(TOKEN) as ada:
            stage.cache.values.clear()
            stage.clock_ahead_s = 5
            answer = await ada.send("POST", "/register", REGISTER)
            assert problem(answer) == (401, "session-required")
            assert "Max-Age=0" in written(answer, SESSION)

    async def test_a_dead_cookie_with_an_anonymous_id_is_anonymous(self, running, stage):
        async with running.visitor(TOKEN) as ada:
            assert (await ada.send("POST", "/register", REGISTER)).status_code == 202
            refused = await ada.send("POST", "/boards/main/notes", NOTE)
            assert problem(refused) == (401, "session-required")


async def test_a_session_is_looked_up_once_in_a_while(running, stage):
    stage.store_session(TOKEN)
    async with running.visitor(TOKEN) as ada:
        for _ in range(5):
            await ada.send("POST", "/register", REGISTER)
        assert stage.cache.calls == ["get"]
        stage.clock_ahead_s = 4
        await ada.send("POST", "/register", REGISTER)
        assert stage.cache.calls == ["get", "get"]


async def test_an_anonymous_request_asks_no_store(ada, stage):
    stage.cache.is_away = True
    assert (await ada.send("POST", "/register", REGISTER)).status_code == 202
    assert stage.cache.calls == []


async def test_a_store_that_is_away_is_a_503(ada, stage):
    stage.cache.is_away = True
    answer = await ada.http.get("/api/session", headers={"cookie": f"{SESSION}={TOKEN}"})
    assert problem(answer) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"


async def test_a_revocation_from_elsewhere_drops_what_was_remembered(running, stage):
    stage.store_session(TOKEN)
    async with running.visitor(TOKEN) as ada:
        assert (await ada.http.get("/api/session")).status_code == 200
        stage.cache.values.clear()
        await stage.tell(f"session/{hash_of(TOKEN)}", SessionRevoked(session_ref=hash_of(TOKEN)))
        await eventually(lambda: ada.socket.close_code == 4401)
        assert (await ada.http.get("/api/session")).status_code == 401
