"""A worker that is stopped or killed costs time, never an answer."""

import asyncio
import signal
import uuid

import pytest

from tests.end_to_end.visitor import visitor

pytestmark = pytest.mark.integration

UNDER_WAY = 200


async def test_the_answer_comes_when_the_worker_is_back(gateway_url, stack):
    """Stop the accounts workers, post, get 202; start them: the frame comes down the socket that stayed open."""
    async with visitor(gateway_url) as ada:
        stack.stop("accounts")
        name, request_id = f"late-{uuid.uuid4().hex[:8]}", str(uuid.uuid4())
        accepted = await ada.send(
            "POST", "/register", {"name": name, "password": "a good password"}, request_id=request_id
        )
        assert accepted.status_code == 202
        await asyncio.sleep(1)
        assert request_id not in ada.frames
        stack.start("accounts")
        assert (await ada.final(request_id, within_s=30))["body"]["@type"] == "accounts.Registered"


async def test_every_202_gets_one_answer_though_the_worker_is_killed(gateway_url, stack):
    """`kill -9` with 200 requests in flight, and a new worker in its place: exactly one final frame each."""
    async with visitor(gateway_url) as ada:
        ids = [str(uuid.uuid4()) for _ in range(UNDER_WAY * 2)]

        async def greet(request_id: str) -> None:
            accepted = await ada.send(
                "POST", "/greetings", {"name": request_id[:8], "text": "hello"}, request_id=request_id
            )
            assert accepted.status_code == 202, accepted.text

        first = asyncio.gather(*(greet(request_id) for request_id in ids))
        for request_id in ids[: UNDER_WAY // 4]:
            await ada.final(request_id)
        stack.kill("greetings", signal.SIGKILL)
        await first
        stack.start("greetings")
        for request_id in ids:
            assert (await ada.final(request_id, within_s=30))["body"]["@type"] == "greetings.Greeted"
        await asyncio.sleep(1)
        assert {request_id: len(ada.frames[request_id]) for request_id in ids} == dict.fromkeys(ids, 1)
