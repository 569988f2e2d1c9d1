"""From one input to what it leads to. Reads the state of its partition, and changes nothing."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from services.runner.deadletter import code_of, dead_letter, failed
from services.runner.decision import Context, Decision, Reaction
from services.runner.fold import Folded
from services.runner.ids import REPLY_INDEX
from services.runner.partition import Handled, Slot
from services.runner.permitted import check_decision
from services.runner.placed import check_key, check_partition
from services.runner.projection import Projection
from services.runner.source import Source, read_source, read_what_is_readable
from services.runner.spec import Command, Routes
from services.runner.writer import Writer, name_of
from services.wire.broker import Outgoing, Record
from services.wire.codec import Codec
from services.wire.errors import DecodeError, HandlerFailed, TypeUnknown
from services.wire.generated.wire import Expired, Failed, InboxEntry, RequestIdReused
from services.wire.headers import DEAD_RETRY, FINGERPRINT, ID
from services.wire.log import of_record

log = logging.getLogger(__name__)

NOTHING = Handled()


class Decider:
    """Decides inputs of one domain. `partitions` is the number of those of its commands, `lanes` that of `replies`;

    `clock` gives epoch seconds.
    """

    def __init__(
        self,
        routes: Routes,
        project: Projection,
        codec: Codec,
        writer: Writer,
        *,
        tools: Any,
        partitions: int,
        lanes: int,
        clock: Callable[[], float],
    ) -> None:
        self._routes = routes
        self._project = project
        self._codec = codec
        self._writer = writer
        self._tools = tools
        self._partitions = partitions
        self._lanes = lanes
        self._letters = f"{routes.dead_topic}-".encode()
        self._clock = clock

    def decide(self, record: Record, slot: Slot) -> Handled | Awaitable[Handled]:
        """Give what an input leads to, at once if its handler does. May raise anything: see `give_up`."""
        source = read_source(record, self._lanes)
        letter = record.headers.get(DEAD_RETRY)
        if letter is not None and not letter.startswith(self._letters):
            # Put back for another domain, which reacts to the same events.
            return NOTHING
        entry = slot.memory.entry(record.headers[ID])
        if entry is not None and not (letter is not None and self._is_failure(entry)):
            return self._answer_again(source, entry)
        was_decided = record.offset < slot.committed
        if record.value is None:
            raise DecodeError("$", "expected a value, got none")
        value = self._codec.decode(record.value)
        if record.topic != self._routes.commands_topic:
            return NOTHING if was_decided else self._react(source, value)
        command = self._routes.commands.get(type(value))
        if command is None:
            raise HandlerFailed(f"{type(value).__name__} is not a command of {self._routes.domain}")
        if was_decided and not command.is_query:
            log.warning("a command was decided, but its answer is no longer remembered", extra=of_record(record))
            return NOTHING
        return self._handle(source, command, value, slot)

    def reused(self, record: Record) -> Handled:
        """Refuse a request whose id is under way with another body."""
        try:
            return self._refuse_reuse(read_source(record, self._lanes))
        except DecodeError as error:
            return self.give_up(record, error, was_decided=False, tried=1)

    def give_up(self, record: Record, error: Exception, *, was_decided: bool, tried: int) -> Handled:
        """Put an input aside, and tell the requester if there is one. The one failure policy; never raises."""
        if isinstance(error, TypeUnknown) and record.topic != self._routes.commands_topic:
            # Another domain's news, of a kind that nothing here reacts to.
            log.info("let be: %s", error, extra=of_record(record))
            return NOTHING
        log.error("put aside: %s", error, extra=of_record(record), exc_info=error)
        letter = () if was_decided else (dead_letter(self._routes.dead_topic, record, error, tried),)
        aside = code_of(error) if letter else None
        source = read_what_is_readable(record, self._lanes)
        told = failed(error)
        outcome = self._writer.outcome(told)
        reply = self._writer.reply(source, outcome)
        is_known_again = source.record.headers[ID] == record.headers.get(ID)
        is_query = FINGERPRINT not in record.headers and record.topic == self._routes.commands_topic
        if was_decided or is_query or not is_known_again:
            return Handled(transactional=letter, forwarded=reply, outcome=name_of(told), put_aside=aside)
        entry = self._writer.entry(source, outcome, final=True)
        return Handled((*letter, *entry), reply, entry=_content(entry), outcome=name_of(told), put_aside=aside)

    def _is_failure(self, entry: bytes) -> bool:
        """Whether an inbox entry says that its input was put aside: then an operator may have it decided anew."""
        stored: InboxEntry = self._codec.decode(entry)
        if stored.outcome is None:
            return False
        match self._codec.decode(stored.outcome):
            case Failed():
                return True
            case _:
                return False

    def _answer_again(self, source: Source, entry: bytes) -> Handled:
        """Send the stored outcome of a repeat, or refuse another request under the same id."""
        stored: InboxEntry = self._codec.decode(entry)
        if stored.fingerprint != source.record.headers.get(FINGERPRINT, b""):
            return self._refuse_reuse(source)
        if stored.outcome is None:
            return NOTHING
        return Handled(forwarded=self._writer.reply(source, stored.outcome, final=stored.final))

    def _refuse_reuse(self, source: Source) -> Handled:
        # The other request owns the ids that follow from the input's id alone.
        name = f"reused/{source.record.headers.get(FINGERPRINT, b'').hex()}"
        told = RequestIdReused()
        reply = self._writer.reply(source, self._writer.outcome(told), name=name)
        return Handled(forwarded=reply, outcome=name_of(told))

    def _handle(self, source: Source, command: Command, value: Struct, slot: Slot) -> Handled | Awaitable[Handled]:
        now_s = self._clock()
        deadline_ms = source.envelope.deadline_ms
        check_key(source.record, value)
        folded = slot.fold.of(source.record.key)
        if folded.seq == 0:
            # Whatever has a state here was looked at when it got it.
            check_partition(source.record, self._partitions)
        if deadline_ms is not None and now_s * 1000 > deadline_ms:
            expired = Expired(deadline=datetime.fromtimestamp(deadline_ms / 1000, UTC))
            return self._end(source, command, expired)
        decided = command.handle(value, folded.state, self._context(source, now_s, folded.seq))
        if isinstance(decided, Decision):
            return self._settle(source, command, decided, slot, folded)
        return self._settle_later(source, command, decided, slot, folded)

    async def _settle_later(
        self, source: Source, command: Command, deciding: Awaitable[Decision], slot: Slot, folded: Folded
    ) -> Handled:
        return self._settle(source, command, await deciding, slot, folded)

    def _settle(self, source: Source, command: Command, decision: Decision, slot: Slot, before: Folded) -> Handled:
        """Make the records of a decision, and fold its events."""
        check_decision(command, decision)
        outcome = decision.outcome
        if not decision.events:
            return self._end(source, command, outcome)
        written: list[Outgoing] = []
        feeds: list[Outgoing] = []
        folded = before
        for index, event in enumerate(decision.events, REPLY_INDEX + 1):
            record = self._writer.event(source, index, event)
            written.append(record)
            if record.topic == self._routes.events_topic:
                folded = slot.fold.after(folded, event)
                feeds += self._project(record.key, record.headers[ID], event, folded)
        ended = self._end(source, command, outcome)
        return Handled(
            transactional=(*written, *ended.transactional),
            forwarded=(*ended.forwarded, *feeds),
            folded=None if folded is before else folded,
            entry=ended.entry,
            outcome=ended.outcome,
        )

    def _end(self, source: Source, command: Command, outcome: Struct | None) -> Handled:
        """Answer, and remember the answer unless it is a query's, which is always asked afresh."""
        final = type(outcome) not in command.snapshots
        framed = None if outcome is None else self._writer.outcome(outcome)
        reply = () if framed is None else self._writer.reply(source, framed, final=final)
        name = None if outcome is None else name_of(outcome)
        if command.is_query:
            return Handled(forwarded=reply, outcome=name)
        entry = self._writer.entry(source, framed, final=final)
        return Handled(transactional=entry, forwarded=reply, entry=_content(entry), outcome=name)

    def _react(self, source: Source, event: Struct) -> Handled | Awaitable[Handled]:
        reaction = self._routes.reactions.get(type(event))
        return NOTHING if reaction is None else self._react_later(source, reaction, event)

    async def _react_later(self, source: Source, reaction: Reaction, event: Struct) -> Handled:
        outcome = await reaction(event, self._context(source, self._clock(), 0))
        if outcome is None:
            return NOTHING
        framed = self._writer.outcome(outcome)
        entry = self._writer.entry(source, framed, final=True)
        reply = self._writer.reply(source, framed)
        return Handled(transactional=entry, forwarded=reply, entry=_content(entry), outcome=name_of(outcome))

    def _context(self, source: Source, now_s: float, seq: int) -> Context[Any]:
        envelope = source.envelope
        return Context(
            now=datetime.fromtimestamp(now_s, UTC),
            seq=seq,
            principal=envelope.principal,
            request_id=envelope.request_id,
            input_id=envelope.id,
            tools=self._tools,
        )


def _content(entry: tuple[Outgoing, ...]) -> bytes | None:
    """The encoded inbox entry, if one is written."""
    return entry[0].value if entry else None
