"""One key of one domain as a story: what had happened, what is asked, and what has to follow.

    scenario.given_events(NotePosted(...))
    scenario.when_command(EditNote(...))
    scenario.then_outcome(VersionConflict(current=...))

The domain's own tables decide and fold, as plain functions: nothing is sent, and nothing is waited for.
"""

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from msgspec import Struct

from services.runner.decision import Context, Decision, Handler
from services.runner.fold import NOTHING, Fold, Folded
from services.runner.permitted import check_decision, topic_of
from services.runner.spec import WorkerSpec, command_of, event_topics
from services.testing.differences import differences, shown
from services.testing.failures import listed, name_of, nothing_yet, told
from services.wire.entry import Entry, key_text
from services.wire.errors import HandlerFailed
from services.wire.generated.catalog import BY_TYPE

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
"""The time of every decision that is not told another."""

SpecOf = Callable[[str], WorkerSpec]
"""Gives the tables of a domain."""


class Decided(Struct, frozen=True):
    """A decision, and what it was made from."""

    entry: Entry
    handler: Callable[..., Any]
    key: str
    other_keys: list[str]
    """Of the events that had happened elsewhere."""
    before: Folded
    after: Folded
    decision: Decision
    feed: tuple[Struct, ...]


def spec_of(domain: str) -> WorkerSpec:
    """The spec of `services/<domain>/main.py`."""
    if find_spec(f"services.{domain}") is None or find_spec(f"services.{domain}.main") is None:
        raise AssertionError(f"there is no services/{domain}/main.py; run `just new domain {domain}`")
    spec: WorkerSpec = importlib.import_module(f"services.{domain}.main").SPEC
    return spec


class Scenario:
    """What has happened in it stays: a second command finds the events of the first."""

    def __init__(self, spec_of: SpecOf = spec_of) -> None:
        self._spec_of = spec_of
        self._first = NOTHING
        self._states: dict[str, Folded] = {}
        self._key: str | None = None
        self._domain: str | None = None
        self._asked = 0
        self._last: Decided | None = None

    def given_state(self, state: Any, *, seq: int = 1) -> None:
        """Let every key be in a state from the start, as after `seq` events: where the events do not matter."""
        self._first = Folded(state, seq)

    def given_events(self, *events: Struct) -> None:
        """Let events have happened, in this order, each to its own key."""
        __tracebackhide__ = True
        for event in events:
            entry = self._own(_entry(event, "event"))
            topic = event_topics(entry.domain)[entry.type]
            if topic.endswith(".signals"):
                raise AssertionError(
                    f"{entry.name} has a retention: it only tells, and no state is made of it.\n"
                    "To mend it: leave it out of given_events(...)."
                )
            self._key = key_text(entry, event)
            self._states[self._key] = self._after(entry, self._state_of(self._key), event)

    def when_command(
        self, command: Struct, *, principal: UUID | str | None = None, tools: Any = None, now: datetime = NOW
    ) -> Decision:
        """Let the domain decide a command or a query, and give what it decides.

        `principal` is whose session sends it, and `tools` what `main.py` would give to the handlers. What the handler
        raises is raised. What no worker would let pass fails: an outcome that the schema does not name, an event of
        another key.
        """
        __tracebackhide__ = True
        entry = self._own(_entry(command, "command", "query"))
        handler = self._spec_of(entry.domain).handlers.get(entry.type)
        if handler is None:
            raise AssertionError(
                f"HANDLERS of services/{entry.domain}/handlers.py has no function for {entry.name}.\n"
                f"To mend it: write one and its row, HANDLERS = {{{entry.type.__name__}: ...}}."
            )
        self._key = key_text(entry, command)
        before = self._state_of(self._key)
        decision = _ended(handler(command, before.state, self._context(before, principal, tools, now)))
        if not isinstance(decision, Decision):
            raise AssertionError(f"{name_of(handler)} gave {shown(decision)}.\nTo mend it: give a Decision.")
        self._last = self._settled(entry, handler, self._key, before, decision)
        self._states[self._key] = self._last.after
        return decision

    def when_event(
        self,
        event: Struct,
        *,
        domain: str,
        principal: UUID | str | None = None,
        tools: Any = None,
        now: datetime = NOW,
    ) -> Struct | None:
        """Let a domain react to another's event, and give what ends the request, if anything does."""
        __tracebackhide__ = True
        entry = _entry(event, "event")
        self._about(domain, entry)
        reaction = self._spec_of(domain).reactions.get(entry.type)
        if reaction is None:
            raise AssertionError(
                f"REACTIONS of services/{domain}/reactions.py has no function for {entry.name}.\n"
                f"To mend it: write one and its row, REACTIONS = {{{entry.type.__name__}: ...}}."
            )
        outcome: Struct | None = _ended(reaction(event, self._context(NOTHING, principal, tools, now)))
        decision = Decision(outcome=outcome)
        self._last = Decided(entry, reaction, key_text(entry, event), [], NOTHING, NOTHING, decision, ())
        return outcome

    def then_outcome(self, expected: Struct | type[Struct] | None) -> None:
        """Hold the outcome against a value, or against a type alone; None where another domain ends the request."""
        __tracebackhide__ = True
        last = self._decided("then_outcome")
        came = last.decision.outcome
        if isinstance(expected, type):
            if not isinstance(came, expected):
                raise AssertionError(_of(last, "the outcome", f"some {expected.__name__}", shown(came), []))
        elif expected != came:
            found = differences(expected, came)
            raise AssertionError(_of(last, "the outcome", shown(expected), shown(came), found))

    def then_events(self, *expected: Struct) -> None:
        """Hold the events of the decision against these, in their order; none if none are given."""
        __tracebackhide__ = True
        last = self._decided("then_events")
        _compare(last, "the events", expected, last.decision.events)

    def then_feed(self, *expected: Struct) -> None:
        """Hold what the followers of the key are told against these messages."""
        __tracebackhide__ = True
        last = self._decided("then_feed")
        _compare(last, "the feed", expected, last.feed)

    def then_state(self, expected: Any) -> None:
        """Hold the state of the last command's key, or of the last event's, against a value."""
        __tracebackhide__ = True
        if self._key is None:
            raise AssertionError(nothing_yet("then_state", "given_events(...) or when_command(...)"))
        came, _ = self._state_of(self._key)
        if expected != came:
            about = f"the state of the key {self._key!r}"
            mend = f"services.{self._domain}.evolve"
            raise AssertionError(told(about, shown(expected), shown(came), differences(expected, came), mend))

    def _state_of(self, key: str) -> Folded:
        return self._states.get(key, self._first)

    def _own(self, entry: Entry) -> Entry:
        """Let the first event or command say which domain this is about."""
        self._about(entry.domain, entry)
        return entry

    def _about(self, domain: str, entry: Entry) -> None:
        self._domain = self._domain or domain
        if domain != self._domain:
            raise AssertionError(
                f"{entry.name} is for {domain}, and this scenario is about {self._domain}: a domain decides from "
                "its own events alone.\nTo mend it: leave it out, or tell of each domain in a test of its own."
            )

    def _decided(self, asking: str) -> Decided:
        if self._last is None:
            raise AssertionError(nothing_yet(asking, "when_command(...)"))
        return self._last

    def _context(self, before: Folded, principal: UUID | str | None, tools: Any, now: datetime) -> Context[Any]:
        self._asked += 1
        return Context(
            now=now,
            seq=before.seq,
            principal=None if principal is None else str(principal),
            request_id=UUID(int=self._asked),
            input_id=UUID(int=self._asked),
            tools=tools,
        )

    def _settled(self, entry: Entry, handler: Handler, key: str, before: Folded, decision: Decision) -> Decided:
        """Judge the decision as a worker would, and fold its events."""
        spec, topics = self._spec_of(entry.domain), event_topics(entry.domain)
        after, feed = before, list[Struct]()
        try:
            check_decision(command_of(entry, handler), decision)
            for event in decision.events:
                topic = topic_of(event, topics, domain=entry.domain, key=key.encode())
                if topic.endswith(".events"):
                    after = self._after(BY_TYPE[type(event)], after, event)
                    project = spec.project.get(type(event))
                    feed += project(event, after.state, after.seq) if project else ()
        except HandlerFailed as error:
            raise AssertionError(
                f"{name_of(handler)} decided what no worker would let pass: {error}\n"
                f"To mend it: change {name_of(handler)}, or the schema of {entry.name}."
            ) from error
        others = sorted(each for each in self._states if each != key)
        return Decided(entry, handler, key, others, before, after, decision, tuple(feed))

    def _after(self, entry: Entry, folded: Folded, event: Struct) -> Folded:
        evolve = self._spec_of(entry.domain).evolve
        if type(event) not in evolve:
            raise AssertionError(
                f"EVOLVE of services/{entry.domain}/evolve.py has no function for {entry.name}.\n"
                f"To mend it: write one and its row, EVOLVE = {{{entry.type.__name__}: ...}}."
            )
        return Fold(evolve).after(folded, event)


