"""Types that msgspec alone would read or write otherwise: in bodies, in parameters, in frames and in the client."""

import base64
import json
import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from services.testing.server import eventually
from services.wire.transport import HttpTransport, RequestRefused
from tests.codegen.trees import enum, field, record, tree
from tests.gateway.other_schemas import beside_ours
from tests.gateway.stage import Stage, headers_of, make_stage

UUID_TYPE = {"type": "string", "logicalType": "uuid"}
DECIMAL = {"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2}
BIG = {"type": "bytes", "logicalType": "big-decimal"}


def logical(underlying, name):
    return {"type": underlying, "logicalType": name}


def array(items):
    return {"type": "array", "items": items}


PARAMETERS = {
    "amount": DECIMAL,
    "at": logical("long", "timestamp-micros"),
    "nanos": logical("long", "timestamp-nanos"),
    "day": logical("int", "date"),
    "hour": logical("int", "time-millis"),
    "local": logical("long", "local-timestamp-millis"),
    "big": BIG,
    "count": "long",
    "weight": "double",
    "share": "float",
    "flag": "boolean",
    "small": "int",
    "raw": "bytes",
    "word": "string",
    "id": UUID_TYPE,
    "md5": "mart.Md5",
    "span": "mart.Span",
    "tone": "mart.Tone",
    "counts": array("long"),
    "tones": array("mart.Tone"),
    "weights": array("double"),
}
IN_PATH = ("amount", "at", "weight", "tone")
MART = tree(
    enum("mart.Tone", "RED", "GREEN", default="RED"),
    {"type": "fixed", "name": "Md5", "namespace": "mart", "doc": "A digest.", "size": 2},
    {"type": "fixed", "name": "Span", "namespace": "mart", "doc": "A span.", "size": 12, "logicalType": "duration"},
    record("mart.Part", field("worth", DECIMAL), field("tones", array("mart.Tone"), default=[])),
    record(
        "mart.Order",
        field("name"),
        field("part", "mart.Part"),
        field("tone", "mart.Tone"),
        field("weight", "double", default=0.5),
        field("how", ["string", "mart.Part"], default="cash"),
        field("since", logical("long", "timestamp-millis"), default=0),
        millrace={
            "kind": "command",
            "route": "POST /orders",
            "key": "name",
            "access": "anyone",
            "outcomes": ["mart.Ordered"],
        },
    ),
    record(
        "mart.Find",
        field("name", millrace={"from": "query"}),
        *(field(name, written) for name, written in PARAMETERS.items()),
        millrace={
            "kind": "query",
            "route": "GET /finds/" + "/".join(f"{{{name}}}" for name in IN_PATH),
            "key": "name",
            "access": "anyone",
            "outcomes": ["mart.Ordered"],
        },
    ),
    record(
        "mart.Ordered",
        field("part", "mart.Part"),
        field("weights", array("double")),
        field("count", "long"),
        field("big", BIG),
        millrace={"kind": "message"},
    ),
)
ORDER = {"name": "ada", "part": {"worth": "12.50"}, "tone": "RED"}
FIND = {
    "amount": "-0.50",
    "at": "2026-11-25T08:00:00.000001+01:00",
    "nanos": "2026-11-25T08:00:00.123456789Z",
    "day": "2024-02-29",
    "hour": "23:59:59.5",
    "local": "2026-11-25T08:00:00",
    "big": "12345678901234567890.5",
    "count": "-9223372036854775808",
    "weight": "-1.5e-7",
    "share": "NaN",
    "flag": "true",
    "small": "-7",
    "raw": "/+8=",
    "word": "a b/c&d",
    "id": "7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11",
    "md5": "AAE=",
    "span": "P1M2DT3.500S",
    "tone": "GREEN",
    "counts": ["1", "2"],
    "tones": ["RED"],
    "weights": ["0.5", "Infinity", "2"],
}


@pytest.fixture(scope="module")
def scope():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def mart(scope, tmp_path_factory):
    with beside_ours(MART, tmp_path_factory.mktemp("mart"), "mart_package", scope) as package:
        yield package


@pytest.fixture
async def stage(mart):
    made = await make_stage()
    yield made
    await made.broker.close()


def order_of(mart, **changed):
    types = mart.module("mart")
    part = types.Part(worth=Decimal("12.50"))
    return types.Order(**({"name": "ada", "part": part, "tone": types.Tone.RED} | changed))


def ordered(mart, **changed):
    types = mart.module("mart")
    part = types.Part(worth=Decimal("1.00"), tones=[types.Tone.GREEN])
    told = {"part": part, "weights": [0.5], "count": 2**62, "big": Decimal("1.25")}
    return types.Ordered(**(told | changed))


async def order(ada, **changed):
    return await ada.http.post("/api/orders", json=ORDER | changed, headers=headers_of(ada))


async def find(ada, **changed):
    asked = FIND | {"name": "ada"} | changed
    path = "/".join(str(asked.pop(name)) for name in IN_PATH)
    return await ada.http.get(f"/api/finds/{path}", params=asked, headers=headers_of(ada))


def fault(answer, kind):
    """The place of the one fault of a refusal, and what is said of it."""
    problem = answer.json()
    assert (problem["type"], answer.status_code) == (f"/problems/{kind}", 422), problem
    [error] = problem["errors"]
    return error["path"], error["message"]


async def test_a_body_is_read_as_the_types_of_its_schema(ada, stage: Stage, mart):
    changed = {"weight": "-Infinity", "how": {"@type": "mart.Part", "worth": "-0.01"}, "since": "2026-11-25T08:00:00Z"}
    assert (await order(ada, **changed)).status_code == 202
    assert (await order(ada)).status_code == 202

    types = mart.module("mart")
    [(first, _), (second, _)] = stage.commands(types.Order)
    assert first.weight == float("-inf")
    assert first.how == types.Part(worth=Decimal("-0.01"))
    assert first.since == datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert second == order_of(mart)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"tone": "BLUE"}, "$.tone"),
        ({"part": {"worth": "1.00", "tones": ["RED", "BLUE"]}}, "$.part.tones[1]"),
        ({"how": {"@type": "mart.Part", "worth": "1.00", "tones": ["BLUE"]}}, "$.how.tones[0]"),
    ],
)
async def test_a_symbol_that_is_not_known_is_refused_with_its_place(ada, stage, mart, changed, path):
    where, message = fault(await order(ada, **changed), "body-invalid")

    assert where == path
    assert message.startswith("Expected a symbol of mart.Tone")
    assert "BLUE" not in message
    assert stage.commands(mart.module("mart").Order) == []


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"part": {"worth": 12.5}}, "$.part.worth"),
        ({"part": {"worth": "12.555"}}, "$.part.worth"),
        ({"weight": "nan"}, "$.weight"),
        ({"since": "2026-11-25 08:00:00Z"}, "$.since"),
        ({"how": {"worth": "1.00"}}, "$.how.@type"),
        ({"more": 1}, "$.more"),
    ],
)
async def test_what_is_in_another_form_is_refused_with_its_place(ada, changed, path):
    assert fault(await order(ada, **changed), "body-invalid")[0] == path


