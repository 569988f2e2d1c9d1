"""What a worker tells probes: whether each of its partitions is worked on, and why one is not."""

import asyncio

import httpx
import pytest

from services.board.main import SPEC as BOARD
from services.local.ports import free_ports
from services.runner.status import Status, served
from services.wire.errors import SettingsInvalid
from tests.runner.board import edit_note, post_note
from tests.runner.stage import Stage, eventually


@pytest.fixture
def port() -> int:
    return free_ports(1, "127.0.0.1")[0]


async def test_a_partition_that_is_stopped_is_told_with_its_reason(stage: Stage):
    """The others go on, and the worker lives; but it is not ready, so that a roll-out stops there."""
    async with stage.worker(BOARD) as running:
        note_id = (await stage.outcome(await stage.post(post_note()))).note_id
        await stage.outcome(await stage.post(edit_note(note_id)))
        status = Status(lambda: running.worker.slots)
        assert (200, "ready\n") == status.answer("/health/ready")

    async with stage.worker(BOARD, codec=await stage.codec_without("board.NoteEdited")) as running:
        status = Status(lambda: running.worker.slots)
        await eventually(lambda: 'state="stopped"} 1' in status.answer("/metrics")[1])
        await eventually(lambda: 'state="started"} 1' in status.answer("/metrics")[1])
        code, text = status.answer("/health/ready")
        assert 200 == status.answer("/health/live")[0]

    assert 503 == code
    assert " is stopped: board.events-" in text
    assert "an event of board.NoteEdited, which is not known here" in text


async def test_a_partition_that_waits_is_not_ready(stage: Stage):
    async with stage.worker(BOARD) as running:
        status = Status(lambda: running.worker.slots)
        await eventually(lambda: 'state="started"} 2' in status.answer("/metrics")[1])
        for slot in running.worker.slots:
            slot.is_started = False
        code, text = status.answer("/health/ready")

    assert 503 == code
    assert "board.commands-0 is loading\nboard.commands-1 is loading\n" == text


async def test_probes_are_answered_over_http(port: int):
    async with served(Status(lambda: ()), "127.0.0.1", port), httpx.AsyncClient(trust_env=False) as client:
        answers = [await client.get(f"http://127.0.0.1:{port}{path}") for path in ("/health/ready", "/metrics", "/")]
        posted = await client.post(f"http://127.0.0.1:{port}/health/ready")

    assert [200, 200, 404, 405] == [answer.status_code for answer in (*answers, posted)]
    assert "millrace_worker_in_flight 0" in answers[1].text


async def test_what_is_no_probe_harms_nothing(port: int):
    async with served(Status(lambda: ()), "127.0.0.1", port):
        for sent in (b"", b"\xff\xfe\r\n\r\n", b"x" * 20_000):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            writer.close()
        async with httpx.AsyncClient(trust_env=False) as client:
            assert 200 == (await client.get(f"http://127.0.0.1:{port}/health/live")).status_code


async def test_a_port_that_is_taken_stops_the_start_and_none_is_served_unless_asked_for(port: int):
    async with served(Status(lambda: ()), "127.0.0.1", port):
        with pytest.raises(SettingsInvalid, match="MILLRACE_STATUS_PORT"):
            async with served(Status(lambda: ()), "127.0.0.1", port):
                pass
    async with served(Status(lambda: ()), "127.0.0.1", 0):
        pass
