"""What was put aside, as its records tell it: letters, and the marks that stand behind them."""

import re
from typing import NamedTuple

from msgspec import Struct

from services.wire.broker import Outgoing, Partition, Record
from services.wire.errors import DecodeError
from services.wire.framing import schema_id_of
from services.wire.headers import (
    DEAD_ATTEMPTS,
    DEAD_ERROR,
    DEAD_MARK,
    DEAD_MARKED,
    DEAD_OFFSET,
    DEAD_PARTITION,
    DEAD_REASON,
    DEAD_RETRY,
    DEAD_TOPIC,
    DEAD_TRUNCATED,
    REQUEST_ID,
)

RETRIED = "retried"
DROPPED = "dropped"
OWN = "dead-"
"""What every header begins with that the original did not have."""
_NAME = re.compile(r"(?P<topic>.+\.dead)-(?P<partition>\d{1,9})-(?P<offset>\d{1,18})")


class Name(NamedTuple):
    """Which letter: where it stands. Its text is `accounts.dead-3-17`."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}-{self.partition}-{self.offset}"

    @property
    def place(self) -> Partition:
        return Partition(self.topic, self.partition)


def name_of(text: str) -> Name | None:
    """The name that a text says, None for any other text."""
    match = _NAME.fullmatch(text)
    return None if match is None else Name(match["topic"], int(match["partition"]), int(match["offset"]))


class Mark(Struct, frozen=True):
    """What an operator did with a letter: `retried` or `dropped`, and when."""

    what: str
    at_ms: int


class Letter(Struct, frozen=True):
    """One letter. Nothing of it is trusted to be there: anybody may have written to the topic."""

    record: Record
    mark: Mark | None = None

    @property
    def name(self) -> Name:
        return Name(self.record.topic, self.record.partition, self.record.offset)

    @property
    def origin(self) -> Partition | None:
        """Where the original stood; None if the letter does not say so."""
        topic, number = self.text(DEAD_TOPIC), self._number(DEAD_PARTITION)
        return None if number is None or not topic else Partition(topic, number)

    @property
    def origin_offset(self) -> int | None:
        return self._number(DEAD_OFFSET)

    @property
    def error(self) -> str:
        return self.text(DEAD_ERROR)

    @property
    def reason(self) -> str:
        return self.text(DEAD_REASON)

    @property
    def attempts(self) -> int | None:
        return self._number(DEAD_ATTEMPTS)

    @property
    def request_id(self) -> str:
        return self.text(REQUEST_ID)

    @property
    def truncated(self) -> str:
        """What had to be cut; empty for a whole letter."""
        return self.text(DEAD_TRUNCATED)

    @property
    def put_back_as(self) -> str:
        """The letter that was put back, and has come here again."""
        return self.text(DEAD_RETRY)

    @property
    def schema_id(self) -> int | None:
        """The schema id of the original; None if it names none."""
        try:
            return schema_id_of(self.record.value or b"")
        except DecodeError:
            return None

    @property
    def original_headers(self) -> dict[str, bytes]:
        return {name: text for name, text in self.record.headers.items() if not name.startswith(OWN)}

    def text(self, header: str) -> str:
        """A header as text; empty without it."""
        return self.record.headers.get(header, b"").decode(errors="replace")

    def _number(self, header: str) -> int | None:
        text = self.text(header)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def original(letter: Letter, origin: Partition) -> Outgoing:
    """The original once more, bytes, key and headers; one header says that an operator has put it back."""
    headers = letter.original_headers | {DEAD_RETRY: str(letter.name).encode()}
    return Outgoing(origin.topic, letter.record.key, letter.record.value, headers, origin.number)


def mark(letter: Letter, what: str) -> Outgoing:
    """The record that marks a letter, behind it in the same partition."""
    headers = {DEAD_MARK: what.encode(), DEAD_MARKED: str(letter.name.offset).encode()}
    return Outgoing(letter.name.topic, letter.record.key, None, headers, letter.name.partition)


def marked_by(record: Record) -> tuple[Name, Mark] | None:
    """The letter that a record marks, None for a letter."""
    what, offset = record.headers.get(DEAD_MARK), record.headers.get(DEAD_MARKED, b"")
    if what is None or not offset.isdigit():
        return None
    name = Name(record.topic, record.partition, int(offset))
    return name, Mark(what.decode(errors="replace"), record.timestamp_ms)


def is_letter(record: Record) -> bool:
    """Whether a record is a letter, and no mark."""
    return DEAD_MARK not in record.headers