def _entry(value: Struct, *kinds: str) -> Entry:
    """The catalogue's entry of a value of one of the kinds."""
    entry = BY_TYPE.get(type(value))
    if entry is None:
        raise AssertionError(
            f"expected {_either(kinds)} of the schemas, got {shown(value)}.\n"
            "To mend it: take the type from services.wire.generated; after an edit of schemas/, run `just generate`."
        )
    if entry.kind not in kinds:
        raise AssertionError(f"expected {_either(kinds)}, got {shown(value)}; {entry.name} is a {entry.kind}.")
    return entry


def _either(kinds: tuple[str, ...]) -> str:
    return " or ".join(f"an {kind}" if kind[0] in "aeiou" else f"a {kind}" for kind in kinds)


def _ended(made: Any) -> Any:
    """What a function of a domain gives. One that waits is run on a loop of its own, beside that of an async test."""
    if not isinstance(made, Awaitable):
        return made

    async def wait() -> Any:
        return await made

    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, wait()).result()


def _compare(last: Decided, what: str, expected: tuple[Struct, ...], came: tuple[Struct, ...]) -> None:
    __tracebackhide__ = True
    if expected != came:
        found = differences(expected, came)
        raise AssertionError(_of(last, what, listed(expected), listed(came), found))


def _of(last: Decided, what: str, expected: str, came: str, found: list[str]) -> str:
    """What is told of a decision that is not as expected."""
    known = f"{last.before.seq} earlier event{'s' * (last.before.seq != 1)} of the key {last.key!r}"
    if last.before.seq == 0 and last.other_keys:
        known += f" (those given are of {', '.join(map(repr, last.other_keys))})"
    return told(f"{last.entry.name} after {known}: {what}", expected, came, found, name_of(last.handler))
