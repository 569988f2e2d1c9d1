"""A domain's worker: a member of its group, from joining to leaving."""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Self

from services.runner.assignments import Assignments
from services.runner.at_least_once import AtLeastOnce
from services.runner.commit import Committer
from services.runner.decider import Decider
from services.runner.fold import Fold
from services.runner.forward import Forwarder
from services.runner.lanes import Lanes
from services.runner.limits import DEFAULT, Limits
from services.runner.loading import Loader
from services.runner.metrics import INPUTS, Metrics
from services.runner.partition import Slot
from services.runner.projection import Projection
from services.runner.spec import WorkerSpec, routes
from services.runner.unsent import LowWater
from services.runner.writer import REPLIES, Writer
from services.wire.broker import Batch, Broker, Committed, Member, Outgoing, Partition, Transactor
from services.wire.codec import Codec
from services.wire.errors import MillraceError
from services.wire.log import of_record
from services.wire.spans import NO_TRACER, Tracer

log = logging.getLogger(__name__)

CHECK_S = 1.0


class Worker:
    """Hears what the group says, and moves inputs from lanes to committer to forwarder. Made by `open`."""

    def __init__(
        self,
        broker: Broker,
        codec: Codec,
        spec: WorkerSpec,
        transactor: Transactor | None,
        *,
        partitions: int,
        lanes: int,
        tools: Any,
        limits: Limits,
        clock: Callable[[], float],
        tracer: Tracer,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._limits = limits
        self._routes = routes(spec)
        self._transactor = transactor
        self._broker = broker
        self._slots: dict[Partition, Slot] = {}
        self.metrics = Metrics()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._member: Member | None = None
        self._is_stopping = False
        self._forwarder = Forwarder(broker, self.failed, limits.broker)
        self._committer: Committer | AtLeastOnce = (
            self._at_least_once() if transactor is None else self._exactly_once(transactor)
        )
        writer = Writer(codec, spec.domain, self._routes.event_topics, keeps_inbox=transactor is not None)
        projection = Projection(spec.project, writer)
        decider = Decider(
            self._routes, projection, codec, writer, tools=tools, partitions=partitions, lanes=lanes, clock=clock
        )
        self._lanes = Lanes(
            decider,
            codec,
            self._committer.wake,
            retry=limits.message,
            metrics=self.metrics,
            tracer=tracer,
            group=spec.domain,
            limit_s=limits.decide_s,
        )
        loader = Loader(broker, codec, self._routes, projection, resend=self._resend, memory_limit=limits.memory)
        self._assignments = Assignments(
            self._slots, partial(Fold, spec.evolve), loader, limits, self._spawn, self.metrics
        )

    @classmethod
    async def open(
        cls,
        broker: Broker,
        codec: Codec,
        spec: WorkerSpec,
        *,
        clock: Callable[[], float],
        slot: str = "0",
        tools: Any = None,
        limits: Limits = DEFAULT,
        tracer: Tracer = NO_TRACER,
    ) -> Self:
        """Take the slot, and join the group of the domain. Raises `WorkerInvalid`, `TopicMissing` or `Fenced`."""
        name = f"{spec.domain}-{slot}"
        lanes = await broker.partition_count(REPLIES)
        partitions = await broker.partition_count(f"{spec.domain}.commands") if spec.handlers else 1
        transactor = await broker.transactor(name) if spec.delivery == "exactly-once" else None
        worker = cls(
            broker,
            codec,
            spec,
            transactor,
            partitions=partitions,
            lanes=lanes,
            tools=tools,
            limits=limits,
            clock=clock,
            tracer=tracer,
        )
        worker._member = await broker.join(spec.domain, worker._routes.inputs, name, worker)
        worker._assignments.joined(worker._member)
        worker._spawn(worker._committer.run())
        worker._spawn(worker._name_slow_inputs())
        worker._spawn(worker._watch_ends())
        return worker

    def _exactly_once(self, transactor: Transactor) -> Committer:
        return Committer(
            transactor,
            self._forwarder,
            self._slots,
            lost=self._lost,
            sent=self._relieve,
            retry=self._limits.broker,
            metrics=self.metrics,
        )

    def _at_least_once(self) -> AtLeastOnce:
        async def commit(offsets: Mapping[Partition, Committed]) -> None:
            if self._member is not None:
                await self._member.commit(offsets)

        return AtLeastOnce(
            self._forwarder,
            self._slots,
            commit,
            sent=self._relieve,
            retry=self._limits.broker,
            metrics=self.metrics,
        )

    @property
    def slots(self) -> Collection[Slot]:
        """The partitions that are this worker's now."""
        return self._slots.values()

    def when_ending(self, call: Callable[[], None]) -> None:
        """Call this as soon as the worker is to end, by `stop` or because it cannot go on."""
        self._ended.add_done_callback(lambda _: call())

    async def run(self) -> None:
        """Work until `stop`. Raises what ended the worker otherwise, such as `Fenced`."""
        try:
            await self._ended
            await self._finish()
        finally:
            await self._close()

    def stop(self) -> None:
        """Let `run` finish: take nothing more, commit and send what is decided, leave the group."""
        if not self._ended.done():
            self._ended.set_result(None)

    # What the group says.

    def assigned(self, partitions: Sequence[Partition]) -> None:
        self._assignments.assigned(partitions)

    def received(self, batch: Batch) -> None:
        if self._is_stopping:
            return
        self._committer.generation = batch.generation
        self.metrics.count(INPUTS, by=len(batch.records))
        since = self._loop.time()
        touched = set()
        slot, place = None, Partition("", -1)
        for record in batch.records:
            if (record.topic, record.partition) != place:
                place = Partition(record.topic, record.partition)
                slot = self._slots.get(place)
            if slot is not None and slot.is_started:
                self._lanes.accept(slot, record, since)
                touched.add(slot)
        for slot in touched:
            if not slot.is_paused and self._limits.are_exceeded_by(slot.in_flight, slot.pending_bytes) and self._member:
                slot.is_paused = True
                self._member.pause([slot.partition])
        self._committer.wake()

    def revoked(self, partitions: Sequence[Partition]) -> None:
        self._assignments.revoked(partitions)

    def failed(self, error: Exception) -> None:
        if not self._ended.done():
            self._ended.set_exception(error)

    # What the parts say to each other.

    def _lost(self, slots: Sequence[Slot]) -> None:
        if self._is_stopping:
            # Nothing behind a gap may be committed: what was lost is the next owner's, and all after it.
            self._assignments.revoked([slot.partition for slot in slots])
        else:
            self._assignments.reset(slots)

    def _relieve(self, slots: Sequence[Slot]) -> None:
        for slot in slots:
            if slot.is_paused and not slot.is_dropped and self._limits.leave_room(slot.in_flight, slot.pending_bytes):
                slot.is_paused = False
                if self._member is not None:
                    self._member.resume([slot.partition])

    def _resend(self, slot: Slot, records: Sequence[Outgoing], low_water: LowWater) -> None:
        span = slot.unsent.open(low_water, 0)
        self._forwarder.send(records, lambda: slot.unsent.close(span))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._reaped)

    def _reaped(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self.failed(error)

    async def _name_slow_inputs(self) -> None:
        while True:
            await asyncio.sleep(CHECK_S)
            since = self._loop.time() - self._limits.slow_s
            for slot in self._slots.values():
                record = slot.slow_since(since)
                if record is not None:
                    facts = {**of_record(record), "waiting": len(slot.pending)}
                    log.warning("a slow input delays its partition", extra=facts)

    async def _watch_ends(self) -> None:
        """Learn now and then how far the partitions reach, for whoever asks for the lag."""
        while True:
            slots = [slot for slot in self._slots.values() if slot.is_started]
            with suppress(MillraceError):
                ends = await self._broker.end_offsets([slot.partition for slot in slots])
                for slot in slots:
                    slot.end = ends[slot.partition]
            await asyncio.sleep(self._limits.ends_s)

    # The end.

    async def _finish(self) -> None:
        """Commit and send what is decided, within the budget."""
        self._is_stopping = True
        if self._member is not None:
            self._member.pause(list(self._slots))
        for slot in self._slots.values():
            slot.wait_for_nothing_more()
        running = [task for slot in self._slots.values() for task in slot.tasks]
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.stop_s):
                if running:
                    await asyncio.wait(running, timeout=self._limits.stop_s / 2)
                await self._committer.commit()
                await self._forwarder.drain()
                await self._committer.tidy()

    async def _close(self) -> None:
        """Let go of everything; what is not committed is left to the next owner."""
        self._is_stopping = True
        self._assignments.revoked(list(self._slots))
        for task in list(self._tasks):
            task.cancel()
        if self._member is not None:
            await self._member.close()
        await self._forwarder.close()
        if self._transactor is not None:
            await self._transactor.close()
