"""The socket against a server that says what each test wants."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import serve

from services.testing.server import eventually
from services.wire.transport.errors import GatewayUnreachable, TransportClosed
from services.wire.transport.live_socket import LiveSocket

TAKEN = {"@type": "accounts.NameTaken", "name": "hi"}


class Ear:
    """Remembers what a socket told."""

    def __init__(self):
        self.texts, self.epochs, self.losses, self.reasons = [], [], [], []

    def frame(self, frame):
        self.texts.append(json.loads(bytes(frame.body))["name"])

    def welcomed(self, identity):
        self.epochs.append(identity.epoch)

    def lost(self, before, reason):
        self.losses.append(before)

    def closed(self, reason):
        self.reasons.append(reason)


class Script:
    """Plays one list of steps to each socket in turn: a body, a frame, a code to close with, or a wait for ever."""

    def __init__(self, *sockets):
        self.sockets = list(sockets)
        self.offers = []

    async def play(self, socket):
        self.offers.append(socket.request.headers["Sec-WebSocket-Protocol"].split(", ")[1:])
        for step in self.sockets.pop(0) if self.sockets else [welcome("late")]:
            if isinstance(step, int):
                await socket.close(step)
                return
            frame = step if "body" in step else {"requestId": None, "final": False, "position": None, "body": step}
            await socket.send(json.dumps(frame))
        await socket.wait_closed()


def welcome(name, position="3-100", heartbeat_ms=25_000):
    told = {"subscriberId": name, "resumeToken": f"token-{name}", "position": position, "heartbeatMs": heartbeat_ms}
    return {"@type": "wire.Welcome", "serverTime": "2026-11-25T00:00:00Z", **told}


def resumed(*, complete=True):
    return {"@type": "wire.Resumed", "complete": complete, "replayed": 0}


def frame(position):
    return {"requestId": "r1", "final": True, "position": position, "body": TAKEN | {"name": position}}


@asynccontextmanager
async def listening(script, *, jitter=0.0):
    """A socket to the script, what it tells, and its task."""
    async with serve(script.play, "127.0.0.1", 0, subprotocols=["millrace.v1"]) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ear = Ear()
        socket = LiveSocket(url, url, dict, ear, lambda: jitter)
        running = asyncio.create_task(socket.run())
        try:
            yield socket, ear
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_it_offers_its_token_and_positions_when_it_comes_back():
    script = Script([welcome("s1"), frame("3-104"), 1012], [welcome("s2", "9-1"), resumed()])
    async with listening(script) as (_, ear):
        await eventually(lambda: len(ear.epochs) == 2)
    assert script.offers == [[], ["millrace.resume.token-s1", "millrace.pos.3-104"]]
    assert ear.losses == []


async def test_a_heartbeat_renews_what_it_offers():
    beat = {"@type": "wire.Heartbeat", "resumeToken": "new", "position": "3-180", "serverTime": "2026-11-25T00:00:00Z"}
    script = Script([welcome("s1"), beat, 1001])
    async with listening(script) as (_, ear):
        await eventually(lambda: len(ear.epochs) == 2)
    assert script.offers[1] == ["millrace.resume.new", "millrace.pos.3-180"]


async def test_a_frame_is_told_once_however_often_it_is_played():
    script = Script([welcome("s1"), frame("3-104"), 1012], [welcome("s2", "9-1"), frame("3-104"), frame("3-105")])
    async with listening(script) as (_, ear):
        await eventually(lambda: len(ear.texts) == 2)
    assert ear.texts == ["3-104", "3-105"]


async def test_answers_are_lost_when_the_resume_is_not_complete():
    script = Script([welcome("s1"), 1012], [welcome("s2"), resumed(complete=False)])
    async with listening(script) as (_, ear):
        await eventually(lambda: 2 in ear.losses)


async def test_a_socket_that_falls_silent_is_dead():
    script = Script([welcome("s1", heartbeat_ms=20)])
    async with listening(script) as (socket, ear):
        await eventually(lambda: ear.epochs == [1, 2])
        assert (await socket.ready()).subscriber_id == "late"


async def test_it_waits_as_long_as_the_goodbye_asks():
    script = Script([welcome("s1"), {"@type": "wire.Goodbye", "reconnectAfterMs": 0}, 4503])
    async with listening(script, jitter=1000) as (_, ear):
        await eventually(lambda: len(ear.epochs) == 2)


async def test_it_comes_back_with_nothing_of_a_session_that_ended():
    script = Script([welcome("s1"), 4401])
    async with listening(script) as (_, ear):
        await eventually(lambda: len(ear.epochs) == 2)
    assert script.offers == [[], []]
    assert 2 in ear.losses


@pytest.mark.parametrize("code", [4400, 4403, 4409])
async def test_it_stays_away_from_a_gateway_that_closed_it_for_good(code):
    async with listening(Script([welcome("s1"), code])) as (socket, ear):
        await eventually(lambda: ear.reasons)
        with pytest.raises(TransportClosed, match=ear.reasons[0]):
            await socket.ready()


async def test_a_gateway_that_wants_nobody_is_as_good_as_none():
    async with listening(Script([4403])) as (socket, _):
        with pytest.raises(GatewayUnreachable, match="MILLRACE_ORIGINS"):
            await socket.first()


async def test_it_reopens_at_once_and_resumes():
    script = Script([welcome("s1")], [welcome("s2"), resumed()])
    async with listening(script, jitter=1000) as (socket, _):
        refused = await socket.ready()
        socket.rebind(refused)
        assert (await socket.ready()).subscriber_id == "s2"
        socket.rebind(refused)
        assert (await socket.ready()).subscriber_id == "s2"
    assert script.offers[1] == ["millrace.resume.token-s1", "millrace.pos.3-100"]


async def test_what_it_does_not_understand_passes_by():
    script = Script([welcome("s1"), {"@type": "wire.FromTheFuture"}, frame("3-101")])
    async with listening(script) as (_, ear):
        await eventually(lambda: ear.texts)


async def test_whatever_breaks_those_who_wait_are_told():
    class Broken(Ear):
        def frame(self, frame):
            raise ZeroDivisionError

    async with serve(
        Script([welcome("s1"), frame("3-1")]).play, "127.0.0.1", 0, subprotocols=["millrace.v1"]
    ) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ear = Broken()
        await LiveSocket(url, url, dict, ear, lambda: 0.0).run()
    assert ear.reasons == ["the transport broke: ZeroDivisionError()"]
