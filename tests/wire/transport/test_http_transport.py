"""The generated Python client over the shipped transport, against a gateway in this process."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from services.testing.server import eventually
from services.wire.generated import board, wire
from services.wire.generated.accounts import Login
from services.wire.generated.board import ListNotes, NoteChanged, NoteRemoved, Notes, PostNote
from services.wire.generated.client import Call, Client
from services.wire.generated.greetings import Greet, Greeted
from services.wire.generated.sessions import SessionReady
from services.wire.transport import (
    GatewayUnreachable,
    HttpTransport,
    OutcomeUnknown,
    RequestRefused,
    TransportClosed,
    trip,
)
from tests.gateway.stage import make_stage
from tests.wire.transport.cable import Cable

MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
NOTE = UUID("7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11")


@pytest.fixture
async def stage():
    made = await make_stage()
    yield made
    await made.broker.close()


@pytest.fixture
async def running(stage):
    async with stage.gateway() as started:
        yield started


@pytest.fixture
async def cable(running):
    async with Cable(running.url).laid() as laid:
        yield laid


@pytest.fixture
async def transport(running, cable):
    """A transport that leaves no task behind."""
    async with HttpTransport(cable.url, origin=running.url) as opened:
        yield opened
    files = [task.get_coro().cr_code.co_filename for task in asyncio.all_tasks()]
    assert not [file for file in files if "/services/wire/transport/" in file or "/websockets/" in file]


@pytest.fixture
def client(transport):
    return Client(transport)


async def test_a_request_ends_in_its_typed_outcome(stage, client):
    await stage.worker({Greet: lambda command, asked: asked.reply(Greeted(text=f"{command.text}, {command.name}"))})
    assert await client.greetings.greet(name="Ada", text="hello") == Greeted(text="hello, Ada")


async def test_an_expired_request_is_an_outcome_too(stage, client):
    expired = wire.Expired(deadline=MOMENT)
    await stage.worker({Greet: lambda command, asked: asked.reply(expired)})
    assert await client.greetings.greet(name="Ada", text="hello") == expired


async def test_what_the_schema_forbids_is_a_typed_problem(client):
    with pytest.raises(RequestRefused) as caught:
        await client.greetings.greet(name="", text="hello")
    assert caught.value.type is wire.ProblemType.BODY_INVALID
    assert caught.value.problem.status == 422
    assert "name" in caught.value.fields


async def test_a_gateway_that_is_away_is_said_to_be(running):
    with pytest.raises(GatewayUnreachable):
        async with HttpTransport("http://127.0.0.1:9"):
            pass


async def test_a_feed_goes_on_after_its_snapshot_until_it_is_closed(stage, client):
    snapshot = Notes(board_id="main", notes=[], seq=1)
    await stage.worker({ListNotes: lambda command, asked: asked.reply(snapshot, final=False)})
    changed = NoteChanged(board_id="main", note=board.Note(note_id=NOTE, text="x", author="ada", version=1), seq=2)
    removed = NoteRemoved(board_id="main", note_id=NOTE, seq=3)
    async with aclosing(client.board.list_notes(board_id="main")) as notes:
        assert await anext(notes) == snapshot
        await stage.tell("board/main", changed)
        assert await anext(notes) == changed
        await stage.tell("board/main", removed)
        assert await anext(notes) == removed


async def test_a_path_parameter_is_percent_encoded(stage, client):
    with pytest.raises(RequestRefused) as caught:
        async with aclosing(client.board.list_notes(board_id="no/such board?")) as notes:
            await anext(notes)
    assert caught.value.problem.errors[0].path == "boardId"


async def test_a_login_is_picked_up_and_the_socket_becomes_its_owners(stage, transport, client):
    def let_in(command, asked):
        stage.cache.values[f"pickup:{command.login_hash}"] = b'{"accountId":"%s","name":"ada"}' % str(NOTE).encode()
        asked.reply(SessionReady(pick_up_before=MOMENT))

    def post(command, asked):
        posted = board.NotePosted(
            board_id="main", note_id=NOTE, text=command.text, author_id=NOTE, author=command.author, version=1
        )
        asked.reply(posted)

    await stage.worker({Login: let_in, PostNote: post})
    with pytest.raises(RequestRefused, match="401"):
        await client.board.post_note(board_id="main", text="x")
    assert isinstance(await client.accounts.login(name="ada", password="correct horse battery"), SessionReady)
    await transport.begin_session()
    posted = await client.board.post_note(board_id="main", text="x")
    assert isinstance(posted, board.NotePosted)
    assert posted.author == "ada"
    await transport.end_session()
    with pytest.raises(RequestRefused, match="401"):
        await client.board.post_note(board_id="main", text="x")


async def test_it_says_whose_session_it_is(stage, transport, client):
    def let_in(command, asked):
        stage.cache.values[f"pickup:{command.login_hash}"] = b'{"accountId":"%s","name":"ada"}' % str(NOTE).encode()
        asked.reply(SessionReady(pick_up_before=MOMENT))

    await stage.worker({Login: let_in})
    assert await transport.read_session() is None
    await client.accounts.login(name="ada", password="correct horse battery")
    await transport.begin_session()
    session = await transport.read_session()
    assert session is not None
    assert session.name == "ada"


async def test_a_request_survives_a_dropped_socket(stage, cable, client):
    asked_for = []
    await stage.worker({Greet: lambda command, asked: asked_for.append(asked)})
    answer = asyncio.create_task(client.greetings.greet(name="Ada", text="hello"))
    await eventually(lambda: asked_for)
    cable.cut()
    asked_for[0].reply(Greeted(text="late"))
    assert await answer == Greeted(text="late")


async def test_a_request_waits_for_the_socket_to_come_back(stage, cable, client):
    await stage.worker({Greet: lambda command, asked: asked.reply(Greeted(text="at last"))})
    cable.is_whole = False
    cable.cut()
    answer = asyncio.create_task(client.greetings.greet(name="Ada", text="hello"))
    await asyncio.sleep(0.05)
    cable.is_whole = True
    assert await answer == Greeted(text="at last")


async def test_a_post_whose_answer_is_lost_is_repeated_by_the_same_id(stage, cable, client, monkeypatch):
    monkeypatch.setattr(trip, "_REPEAT_S", 0.01)
    cable.answers_to_lose = 1
    answer = asyncio.create_task(client.greetings.greet(name="Ada", text="hello"))
    await eventually(lambda: len(stage.commands(Greet)) == 2)
    ids = {record.headers["request-id"] for _, record in stage.commands(Greet)}
    await stage.worker({Greet: lambda command, asked: asked.reply(Greeted(text="hello"))})
    assert await answer == Greeted(text="hello")
    assert len(ids) == 1


async def test_a_request_that_no_broker_confirmed_is_repeated_by_the_same_id(stage, client, monkeypatch):
    """The gateway cannot know whether the broker has it: only a repeat finds out."""
    await stage.worker({Greet: lambda command, asked: asked.reply(Greeted(text="hello"))})
    posted = []
    monkeypatch.setattr(trip.Gateway, "send", _counting(trip.Gateway.send, posted))
    stage.broker.unavailable = True
    answer = asyncio.create_task(client.greetings.greet(name="Ada", text="hello"))
    await eventually(lambda: len(posted) > 1)
    stage.broker.unavailable = False
    assert await answer == Greeted(text="hello")
    assert len(set(posted)) == 1


def _counting(send, posted):
    async def counted(self, call, request_id, *more):
        posted.append(request_id)
        return await send(self, call, request_id, *more)

    return counted


async def test_what_no_broker_confirmed_in_time_is_unknown(stage, running):
    """It may have happened: nobody may say that it did not."""
    stage.broker.unavailable = True
    async with HttpTransport(running.url, grace_s=-59.8) as transport:
        with pytest.raises(OutcomeUnknown) as caught:
            await Client(transport).greetings.greet(name="Ada", text="hello")
    stage.broker.unavailable = False
    assert caught.value.sent


async def test_a_gateway_whose_clock_is_behind_shortens_no_wait(stage, transport, client, monkeypatch):
    """Its deadline is over as it says it; the answer comes all the same."""
    monkeypatch.setattr(transport._socket, "until_s", lambda deadline: -90.0)
    asked_for = []
    await stage.worker({Greet: lambda command, asked: asked_for.append(asked)})
    answer = asyncio.create_task(client.greetings.greet(name="Ada", text="hello"))
    await eventually(lambda: asked_for)
    await asyncio.sleep(0.05)
    asked_for[0].reply(Greeted(text="hello"))
    assert await answer == Greeted(text="hello")


async def test_what_could_not_be_sent_in_time_is_never_sent(stage, cable, transport):
    cable.is_whole = False
    cable.cut()
    await eventually(lambda: transport._socket._identity is None)
    greet = Call(name="greetings.Greet", method="POST", path="/greetings", body=b"{}", timeout_ms=50)
    transport._grace_s = 0
    with pytest.raises(OutcomeUnknown) as caught:
        await transport.request(greet)
    assert not caught.value.sent
    cable.is_whole = True
    await transport.read_session()
    assert not stage.commands(Greet)


async def test_what_was_sent_and_has_no_answer_in_time_is_unknown(stage, running):
    """The schema's minute, made short by a grace of almost as much."""
    async with HttpTransport(running.url, grace_s=-59.8) as transport:
        with pytest.raises(OutcomeUnknown) as caught:
            await Client(transport).greetings.greet(name="Ada", text="hello")
    assert caught.value.sent
    assert stage.commands(Greet)