async def test_a_whole_number_may_be_written_with_a_fraction_that_is_none(ada):
    headers = headers_of(ada, content_type="application/json")
    name = b'{"name": "Ada", "text": "hello"}'
    assert (await ada.http.post("/api/greetings", content=name, headers=headers)).status_code == 202
    assert (await order(ada, weight=2)).status_code == 202


async def test_parameters_are_read_as_the_types_of_their_schema(ada, stage: Stage, mart):
    assert (await find(ada)).status_code == 202

    types, duration = mart.module("mart"), mart.module("codec.primitives").Duration
    [(asked, _)] = stage.commands(types.Find)
    assert asked.amount == Decimal("-0.50")
    assert asked.at == datetime(2026, 11, 25, 7, 0, 0, 1, UTC)
    assert asked.nanos == 1_795_593_600_123_456_789
    assert (asked.day, asked.hour) == (date(2024, 2, 29), time(23, 59, 59, 500_000))
    assert asked.local == datetime(2026, 11, 25, 8, tzinfo=UTC).replace(tzinfo=None)
    assert asked.big == Decimal("12345678901234567890.5")
    assert (asked.count, asked.weight, asked.flag, asked.small) == (-(2**63), -1.5e-7, True, -7)
    assert asked.share != asked.share
    assert (asked.raw, asked.md5, asked.word) == (b"\xff\xef", b"\0\1", "a b/c&d")
    assert (asked.id, asked.span) == (uuid.UUID(FIND["id"]), duration(months=1, days=2, milliseconds=3500))
    assert (asked.tone, asked.tones) == (types.Tone.GREEN, [types.Tone.RED])
    assert (asked.counts, asked.weights) == ([1, 2], [0.5, float("inf"), 2.0])


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"amount": "1e2"}, "amount"),
        ({"at": "2026-11-25T08:00:00"}, "at"),
        ({"nanos": "1677-01-01T00:00:00Z"}, "nanos"),
        ({"day": "2023-02-29"}, "day"),
        ({"count": "9223372036854775808"}, "count"),
        ({"weight": "1e999"}, "weight"),
        ({"weight": "true"}, "weight"),
        ({"share": "1e39"}, "share"),
        ({"flag": "1"}, "flag"),
        ({"small": "1.5"}, "small"),
        ({"md5": "AA=="}, "md5"),
        ({"span": "P1D"}, "span"),
        ({"tone": "BLUE"}, "tone"),
        ({"tones": ["RED", "BLUE"]}, "tones[1]"),
        ({"counts": ["1", "x"]}, "counts[1]"),
    ],
)
async def test_a_parameter_in_another_form_is_refused_with_its_name(ada, stage, mart, changed, path):
    assert fault(await find(ada, **changed), "parameter-invalid")[0] == path
    assert stage.commands(mart.module("mart").Find) == []


