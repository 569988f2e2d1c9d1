"""A worker that repeats what a kill may have lost: every 202 has one end at its browser all the same."""

import asyncio
import sys
import uuid
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from services.local import topology
from services.local.process import Process
from services.local.stack import Servers, Stack
from tests.end_to_end.builds import SMALL
from tests.end_to_end.visitor import Visitor, visitor

pytestmark = pytest.mark.integration

REQUESTS, UNDER_WAY = 600, 200
WORKER = (sys.executable, "-m", "tests.end_to_end.greetings_at_least_once")


@pytest.fixture(params=["classic", "consumer"])
def repeating(request: pytest.FixtureRequest, local_servers: Servers) -> Iterator[tuple[Stack, Process]]:
    """A gateway, and a worker that works at least once, under each protocol of consumer groups."""
    protocol = request.param
    with Stack(local_servers, f"repeats-{protocol}.", SMALL | {"MILLRACE_GROUP_PROTOCOL": protocol}) as stack:
        stack.apply()
        stack.start("gateway")
        spec = replace(topology.worker(stack.environment, "greetings", 0), command=WORKER, needs=())
        worker = stack.processes[spec.name] = Process(spec, stack.places)
        worker.start()
        worker.wait_ready()
        yield stack, worker


async def greet(somebody: Visitor, number: int, request_id: str) -> None:
    """Ask, see it accepted, and wait for the end."""
    body = {"name": f"n{number}", "text": request_id}
    accepted = await somebody.send("POST", "/greetings", body, request_id=request_id)
    assert accepted.status_code == 202, accepted.text
    ended = await somebody.final(request_id, within_s=60)
    assert ended["body"] == {"@type": "greetings.Greeted", "text": request_id}


async def test_every_202_gets_one_answer_though_the_worker_is_killed_again_and_again(
    repeating: tuple[Stack, Process],
) -> None:
    """`kill -9` three times with 200 requests in flight. What was answered and not committed is answered again."""
    stack, worker = repeating
    async with visitor(stack.gateway_url) as ada:
        ids = [str(uuid.uuid4()) for _ in range(REQUESTS)]
        gate = asyncio.Semaphore(UNDER_WAY)

        async def within(number: int, request_id: str) -> None:
            async with gate:
                await greet(ada, number, request_id)

        load = asyncio.gather(*(within(number, request_id) for number, request_id in enumerate(ids)))
        for part in (1, 2, 3):
            await ada.final(ids[part * REQUESTS // 5], within_s=60)
            worker.kill()
            worker.start()
            await asyncio.to_thread(worker.wait_ready)
        await load
        # All that was sent again for the socket is before the answer to what is asked last.
        worker.stop()
        worker.start()
        await greet(ada, REQUESTS, str(uuid.uuid4()))
        assert {request_id: len(ada.frames[request_id]) for request_id in ids} == dict.fromkeys(ids, 1)
