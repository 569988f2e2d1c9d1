"""One stage for each test; gateways are started by those that need them."""

import pytest

from services.wire.generated.accounts import NameTaken, Register
from services.wire.generated.board import ListNotes
from tests.gateway.stage import Asked, Stage, make_stage


@pytest.fixture
async def stage():
    made = await make_stage()
    yield made
    await made.broker.close()


@pytest.fixture
async def registrar(stage: Stage):
    """A worker that says of every name that somebody has it."""
    return await stage.worker({Register: lambda command, asked: asked.reply(NameTaken(name=command.name))})


@pytest.fixture
async def asked(stage: Stage):
    """The queries for notes as a worker gets them; the test answers."""
    got: list[Asked] = []
    await stage.worker({ListNotes: lambda command, asked: got.append(asked)})
    return got


@pytest.fixture
async def running(stage: Stage):
    """One gateway."""
    async with stage.gateway() as started:
        yield started


@pytest.fixture
async def ada(running):
    """Somebody with an open socket and no session."""
    async with running.visitor() as somebody:
        yield somebody
