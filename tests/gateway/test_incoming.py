"""Records come from workers of every age: what is not known yet is asked for, and holds its place."""

import asyncio
import uuid

import pytest

from gateway.limits import Limits
from services.testing.server import eventually
from services.wire.broker import Outgoing
from services.wire.framing import header
from services.wire.generated.accounts import NameTaken, Register
from services.wire.generated.catalog import CATALOG
from services.wire.headers import FINAL, ID
from tests.gateway.test_resume import resumed

REGISTER = {"name": "hello", "password": "correct horse battery"}
NEWER = CATALOG["accounts.NameTaken"].schema.replace(
    '"type":"string"}]', '"type":"string"},{"name":"mood","type":"string","default":"fine"}]'
)


@pytest.fixture
async def asked(stage):
    """The commands as a worker gets them; the test answers."""
    got = []
    await stage.worker({Register: lambda command, asked: got.append(asked)})
    return got


async def post(ada, asked) -> str:
    request_id, before = str(uuid.uuid4()), len(asked)
    assert (await ada.send("POST", "/register", REGISTER, request_id=request_id)).status_code == 202
    await eventually(lambda: len(asked) > before)
    return request_id


def newer(asked, schema_id: int, text: str) -> Outgoing:
    """An answer as a worker of the next version writes it."""
    known = asked.outgoing(NameTaken(name=text))
    value = header(schema_id) + known.value[5:] + b"\x08glad"
    headers = known.headers | {ID: str(uuid.uuid4()).encode(), FINAL: b"0"}
    return Outgoing("replies", known.key, value, headers, known.partition)


async def test_an_answer_of_a_newer_version_is_learned_and_keeps_its_place(ada, stage, asked):
    schema_id = await stage.registry.register("replies-accounts.NameTaken", NEWER)
    request_id = await post(ada, asked)
    await stage.broker.produce(newer(asked[0], schema_id, "first"))
    asked[0].reply(NameTaken(name="second"))
    await ada.final(request_id)
    assert [frame["body"]["name"] for frame in ada.frames[request_id]] == ["first", "second"]


async def test_while_the_registry_is_away_nobody_else_waits(stage, running, ada, asked):
    """What came later for the same socket is held behind, in its place; others get theirs at once."""
    schema_id = await stage.registry.register("replies-accounts.NameTaken", NEWER)
    async with running.visitor() as bob:
        mine, his = await post(ada, asked), await post(bob, asked)
        stage.registry.is_away = True
        await stage.broker.produce(newer(asked[0], schema_id, "first"))
        asked[0].reply(NameTaken(name="second"))
        asked[1].reply(NameTaken(name="his"))
        await bob.final(his)
        assert mine not in ada.frames
        assert "held_records 2" in (await ada.http.get("/api/metrics")).text
        stage.registry.is_away = False
        await ada.final(mine)
    assert [frame["body"]["name"] for frame in ada.frames[mine]] == ["first", "second"]
    assert "held_records 0" in (await ada.http.get("/api/metrics")).text


async def test_what_waits_for_the_registry_is_still_to_come_for_a_client_that_drops(stage, asked):
    """Heartbeats do not lead past it: the next gateway plays it again, and waits for the registry too."""
    schema_id = await stage.registry.register("replies-accounts.NameTaken", NEWER)
    async with (
        stage.gateway(Limits(heartbeat_ms=100), lane=0) as here,
        stage.gateway(lane=1) as there,
        here.visitor() as ada,
    ):
        request_id = await post(ada, asked)
        stage.registry.is_away = True
        await stage.broker.produce(newer(asked[0], schema_id, "first"))
        asked[0].reply(NameTaken(name="second"))
        await eventually(lambda: here.parts.lane.position == 2)
        seen = len(ada.frames[None]) if None in ada.frames else 0
        beat = await ada.frame(None, lambda frame: ada.frames[None].index(frame) >= seen)
        await ada.close_socket()
        token, position = beat["body"]["resumeToken"], beat["body"]["position"]
        assert position == "0-0"

        async with there.connect(f"millrace.resume.{token}", f"millrace.pos.{position}") as socket:
            await eventually(lambda: "held_records 2" in there.parts.metrics.text().decode())
            stage.registry.is_away = False
            (_, *frames, _), end = await resumed(socket)
    assert end["complete"] is True
    assert [(frame["requestId"], frame["body"]["name"]) for frame in frames] == [
        (request_id, "first"),
        (request_id, "second"),
    ]


