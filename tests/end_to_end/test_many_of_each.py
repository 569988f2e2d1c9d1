"""Two gateways and two accounts workers at once: every answer finds the socket it belongs to."""

import asyncio
import uuid

import pytest

from tests.end_to_end.visitor import visitor

pytestmark = pytest.mark.integration

REQUESTS, UNDER_WAY = 1_000, 50


async def test_answers_reach_the_socket_whatever_gateway_took_the_request(two_gateways):
    """1,000 greetings sent to the gateway that does not hold the socket: 1,000 frames, each once."""
    here, there = two_gateways
    async with visitor(here) as ada, visitor(there) as bob:
        ids = [str(uuid.uuid4()) for _ in range(REQUESTS)]
        gate = asyncio.Semaphore(UNDER_WAY)

        async def greet(number: int, request_id: str) -> None:
            async with gate:
                headers = {"x-subscriber-id": ada.subscriber_id, "x-request-id": request_id}
                body = {"name": f"n{number}", "text": request_id}
                accepted = await bob.send("POST", "/greetings", body, headers=headers)
                assert accepted.status_code == 202, accepted.text

        await asyncio.gather(*(greet(number, request_id) for number, request_id in enumerate(ids)))
        for request_id in ids:
            assert (await ada.final(request_id))["body"] == {"@type": "greetings.Greeted", "text": request_id}
        assert {request_id: len(ada.frames[request_id]) for request_id in ids} == dict.fromkeys(ids, 1)
        assert not [frame for request_id in ids for frame in bob.frames.get(request_id, [])]


async def test_two_accounts_workers_share_the_names(two_gateways):
    """Registrations spread over both workers; each name is given once, whoever handles it."""
    here, there = two_gateways
    async with visitor(here) as ada, visitor(there) as bob:
        names = [f"many-{uuid.uuid4().hex[:8]}" for _ in range(20)]
        first = await asyncio.gather(*(ada.register(name, "a good password") for name in names))
        second = await asyncio.gather(*(bob.register(name, "a good password") for name in names))
        assert {answer["@type"] for answer in first} == {"accounts.Registered"}
        assert {answer["@type"] for answer in second} == {"accounts.NameTaken"}
