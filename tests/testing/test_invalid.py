"""What only just is invalid is refused at the door, with the place that is wrong; what is valid is let in."""

import re

import pytest
from hypothesis import HealthCheck, given, settings

from services.testing.invalid import invalid_requests
from services.testing.requests import requests
from services.testing.stack import in_process
from services.testing.strategies import just_invalid
from services.wire.generated.accounts import Register
from services.wire.generated.board import DeleteNote
from services.wire.generated.catalog import BY_TYPE, CATALOG
from services.wire.transport import RequestRefused

FEW = settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))
ASKED = sorted(name for name, entry in CATALOG.items() if entry.route is not None)


def drawn(strategy, count):
    """So many examples, or fewer if there are no more; nothing else may be going on, as Hypothesis owns all chance."""
    found = []

    @settings(FEW, max_examples=count)
    @given(strategy)
    def gather(example):
        found.append(example)

    gather()
    return found


async def refusal(somebody, invalid):
    """The problem that a request is refused with."""
    with pytest.raises(RequestRefused) as refused:
        await somebody.transport.within(1).request(invalid.request.call)
    return refused.value.problem


def place_of(invalid):
    """How the gateway spells a place, as a pattern: by a path in a body, by the name of a parameter."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in invalid.pointer.split("/")[1:]]
    if invalid.source != "body":
        return re.escape(steps[0])
    return r"\$" + "".join(rf"(?:\.{re.escape(step)}|\[{re.escape(step)}\]|\[\.\.\.\])" for step in steps)


@pytest.mark.parametrize("name", ASKED)
async def test_a_request_within_every_limit_is_taken(name):
    whole = drawn(requests(CATALOG[name].type), 5) + drawn(requests(CATALOG[name].type, is_at_limits=True), 5)
    async with in_process() as stack:
        member = await stack.member()
        for request in whole:
            await member.transport.request(request.call) if not CATALOG[name].feed else await first(member, request)


async def first(somebody, request):
    """The snapshot of a feed."""
    feed = somebody.transport.feed(request.call)
    await anext(feed)
    await feed.aclose()


@pytest.mark.parametrize("name", ASKED)
async def test_a_request_beyond_one_limit_is_refused_with_its_place(name):
    """Of every limit of every command and query."""
    entry = CATALOG[name]
    beyond = [invalid for request in drawn(requests(entry.type), 2) for invalid in invalid_requests(entry, request)]
    beyond += drawn(just_invalid(entry.type), 20)
    async with in_process() as stack:
        member = await stack.member()
        for invalid in beyond:
            problem = await refusal(member, invalid)
            assert problem.status in (400, 422), f"{invalid}: {problem}"
            [fault] = problem.errors
            assert re.fullmatch(place_of(invalid), fault.path), f"{invalid}: {fault}"


def limits_of(type_):
    """What is broken next to a few requests."""
    near = (invalid for request in drawn(requests(type_), 5) for invalid in invalid_requests(BY_TYPE[type_], request))
    return {(invalid.source, invalid.pointer, invalid.keyword) for invalid in near}


def test_each_limit_of_a_body_is_broken():
    assert limits_of(Register) >= {
        ("body", "", "type"),
        ("body", "/@type", "const"),
        ("body", "/unknown", "additionalProperties"),
        ("body", "/name", "required"),
        ("body", "/name", "type"),
        ("body", "/name", "minLength"),
        ("body", "/name", "maxLength"),
        ("body", "/name", "pattern"),
        ("body", "/password", "minLength"),
        ("body", "/password", "maxLength"),
        ("query", "/unknown", "additionalProperties"),
    }


def test_each_limit_of_a_parameter_is_broken():
    assert limits_of(DeleteNote) == {
        ("path", "/boardId", "maxLength"),
        ("path", "/boardId", "pattern"),
        ("path", "/noteId", "format"),
        ("query", "/version", "required"),
        ("query", "/version", "type"),
        ("query", "/version", "minimum"),
        ("query", "/version", "maximum"),
        ("query", "/unknown", "additionalProperties"),
    }