async def test_what_is_said_before_its_turn_does_not_lead_past_what_is_held(stage, asked):
    """There is no room for a second record, so its request ends at once; the first is still to come after a drop."""
    schema_id = await stage.registry.register("replies-accounts.NameTaken", NEWER)
    async with stage.gateway(Limits(held_records=1), lane=0) as running, running.visitor() as ada:
        first, second = await post(ada, asked), await post(ada, asked)
        stage.registry.is_away = True
        for one in asked:
            await stage.broker.produce(newer(one, schema_id, "x"))
        failed = await ada.final(second)
        assert (failed["body"]["@type"], failed["position"]) == ("wire.Failed", None)
        await ada.close_socket()
        await eventually(lambda: "held_records 0" in running.parts.metrics.text().decode())
        offers = f"millrace.resume.{ada.welcome['resumeToken']}", f"millrace.pos.{ada.welcome['position']}"
        async with running.connect(*offers) as socket:
            await eventually(lambda: "held_records 1" in running.parts.metrics.text().decode())
            stage.registry.is_away = False
            (_, *frames, _), end = await resumed(socket)
    assert [(frame["requestId"], frame["body"]["@type"], frame["position"]) for frame in frames] == [
        (second, "wire.Failed", None),
        (first, "accounts.NameTaken", "0-1"),
    ]
    assert end["complete"] is True


async def test_what_is_read_again_behind_what_is_newer_is_not_led_past_either(stage, asked):
    """The newer answer came first and waits for the registry; both are told before the client may go on."""
    schema_id = await stage.registry.register("replies-accounts.NameTaken", NEWER)
    async with stage.gateway(lane=0) as here, stage.gateway(lane=1) as there, here.visitor() as ada:
        await post(ada, asked), await post(ada, asked)
        await ada.close_socket()
        await stage.broker.produce(newer(asked[0], schema_id, "older"))
        stage.registry.is_away = True
        lets_read = asyncio.Event()
        hold_back_reading(stage.broker, lets_read)
        offers = f"millrace.resume.{ada.welcome['resumeToken']}", f"millrace.pos.{ada.welcome['position']}"
        async with there.connect(*offers) as socket:
            await eventually(lambda: there.parts.lanes._followed)
            await stage.broker.produce(newer(asked[1], schema_id, "newer"))
            await eventually(lambda: "held_records 1" in there.parts.metrics.text().decode())
            lets_read.set()
            await eventually(lambda: "held_records 2" in there.parts.metrics.text().decode())
            [one] = there.parts.sockets
            assert there.parts.lanes.incoming(0).first_held(one) == 0
            stage.registry.is_away = False
            (_, *frames, _), _ = await resumed(socket)
    assert [(frame["body"]["name"], frame["position"]) for frame in frames] == [("newer", None), ("older", "0-1")]


def hold_back_reading(broker, until: asyncio.Event) -> None:
    """Let a stretch be read only then; what is followed goes on."""
    read = broker.read

    async def late(*stretch):
        await until.wait()
        async for records in read(*stretch):
            yield records

    broker.read = late


async def test_a_client_that_leaves_leaves_room(stage, running, asked):
    schema_id = await stage.registry.register("replies-accounts.NameTaken", NEWER)
    async with running.visitor() as ada:
        await post(ada, asked)
        stage.registry.is_away = True
        await stage.broker.produce(newer(asked[0], schema_id, "first"))
        asked[0].reply(NameTaken(name="second"))
        await eventually(lambda: "held_records 2" in running.parts.metrics.text().decode())
    await eventually(lambda: "held_records 0" in running.parts.metrics.text().decode())
    assert not running.parts.incoming._held
    assert not running.parts.incoming._waiting


async def test_what_waits_for_too_long_ends_in_words(stage, asked):
    """As does what there is no room for. Another try may succeed, and the client is told so."""
    schema_id = await stage.registry.register("replies-accounts.NameTaken", NEWER)
    async with stage.gateway(Limits(held_s=0.05, held_records=1)) as running, running.visitor() as ada:
        requests = [await post(ada, asked) for _ in range(2)]
        stage.registry.is_away = True
        for one in asked:
            await stage.broker.produce(newer(one, schema_id, "x"))
        ends = [(await ada.final(request_id))["body"] for request_id in requests]
    assert [(end["@type"], end["code"], end["retryable"]) for end in ends] == [
        ("wire.Failed", "registry-unavailable", True)
    ] * 2


async def test_an_answer_that_cannot_be_read_is_the_end_though_it_was_not_final(ada, stage, asked):
    """The record said that more would come; nobody can tell what."""
    request_id = await post(ada, asked)
    known = asked[0].outgoing(NameTaken(name="x"), final=False)
    await stage.broker.produce(Outgoing("replies", known.key, b"nonsense", known.headers, known.partition))
    assert (await ada.final(request_id))["body"]["@type"] == "wire.Failed"


