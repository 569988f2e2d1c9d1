"""A request goes in by HTTP, and its answer comes out of the socket."""

import uuid

import msgspec

from services.testing.server import eventually
from services.wire.generated.accounts import NameTaken, Register
from tests.gateway.stage import headers_of

REGISTER = {"name": "hello", "password": "correct horse battery"}


async def test_the_first_frame_is_a_welcome(ada):
    assert ada.welcome["@type"] == "wire.Welcome"
    assert len(ada.welcome["subscriberId"]) == 64
    lane, _, offset = ada.welcome["position"].partition("-")
    assert (0 <= int(lane) < 4, int(offset)) == (True, 0)


async def test_a_command_is_answered_on_the_socket(ada, registrar):
    assert await ada.ask("POST", "/register", REGISTER) == {"@type": "accounts.NameTaken", "name": "hello"}


async def test_the_frame_says_where_reading_goes_on(ada, registrar):
    request_id = str(uuid.uuid4())
    await ada.send("POST", "/register", REGISTER, request_id=request_id)
    frame = await ada.final(request_id)
    lane = ada.welcome["position"].partition("-")[0]
    assert frame["position"] == f"{lane}-1"


async def test_the_202_says_until_when_and_echoes_the_id(ada, stage):
    request_id = str(uuid.uuid4())
    answer = await ada.send("POST", "/register", REGISTER, request_id=request_id)
    assert answer.status_code == 202
    assert answer.headers["x-request-id"] == request_id
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["requestId"] == request_id
    assert answer.json()["deadline"].endswith("Z")


async def test_what_is_produced_carries_the_envelope(ada, stage):
    request_id = str(uuid.uuid4())
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await ada.http.post(
        "/api/register", json=REGISTER, headers=headers_of(ada, traceparent=trace) | {"x-request-id": request_id}
    )
    [(command, record)] = stage.commands(Register)
    assert command.name == "hello"
    assert record.key == b"hello"
    assert record.headers["request-id"].decode() == request_id
    assert record.headers["subscriber-id"].decode() == ada.subscriber_id
    assert record.headers["traceparent"].decode() == trace
    assert len(record.headers["fingerprint"]) == 32
    assert "principal" not in record.headers


async def test_a_repeat_has_the_same_id_and_fingerprint_and_another_body_another(ada, stage):
    request_id = str(uuid.uuid4())
    for body in (REGISTER, REGISTER | {"@type": "accounts.Register"}, REGISTER | {"password": "another password"}):
        assert (await ada.send("POST", "/register", body, request_id=request_id)).status_code == 202
    first, second, third = (
        record.headers for _, record in sorted(stage.commands(Register), key=lambda pair: pair[1].offset)
    )
    assert first["id"] == second["id"] == third["id"]
    assert first["fingerprint"] == second["fingerprint"] != third["fingerprint"]


async def test_a_request_id_is_lower_case_from_the_door_on(ada, registrar):
    request_id = str(uuid.uuid4())
    answer = await ada.send("POST", "/register", REGISTER, request_id=request_id.upper())
    assert answer.json()["requestId"] == request_id
    assert (await ada.final(request_id))["body"]["name"] == "hello"


async def test_a_worker_that_answers_twice_is_heard_once_whatever_it_says_then(ada, stage):
    """It sends again after a restart, and may decide a query once more, on a later state."""
    answers = iter((("once", "once", "something else by now"), ("the next",)))

    def answer(command, asked):
        for name in next(answers):
            asked.reply(NameTaken(name=name))

    await stage.worker({Register: answer})
    request_id = await ada.begin("POST", "/register", REGISTER)
    await ada.final(await ada.begin("POST", "/register", REGISTER))
    assert [frame["body"]["name"] for frame in ada.frames[request_id]] == ["once"]


async def test_a_request_that_was_posted_twice_before_its_answer_is_answered_once(ada, stage):
    """The client did not hear of the first 202. What is decided twice may differ."""
    got, request_id = [], str(uuid.uuid4())
    await stage.worker({Register: lambda command, asked: got.append(asked)})
    for _ in range(2):
        assert (await ada.send("POST", "/register", REGISTER, request_id=request_id)).status_code == 202
    await eventually(lambda: len(got) == 2)
    got[0].reply(NameTaken(name="first"))
    got[1].reply(NameTaken(name="second"))
    other = await ada.begin("POST", "/register", REGISTER)
    await eventually(lambda: len(got) == 3)
    got[2].reply(NameTaken(name="other"))
    await ada.final(other)
    assert [frame["body"]["name"] for frame in ada.frames[request_id]] == ["first"]


async def test_whoever_asks_again_after_the_answer_is_answered_again(ada, stage, registrar):
    request_id = str(uuid.uuid4())
    for count in (1, 2):
        stage.clock_ahead_s += 1
        assert (await ada.send("POST", "/register", REGISTER, request_id=request_id)).status_code == 202
        await eventually(lambda count=count: len(ada.frames.get(request_id, ())) == count)


async def test_a_repeat_is_known_though_the_clock_of_the_gateway_that_was_asked_is_ahead(ada, stage):
    """A worker that was killed before it had committed answers again, a while later; the client has the answer."""
    got = []
    await stage.worker({Register: lambda command, asked: got.append(asked)})
    request_id = await ada.begin("POST", "/register", REGISTER)
    await eventually(lambda: len(got) == 1)
    ahead = got[0].envelope
    got[0].envelope = msgspec.structs.replace(ahead, accepted_ms=ahead.accepted_ms + 60_000)
    for _ in range(3):
        got[0].reply(NameTaken(name="hello"))
        stage.clock_ahead_s += 1
    other = await ada.begin("POST", "/register", REGISTER)
    await eventually(lambda: len(got) == 2)
    got[1].reply(NameTaken(name="other"))
    await ada.final(other)
    assert [frame["body"]["name"] for frame in ada.frames[request_id]] == ["hello"]


async def test_the_answer_comes_to_the_gateway_that_holds_the_socket(stage, registrar):
    async with (
        stage.gateway(lane=0) as here,
        stage.gateway(lane=1) as there,
        here.visitor() as ada,
        there.visitor() as bob,
    ):
        request_id = str(uuid.uuid4())
        headers = {"x-subscriber-id": ada.subscriber_id, "x-request-id": request_id}
        assert (await bob.send("POST", "/register", REGISTER, headers=headers)).status_code == 202
        assert (await ada.final(request_id))["body"]["name"] == "hello"
        assert request_id not in bob.frames


async def test_two_gateways_on_one_lane_are_harmless(stage, registrar):
    async with (
        stage.gateway(lane=2) as here,
        stage.gateway(lane=2) as there,
        here.visitor() as ada,
        there.visitor() as bob,
    ):
        assert (await ada.ask("POST", "/register", REGISTER))["name"] == "hello"
        assert (await bob.ask("POST", "/register", REGISTER))["name"] == "hello"
        # A heartbeat answers no request.
        assert [len(somebody.frames.keys() - {None}) for somebody in (ada, bob)] == [1, 1]


async def test_what_was_on_the_lane_before_is_not_sent(stage, registrar):
    async with stage.gateway(lane=2) as here, here.visitor() as ada:
        await ada.ask("POST", "/register", REGISTER)
    async with stage.gateway(lane=2) as again, again.visitor() as bob:
        assert bob.welcome["position"] == "2-1"
        await bob.ask("POST", "/register", REGISTER)
        assert len(bob.frames) == 1