async def test_a_request_may_wait_less_than_its_schema_allows(stage, transport):
    """The gateway passes the wish on to the worker, and the client itself waits no longer than that and its grace."""
    await stage.worker({Greet: lambda command, asked: asked.reply(Greeted(text="hello"))})
    assert await Client(transport.within(5)).greetings.greet(name="Ada", text="hello") == Greeted(text="hello")
    [(_, record)] = stage.commands(Greet)
    assert int(record.headers["deadline"]) - int(record.headers["accepted"]) == 5_000


async def test_a_short_wait_is_short_for_the_client_too(transport):
    """It would be a minute if it was the schema's time."""
    transport._grace_s = -0.95
    async with asyncio.timeout(20):
        with pytest.raises(OutcomeUnknown) as caught:
            await Client(transport.within(1)).greetings.greet(name="Ada", text="hello")
    assert caught.value.sent


async def test_nothing_is_left_of_requests_whose_answers_never_come(stage, running, transport, client):
    """Neither in the client nor in the gateway, which has no table of requests."""
    transport._grace_s = -59.95
    asking = (client.greetings.greet(name=f"n{number}", text="hello") for number in range(50))
    assert {type(end) for end in await asyncio.gather(*asking, return_exceptions=True)} == {OutcomeUnknown}
    with pytest.raises(OutcomeUnknown):
        async with aclosing(client.board.list_notes(board_id="main")) as notes:
            await anext(notes)
    assert not transport._trips._trips
    await eventually(lambda: not running.parts.feeds._open)
    [socket] = running.parts.sockets
    assert not socket.feeds
    assert (socket._answered, socket.aliases) == (None, None)
    assert (running.parts.incoming._held, running.parts.resumer._resuming) == ({}, {})


