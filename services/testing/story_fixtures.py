"""Fixtures for one decision: what had happened, what is asked, what has to follow."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import Struct

from services.runner.decision import Decision
from services.testing.scenario import Scenario


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
