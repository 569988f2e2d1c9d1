"""A broker within one process: the peer of `kafka` for tests, with the same promises.

Beyond the protocol it can be told to misbehave: `unavailable`, `fail_next_commit`, `open_transaction`,
`rebalance`, `trim`.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from services.wire.broker import Committed, GroupListener, Outgoing, Partition, Position, Record
from services.wire.errors import BrokerUnavailable, TopicMissing
from services.wire.memory_group import Generation, MemoryGroup, MemoryMember, Pump
from services.wire.memory_log import MemoryLog, MemoryTransaction, committed_records
from services.wire.memory_transactor import Failure, MemoryTransactor
from services.wire.murmur2 import partition_of


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class MemoryBroker:
    """Topics with their partition counts; see `broker.Broker` for what it promises."""

    def __init__(self, topics: Mapping[str, int], clock_ms: Callable[[], int] = _now_ms) -> None:
        self.topics = dict(topics)
        self.clock_ms = clock_ms
        self._logs = {
            partition: MemoryLog(partition)
            for topic, count in topics.items()
            for partition in (Partition(topic, number) for number in range(count))
        }
        self.failures: deque[tuple[Failure, bool]] = deque()
        self._groups: dict[str, MemoryGroup] = {}
        self._transactors: dict[str, MemoryTransactor] = {}
        self._pumps: set[Pump] = set()
        self._keyless = 0
        self._available = asyncio.Event()
        self._available.set()
        self._changed = asyncio.Event()

    # What tests may do to it.

    @property
    def unavailable(self) -> bool:
        """While true, nothing is written or delivered: calls raise `BrokerUnavailable`, commits wait."""
        return not self._available.is_set()

    @unavailable.setter
    def unavailable(self, away: bool) -> None:
        if away:
            self._available.clear()
        else:
            self._available.set()
            self.wake()

    def fail_next_commit(self, error: Failure, *, landed: bool = False) -> None:
        """Make the next commit raise `error`; an unknown one may have been written all the same."""
        self.failures.append((error, landed))

    def open_transaction(self, outgoing: Sequence[Outgoing]) -> MemoryTransaction:
        """Write records that stay invisible until the caller commits them."""
        transaction = MemoryTransaction(self.wake)
        for one in outgoing:
            self.append(one, transaction)
        return transaction

    def rebalance(self, group: str) -> None:
        """Begin a new generation of a group, soon."""
        self._groups[group].schedule()

    def committed(self, group: str) -> dict[Partition, Committed]:
        """The offsets at which a group goes on."""
        return dict(self._groups[group].offsets)

    def trim(self, partition: Partition, start: int) -> None:
        """Forget the records before `start`, as retention does."""
        self.log(partition).trim(start)

    def records(self, topic: str) -> list[Record]:
        """Every committed record of a topic, partition by partition."""
        return committed_records(self._logs[Partition(topic, number)] for number in range(self.topics[topic]))

    # What every broker does.

    async def produce(self, outgoing: Outgoing) -> Position:
        self.check()
        position = self.append(outgoing)
        self.wake()
        await asyncio.sleep(0)
        return position

    async def partition_count(self, topic: str) -> int:
        self.check()
        if topic not in self.topics:
            raise TopicMissing(topic)
        return self.topics[topic]

    async def start_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        self.check()
        return {partition: self.log(partition).start for partition in partitions}

    async def end_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        self.check()
        return {partition: self.log(partition).end for partition in partitions}

    async def read(self, partition: Partition, start: int, end: int) -> AsyncIterator[list[Record]]:
        log, position = self.log(partition), start
        while position < end:
            changed = self._changed
            await self._available.wait()
            records, after = log.read(position, end)
            if records:
                yield records
            elif after == position:
                await changed.wait()
            position = after

    async def follow(
        self, positions: Mapping[Partition, int], received: Callable[[list[Record]], None]
    ) -> "MemoryFollower":
        self.check()
        follower = MemoryFollower(
            {self.log(partition): at for partition, at in positions.items()}, received, self._available.is_set
        )
        self._pumps.add(follower.pump)
        follower.pump.wake()
        return follower

    async def join(self, group: str, topics: Sequence[str], slot: str, listener: GroupListener) -> MemoryMember:
        for topic in topics:
            await self.partition_count(topic)
        members = self._groups.setdefault(group, MemoryGroup(group, self._logs, self._available.is_set))
        member = MemoryMember(members, slot, topics, listener)
        self._pumps.add(member.pump)
        members.enter(member)
        return member

    async def transactor(self, slot: str) -> MemoryTransactor:
        self.check()
        before = self._transactors.get(slot)
        self._transactors[slot] = MemoryTransactor(self)
        if before is not None:
            before.fence(slot)
        return self._transactors[slot]

    async def close(self) -> None:
        for pump in self._pumps:
            pump.stop()
        self._pumps.clear()

    # What its own parts need.

    def check(self) -> None:
        """Raise `BrokerUnavailable` while the broker is away."""
        if self.unavailable:
            raise BrokerUnavailable("the broker in memory was told to be unavailable")

    async def wait_available(self) -> None:
        """Return once the broker is there."""
        await self._available.wait()

    def log(self, partition: Partition) -> MemoryLog:
        """The log of a partition; raises `TopicMissing`."""
        if partition not in self._logs:
            raise TopicMissing(partition.topic)
        return self._logs[partition]

    def append(self, outgoing: Outgoing, transaction: MemoryTransaction | None = None) -> Position:
        """Write one record, visible at once or with its transaction."""
        return self.log(self._place(outgoing)).append(outgoing, self.clock_ms(), transaction)

    def generation_holds(self, generation: Generation) -> bool:
        """Whether a batch's generation may still commit."""
        return self._groups[generation.group].accepts(generation)

    def store_offsets(self, generation: Generation, offsets: Mapping[Partition, Committed]) -> None:
        """Set the offsets of the group."""
        self._groups[generation.group].offsets.update(offsets)

    def wake(self) -> None:
        """Let every reader look again."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        for pump in self._pumps:
            pump.wake()

    def _place(self, outgoing: Outgoing) -> Partition:
        if outgoing.partition is not None:
            return Partition(outgoing.topic, outgoing.partition)
        if outgoing.topic not in self.topics:
            raise TopicMissing(outgoing.topic)
        if outgoing.key is None:
            self._keyless += 1
            return Partition(outgoing.topic, self._keyless % self.topics[outgoing.topic])
        return Partition(outgoing.topic, partition_of(outgoing.key, self.topics[outgoing.topic]))


class MemoryFollower:
    """A reader outside any group; see `broker.Follower`."""

    def __init__(
        self, positions: dict[MemoryLog, int], received: Callable[[list[Record]], None], pump_gate: Callable[[], bool]
    ) -> None:
        self.pump = Pump(self._deliver, pump_gate)
        self._positions = positions
        self._received = received

    async def close(self) -> None:
        self.pump.stop()
        await asyncio.sleep(0)

    def _deliver(self) -> None:
        found: list[Record] = []
        for log, position in self._positions.items():
            records, self._positions[log] = log.read(position)
            found += records
        if found:
            self.pump.wake()
            self._received(found)
