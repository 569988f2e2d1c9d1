"""A whole worker over a broker in memory: from a command to its frame."""

from services.board.main import SPEC as BOARD
from services.greetings.main import SPEC as GREETINGS
from services.wire.generated.board import NotePosted, PostNote
from services.wire.generated.greetings import Greet, Greeted, GreetingGiven
from tests.runner.stage import Stage


async def test_a_command_ends_with_its_outcome(stage: Stage):
    """The event, the memory of the request and the answer are all there, and the answer is final."""
    async with stage.worker(GREETINGS):
        request_id = await stage.post(Greet(name="Ada", text="hello"))

        assert Greeted(text="hello") == await stage.outcome(request_id)

    assert [GreetingGiven(name="Ada", text="hello")] == stage.values("greetings.signals")
    assert [True] == [frame.final for frame in stage.frames()]
    assert 1 == len(stage.broker.records("greetings.inbox"))
