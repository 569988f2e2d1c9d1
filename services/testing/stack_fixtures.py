"""Fixtures for the whole platform and its visitors, in this process or, with `--gateway`, where it runs already."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from services.testing.stack import Stack, Visitor, elsewhere, in_process


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the same tests be run against servers."""
    parser.getgroup("millrace").addoption(
        "--gateway",
        metavar="URL",
        help="run tests that use `stack` or `client` against the gateway there, such as that of `just up`, "
        "and not in process",
    )


@pytest_asyncio.fixture
async def stack(request: pytest.FixtureRequest) -> AsyncIterator[Stack]:
    """The whole platform: in this process and fresh, or behind the gateway that `--gateway` names."""
    url: str | None = request.config.getoption("--gateway")
    async with in_process() if url is None else elsewhere(url) as running:
        yield running


@pytest_asyncio.fixture
async def visited(stack: Any) -> AsyncIterator[Stack]:
    """The stack as its visitors meet it, also where another conftest has a `stack` of its own, with a gateway."""
    if isinstance(stack, Stack):
        yield stack
    else:
        async with elsewhere(stack.gateway_url) as running:
            yield running


@pytest_asyncio.fixture
async def client(visited: Stack) -> Visitor:
    """The generated client of somebody without a session: `await client.accounts.register(name=..., ...)`."""
    return await visited.visitor()


@pytest_asyncio.fixture
async def member(visited: Stack) -> Visitor:
    """The generated client of somebody who is logged in."""
    return await visited.member()
