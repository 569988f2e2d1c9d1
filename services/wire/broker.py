"""What a process asks of Kafka, in Kafka's own terms. `kafka.py` answers with servers, `memory.py` without.

All callbacks and all awaitables belong to the event loop on which the broker was opened. Topic names
are given here without the `topicPrefix` of the settings; the broker adds and removes it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from msgspec import Struct


class Partition(NamedTuple):
    topic: str
    number: int


class Record(Struct, frozen=True):
    """One record as it was read."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes]
    timestamp_ms: int


class Outgoing(Struct, frozen=True):
    """One record to be written; without `partition`, Java's murmur2 of the key chooses."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes] = {}
    partition: int | None = None


class Position(NamedTuple):
    """Where a record was written."""

    topic: str
    partition: int
    offset: int


class Committed(NamedTuple):
    """A group's next offset of a partition, with the text committed beside it (at most 4 KB)."""

    offset: int
    metadata: str = ""


class Batch(Struct, frozen=True):
    """Records polled together, and the group's generation at that moment.

    `generation` is opaque: it goes back into `Transactor.commit`, so that a member which has lost a
    partition since cannot commit on it.
    """

    records: list[Record]
    generation: object


class GroupListener(Protocol):
    """What a group member hears. Called on the event loop, in this order for any one partition."""

    def assigned(self, partitions: Sequence[Partition]) -> None:
        """The partitions are ours; nothing of them is delivered until `Member.start`."""

    def received(self, batch: Batch) -> None: ...

    def revoked(self, partitions: Sequence[Partition]) -> None:
        """The partitions are no longer ours when this returns; their unfinished work is to be dropped."""

    def failed(self, error: Exception) -> None:
        """The member cannot go on; the process should end and be started again."""


class Member(Protocol):
    """This process's place in a consumer group."""

    async def committed(self, partitions: Sequence[Partition]) -> dict[Partition, Committed | None]:
        """The group's committed offsets; None where it has none yet."""

    async def commit(self, offsets: Mapping[Partition, Committed]) -> None:
        """Commit offsets by themselves, without a transaction.

        Raises `OffsetsRefused` if one of the partitions is no longer ours, or has not been started since it is, and
        if the group has gone on without this member. Nothing need be done about those that still are ours but to
        commit again. Raises `BrokerUnavailable` when it may have been done or not, which to do again is harmless.
        """

    def start(self, partition: Partition, offset: int) -> None:
        """Begin, or begin again, to deliver the partition from this offset."""

    def pause(self, partitions: Sequence[Partition]) -> None: ...

    def resume(self, partitions: Sequence[Partition]) -> None: ...

    async def close(self) -> None:
        """Leave the group; `revoked` is called first."""


class Transactor(Protocol):
    """Writes records and offsets together or not at all. One transaction at a time."""

    async def commit(
        self,
        outgoing: Sequence[Outgoing],
        offsets: Mapping[Partition, Committed],
        generation: object,
    ) -> dict[Partition, int]:
        """Write all of it, and return the end of each partition written: the offset after the last record there.

        Raises `TransactionAborted` when nothing was written (re-read from the committed offsets), and
        `TransactionUnknown` when a time-out hides whether it was: the producer has then been replaced,
        and committed offsets and the tail of the events have to be read again before deciding anything.
        Raises `Fenced` when another process has taken this slot: end.
        """

    async def close(self) -> None: ...


class Follower(Protocol):
    """A reader of fixed partitions outside any group."""

    async def close(self) -> None: ...


class Broker(Protocol):
    """A connection to Kafka."""

    def produce(self, outgoing: Outgoing) -> Awaitable[Position]:
        """Begin to write one record; to be awaited until the broker has it. Raises `BrokerUnavailable` then.

        Records of one partition keep the order of the calls.
        """
        ...

    async def partition_count(self, topic: str) -> int:
        """Raises `TopicMissing`, which says to run `just apply`."""

    async def start_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]: ...

    async def end_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """The high watermarks, records of open transactions counted."""

    def read(self, partition: Partition, start: int, end: int) -> AsyncIterator[list[Record]]:
        """Committed records from `start` until the position reaches `end`, waiting for open transactions."""

    async def follow(self, positions: Mapping[Partition, int], received: Callable[[list[Record]], None]) -> Follower:
        """Deliver committed records from explicit offsets on, for ever."""

    async def join(self, group: str, topics: Sequence[str], slot: str, listener: GroupListener) -> Member:
        """Enter a consumer group as the static member `slot`."""

    async def transactor(self, slot: str) -> Transactor:
        """Fence the previous holder of the slot and take its place."""

    async def close(self) -> None: ...
