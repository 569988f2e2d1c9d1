"""Fixtures for tests of what is built on the platform; services/testing/README.md shows how they are used.

A conftest has `pytest_plugins = ["services.testing.plugin"]`.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from msgspec import Struct

from services.runner.decision import Decision
from services.testing.scenario import Scenario
from services.testing.stack import Stack, Visitor, elsewhere, in_process
from services.testing.strategies import register


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the same tests be run against servers."""
    parser.getgroup("millrace").addoption(
        "--gateway",
        metavar="URL",
        help="run tests that use `stack` or `client` against the gateway there, such as that of `just up`, "
        "and not in process",
    )


def pytest_configure() -> None:
    """Let Hypothesis know every generated type."""
    register()


@pytest.fixture
def scenario() -> Scenario:
    """The story that the fixtures below tell; for a test that tells several, it is made anew by `Scenario()`."""
    return Scenario()


@pytest.fixture
def given_state(scenario: Scenario) -> Callable[..., None]:
    """`given_state(state)`: of every key from the start, where the events that led to it do not matter."""
    return scenario.given_state


@pytest.fixture
def given_events(scenario: Scenario) -> Callable[..., None]:
    """`given_events(*events)`: these have happened, each to its own key."""
    return scenario.given_events


@pytest.fixture
def when_command(scenario: Scenario) -> Callable[..., Decision]:
    """`when_command(command, principal=..., tools=...)`: the domain decides it, as a plain function."""
    return scenario.when_command


@pytest.fixture
def when_event(scenario: Scenario) -> Callable[..., Struct | None]:
    """`when_event(event, domain=..., tools=...)`: the domain reacts to another's event."""
    return scenario.when_event


@pytest.fixture
def then_outcome(scenario: Scenario) -> Callable[[Struct | type[Struct] | None], None]:
    """`then_outcome(outcome)`: a value, a type, or None where another domain ends the request."""
    return scenario.then_outcome


@pytest.fixture
def then_events(scenario: Scenario) -> Callable[..., None]:
    """`then_events(*events)`: these and no others, in this order."""
    return scenario.then_events


@pytest.fixture
def then_state(scenario: Scenario) -> Callable[[Any], None]:
    """`then_state(state)`: of the last command's key, or of the last event's."""
    return scenario.then_state


@pytest.fixture
def then_feed(scenario: Scenario) -> Callable[..., None]:
    """`then_feed(*messages)`: what the followers of the key are told."""
    return scenario.then_feed


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