@pytest.mark.parametrize("value", [b"", b"\x00", b"\x01\0\0\0\1x", header(999_999) + b"x", None])
async def test_an_answer_that_cannot_be_read_ends_its_request_in_words(ada, stage, asked, value):
    first, second = await post(ada, asked), await post(ada, asked)
    known = asked[0].outgoing(NameTaken(name="x"))
    await stage.broker.produce(Outgoing("replies", known.key, value, known.headers, known.partition))
    asked[1].reply(NameTaken(name="the next"))
    assert (await ada.final(first))["body"]["@type"] == "wire.Failed"
    assert (await ada.final(second))["body"]["name"] == "the next"


@pytest.mark.parametrize(
    "headers", [{}, {"request-id": b"\xff"}, {"request-id": b"x", "final": b"maybe"}, {"id": b"\xff", "final": b""}]
)
async def test_a_record_with_odd_headers_stops_nothing(ada, stage, asked, headers):
    request_id = await post(ada, asked)
    known = asked[0].outgoing(NameTaken(name="x"))
    await stage.broker.produce(Outgoing("replies", known.key, known.value, headers, known.partition))
    asked[0].reply(NameTaken(name="hello"))
    assert (await ada.final(request_id))["body"]["name"] == "hello"


@pytest.mark.parametrize("final", [b"maybe", b"", b"\xff"])
async def test_an_answer_that_may_not_be_the_last_ends_its_request_in_words(ada, stage, asked, final):
    request_id = await post(ada, asked)
    known = asked[0].outgoing(NameTaken(name="x"))
    headers = known.headers | {FINAL: final}
    await stage.broker.produce(Outgoing("replies", known.key, known.value, headers, known.partition))
    assert (await ada.final(request_id))["body"]["@type"] == "wire.Failed"


async def test_an_answer_does_not_wait_for_a_time_that_cannot_be_read(ada, stage, asked):
    request_id = await post(ada, asked)
    known = asked[0].outgoing(NameTaken(name="x"))
    headers = known.headers | {"accepted": b"yesterday"}
    await stage.broker.produce(Outgoing("replies", known.key, known.value, headers, known.partition))
    assert (await ada.final(request_id))["body"]["name"] == "x"


async def test_a_command_on_a_lane_is_shown_to_nobody(ada, stage, asked):
    """What may stand on a lane is in the catalogue; whoever asked hears that the answer cannot be read."""
    request_id = await post(ada, asked)
    known = asked[0].outgoing(NameTaken(name="x"))
    [command] = stage.broker.records("accounts.commands")
    await stage.broker.produce(Outgoing("replies", known.key, command.value, known.headers, known.partition))
    assert (await ada.final(request_id))["body"]["@type"] == "wire.Failed"


@pytest.mark.parametrize("headers", [{"subscriber-id": b"another"}, {"request-id": b"x"}])
async def test_an_answer_that_may_be_somebody_elses_is_told_to_nobody(ada, stage, asked, headers):
    request_id = await post(ada, asked)
    known = asked[0].outgoing(NameTaken(name="x"))
    odd = known.headers | headers
    await stage.broker.produce(Outgoing("replies", known.key, known.value, odd, known.partition))
    asked[0].reply(NameTaken(name="hello"))
    assert (await ada.final(request_id))["body"]["name"] == "hello"
    assert "x" not in ada.frames


async def test_a_record_that_is_odd_all_through_stops_nothing(ada, stage, asked):
    request_id = await post(ada, asked)
    known = asked[0].outgoing(NameTaken(name="x"))
    for value in (b"", header(999_999)):
        await stage.broker.produce(Outgoing("replies", known.key, value, {"request-id": b"\xff"}, known.partition))
    asked[0].reply(NameTaken(name="hello"))
    assert (await ada.final(request_id))["body"]["name"] == "hello"


async def test_an_odd_record_on_feeds_stops_nothing(ada, stage, asked):
    for value in (None, b"", b"nonsense", header(999_999)):
        await stage.broker.produce(Outgoing("feeds", b"board/main", value, {}))
    await stage.broker.produce(Outgoing("feeds", None, stage.codec.encode("replies", NameTaken(name="x")), {}))
    request_id = await post(ada, asked)
    asked[0].reply(NameTaken(name="hello"))
    assert (await ada.final(request_id))["body"]["name"] == "hello"
