"""What a worker tells probes: whether each of its partitions is worked on, and why one is not."""

import asyncio
import re
import time

import httpx
import pytest
from msgspec.structs import replace

from services.board.handlers import HANDLERS
from services.board.main import SPEC as BOARD
from services.local.ports import free_ports
from services.runner.decision import Decision
from services.runner.metrics import Metrics
from services.runner.spec import WorkerSpec
from services.runner.status import Status, served
from services.wire.errors import SettingsInvalid, TransactionAborted, TransactionUnknown, TransientError
from services.wire.generated.board import PostNote
from tests.runner.board import edit_note, post_note
from tests.runner.stage import QUICK, Running, Stage, eventually


def status_of(running: Running) -> Status:
    return Status(lambda: running.worker.slots, running.worker.metrics, asyncio.get_running_loop().time)


def figures(status: Status) -> dict[str, float]:
    """The figures by name and labels, as a scraper reads them."""
    lines = [line for line in status.answer("/metrics")[1].splitlines() if not line.startswith("#")]
    return {
        name: float(value)
        for name, _, value in (line.removeprefix("millrace_worker_").rpartition(" ") for line in lines)
    }


def lag(status: Status) -> float:
    """The largest of any partition."""
    return max((value for name, value in figures(status).items() if name.startswith("lag")), default=-1)


def board_with(post) -> WorkerSpec:
    return replace(BOARD, handlers={**HANDLERS, PostNote: post})


@pytest.fixture
def port() -> int:
    return free_ports(1, "127.0.0.1")[0]


async def test_a_partition_that_is_stopped_is_told_with_its_reason(stage: Stage):
    """The others go on, and the worker lives; but it is not ready, so that a roll-out stops there."""
    async with stage.worker(BOARD) as running:
        note_id = (await stage.outcome(await stage.post(post_note()))).note_id
        await stage.outcome(await stage.post(edit_note(note_id)))
        status = status_of(running)
        assert (200, "ready\n") == status.answer("/health/ready")

    async with stage.worker(BOARD, codec=await stage.codec_without("board.NoteEdited")) as running:
        status = status_of(running)
        await eventually(lambda: 'state="stopped"} 1' in status.answer("/metrics")[1])
        await eventually(lambda: 'state="started"} 1' in status.answer("/metrics")[1])
        code, text = status.answer("/health/ready")
        assert 200 == status.answer("/health/live")[0]

    assert 503 == code
    assert " is stopped: board.events-" in text
    assert "an event of board.NoteEdited, which is not known here" in text


async def test_a_partition_that_waits_is_not_ready(stage: Stage):
    async with stage.worker(BOARD) as running:
        status = status_of(running)
        await eventually(lambda: 'state="started"} 2' in status.answer("/metrics")[1])
        for slot in running.worker.slots:
            slot.is_started = False
        code, text = status.answer("/health/ready")

    assert 503 == code
    assert "board.commands-0 is loading\nboard.commands-1 is loading\n" == text


async def test_probes_are_answered_over_http(port: int):
    async with (
        served(Status(lambda: (), Metrics(), time.monotonic), "127.0.0.1", port),
        httpx.AsyncClient(trust_env=False) as client,
    ):
        answers = [await client.get(f"http://127.0.0.1:{port}{path}") for path in ("/health/ready", "/metrics", "/")]
        posted = await client.post(f"http://127.0.0.1:{port}/health/ready")

    assert [200, 200, 404, 405] == [answer.status_code for answer in (*answers, posted)]
    assert "millrace_worker_in_flight 0" in answers[1].text


async def test_what_is_no_probe_harms_nothing(port: int):
    async with served(Status(lambda: (), Metrics(), time.monotonic), "127.0.0.1", port):
        for sent in (b"", b"\xff\xfe\r\n\r\n", b"x" * 20_000):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            writer.close()
        async with httpx.AsyncClient(trust_env=False) as client:
            assert 200 == (await client.get(f"http://127.0.0.1:{port}/health/live")).status_code


