"""Records come from workers of every age: what is not known yet is asked for, and holds its place."""

import uuid

import pytest

from services.wire.broker import Outgoing
from services.wire.framing import header
from services.wire.generated.catalog import CATALOG
from services.wire.generated.greetings import Greet, Greeted
from services.wire.headers import FINAL, ID
from tests.gateway.stage import eventually

GREETING = {"name": "Ada", "text": "hello"}
NEWER = CATALOG["greetings.Greeted"].schema.replace(
    '"type":"string"}]', '"type":"string"},{"name":"mood","type":"string","default":"fine"}]'
)


@pytest.fixture
async def asked(stage):
    """The commands as a worker gets them; the test answers."""
    got = []
    await stage.worker({Greet: lambda command, asked: got.append(asked)})
    return got


async def post(ada, asked) -> str:
    request_id, before = str(uuid.uuid4()), len(asked)
    assert (await ada.send("POST", "/greetings", GREETING, request_id=request_id)).status_code == 202
    await eventually(lambda: len(asked) > before)
    return request_id


def newer(asked, schema_id: int, text: str) -> Outgoing:
    """An answer as a worker of the next version writes it."""
    known = asked.outgoing(Greeted(text=text))
    value = header(schema_id) + known.value[5:] + b"\x08glad"
    headers = known.headers | {ID: str(uuid.uuid4()).encode(), FINAL: b"0"}
    return Outgoing("replies", known.key, value, headers, known.partition)


async def test_an_answer_of_a_newer_version_is_learned_and_keeps_its_place(ada, stage, asked):
    schema_id = await stage.registry.register("replies-greetings.Greeted", NEWER)
    request_id = await post(ada, asked)
    await stage.broker.produce(newer(asked[0], schema_id, "first"))
    asked[0].reply(Greeted(text="second"))
    await ada.final(request_id)
    assert [frame["body"]["text"] for frame in ada.frames[request_id]] == ["first", "second"]


async def test_a_registry_that_is_away_for_a_moment_costs_a_moment(ada, stage, asked):
    schema_id = await stage.registry.register("replies-greetings.Greeted", NEWER)
    request_id = await post(ada, asked)
    stage.registry.is_away = True
    await stage.broker.produce(newer(asked[0], schema_id, "first"))
    asked[0].reply(Greeted(text="second"))
    assert request_id not in ada.frames
    stage.registry.is_away = False
    await ada.final(request_id)
    assert [frame["body"]["text"] for frame in ada.frames[request_id]] == ["first", "second"]


@pytest.mark.parametrize("value", [b"", b"\x00", b"\x01\0\0\0\1x", header(999_999) + b"x", None])
async def test_an_answer_that_cannot_be_read_ends_its_request_in_words(ada, stage, asked, value):
    first, second = await post(ada, asked), await post(ada, asked)
    known = asked[0].outgoing(Greeted(text="x"))
    await stage.broker.produce(Outgoing("replies", known.key, value, known.headers, known.partition))
    asked[1].reply(Greeted(text="the next"))
    assert (await ada.final(first))["body"]["@type"] == "wire.Failed"
    assert (await ada.final(second))["body"]["text"] == "the next"


@pytest.mark.parametrize(
    "headers", [{}, {"request-id": b"\xff"}, {"request-id": b"x", "final": b"maybe"}, {"id": b"\xff", "final": b""}]
)
async def test_a_record_with_odd_headers_stops_nothing(ada, stage, asked, headers):
    request_id = await post(ada, asked)
    known = asked[0].outgoing(Greeted(text="x"))
    await stage.broker.produce(Outgoing("replies", known.key, known.value, headers, known.partition))
    asked[0].reply(Greeted(text="hello"))
    assert (await ada.final(request_id))["body"]["text"] == "hello"


async def test_a_record_that_is_odd_all_through_stops_nothing(ada, stage, asked):
    request_id = await post(ada, asked)
    known = asked[0].outgoing(Greeted(text="x"))
    for value in (b"", header(999_999)):
        await stage.broker.produce(Outgoing("replies", known.key, value, {"request-id": b"\xff"}, known.partition))
    asked[0].reply(Greeted(text="hello"))
    assert (await ada.final(request_id))["body"]["text"] == "hello"


async def test_an_odd_record_on_feeds_stops_nothing(ada, stage, asked):
    for value in (None, b"", b"nonsense", header(999_999)):
        await stage.broker.produce(Outgoing("feeds", b"board/main", value, {}))
    await stage.broker.produce(Outgoing("feeds", None, stage.codec.encode("replies", Greeted(text="x")), {}))
    request_id = await post(ada, asked)
    asked[0].reply(Greeted(text="hello"))
    assert (await ada.final(request_id))["body"]["text"] == "hello"
