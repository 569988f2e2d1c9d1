"""From a decision to the records it becomes. Values in, records out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from services.runner.decision import Decision, Projections
from services.runner.fold import Fold, Folded
from services.runner.ids import REPLY_INDEX, output_id
from services.runner.partition import Handled
from services.wire.broker import Outgoing, Record
from services.wire.codec import Codec
from services.wire.entry import Entry, key_text
from services.wire.errors import EncodeError
from services.wire.generated.catalog import BY_TYPE
from services.wire.generated.wire import InboxEntry
from services.wire.headers import (
    CAUSE,
    DEADLINE,
    FINAL,
    FINGERPRINT,
    ID,
    PRINCIPAL,
    REQUEST_ID,
    SUBSCRIBER_ID,
    TRACEPARENT,
    Envelope,
)
from services.wire.subscriber import lane_of

PASSED_ON = (REQUEST_ID, SUBSCRIBER_ID, DEADLINE, PRINCIPAL, TRACEPARENT)


class Input(Struct, frozen=True):
    """One record whose headers could be read. `ends` says whether its outcome ends the request."""

    record: Record
    envelope: Envelope
    remembers: bool
    """Whether an inbox entry keeps its outcome: of all but queries, which are always decided afresh."""
    ends: bool = True

    @property
    def raw_id(self) -> bytes:
        """The id as it stands in the headers."""
        return self.record.headers[ID]


class Outputs:
    """Builds the records of one domain."""

    def __init__(self, domain: str, codec: Codec, project: Projections) -> None:
        self._domain = domain
        self._codec = codec
        self._project = project

    def handled(self, of: Input, decision: Decision, fold: Fold) -> Handled:
        """Everything that a decision leads to. Raises `EncodeError` for an event of another domain or key."""
        folded, event_count = fold.of(of.record.key), 0
        written: list[Outgoing] = []
        feeds: list[Outgoing] = []
        for number, event in enumerate(decision.events, 1):
            entry = self._own(event, of.record)
            written.append(self._event(of, entry, event, number))
            if entry.retention_ms is None:
                folded = fold.after(folded, event)
                event_count += 1
                feeds += self.feeds(entry, event, folded, output_id(of.envelope.id, str(number)))
        outcome = None if decision.outcome is None else self._codec.encode("replies", decision.outcome)
        kept = self.entry(of, outcome) if of.remembers else None
        if kept is not None:
            written.append(self.inbox(of, kept))
        return Handled(
            transactional=tuple(written),
            event_count=event_count,
            forwarded=(*self.reply(of, outcome), *feeds),
            folded=folded if event_count else None,
            entry=kept,
        )

    def entry(self, of: Input, outcome: bytes | None) -> bytes:
        """The inbox entry of an input, framed."""
        fingerprint = of.record.headers.get(FINGERPRINT, b"")
        entry = InboxEntry(fingerprint=fingerprint, outcome=outcome, final=of.ends)
        return self._codec.encode(f"{self._domain}.inbox", entry)

    def reply(self, of: Input, outcome: bytes | None) -> tuple[Outgoing, ...]:
        """The frame for the requester's socket, on its lane; none where there is no outcome or no requester."""
        subscriber = of.envelope.subscriber_id
        if outcome is None or subscriber is None:
            return ()
        headers = passed_on(of.record.headers, output_id(of.envelope.id, str(REPLY_INDEX)))
        headers[FINAL] = b"1" if of.ends else b"0"
        return (Outgoing("replies", subscriber.encode(), outcome, headers, lane_of(subscriber)),)

    def answer(self, of: Input, outcome: Struct) -> tuple[Outgoing, ...]:
        """A frame that no inbox entry keeps."""
        return self.reply(of, self._codec.encode("replies", outcome))

    def feeds(self, entry: Entry, event: Struct, folded: Folded, event_id: bytes) -> list[Outgoing]:
        """What the followers of the event's key are told."""
        project = self._project.get(type(event))
        if project is None:
            return []
        key = f"{self._domain}/{key_text(entry, event)}".encode()
        base = UUID(event_id.decode())
        return [
            Outgoing(
                "feeds",
                key,
                self._codec.encode("feeds", message),
                {ID: output_id(base, f"feed {index}"), CAUSE: event_id},
            )
            for index, message in enumerate(project(event, folded.state, folded.seq))
        ]

    def _own(self, event: Struct, record: Record) -> Entry:
        entry = BY_TYPE.get(type(event))
        if entry is None or entry.kind != "event" or entry.domain != self._domain:
            raise EncodeError(f"expected an event of {self._domain}, got {type(event).__name__}")
        key = key_text(entry, event).encode()
        if key != record.key:
            raise EncodeError(f"{entry.name}: expected the key of its command, {record.key!r}, got {key!r}")
        return entry

    def _event(self, of: Input, entry: Entry, event: Any, number: int) -> Outgoing:
        topic, headers = entry.topics[0], passed_on(of.record.headers, output_id(of.envelope.id, str(number)))
        return Outgoing(topic, of.record.key, self._codec.encode(topic, event), headers, of.record.partition)

    def inbox(self, of: Input, entry: bytes) -> Outgoing:
        """The inbox record of an input."""
        headers = passed_on(of.record.headers, of.raw_id)
        return Outgoing(f"{self._domain}.inbox", of.record.key, entry, headers, of.record.partition)


def passed_on(headers: Mapping[str, bytes], own_id: bytes) -> dict[str, bytes]:
    """The headers of an output: its id, its cause, and who asked for it all."""
    own = {ID: own_id, CAUSE: headers[ID]}
    for name in PASSED_ON:
        value = headers.get(name)
        if value is not None:
            own[name] = value
    return own
