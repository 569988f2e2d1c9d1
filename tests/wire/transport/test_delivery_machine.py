"""Random histories of two clients, two gateways and the log between them.

Clients ask, lose their sockets once or again and again, read slowly, ask again by the same id; the worker answers in
any order, once or twice, or not at all; gateways drain, die and come back; minutes pass. Whatever happens, a request
ends once at its client: with its own outcome, or in words that say why not. Where nothing was worse than a connection
that drops and comes back, it is the outcome.
"""

import asyncio

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gateway.limits import Limits
from services.wire.generated.client import Client
from tests.avro.sampling import sample
from tests.gateway.stage import make_stage
from tests.gateway.wires import Wire, assert_nothing_is_left
from tests.virtual_time import VirtualLoop
from tests.wire.transport.memory_site import Site, Visitor, on_virtual_time
from tests.wire.transport.promised import GRACE_S, HASTE_S, TIMEOUT_S, Request
from tests.wire.transport.told_worker import ToldWorker

LANES = (0, 1)
LIMITS = Limits(outbox_frames=1, outbox_patience_s=0.1)
MOST_SOCKETS = 30
"""A token has room for a few more; what was asked longer ago may be lost."""
LONGEST_BACKOFF_S = 15.0
PASSWORD = "correct horse battery"

whoever = st.integers(0, 1)
whichever = st.integers(0, 100)
lanes = st.sampled_from(LANES)
troubles = st.sampled_from(["cut off or connected", "silent", "attentive", "found out"])
fates = st.sampled_from(["unsent", "unheard", "late"])


