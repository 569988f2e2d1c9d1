"""What a worker that works at least once says twice: its requester hears it once."""

import time
from contextlib import asynccontextmanager
from uuid import uuid4

from msgspec.structs import replace

from gateway import metrics
from services.greetings.main import SPEC
from services.runner.worker import Worker
from services.testing.server import eventually
from services.wire.generated.board import ListNotes, Note, NoteChanged, Notes
from tests.gateway.stage import Stage
from tests.runner.stage import QUICK, Line, Running

GREETING = {"name": "Ada", "text": "hello"}
AT_LEAST_ONCE = replace(SPEC, delivery="at-least-once")


async def started(stage: Stage) -> Running:
    """A worker of the greetings, which can be killed."""
    line = Line(stage.broker)
    return Running(await Worker.open(line, stage.codec, AT_LEAST_ONCE, clock=time.time, limits=QUICK), line)


@asynccontextmanager
async def worker(stage: Stage):
    running = await started(stage)
    try:
        yield running
    finally:
        await running.stop()


async def test_a_final_frame_that_is_sent_again_after_a_kill_comes_once(stage, running, ada):
    """The worker died between the answer and the commit of its offset; the next one decides and answers again."""
    killed = await started(stage)
    killed.line.dies_at = "before offsets"
    request_id = await ada.begin("POST", "/greetings", GREETING)
    await ada.final(request_id)
    await eventually(lambda: killed.line.is_cut)
    await killed.kill()
    async with worker(stage):
        await ada.ask("POST", "/greetings", GREETING)

    assert [frame["body"]["text"] for frame in ada.frames[request_id]] == ["hello"]
    first, again, _ = stage.broker.records("replies")
    assert (first.headers, first.value) == (again.headers, again.value)
    assert running.parts.metrics.total(metrics.REPEATS) == 1


async def test_an_answer_that_the_killed_worker_did_not_send_comes_from_the_next(stage, ada):
    killed = await started(stage)
    killed.line.dies_at = "before a record"
    request_id = await ada.begin("POST", "/greetings", GREETING)
    await eventually(lambda: killed.line.is_cut)
    await killed.kill()
    assert request_id not in ada.frames
    async with worker(stage):
        assert (await ada.final(request_id))["body"]["text"] == "hello"


async def test_a_frame_that_is_not_final_comes_once(stage, ada):
    """A snapshot that was decided twice, and differs; what follows it goes on from the first."""
    got = []
    await stage.worker({ListNotes: lambda command, asked: got.append(asked)})
    request_id = str(uuid4())
    accepted = await ada.send("GET", "/boards/main/notes", request_id=request_id)
    assert accepted.status_code == 202
    await eventually(lambda: len(got) == 1)
    got[0].reply(Notes(board_id="main", notes=[], seq=0), final=False)
    got[0].reply(Notes(board_id="main", notes=[], seq=1), final=False)
    note = Note(note_id=uuid4(), text="a", author="ada", version=1)
    await stage.tell("board/main", NoteChanged(board_id="main", note=note, seq=1))
    await eventually(lambda: len(ada.frames.get(request_id, ())) == 2)
    assert [frame["body"]["@type"] for frame in ada.frames[request_id]] == ["board.Notes", "board.NoteChanged"]
