"""What handlers take and give. Nothing here does I/O, so that `services/<domain>/handlers.py` does none either."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid5

from msgspec import Struct

ToolsT = TypeVar("ToolsT")


class Decision(Struct, frozen=True):
    """What a handler decides: facts to be kept, and the answer."""

    events: tuple[Struct, ...] = ()
    """Events of the handler's own domain, in order; their key is the command's."""
    outcome: Struct | None = None
    """What the requester is told. None when another domain, reacting to the events, ends the request."""


class Context(Struct, Generic[ToolsT], frozen=True):
    """What a handler may know besides the command and the state."""

    now: datetime
    """The time of the decision, in UTC."""
    seq: int
    """How many events of this key were folded into the state."""
    principal: str | None
    """Whose session sent the request; None for an anonymous one."""
    request_id: UUID | None
    """The browser's name for the request; None when no browser asked."""
    input_id: UUID
    """The id of the command, query or event; the same for every repeat of it."""
    tools: ToolsT
    """What `main.py` gave to the handlers of this domain."""

    def new_id(self, name: str) -> UUID:
        """Make an id for `name` that comes out the same when this input is decided again."""
        return uuid5(self.input_id, name)


Handler = Callable[[Any, Any, Any], Decision | Awaitable[Decision]]
"""`handler(command, state, context)`; the state is None before the first event of the key."""

Evolve = Callable[[Any, Any], Any]
"""`evolve(event, state)` is the state after the event."""

Project = Callable[[Any, Any, int], Sequence[Struct]]
"""`project(event, state_after, seq)` is what the followers of the key are told."""

Reaction = Callable[[Any, Any], Awaitable[Struct | None]]
"""`reaction(event, context)` has an idempotent effect and gives what ends the request, or None."""

Handlers = Mapping[type[Struct], Handler]
Evolutions = Mapping[type[Struct], Evolve]
Projections = Mapping[type[Struct], Project]
Reactions = Mapping[type[Struct], Reaction]
