"""What a domain gives to its worker, and how that is held against the catalogue before anything starts."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Final, Literal

from msgspec import Struct

from services.runner.decision import Evolutions, Handler, Handlers, Projections, Reactions
from services.wire.entry import Entry
from services.wire.errors import WorkerInvalid
from services.wire.generated.catalog import BY_TYPE, CATALOG
from services.wire.settings import Settings
from services.wire.startup import travelling

SHARED: Final = ("replies", "feeds")
PLATFORM: Final = "wire"

Tools = Callable[[Settings], AbstractAsyncContextManager[Any]]
"""Opens what the handlers of a domain may use, and closes it when the worker ends."""


Delivery = Literal["exactly-once", "at-least-once"]
"""How often an input is decided.

`exactly-once` is for every domain. `at-least-once` is for one that keeps no events, so that nothing is built on what
it decided; it is quicker, because no answer waits for a transaction. What it gives up:

- After a crash, or when a partition moves to another worker, inputs are decided again. Signals and replies have the
  ids of the first time: the gateway drops the second reply, and a reaction is idempotent by the event's id. Where a
  handler says something else the second time, such as another time of day, the browser has the first and other
  domains may hear both.
- No outcome is remembered. A request that is posted again is decided again, and answered again if the first answer
  was sent before; another body under the same id is `wire.RequestIdReused` only while the first is under way.
- `wire.Expired` says that the answer comes too late, but not that nothing happened: an input may have been begun in
  time, and be decided again after its deadline.
"""


class WorkerSpec(Struct, frozen=True, kw_only=True):
    """One domain: its name, its tables, and what a crash may do to its work."""

    domain: str
    handlers: Handlers = {}
    evolve: Evolutions = {}
    project: Projections = {}
    reactions: Reactions = {}
    tools: Tools = lambda _: nullcontext()
    delivery: Delivery = "exactly-once"


class Command(Struct, frozen=True):
    """How one command or query is handled."""

    handle: Handler
    is_query: bool
    outcomes: frozenset[type[Struct]]
    snapshots: frozenset[type[Struct]]
    """The outcomes that do not end the request: a feed follows them."""


class Routes(Struct, frozen=True, kw_only=True):
    """The tables of a domain together with what the catalogue says of their types. Topics are without prefix."""

    domain: str
    commands: Mapping[type[Struct], Command]
    reactions: Reactions
    event_topics: Mapping[type[Struct], str]
    """Where each event of this domain goes."""
    inputs: tuple[str, ...]
    """The topics of the consumer group."""

    @property
    def commands_topic(self) -> str:
        return f"{self.domain}.commands"

    @property
    def events_topic(self) -> str:
        return f"{self.domain}.events"

    @property
    def inbox_topic(self) -> str:
        return f"{self.domain}.inbox"

    @property
    def dead_topic(self) -> str:
        return f"{self.domain}.dead"

    @property
    def keeps_events(self) -> bool:
        """Whether there is a state to be folded."""
        return self.events_topic in self.event_topics.values()


def routes(spec: WorkerSpec) -> Routes:
    """Hold the tables against the catalogue. Raises `WorkerInvalid`, which names every type at fault."""
    own = [entry for entry in CATALOG.values() if entry.domain == spec.domain]
    asked = {entry.type for entry in own if entry.kind in ("command", "query")}
    kept = {entry.type for entry in own if f"{spec.domain}.events" in entry.topics}
    events = {entry.type for entry in CATALOG.values() if entry.kind == "event"}
    faults = [
        *_differences("HANDLERS", set(spec.handlers), needed=asked, allowed=asked),
        *_differences("EVOLVE", set(spec.evolve), needed=kept, allowed=kept),
        *_differences("PROJECT", set(spec.project), needed=set(), allowed=kept),
        *_differences("REACTIONS", set(spec.reactions), needed=set(), allowed=events),
    ]
    if not spec.handlers and not spec.reactions:
        faults.append("there is nothing to do: neither HANDLERS nor REACTIONS")
    if spec.delivery == "at-least-once" and kept:
        names = ", ".join(sorted(BY_TYPE[type_].name for type_ in kept))
        faults.append(f"  delivery is at-least-once, which is for domains that keep no events; this one keeps {names}")
    if faults:
        raise WorkerInvalid("\n".join([f"services/{spec.domain} does not fit its schemas:", *faults]))
    commands = (f"{spec.domain}.commands",) if spec.handlers else ()
    foreign = sorted({_event_topic(BY_TYPE[event]) for event in spec.reactions})
    return Routes(
        domain=spec.domain,
        commands={type_: command_of(BY_TYPE[type_], handler) for type_, handler in spec.handlers.items()},
        reactions=spec.reactions,
        event_topics=event_topics(spec.domain),
        inputs=(*commands, *foreign),
    )


def command_of(entry: Entry, handler: Handler) -> Command:
    """Give what the schema says of a command or query, together with its handler."""
    outcomes = [CATALOG[name] for name in entry.outcomes]
    snapshots = [outcome for outcome in outcomes if entry.feed and outcome.kind != "refusal"]
    return Command(
        handler, entry.kind == "query", frozenset(o.type for o in outcomes), frozenset(o.type for o in snapshots)
    )


def event_topics(domain: str) -> dict[type[Struct], str]:
    """Give the topic of each event of a domain."""
    own = (entry for entry in CATALOG.values() if entry.domain == domain and entry.kind == "event")
    return {entry.type: _event_topic(entry) for entry in own}


def schemas(routes: Routes) -> tuple[list[Entry], list[Entry]]:
    """Give the entries that a worker reads and writes, and those that it only meets on other domains' topics."""
    domain = routes.domain
    own = {f"{domain}.{kind}" for kind in ("commands", "events", "signals", "inbox")}
    outcomes = {outcome for command in routes.commands.values() for outcome in command.outcomes}

    def is_needed(entry: Entry, topic: str) -> bool:
        if topic in SHARED:
            return entry.domain in (domain, PLATFORM) or entry.type in outcomes
        return topic in own or entry.type in routes.reactions

    def is_met(entry: Entry, topic: str) -> bool:
        return topic in routes.inputs and not is_needed(entry, topic)

    return travelling(CATALOG.values(), is_needed), travelling(CATALOG.values(), is_met)


def _differences(
    table: str, given: set[type[Struct]], *, needed: set[type[Struct]], allowed: set[type[Struct]]
) -> list[str]:
    missing = [f"  {table} lacks {BY_TYPE[type_].name}" for type_ in needed - given]
    foreign = [
        f"  {table} has {type_.__module__}.{type_.__name__}, which does not belong there" for type_ in given - allowed
    ]
    return sorted(missing + foreign)


def _event_topic(entry: Entry) -> str:
    return next(topic for topic in entry.topics if topic.endswith((".events", ".signals")))