class Delivery(RuleBasedStateMachine):
    """Steps that a test may take in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Request] = []
        self.loop: VirtualLoop | None = None

    @initialize(is_calm=st.booleans(), several=st.lists(whoever, min_size=2, max_size=4))
    def begin(self, is_calm: bool, several: list[int]) -> None:
        self.is_calm = is_calm
        self.patch = pytest.MonkeyPatch()
        self.loop = VirtualLoop()
        on_virtual_time(self.patch, self.loop)
        self.loop.complete(self._begin())
        self.ask_at_once(several)

    async def _begin(self) -> None:
        self.stage = await make_stage()
        self.site = Site(self.stage, self.loop, LIMITS)
        self.worker = await ToldWorker.start(self.stage)
        for lane in LANES:
            await self.site.start(lane)
        self.visitors = [Visitor(self.site) for _ in range(2)]
        for visitor in self.visitors:
            await visitor.transport.__aenter__()

    # What clients do.

    @rule(who=whoever, is_hasty=st.booleans(), fates=st.lists(fates, max_size=2))
    def ask(self, who: int, is_hasty: bool, fates: list[str]) -> None:
        self.visitors[who].fates.extend(fates)
        self._ask(who, is_hasty=is_hasty)
        self.wait(0.01)

    @rule(several=st.lists(whoever, min_size=2, max_size=4))
    def ask_at_once(self, several: list[int]) -> None:
        for who in several:
            self._ask(who)
        self.wait(0.01)

    def _ask(self, who: int, *, is_hasty: bool = False) -> None:
        visitor, name = self.visitors[who], f"name{len(self.requests)}."
        carrier = visitor.transport.within(HASTE_S) if is_hasty else visitor.transport
        task = self.loop.create_task(Client(carrier).accounts.register(name=name, password=PASSWORD))
        request = Request(visitor, name, task, is_hasty=is_hasty)
        request.is_sure = not self.stage.broker.unavailable
        self.requests.append(request)

    @precondition(lambda self: self.requests)
    @rule(which=whichever, is_same=st.booleans())
    def post_again(self, which: int, is_same: bool) -> None:
        request = self.requests[which % len(self.requests)]
        if request.id is None or request.visitor.is_cut_off or not self.site.gateways:
            return
        request.is_reused = request.is_reused or not is_same
        again = request.visitor.repeat(request.id, **({} if is_same else {"password": PASSWORD + " again"}))
        self.loop.complete(again)

    # What the worker does.

    @precondition(lambda self: self.worker.asked)
    @rule(which=whichever, is_newer=st.booleans())
    def answer(self, which: int, is_newer: bool) -> None:
        self.worker.answer(which, is_newer=is_newer)
        self.wait(0.01)

    @precondition(lambda self: self.worker.asked)
    @rule()
    def answer_backwards(self) -> None:
        while self.worker.asked:
            self.worker.answer(-1, is_newer=False)
        self.wait(0.01)

    @precondition(lambda self: self.worker.answered)
    @rule(which=whichever)
    def answer_again(self, which: int) -> None:
        self.worker.answer_again(which)
        self.wait(0.01)

    # What happens to the connections.

    @rule(who=whoever, silently=st.booleans(), frail=st.lists(st.integers(0, 3), max_size=2), missed=st.integers(0, 3))
    def drop(self, who: int, silently: bool, frail: list[int], missed: int) -> None:
        """Answers come meanwhile; the next sockets may drop after so many frames, and their gateway hear of it late."""
        visitor = self.visitors[who]
        visitor.frail.extend(frail)
        if visitor.wire is not None:
            visitor.wire.cut(silently=silently)
        for _ in range(min(missed, len(self.worker.asked))):
            self.worker.answer(-1, is_newer=False)
        self.wait(0.6)

    @rule(who=whoever, front=lanes, door=lanes, reopens=st.booleans())
    def switch(self, who: int, front: int, door: int, reopens: bool) -> None:
        """The next socket goes to another gateway than the one before, or the next requests do."""
        visitor = self.visitors[who]
        visitor.front, visitor.door = front, door
        if reopens:
            visitor.transport._socket.reopen()
        self.wait(0.01)

    @rule(who=whoever, trouble=troubles)
    def trouble(self, who: int, trouble: str) -> None:
        visitor = self.visitors[who]
        match trouble, visitor.wire:
            case "cut off or connected", wire:
                visitor.is_cut_off = not visitor.is_cut_off
                if wire is not None and visitor.is_cut_off:
                    wire.cut()
            case "silent", Wire() as wire:
                # The client notices when the heartbeats stay away.
                wire.go_silent()
            case "attentive", Wire() as wire:
                wire.is_writable = True
                wire.when_writable()
            case "found out", _:
                for wire in visitor.wires:
                    if wire.is_over:
                        wire.tell()
        self.wait(0.01)

    @rule(who=whoever, several=st.integers(0, 4))
    def stop_reading(self, who: int, several: int) -> None:
        """The gateway closes with 4508 as soon as too much has waited for too long."""
        if (wire := self.visitors[who].wire) is not None:
            wire.is_writable = False
        self.ask_at_once([who] * several)
        for _ in range(min(several, len(self.worker.asked))):
            self.worker.answer(-1, is_newer=False)
            self.wait(0.2)

    # What happens to the site.

    @rule(lane=lanes, kindly=st.booleans())
    def stop_or_start(self, lane: int, kindly: bool) -> None:
        if lane in self.site.gateways:
            self.loop.complete(self.site.stop(lane, kindly=kindly))
        elif not self.stage.broker.unavailable:
            self.loop.complete(self.site.start(lane))

    @rule(seconds=st.sampled_from([0.1, 1.0, 5.0, 26.0]))
    def let_seconds_pass(self, seconds: float) -> None:
        self.wait(seconds)

    @precondition(lambda self: not self.is_calm)
    @rule(seconds=st.sampled_from([70.0, 150.0, 700.0]))
    def let_minutes_pass(self, seconds: float) -> None:
        self.wait(seconds)
        self.site.forget_old()

    @rule(is_the_broker=st.booleans())
    def lose_or_find_a_server(self, is_the_broker: bool) -> None:
        """The registry may be needed to read an answer, which waits for it."""
        if not is_the_broker:
            self.stage.registry.is_away = not self.stage.registry.is_away
        elif not self.is_calm:
            self.stage.broker.unavailable = not self.stage.broker.unavailable
            # Who comes back without it cannot be told what it missed.
            for request in self.requests:
                request.is_sure = request.is_sure and request.task.done()
        self.wait(0.01)

    def wait(self, seconds: float) -> None:
        self.loop.complete(asyncio.sleep(seconds))

    # What holds.

    @invariant()
    def what_was_promised_holds(self) -> None:
        self._whatever_ended_has_its_own_end()
        for visitor in self.visitors:
            assert len(visitor.heard) == len(set(visitor.heard)), "a frame was heard twice"
            assert {request_id for _, request_id in visitor.heard} <= visitor.posted.keys(), "a frame was another's"
            for (_, request_id), count in visitor.ends.items():
                assert count <= visitor.accepted[request_id], "a socket brought more ends than were asked for"

    def _whatever_ended_has_its_own_end(self) -> None:
        for request in self.requests:
            if request.task.done():
                request.check(self.worker.outcomes)
            elif len(request.visitor.wires) - request.sockets_then > MOST_SOCKETS:
                request.is_sure = False

    def teardown(self) -> None:
        if self.loop is None:
            return
        try:
            self._mend()
            self._see_all_end()
            self._close()
        finally:
            self.loop.end()
            self.patch.undo()

    def _mend(self) -> None:
        """Let everything be well again: what is sure gets its answer soon. Some are never answered."""
        self.stage.broker.unavailable = self.stage.registry.is_away = False
        for _ in range(len(self.worker.asked) // 2):
            self.worker.answer(0, is_newer=False)
        for lane in set(LANES) - self.site.gateways.keys():
            self.loop.complete(self.site.start(lane))
        for visitor in self.visitors:
            visitor.is_cut_off = False
            visitor.fates.clear()
            visitor.frail.clear()
            if visitor.wire is not None:
                visitor.wire.cut()
        self.wait(LONGEST_BACKOFF_S + 2)
        sure = [request for request in self.requests if request.is_certain() and request.is_in_time()]
        told = [(request, self.worker.outcomes.get(request.id or "")) for request in sure]
        assert [one.name for one, outcome in told if outcome and not (one.has(outcome) or one.is_reused)] == []

    def _see_all_end(self) -> None:
        self.wait(2.0 * (TIMEOUT_S + GRACE_S))
        assert [request.name for request in self.requests if not request.task.done()] == []
        self._whatever_ended_has_its_own_end()

    def _close(self) -> None:
        """See that nobody keeps anything."""
        for visitor in self.visitors:
            assert visitor.transport._trips._trips == {}
            self.loop.complete(visitor.transport.__aexit__(None, None, None))
        for wire in self.site.wires():
            wire.tell()
        self.wait(0.01)
        for gateway in self.site.gateways.values():
            assert_nothing_is_left(gateway.parts)
        self.loop.complete(self.site.close())
        self.loop.complete(self.stage.broker.close())


TestDelivery = Delivery.TestCase
TestDelivery.settings = settings(sample(60), stateful_step_count=40)
