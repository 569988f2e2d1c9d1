"""The generated Python client against a gateway in this process."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from services.wire.generated import board, wire
from services.wire.generated.accounts import Login
from services.wire.generated.board import ListNotes, NoteChanged, NoteRemoved, Notes, PostNote
from services.wire.generated.client import Client
from services.wire.generated.greetings import Greet, Greeted
from services.wire.generated.sessions import SessionReady
from services.wire.transport import GatewayUnreachable, HttpTransport, ProblemReceived
from tests.gateway.stage import eventually, make_stage

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
async def transport(running):
    async with HttpTransport(running.url) as opened:
        yield opened


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
    with pytest.raises(ProblemReceived) as caught:
        await client.greetings.greet(name="", text="hello")
    assert caught.value.problem.status == 422
    assert caught.value.problem.errors


async def test_a_gateway_that_is_away_is_said_to_be(running):
    with pytest.raises(GatewayUnreachable):
        async with HttpTransport("http://127.0.0.1:9"):
            pass


async def test_a_request_whose_connection_broke_is_sent_again_under_its_id(stage, running):
    """The gateway may have taken it: the worker tells a repeat by the id, so that it happens once."""

    class Breaking(httpx.AsyncHTTPTransport):
        breaks = 1

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            if request.method == "POST" and self.breaks:
                self.breaks -= 1
                await answer.aread()
                raise httpx.ReadError("the gateway went away", request=request)
            return answer

    await stage.worker({Greet: lambda command, asked: asked.reply(Greeted(text=command.text))})
    async with HttpTransport(running.url, http=httpx.AsyncClient(transport=Breaking())) as transport:
        assert await Client(transport).greetings.greet(name="Ada", text="hello") == Greeted(text="hello")
    assert len(stage.commands(Greet)) == 2
    assert len({record.headers["request-id"] for _, record in stage.commands(Greet)}) == 1


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
    with pytest.raises(ProblemReceived) as caught:
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
    with pytest.raises(ProblemReceived, match="401"):
        await client.board.post_note(board_id="main", text="x")
    assert isinstance(await client.accounts.login(name="ada", password="correct horse battery"), SessionReady)
    await transport.pick_up_session()
    posted = await client.board.post_note(board_id="main", text="x")
    assert isinstance(posted, board.NotePosted)
    assert posted.author == "ada"
    await transport.end_session()
    with pytest.raises(ProblemReceived, match="401"):
        await client.board.post_note(board_id="main", text="x")


async def test_a_request_survives_a_dropped_socket(stage, transport, client):
    asked_for = []
    await stage.worker({Greet: lambda command, asked: asked_for.append(asked)})

    async def drop_and_answer():
        await eventually(lambda: asked_for)
        first = transport._socket
        first.transport.abort()
        await eventually(lambda: transport._socket not in (None, first))
        asked_for[0].reply(Greeted(text="late"))

    dropping = asyncio.create_task(drop_and_answer())
    assert await client.greetings.greet(name="Ada", text="hello") == Greeted(text="late")
    await dropping
