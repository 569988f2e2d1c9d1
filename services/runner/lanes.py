"""Decides the inputs of one key in order and those of different keys at once, and tries again what may pass.

A handler that answers at once costs no task. The first one of a key that does not opens a lane, in which
the later ones of the key wait behind it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from services.runner.decider import Decider
from services.runner.metrics import RETRIES, Metrics
from services.runner.partition import Handled, Slot, Work
from services.runner.retry import Retry
from services.wire.broker import Record
from services.wire.codec import Codec
from services.wire.errors import HandlerFailed, MillraceError, UnknownSchemaId
from services.wire.headers import FINGERPRINT, ID
from services.wire.log import of_record
from services.wire.spans import Tracer, traced

log = logging.getLogger(__name__)

DECIDE_LIMIT_S = 30.0
"""How long one try of a handler or reaction may take: it delays the commit of everything behind it."""


class Lanes:
    """Takes inputs as they arrive; `settled` is called when one that had to wait is decided."""

    def __init__(
        self,
        decider: Decider,
        codec: Codec,
        settled: Callable[[], None],
        *,
        retry: Retry,
        metrics: Metrics,
        tracer: Tracer,
        group: str,
        limit_s: float = DECIDE_LIMIT_S,
    ) -> None:
        self._decider = decider
        self._codec = codec
        self._settled = settled
        self._retry = retry
        self._metrics = metrics
        self._tracer = tracer
        self._group = group
        self._limit_s = limit_s

    def accept(self, slot: Slot, record: Record, since: float) -> None:
        """Decide an input now, or as soon as what its key waits for is decided."""
        span = self._tracer.process(record, self._group)
        if span.traceparent is not None:
            record = replace(record, headers=traced(record.headers, span))
        work = Work(record, since, span)
        slot.add(work)
        fingerprint = record.headers.get(FINGERPRINT)
        if fingerprint is not None and not slot.memory.claim(record.headers.get(ID, b""), fingerprint, record.key):
            slot.settle(work, self._decider.reused(record))
            return
        lane = slot.lanes.get(record.key)
        if lane is not None:
            lane.append(work)
            return
        unfinished = self._begin(slot, work)
        if unfinished is not None:
            lane = slot.lanes[record.key] = deque()
            task = asyncio.get_running_loop().create_task(self._drive(slot, lane, work, unfinished))
            slot.tasks.add(task)
            task.add_done_callback(slot.tasks.discard)

    def _begin(self, slot: Slot, work: Work) -> Awaitable[Handled] | None:
        """Decide; what is returned is still to be awaited."""
        try:
            handled = self._decider.decide(work.record, slot)
        except Exception as error:  # whatever a handler raises: the policy is in `_persist`
            return _raised(error)
        if isinstance(handled, Handled):
            slot.settle(work, handled)
            return None
        return handled

    async def _drive(self, slot: Slot, lane: deque[Work], work: Work, unfinished: Awaitable[Handled]) -> None:
        """Work a lane off until nothing waits in it."""
        while True:
            handled = await self._persist(slot, work, unfinished)
            if slot.is_dropped:
                return
            slot.settle(work, handled)
            following = self._skim(slot, lane)
            self._settled()
            if following is None:
                del slot.lanes[work.record.key]
                return
            work, unfinished = following

    def _skim(self, slot: Slot, lane: deque[Work]) -> tuple[Work, Awaitable[Handled]] | None:
        """Decide what can be decided at once, up to the next that cannot."""
        while lane:
            work = lane.popleft()
            unfinished = self._begin(slot, work)
            if unfinished is not None:
                return work, unfinished
        return None

    async def _persist(self, slot: Slot, work: Work, unfinished: Awaitable[Handled]) -> Handled:
        """Try until the input is decided, or put aside."""
        record, tried = work.record, 0
        while True:
            tried += 1
            try:
                async with asyncio.timeout(self._limit_s):
                    return await unfinished
            except Exception as error:  # whatever a handler raises: it may pass, or is put aside
                final = await self._outlast(work, error, tried)
            if final is not None:
                return self._decider.give_up(record, final, was_decided=record.offset < slot.committed, tried=tried)
            unfinished = self._attempt(slot, record)

    async def _attempt(self, slot: Slot, record: Record) -> Handled:
        handled = self._decider.decide(record, slot)
        return handled if isinstance(handled, Handled) else await handled

    async def _outlast(self, work: Work, error: Exception, tried: int) -> Exception | None:
        """Wait for what may pass. Gives the error to put the input aside with when it does not."""
        if isinstance(error, UnknownSchemaId):
            return await self._learn(error.schema_id)
        if isinstance(error, TimeoutError):
            return HandlerFailed(f"it took longer than {self._limit_s:g} s")
        if not isinstance(error, MillraceError) or not error.retriable or tried >= self._retry.attempts:
            return error
        self._metrics.count(RETRIES, error.code)
        work.span.retried(error.code, tried)
        log.info("trying again: %s", error, extra={**of_record(work.record), "tried": tried})
        await asyncio.sleep(self._retry.delay_s(tried))
        return None

    async def _learn(self, schema_id: int) -> Exception | None:
        """Learn a schema; while the registry is away nobody may judge whether the record can be read."""
        try:
            await self._codec.learn(schema_id)
        except MillraceError as unreadable:
            return unreadable
        return None


async def _raised(error: Exception) -> Handled:
    raise error
