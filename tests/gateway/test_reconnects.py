"""A gateway dies, and all its clients come to another one at once: each is answered, and the log is read for all."""

import asyncio
import gc
import json
import uuid
from collections.abc import Iterator

import pytest

from gateway.limits import Limits
from services.testing.server import eventually
from services.wire import garbage
from services.wire.broker import Outgoing
from services.wire.errors import BrokerUnavailable
from services.wire.generated.accounts import NameTaken
from services.wire.headers import Envelope
from services.wire.memory import MemoryBroker
from services.wire.subscriber import lane_of
from tests.gateway.stage import Stage
from tests.gateway.wires import Wire, assert_nothing_is_left, serverless

CLIENTS = 10_000
MOST_READINGS = 10
ROOMY = Limits(sockets_per_address=2 * CLIENTS)


class Client:
    """A client with one request under way, which knows no more than the welcome of its last socket."""

    def __init__(self) -> None:
        self.request_id = uuid.uuid4()
        self.welcome: dict[str, str] = {}
        self.frames: list[dict] = []
        self.wire: Wire

    @property
    def offers(self) -> list[str]:
        if not self.welcome:
            return []
        return [f"millrace.resume.{self.welcome['resumeToken']}", f"millrace.pos.{self.welcome['position']}"]

    async def connect(self, gateway) -> None:
        self.wire = Wire(gateway, self.offers)
        await self.wire.open()
        self.welcome = json.loads(await self.wire.text())["body"]

    async def resumed(self) -> dict:
        """The word that all was played; what came before it is kept."""
        async with asyncio.timeout(30):
            while (frame := await self.hear())["body"]["@type"] != "wire.Resumed":
                pass
            return frame["body"]

    async def hear(self) -> dict:
        """The next frame; those of requests are kept."""
        frame = json.loads(await self.wire.text())
        if frame["requestId"] is not None:
            self.frames.append(frame)
        return frame


def answer(stage: Stage, client: Client) -> None:
    """Put what ends the request of a client on its lane."""
    own = client.welcome["subscriberId"]
    headers = Envelope(id=uuid.uuid4(), request_id=client.request_id, subscriber_id=own).to_headers()
    value = stage.codec.encode("replies", NameTaken(name=str(client.request_id)))
    stage.broker.append(Outgoing("replies", own.encode(), value, headers, lane_of(own)))
    stage.broker.wake()


@pytest.fixture
def readings(stage: Stage, monkeypatch) -> list[tuple]:
    """Every stretch that is read; more than a few are not."""
    found: list[tuple] = []
    read = MemoryBroker.read

    def noted(self, *stretch):
        found.append(stretch)
        if len(found) > MOST_READINGS:
            raise BrokerUnavailable("the log is read again and again")
        return read(self, *stretch)

    monkeypatch.setattr(MemoryBroker, "read", noted)
    return found


@pytest.fixture
def seldom_collected() -> Iterator[None]:
    """Garbage is looked for as seldom as in a gateway's own process."""
    before = gc.get_threshold()
    gc.set_threshold(*garbage.THRESHOLDS)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("seldom_collected")
async def test_ten_thousand_reconnects_at_once_are_all_answered(stage, readings):
    async with serverless(stage, lane=0, limits=ROOMY) as old, serverless(stage, lane=1, limits=ROOMY) as new:
        clients = [Client() for _ in range(CLIENTS)]
        await asyncio.gather(*(client.connect(old) for client in clients))
        for client in clients[::2]:
            answer(stage, client)
        await asyncio.gather(*(client.wire.close() for client in clients))
        await asyncio.gather(*(client.connect(new) for client in clients))
        for client in clients[1::2]:
            answer(stage, client)
        ends = await asyncio.gather(*(client.resumed() for client in clients))
        assert {end["complete"] for end in ends} == {True}
        await asyncio.gather(*(hear(client) for client in clients))
        assert all(client.frames[0]["body"]["name"] == str(client.request_id) for client in clients)
        assert len(readings) <= MOST_READINGS
        await asyncio.gather(*(client.wire.close() for client in clients))
        assert_nothing_is_left(new.parts)


async def hear(client: Client) -> None:
    """Wait for the answer, which may come before or after the resume is done, and see that it comes once."""
    async with asyncio.timeout(30):
        while not client.frames:
            await client.hear()
    assert [frame["requestId"] for frame in client.frames] == [str(client.request_id)]


async def test_a_client_that_reads_slowly_holds_up_nobody(stage):
    async with serverless(stage, lane=0) as old, serverless(stage, lane=1) as new:
        slow, quick = Client(), Client()
        for client in (slow, quick):
            await client.connect(old)
            await client.wire.close()
        for _ in range(1_000):
            slow.request_id = uuid.uuid4()
            answer(stage, slow)
        answer(stage, quick)
        await slow.connect(new)
        slow.wire.is_writable = False
        await quick.connect(new)
        assert await quick.resumed() == {"@type": "wire.Resumed", "complete": True, "replayed": 1}
        assert not slow.wire.texts
        slow.wire.is_writable = True
        slow.wire.when_writable()
        assert await slow.resumed() == {"@type": "wire.Resumed", "complete": True, "replayed": 1_000}


async def test_a_client_that_leaves_while_it_is_read_for_leaves_nothing(stage, monkeypatch):
    is_read = asyncio.Event()
    read = MemoryBroker.read

    async def late(self, *stretch):
        await is_read.wait()
        async for records in read(self, *stretch):
            yield records

    monkeypatch.setattr(MemoryBroker, "read", late)
    async with serverless(stage, lane=0) as old, serverless(stage, lane=1) as new:
        gone, patient = Client(), Client()
        for client in (gone, patient):
            await client.connect(old)
            await client.wire.close()
            answer(stage, client)
        for client in (gone, patient):
            await client.connect(new)
        await eventually(lambda: new.parts.lanes._followed)
        await gone.wire.close()
        is_read.set()
        assert (await patient.resumed())["replayed"] == 1
        await patient.wire.close()
        assert_nothing_is_left(new.parts)


async def test_a_drop_before_the_first_frame_loses_nothing(stage):
    """The gateway took the old socket over, but its welcome never came: the client has the old token still."""
    async with serverless(stage, lane=0) as old, serverless(stage, lane=1) as new:
        client = Client()
        await client.connect(old)
        await client.wire.close()
        for _ in range(2):
            unheard = Wire(new, client.offers)
            await unheard.open()
            unheard.cut(silently=True)
        answer(stage, client)
        await client.connect(new)
        assert (await client.resumed())["complete"] is True
        await hear(client)


async def test_a_socket_that_was_away_for_longer_than_answers_are_kept_is_told(stage):
    async with serverless(stage, lane=0) as gateway:
        client = Client()
        await client.connect(gateway)
        await client.wire.close()
        stage.clock_ahead_s = 601
        await client.connect(gateway)
        assert (await client.resumed())["complete"] is False