async def test_a_port_that_is_taken_stops_the_start_and_none_is_served_unless_asked_for(port: int):
    async with served(Status(lambda: (), Metrics(), time.monotonic), "127.0.0.1", port):
        with pytest.raises(SettingsInvalid, match="MILLRACE_STATUS_PORT"):
            async with served(Status(lambda: (), Metrics(), time.monotonic), "127.0.0.1", port):
                pass
    async with served(Status(lambda: (), Metrics(), time.monotonic), "127.0.0.1", 0):
        pass


async def test_every_figure_is_described_and_nothing_is_said_twice():
    """As the text format of Prometheus wants it."""
    text = Status(lambda: (), Metrics(), time.monotonic).answer("/metrics")[1]
    described = re.findall(r"^# HELP (\S+) \S.*\n# TYPE \1 (?:counter|gauge|histogram)$", text, re.MULTILINE)
    named = re.findall(r"^([a-z_]+?)(?:_bucket|_sum|_count)?(?:\{.*\})? \S+$", text, re.MULTILINE)

    assert len(described) == len(set(described)) == text.count("# TYPE")
    assert set(named) <= set(described)


async def test_lag_and_position_are_told_for_each_partition(stage: Stage):
    """What is decided and not committed still counts as behind."""
    release = asyncio.Event()

    async def slow(command: PostNote, state, context) -> Decision:
        await release.wait()
        return HANDLERS[PostNote](command, state, context)

    async with stage.worker(board_with(slow), limits=replace(QUICK, ends_s=0.01)) as running:
        status = status_of(running)
        for number in range(3):
            await stage.post(post_note(str(number)))
        await eventually(lambda: figures(status)["in_flight"] == 3 == lag(status))
        before = figures(status)
        release.set()
        await eventually(lambda: figures(status)["in_flight"] == 0 == lag(status))
        after = figures(status)

    [behind] = [name.removeprefix("lag") for name, value in before.items() if name.startswith("lag") and value]
    assert re.fullmatch(r'\{partition="board\.commands-[01]"\}', behind)
    assert (0, 3) == (before["committed_offset" + behind], before["high_watermark" + behind])
    assert 3 == before["in_flight"]
    assert 0 < before["oldest_in_flight_seconds"] < 60
    assert (3, 0, 0) == (after["committed_offset" + behind], after["in_flight"], after["oldest_in_flight_seconds"])


async def test_retries_and_dead_letters_are_counted_by_their_error(stage: Stage):
    async def shaky(command, state, context) -> Decision:
        raise TransientError("not now")

    async with stage.worker(board_with(shaky)) as running:
        await stage.outcome(await stage.post(post_note()))
        told = figures(status_of(running))

    assert QUICK.message.attempts - 1 == told['retries_total{error="transient"}']
    assert 1 == told['dead_letters_total{error="transient"}']
    assert 1 == told["inputs_total"]


async def test_transactions_are_counted_by_what_became_of_them(stage: Stage):
    stage.broker.fail_next_commit(TransactionAborted)
    stage.broker.fail_next_commit(TransactionUnknown, landed=True)
    async with stage.worker(BOARD) as running:
        await stage.outcome(await stage.post(post_note()))
        await stage.outcome(await stage.post(post_note()))
        told = figures(status_of(running))

    assert (1, 1) == (told['transactions_total{result="aborted"}'], told['transactions_total{result="unknown"}'])
    assert 0 < told['transactions_total{result="written"}'] == told["transaction_seconds_count"]
    assert told['transaction_seconds_bucket{le="+Inf"}'] == told["transaction_seconds_count"]


async def test_rebalances_are_counted_and_timed(stage: Stage):
    """How long each partition stood still."""
    async with stage.worker(BOARD, slot="0") as running:
        await eventually(lambda: figures(status_of(running))["loading_seconds_count"] == 2)
        async with stage.worker(BOARD, slot="1"):
            await eventually(lambda: 'rebalances_total{change="revoked"}' in figures(status_of(running)))
        await eventually(lambda: figures(status_of(running))["loading_seconds_count"] == 3)
        told = figures(status_of(running))

    assert (2, 1) == (told['rebalances_total{change="assigned"}'], told['rebalances_total{change="revoked"}'])
    assert 0 < told["loading_seconds_sum"] < 60