async def test_a_message_is_told_in_the_json_form(ada, stage, mart):
    told = ordered(mart, weights=[0.5, float("nan"), float("-inf")])
    await stage.worker({mart.module("mart").Order: lambda command, asked: asked.reply(told)})

    assert await ada.ask("POST", "/orders", ORDER) == {
        "@type": "mart.Ordered",
        "part": {"@type": "mart.Part", "worth": "1.00", "tones": ["GREEN"]},
        "weights": [0.5, "NaN", "-Infinity"],
        "count": str(2**62),
        "big": "1.25",
    }


async def test_a_message_without_json_ends_its_request_all_the_same(ada, stage, mart):
    told = ordered(mart, big=Decimal("1E+1500"))
    await stage.worker({mart.module("mart").Order: lambda command, asked: asked.reply(told)})

    failed = await ada.ask("POST", "/orders", ORDER)

    assert (failed["@type"], failed["code"]) == ("wire.Failed", "unencodable")


async def test_the_client_speaks_the_same_form(running, stage, mart):
    types = mart.module("mart")
    told = ordered(mart, weights=[float("inf")], big=Decimal("-0.001"))
    await stage.worker(
        {types.Order: lambda _, asked: asked.reply(told), types.Find: lambda _, asked: asked.reply(told)}
    )
    async with HttpTransport(running.url) as transport:
        client = mart.module("client").Client(transport).mart
        part = types.Part(worth=Decimal("12.50"))
        assert await client.order(name="ada", part=part, tone=types.Tone.RED, weight=float("inf")) == told
        asked = asked_for(mart)
        assert await client.find(**asked) == told
        with pytest.raises(mart.module("json.values").JsonError, match=r"^\$\.part\.worth: expected 6 digits at most"):
            await client.order(name="ada", part=types.Part(worth=Decimal("0.001")), tone=types.Tone.RED)
        with pytest.raises(RequestRefused, match="tone"):
            await client.order(name="ada", part=part, tone=types.Tone("BLUE"))

    [(ordered_, _)] = stage.commands(types.Order)
    assert ordered_ == order_of(mart, weight=float("inf"))
    [(found, _)] = stage.commands(types.Find)
    assert found == types.Find(**asked)


def asked_for(mart):
    """Parameters of every type, as Python has them."""
    types, duration = mart.module("mart"), mart.module("codec.primitives").Duration
    return {
        "name": "ada",
        "amount": Decimal("0.25"),
        "at": datetime(2026, 11, 25, 8, tzinfo=UTC),
        "nanos": -1,
        "day": date(2026, 11, 25),
        "hour": time(1, 2, 3),
        "local": datetime(2026, 11, 25, 8, tzinfo=UTC).replace(tzinfo=None),
        "big": Decimal("1E+3"),
        "count": -5,
        "weight": 1e22,
        "share": float("inf"),
        "flag": False,
        "small": 0,
        "raw": base64.b64decode("/+8="),
        "word": "",
        "id": uuid.UUID(int=5),
        "md5": b"ab",
        "span": duration(),
        "tone": types.Tone.GREEN,
        "counts": [2**63 - 1],
        "tones": [],
        "weights": [-0.5, 1e-300],
    }


async def test_a_repeat_is_known_by_what_was_sent(ada, stage, mart):
    """The fingerprint is of the JSON, so that NaN and null do not look alike."""
    headers = headers_of(ada, content_type="application/json")
    for weight in ("NaN", "NaN", "Infinity"):
        body = json.dumps(ORDER | {"weight": weight})
        assert (await ada.http.post("/api/orders", content=body, headers=headers)).status_code == 202

    records = await eventually(lambda: stage.commands(mart.module("mart").Order))
    first, again, other = (record.headers["fingerprint"] for _, record in records)
    assert first == again != other
