"""A reconnect brings back what was missed, on whatever gateway it comes to, or says that it cannot."""

import asyncio
import uuid
from contextlib import asynccontextmanager

import pytest

from gateway.limits import Limits
from gateway.tokens import Claim, Past, read_token, write_token
from services.testing.server import eventually
from services.wire.broker import Partition
from services.wire.generated.accounts import NameTaken, Register
from services.wire.subscriber import mint
from tests.gateway.stage import next_frame

REGISTER = {"name": "hello", "password": "correct horse battery"}
TOKEN = "t" * 43
KEY = b"k" * 32


@pytest.fixture
async def asked(stage):
    """The commands as a worker gets them; the test answers."""
    got = []
    await stage.worker({Register: lambda command, asked: got.append(asked)})
    return got


def offers(welcome, *positions: str) -> list[str]:
    """What a client offers that knows no more than its welcome, or these positions."""
    known = positions or (welcome["position"],)
    return ["millrace.resume." + welcome["resumeToken"], *("millrace.pos." + position for position in known)]


async def resumed(socket) -> tuple[list[dict], dict]:
    """The frames up to the word that all was played, and that word."""
    frames = [await next_frame(socket)]
    while frames[-1]["body"]["@type"] != "wire.Resumed":
        frames.append(await next_frame(socket))
    return frames, frames[-1]["body"]


async def post(somebody, asked) -> str:
    request_id, before = str(uuid.uuid4()), len(asked)
    assert (await somebody.send("POST", "/register", REGISTER, request_id=request_id)).status_code == 202
    await eventually(lambda: len(asked) > before)
    return request_id


@asynccontextmanager
async def dropped(running, asked, token=None):
    """Somebody who asked something and lost the socket: the request id, and the welcome."""
    async with running.visitor(token) as ada:
        request_id = await post(ada, asked)
        await ada.close_socket()
        await eventually(lambda: len(running.parts.sockets) == 0)
        yield request_id, ada.welcome


async def test_without_a_token_nothing_is_said_of_resuming(running):
    async with running.connect() as socket:
        await next_frame(socket)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(socket.recv(), 0.1)


async def test_what_was_missed_is_played_again(stage, running, asked):
    async with dropped(running, asked) as (request_id, welcome):
        asked[0].reply(NameTaken(name="missed"))
        async with running.connect(*offers(welcome)) as socket:
            frames, end = await resumed(socket)
            assert frames[0]["body"]["@type"] == "wire.Welcome"
            assert frames[0]["body"]["subscriberId"] != welcome["subscriberId"]
            assert (frames[1]["requestId"], frames[1]["body"]["name"]) == (request_id, "missed")
            assert end == {"@type": "wire.Resumed", "complete": True, "replayed": 1}


async def test_what_comes_after_the_resume_finds_the_new_socket(stage, running, asked):
    async with dropped(running, asked) as (request_id, welcome), running.connect(*offers(welcome)) as socket:
        _, end = await resumed(socket)
        assert end == {"@type": "wire.Resumed", "complete": True, "replayed": 0}
        asked[0].reply(NameTaken(name="late"))
        frame = await next_frame(socket)
        assert (frame["requestId"], frame["body"]["name"]) == (request_id, "late")


async def test_another_gateway_does_as_well(stage, asked):
    """It reads the old lane, and follows it for what comes later."""
    async with stage.two_gateways(0, 1) as (here, there), here.visitor() as ada:
        first, second = await post(ada, asked), await post(ada, asked)
        await ada.close_socket()
        asked[0].reply(NameTaken(name="missed"))
        async with there.connect(*offers(ada.welcome)) as socket:
            frames, end = await resumed(socket)
            assert [frame["requestId"] for frame in frames[1:-1]] == [first]
            assert end["complete"] is True
            asked[1].reply(NameTaken(name="late"))
            frame = await next_frame(socket)
            assert (frame["requestId"], frame["position"]) == (second, "0-2")
            assert list(there.parts.lanes._followed) == [0]
        await eventually(lambda: not there.parts.lanes._followed)


