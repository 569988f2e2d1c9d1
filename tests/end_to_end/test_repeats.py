"""A request id names one request: sent again it brings the same end, from whatever gateway, and happens once."""

import uuid

import pytest

from tests.end_to_end.visitor import Visitor, visitor

pytestmark = pytest.mark.integration


def account() -> dict[str, str]:
    return {"name": f"twice-{uuid.uuid4().hex[:8]}", "password": "a good password"}


async def register(somebody: Visitor, request_id: str, body: dict[str, str]) -> None:
    accepted = await somebody.send("POST", "/register", body, request_id=request_id)
    assert accepted.status_code == 202, accepted.text


async def ends(somebody: Visitor, request_id: str, count: int) -> list[dict]:
    """The bodies of the frames that ended a request, once there are so many."""
    await somebody.frame(request_id, lambda _: len(somebody.frames[request_id]) >= count)
    return [frame["body"] for frame in somebody.frames[request_id] if frame["final"]]


async def test_the_same_request_sent_again_gets_the_outcome_it_had(two_gateways):
    """The name would be taken by now; the inbox knows that it was this very request that took it."""
    here, there = two_gateways
    body, request_id = account(), str(uuid.uuid4())
    async with visitor(here) as ada, visitor(there) as bob:
        await register(ada, request_id, body)
        [first] = await ends(ada, request_id, 1)
        assert first["@type"] == "accounts.Registered"
        await register(ada, request_id, body)
        assert await ends(ada, request_id, 2) == [first, first]
        await register(bob, request_id, body)
        assert await ends(bob, request_id, 1) == [first]


async def test_another_request_under_the_same_id_is_refused(gateway_url):
    body, request_id = account(), str(uuid.uuid4())
    async with visitor(gateway_url) as ada:
        await register(ada, request_id, body)
        await ends(ada, request_id, 1)
        await register(ada, request_id, body | {"password": "another password"})
        assert [end["@type"] for end in await ends(ada, request_id, 2)] == [
            "accounts.Registered",
            "wire.RequestIdReused",
        ]
        await register(ada, request_id, body)
        assert [end["@type"] for end in await ends(ada, request_id, 3)][2] == "accounts.Registered"


async def test_a_request_that_is_sent_again_before_its_answer_is_answered_once(gateway_url, stack):
    body, request_id = account(), str(uuid.uuid4())
    async with visitor(gateway_url) as ada:
        stack.stop("accounts")
        for _ in range(3):
            await register(ada, request_id, body)
        stack.start("accounts")
        await ada.final(request_id, within_s=30)
        # Whatever else had to come is before this one: a name has one partition, and a socket one lane.
        await ada.ask("POST", "/register", body)
        assert [end["@type"] for end in await ends(ada, request_id, 1)] == ["accounts.Registered"]