async def test_a_feed_begins_again_after_a_drop(stage, cable, client):
    snapshot = Notes(board_id="main", notes=[], seq=1)
    await stage.worker({ListNotes: lambda command, asked: asked.reply(snapshot, final=False)})
    async with aclosing(client.board.list_notes(board_id="main")) as notes:
        assert await anext(notes) == snapshot
        cable.cut()
        assert await anext(notes) == snapshot
        removed = NoteRemoved(board_id="main", note_id=NOTE, seq=2)
        await stage.tell("board/main", removed)
        assert await anext(notes) == removed


async def test_a_feed_that_is_closed_is_cancelled_at_the_gateway(stage, client):
    snapshot = Notes(board_id="main", notes=[], seq=1)
    await stage.worker({ListNotes: lambda command, asked: asked.reply(snapshot, final=False)})
    async with aclosing(client.board.list_notes(board_id="main")) as notes:
        await anext(notes)

    await eventually(lambda: wire.FeedCancelled() in told(stage))


async def test_a_feed_is_cancelled_though_the_transport_is_left_at_once(stage, running):
    snapshot = Notes(board_id="main", notes=[], seq=1)
    await stage.worker({ListNotes: lambda command, asked: asked.reply(snapshot, final=False)})
    async with (
        HttpTransport(running.url) as transport,
        aclosing(Client(transport).board.list_notes(board_id="main")) as notes,
    ):
        await anext(notes)
    await eventually(lambda: wire.FeedCancelled() in told(stage))


def told(stage):
    return [stage.codec.decode(record.value) for record in stage.broker.records("replies")]


async def test_closing_lets_go_of_whatever_waits(running):
    async with HttpTransport(running.url) as transport:
        client = Client(transport)
        waiting = asyncio.create_task(client.greetings.greet(name="Ada", text="hello"))
        following = asyncio.create_task(anext(client.board.list_notes(board_id="main")))
        await asyncio.sleep(0)
    for task in (waiting, following):
        with pytest.raises(TransportClosed, match="the transport was closed"):
            await task
    with pytest.raises(TransportClosed):
        await client.greetings.greet(name="Ada", text="hello")


async def test_a_gateway_that_closes_for_good_says_why(stage, running, client):
    answer = asyncio.create_task(client.greetings.greet(name="Ada", text="hello"))
    await eventually(lambda: stage.commands(Greet))
    for socket in tuple(running.parts.sockets):
        socket.close(wire.CloseCode.SUPERSEDED)
    assert await answer == wire.Lost(reason="Another socket resumed from this one.")
    with pytest.raises(TransportClosed, match="Another socket resumed"):
        await client.greetings.greet(name="Ada", text="hello")


async def test_a_session_that_ended_elsewhere_leaves_an_anonymous_visitor(stage, running, client):
    answer = asyncio.create_task(client.greetings.greet(name="Ada", text="hello"))
    await eventually(lambda: stage.commands(Greet))
    for socket in tuple(running.parts.sockets):
        socket.close(wire.CloseCode.SESSION_ENDED)
    assert isinstance(await answer, wire.Lost)
    await stage.worker({Greet: lambda command, asked: asked.reply(Greeted(text="hello"))})
    assert await client.greetings.greet(name="Bea", text="hello") == Greeted(text="hello")


async def test_what_stands_between_it_and_the_gateway_is_said_to_have_answered():
    asked = []

    def answer(request):
        asked.append(request)
        return httpx.Response(200, text="Welcome to our network")

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        with pytest.raises(RequestRefused, match="got 'Welcome to our network'") as caught:
            await HttpTransport("http://127.0.0.1:9/behind/", http=http).end_session()
    assert caught.value.type is None
    assert (asked[0].url.path, asked[0].headers["origin"]) == ("/behind/api/session", "http://127.0.0.1:9")


async def test_a_client_of_your_own_stays_open(running):
    async with httpx.AsyncClient() as http:
        async with HttpTransport(running.url, http=http):
            pass
        assert not http.is_closed