async def test_what_was_seen_is_not_played_again(stage, running, asked):
    async with running.visitor() as ada:
        first = await post(ada, asked)
        asked[0].reply(NameTaken(name="seen"))
        position = (await ada.final(first))["position"]
        second = await post(ada, asked)
        await ada.close_socket()
        asked[1].reply(NameTaken(name="missed"))
        async with running.connect(*offers(ada.welcome, position)) as socket:
            frames, end = await resumed(socket)
            assert [frame["requestId"] for frame in frames[1:-1]] == [second]
            assert end["replayed"] == 1


async def test_others_frames_are_not_played(stage, running, asked):
    async with running.visitor() as bob, dropped_beside(running, asked) as welcome:
        await post(bob, asked)
        asked[-1].reply(NameTaken(name="bob's"))
        async with running.connect(*offers(welcome)) as socket:
            frames, end = await resumed(socket)
            assert (len(frames), end["replayed"]) == (2, 0)


@asynccontextmanager
async def dropped_beside(running, asked):
    async with running.visitor() as ada:
        await post(ada, asked)
        await ada.close_socket()
        yield ada.welcome


async def test_a_second_drop_at_once_loses_nothing_either(stage, asked):
    async with stage.two_gateways(0, 1) as (here, there), here.visitor() as ada:
        request_id = await post(ada, asked)
        await ada.close_socket()
        async with there.connect(*offers(ada.welcome)) as socket:
            again = (await next_frame(socket))["body"]
        asked[0].reply(NameTaken(name="missed twice"))
        async with here.connect(*offers(again, again["position"], ada.welcome["position"])) as socket:
            frames, end = await resumed(socket)
            assert [frame["requestId"] for frame in frames if frame["requestId"]] == [request_id]
            assert end["complete"] is True


async def test_the_token_of_a_heartbeat_holds_the_sockets_before(stage, asked):
    async with (
        stage.gateway(Limits(heartbeat_ms=100), lane=0) as here,
        stage.gateway(Limits(heartbeat_ms=100), lane=1) as there,
        here.visitor() as ada,
    ):
        request_id = await post(ada, asked)
        await ada.close_socket()
        async with there.connect(*offers(ada.welcome)) as socket:
            frames, _ = await resumed(socket)
            while (beat := await next_frame(socket))["body"]["@type"] != "wire.Heartbeat":
                pass
        asked[0].reply(NameTaken(name="missed twice"))
        known = ada.welcome["position"], beat["body"]["position"]
        async with here.connect(*offers(beat["body"], *known)) as socket:
            frames, end = await resumed(socket)
            assert [frame["requestId"] for frame in frames if frame["requestId"]] == [request_id]
            assert end["complete"] is True


async def test_the_socket_before_is_superseded(running, asked):
    async with running.connect() as old:
        welcome = (await next_frame(old))["body"]
        async with running.connect(*offers(welcome)) as new:
            _, end = await resumed(new)
            assert end["complete"] is True
            await old.wait_closed()
            assert old.close_code == 4409


@pytest.mark.parametrize("token", ["", "x", "A" * 100, "A" * 5_000, "~"])
async def test_a_token_that_is_none_is_not_complete(running, token):
    async with running.connect("millrace.resume." + token, "millrace.pos.1-0") as socket:
        _, end = await resumed(socket)
        assert end == {"@type": "wire.Resumed", "complete": False, "replayed": 0}


async def test_an_expired_token_is_not_complete(stage, running, asked):
    async with dropped(running, asked) as (_, welcome):
        stage.clock_ahead_s = Limits().token_life_s + 2
        async with running.connect(*offers(welcome)) as socket:
            assert (await resumed(socket))[1]["complete"] is False


@pytest.mark.parametrize("positions", [["millrace.pos.3-x"], ["millrace.pos.99999-0"], []])
async def test_a_token_without_its_position_is_not_complete(running, asked, positions):
    async with dropped(running, asked) as (_, welcome), running.connect(offers(welcome)[0], *positions) as socket:
        assert (await resumed(socket))[1]["complete"] is False


async def test_what_retention_took_is_not_complete(stage, asked):
    """The socket is as old as the log."""
    async with stage.gateway(Limits(replies_kept_s=0)) as running, dropped(running, asked) as (_, welcome):
        asked[0].reply(NameTaken(name="gone"))
        lane = int(welcome["position"].partition("-")[0])
        stage.broker.trim(Partition("replies", lane), 1)
        async with running.connect(*offers(welcome)) as socket:
            assert (await resumed(socket))[1] == {"@type": "wire.Resumed", "complete": False, "replayed": 0}


