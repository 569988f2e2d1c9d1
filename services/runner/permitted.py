"""Whether what a handler decided is permitted: its schema names the outcome, and the events are its own, of its key."""

from collections.abc import Mapping

from msgspec import Struct

from services.runner.decision import Decision
from services.runner.spec import Command
from services.wire.entry import key_text
from services.wire.errors import HandlerFailed
from services.wire.generated.catalog import BY_TYPE


def check_decision(command: Command, decision: Decision) -> None:
    """Raise `HandlerFailed` for an outcome that the schema does not name, and for a query that changes something."""
    outcome = decision.outcome
    if outcome is None:
        if command.is_query:
            raise HandlerFailed("the handler of a query gave no outcome")
    elif type(outcome) not in command.outcomes:
        raise HandlerFailed(f"{type(outcome).__name__} is not among the outcomes in the schema")
    if decision.events and command.is_query:
        raise HandlerFailed("the handler of a query gave events")


def topic_of(event: Struct, topics: Mapping[type[Struct], str], *, domain: str, key: bytes | None) -> str:
    """Give where an event of a command goes. Raise `HandlerFailed` for another domain's, and for another key."""
    topic = topics.get(type(event))
    if topic is None:
        raise HandlerFailed(f"{type(event).__name__} is not an event of {domain}")
    own = key_text(BY_TYPE[type(event)], event).encode()
    if own != key:
        raise HandlerFailed(f"{type(event).__name__} has key {own!r}; its command has {key!r}")
    return topic
