"""From one record to what it leads to: read, check, decide. Nothing is written here."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

from services.runner.deadletter import dead_letter, error_code
from services.runner.decision import Context, Decision, Handlers, Reactions
from services.runner.outputs import Input, Outputs
from services.runner.partition import Handled, Slot
from services.runner.retry import Retry
from services.wire.broker import Record
from services.wire.codec import Codec
from services.wire.errors import DecodeError, MillraceError, SealBroken, SubscriberMalformed, UnknownSchemaId
from services.wire.generated.catalog import BY_TYPE
from services.wire.generated.wire import Expired, Failed, InboxEntry, RequestIdReused
from services.wire.headers import FINGERPRINT, ID, Envelope

log = logging.getLogger(__name__)

IGNORED = Handled()
SHOWN = (SealBroken,)
"""Errors whose words may be shown to a requester; of any other only its code is."""


class NoHandler(MillraceError):
    """A type has no function in HANDLERS or REACTIONS."""

    code = "no-handler"


class Decider:
    """Decides the inputs of one domain. `clock` tells the time in seconds since the epoch."""

    def __init__(
        self,
        domain: str,
        codec: Codec,
        outputs: Outputs,
        handlers: Handlers,
        reactions: Reactions,
        tools: Any,
        clock: Callable[[], float],
        retry: Retry | None = None,
    ) -> None:
        self._domain = domain
        self._codec = codec
        self._outputs = outputs
        self._handlers = handlers
        self._reactions = reactions
        self._tools = tools
        self._clock = clock
        self._retry = retry or Retry()

    def handle(self, record: Record, slot: Slot) -> Handled | Awaitable[Handled]:
        """What a record leads to; an awaitable where the handler is one, or where something has to be tried again."""
        try:
            envelope = Envelope.from_headers(record.headers)
        except DecodeError as error:
            return self._put_aside(record, None, error)
        of = Input(record, envelope, remembers=True)
        try:
            handled = self._recalled(of, slot) or self._decided(of, slot)
        except Exception as error:  # whatever a message does to a handler, the worker lives and the requester hears
            return self._troubled(of, slot, error)
        return handled if isinstance(handled, Handled) else self._guarded(of, slot, handled)

    async def _guarded(self, of: Input, slot: Slot, handled: Awaitable[Handled]) -> Handled:
        try:
            return await handled
        except Exception as error:  # as in `handle`
            trouble = self._troubled(of, slot, error)
            return trouble if isinstance(trouble, Handled) else await trouble

    def _troubled(self, of: Input, slot: Slot, error: Exception) -> Handled | Awaitable[Handled]:
        if isinstance(error, MillraceError) and error.retriable:
            return self._again(of, slot, error)
        return self._failed(of, error)

    def _recalled(self, of: Input, slot: Slot) -> Handled | None:
        """The answer to a repeat; None for a request that is new here."""
        known = slot.memory.entry(of.raw_id)
        fingerprint = of.record.headers.get(FINGERPRINT, b"")
        if known is not None:
            entry: InboxEntry = self._codec.decode(known)
            if entry.fingerprint == fingerprint:
                return Handled(forwarded=self._outputs.reply(of, entry.outcome))
            return Handled(forwarded=self._outputs.answer(of, RequestIdReused()))
        if of.record.offset >= slot.committed and not slot.memory.claim(of.raw_id, fingerprint, of.record.key):
            return Handled(forwarded=self._outputs.answer(of, RequestIdReused()))
        return None

    def _decided(self, of: Input, slot: Slot) -> Handled | Awaitable[Handled]:
        value = self._codec.decode(of.record.value or b"")
        entry = BY_TYPE[type(value)]
        if entry.kind == "query":
            of = msgspec.structs.replace(of, remembers=False, ends=not entry.feed)
        if of.record.offset < slot.committed and of.remembers:
            return IGNORED  # decided and committed before, and its entry has left the memory since
        now = self._clock()
        deadline_ms = of.envelope.deadline_ms
        if entry.kind != "event" and deadline_ms is not None and now * 1000 > deadline_ms:
            of = msgspec.structs.replace(of, ends=True)
            expired = Expired(deadline=datetime.fromtimestamp(deadline_ms / 1000, UTC))
            return self._outputs.handled(of, Decision(outcome=expired), slot.fold)
        return self._called(of, value, slot, datetime.fromtimestamp(now, UTC))

    def _called(self, of: Input, value: Struct, slot: Slot, now: datetime) -> Handled | Awaitable[Handled]:
        folded = slot.fold.of(of.record.key)
        envelope = of.envelope
        context = Context(now, folded.seq, envelope.principal, envelope.request_id, envelope.id, self._tools)
        reaction = self._reactions.get(type(value))
        if reaction is not None:
            return self._awaited(of, reaction(value, context), slot)
        handler = self._handlers.get(type(value))
        if handler is None:
            if BY_TYPE[type(value)].kind == "event":
                return IGNORED
            raise NoHandler(f"{self._domain} has no handler for {type(value).__name__}")
        decision = handler(value, folded.state, context)
        if isinstance(decision, Decision):
            return self._outputs.handled(of, decision, slot.fold)
        return self._awaited(of, decision, slot)

    async def _awaited(self, of: Input, answer: Awaitable[Decision | Struct | None], slot: Slot) -> Handled:
        given = await answer
        decision = given if isinstance(given, Decision) else Decision(outcome=given)
        return self._outputs.handled(of, decision, slot.fold)

    async def _again(self, of: Input, slot: Slot, trouble: MillraceError) -> Handled:
        """Try again, with growing waits, in the lane of the key; put aside after the last attempt."""
        error: Exception = trouble
        for attempt in range(1, self._retry.attempts):
            log.warning("to be tried again: %s", error, extra={"attempt": attempt, "offset": of.record.offset})
            try:
                if isinstance(error, UnknownSchemaId):
                    await self._codec.learn(error.schema_id)
                else:
                    await asyncio.sleep(self._retry.delay_s(attempt))
                handled = self._decided(of, slot)
                return handled if isinstance(handled, Handled) else await handled
            except MillraceError as next_error:
                error = next_error
                if not next_error.retriable:
                    break
            except Exception as next_error:  # as in `handle`
                error = next_error
                break
        return self._failed(of, error)

    def _failed(self, of: Input, error: Exception) -> Handled:
        log.error("put aside: %s", error, exc_info=None if isinstance(error, MillraceError) else error)
        return self._put_aside(of.record, of, error)

    def _put_aside(self, record: Record, of: Input | None, error: Exception) -> Handled:
        """A dead letter, and `wire.Failed` to the requester if the headers tell who that is."""
        letter = dead_letter(self._domain, record, error)
        if of is None or ID not in record.headers:
            return Handled(transactional=(letter,))
        reason = str(error) if isinstance(error, SHOWN) else "The request could not be handled and was put aside."
        failed = Failed(code=error_code(error), reason=reason, retryable=False)
        try:
            outcome = self._codec.encode("replies", failed)
            reply = self._outputs.reply(of, outcome)
        except SubscriberMalformed:
            return Handled(transactional=(letter,))
        kept = self._outputs.entry(of, outcome)
        return Handled(transactional=(letter, self._outputs.inbox(of, kept)), forwarded=reply, entry=kept)
