"""Makes the records that an input leads to. Every id follows from the input's, so that a repeat is recognisable."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from services.runner.ids import REPLY_INDEX, output_id
from services.runner.permitted import topic_of
from services.runner.source import Source
from services.wire.broker import Outgoing
from services.wire.codec import Codec
from services.wire.errors import HandlerFailed
from services.wire.generated.catalog import BY_TYPE
from services.wire.generated.wire import InboxEntry
from services.wire.headers import CAUSE, FINAL, FINGERPRINT, ID

REPLIES = "replies"
FEEDS = "feeds"
SIZE_LIMIT_BYTES = 900_000
"""The largest value that is written: Kafka's clients take a million bytes, headers and key included.
A larger one would abort its transaction again and again."""


def name_of(message: Struct) -> str:
    """Give the full name of its type."""
    return BY_TYPE[type(message)].name


class Writer:
    """Builds records of one domain; `event_topics` says where its events go, `keeps_inbox` whether it has a memory."""

    def __init__(
        self, codec: Codec, domain: str, event_topics: Mapping[type[Struct], str], *, keeps_inbox: bool
    ) -> None:
        self._codec = codec
        self._domain = domain
        self._event_topics = event_topics
        self._keeps_inbox = keeps_inbox
        self._feed_prefix = f"{domain}/".encode()

    def event(self, source: Source, index: int, event: Struct) -> Outgoing:
        """Make the record of an event, on the partition and under the key of its command."""
        record = source.record
        topic = topic_of(event, self._event_topics, domain=self._domain, key=record.key)
        headers = self._caused(source, str(index))
        return Outgoing(topic, record.key, self._value(topic, event), headers, record.partition)

    def outcome(self, outcome: Struct) -> bytes:
        """Give the framed form of an outcome."""
        return self._value(REPLIES, outcome)

    def entry(self, source: Source, outcome: bytes | None, *, final: bool) -> tuple[Outgoing, ...]:
        """Make the inbox record of an input that was handled, or nothing where repeats are not remembered."""
        if not self._keeps_inbox:
            return ()
        record = source.record
        topic = f"{self._domain}.inbox"
        entry = InboxEntry(fingerprint=record.headers.get(FINGERPRINT, b""), outcome=outcome, final=final)
        headers = source.passed | {ID: record.headers[ID]}
        return (Outgoing(topic, record.key, self._codec.encode(topic, entry), headers, record.partition),)

    def reply(
        self, source: Source, outcome: bytes, *, final: bool = True, name: str = str(REPLY_INDEX)
    ) -> tuple[Outgoing, ...]:
        """Make the record that ends a request, or nothing when nobody waits."""
        if source.lane is None:
            return ()
        headers = self._caused(source, name)
        headers[FINAL] = b"1" if final else b"0"
        subscriber = source.passed["subscriber-id"]
        return (Outgoing(REPLIES, subscriber, outcome, headers, source.lane),)

    def feed(self, key: bytes, event_id: bytes, index: int, message: Struct) -> Outgoing:
        """Make the record of a feed message that follows from the event with this key and id."""
        message_id = output_id(UUID(event_id.decode()), str(index))
        headers = {ID: message_id, CAUSE: event_id}
        return Outgoing(FEEDS, self._feed_prefix + key, self._value(FEEDS, message), headers)

    def _caused(self, source: Source, name: str) -> dict[str, bytes]:
        return source.passed | {ID: output_id(source.envelope.id, name), CAUSE: source.record.headers[ID]}

    def _value(self, topic: str, value: Struct) -> bytes:
        data = self._codec.encode(topic, value)
        if len(data) > SIZE_LIMIT_BYTES:
            raise HandlerFailed(
                f"{type(value).__name__} takes {len(data)} bytes; at most {SIZE_LIMIT_BYTES} are written"
            )
        return data