async def test_what_retention_took_before_the_socket_opened_was_not_missed(stage, asked):
    """A client may know its lane from a visit long ago, and have dropped before it could take the new position."""
    async with stage.gateway(lane=0) as running:
        async with running.visitor() as bob:
            await post(bob, asked)
            asked[0].reply(NameTaken(name="bob's"))
        async with dropped(running, asked) as (request_id, welcome):
            stage.broker.trim(Partition("replies", 0), 1)
            asked[1].reply(NameTaken(name="missed"))
            async with running.connect(*offers(welcome, "0-0")) as socket:
                frames, end = await resumed(socket)
                assert [frame["requestId"] for frame in frames[1:-1]] == [request_id]
                assert end["complete"] is True


async def test_more_than_is_worth_reading_is_not_complete(stage, asked):
    async with stage.gateway(Limits(replay_records=5)) as running, dropped(running, asked) as (_, welcome):
        for number in range(6):
            asked[0].reply(NameTaken(name="x"), final=False, index=number)
        async with running.connect(*offers(welcome)) as socket:
            assert (await resumed(socket))[1]["complete"] is False


async def test_a_long_stretch_is_played_as_fast_as_it_is_read(stage, asked):
    async with stage.gateway() as running, dropped(running, asked) as (_, welcome):
        for number in range(1_500):
            asked[0].reply(NameTaken(name="x" * 4_000), final=False, index=number)
        async with running.connect(*offers(welcome)) as socket:
            _, end = await resumed(socket)
            assert end == {"@type": "wire.Resumed", "complete": True, "replayed": 1_500}


async def test_after_the_login_the_anonymous_socket_is_resumed(stage, running, asked):
    async with dropped(running, asked) as (request_id, welcome):
        asked[0].reply(NameTaken(name="missed"))
        stage.store_session(TOKEN)
        async with running.connect(*offers(welcome), token=TOKEN) as socket:
            frames, end = await resumed(socket)
            assert [frame["requestId"] for frame in frames[1:-1]] == [request_id]
            assert end["complete"] is True


@pytest.mark.parametrize("cookie", [None, "o" * 43])
async def test_the_socket_of_another_session_is_not(stage, running, asked, cookie):
    stage.store_session(TOKEN, "ada")
    stage.store_session("o" * 43, "eve")
    async with dropped(running, asked, TOKEN) as (_, welcome):
        asked[0].reply(NameTaken(name="ada's"))
        async with running.connect(*offers(welcome), token=cookie) as socket:
            frames, end = await resumed(socket)
            assert (len(frames), end["complete"]) == (2, False)


async def test_an_old_socket_is_followed_for_a_while(stage, running, asked):
    async with dropped(running, asked) as (_, welcome), running.connect(*offers(welcome)) as socket:
        await resumed(socket)
        [one] = running.parts.sockets
        assert set(running.parts.sockets.by_id) == {one.id, welcome["subscriberId"].encode()}
        stage.clock_ahead_s = Limits().follow_after_resume_s + 1
        running.parts.resumer.token(one)
        assert set(running.parts.sockets.by_id) == {one.id}


def test_a_token_holds_what_was_put_in():
    past = [Past(mint(KEY, 3, 1_000, None, bytes([number]) * 16), number) for number in range(40)]
    token = write_token(KEY, Claim(past[:32], is_whole=True), 2_000)
    assert read_token(KEY, token, 2_000) == Claim(past[:32], is_whole=True)
    assert read_token(KEY, token, 2_001) is None
    assert read_token(b"x" * 32, token, 1_000) is None
    longer = write_token(KEY, Claim(past, is_whole=True), 2_000)
    assert read_token(KEY, longer, 2_000) == Claim(past[:32], is_whole=False)


def test_no_letter_of_a_token_can_be_changed():
    token = write_token(KEY, Claim([Past(mint(KEY, 3, 1_000, None, b"r" * 16), 0)], is_whole=True), 2_000)
    for at in range(len(token) - 1):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert read_token(KEY, changed, 1_000) is None
