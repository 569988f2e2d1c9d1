"""Consumer groups in memory: static members, sticky assignment, and generations that fence."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from services.wire.broker import Batch, Committed, GroupListener, Partition, Record
from services.wire.errors import BrokerUnavailable, Fenced, OffsetsRefused
from services.wire.memory_log import MemoryLog

BATCH_LIMIT = 256


class Pump:
    """Runs a piece of work on the loop, once for any number of wake-ups, while `gate` is open."""

    def __init__(self, work: Callable[[], None], gate: Callable[[], bool]) -> None:
        self._work: Callable[[], None] | None = work
        self._gate = gate
        self._loop = asyncio.get_running_loop()
        self._scheduled = False

    def wake(self) -> None:
        if not self._scheduled and self._work is not None:
            self._scheduled = True
            self._loop.call_soon(self._run)

    def stop(self) -> None:
        self._work = None

    def _run(self) -> None:
        self._scheduled = False
        if self._work is not None and self._gate():
            self._work()


class Generation(Struct, frozen=True):
    """What a batch carries: who polled it, and in which generation of which group."""

    group: str
    number: int
    member: "MemoryMember"


class MemoryGroup:
    """One consumer group: its members by slot, who owns which partition, and the committed offsets."""

    def __init__(self, name: str, logs: Mapping[Partition, MemoryLog], gate: Callable[[], bool]) -> None:
        self.name = name
        self.logs = logs
        self.gate = gate
        self.number = 0
        self.offsets: dict[Partition, Committed] = {}
        self.members: dict[str, MemoryMember] = {}
        self._rebalancing = False

    def enter(self, member: "MemoryMember") -> None:
        """Take the slot; a holder before is fenced and its partitions are assigned anew."""
        before = self.members.pop(member.slot, None)
        self.members[member.slot] = member
        if before is not None:
            before.fail(Fenced(f"another process has taken slot {member.slot!r} of group {self.name!r}"))
        self.schedule()

    def leave(self, member: "MemoryMember") -> None:
        """Give the partitions of a member to the others."""
        if self.members.get(member.slot) is member:
            del self.members[member.slot]
            self.schedule()

    def schedule(self) -> None:
        """Rebalance soon, once for any number of changes."""
        if not self._rebalancing:
            self._rebalancing = True
            asyncio.get_running_loop().call_soon(self._rebalance)

    def accepts(self, generation: Generation) -> bool:
        """Whether the batch was polled by a present member in the present generation."""
        return generation.number == self.number and self.members.get(generation.member.slot) is generation.member

    def _rebalance(self) -> None:
        self._rebalancing = False
        self.number += 1
        wanted = {member.slot: set[Partition]() for member in self.members.values()}
        for topic in sorted({topic for member in self.members.values() for topic in member.topics}):
            for slot, partitions in self._share(topic).items():
                wanted[slot] |= partitions
        members = list(self.members.values())
        for member in members:
            member.give_up(member.owned - wanted[member.slot])
        for member in members:
            member.take(wanted[member.slot] - member.owned)

    def _share(self, topic: str) -> dict[str, set[Partition]]:
        """Divide a topic evenly, moving as few partitions as that allows."""
        members = [member for member in self.members.values() if topic in member.topics]
        free = [partition for partition in self.logs if partition.topic == topic]
        shares: dict[str, set[Partition]] = {}
        fair, extra = divmod(len(free), len(members))
        for member in sorted(members, key=lambda member: -len(member.owned & set(free))):
            kept = sorted(member.owned & set(free))[: fair + (1 if extra > 0 else 0)]
            extra -= len(kept) > fair
            shares[member.slot] = set(kept)
            free = [partition for partition in free if partition not in kept]
        for partition in free:
            min(shares.values(), key=len).add(partition)
        return shares


class MemoryMember:
    """A place in a group; see `broker.Member`."""

    def __init__(self, group: MemoryGroup, slot: str, topics: Sequence[str], listener: GroupListener) -> None:
        self.group = group
        self.slot = slot
        self.topics = frozenset(topics)
        self.owned: set[Partition] = set()
        self.pump = Pump(self._deliver, group.gate)
        self._listener = listener
        self._positions: dict[Partition, int] = {}
        self._terms: dict[Partition, object] = {}
        """What stands for the time since the last start of a partition that is ours."""
        self._paused: set[Partition] = set()

    async def committed(self, partitions: Sequence[Partition]) -> dict[Partition, Committed | None]:
        await asyncio.sleep(0)
        return {partition: self.group.offsets.get(partition) for partition in partitions}

    async def commit(self, offsets: Mapping[Partition, Committed]) -> None:
        if not self.group.gate():
            raise BrokerUnavailable("the broker in memory was told to be unavailable")
        terms = {partition: self._terms.get(partition) for partition in offsets}
        # Others run before it arrives, as they do with a server.
        await asyncio.sleep(0)
        if None in terms.values() or terms != {partition: self._terms.get(partition) for partition in offsets}:
            raise OffsetsRefused("a partition has gone, or was started anew")
        self.group.offsets.update(offsets)

    def start(self, partition: Partition, offset: int) -> None:
        if partition in self.owned:
            self._positions[partition] = offset
            self._terms[partition] = object()
            self._paused.discard(partition)
            self.pump.wake()

    def pause(self, partitions: Sequence[Partition]) -> None:
        self._paused.update(self.owned.intersection(partitions))

    def resume(self, partitions: Sequence[Partition]) -> None:
        self._paused.difference_update(partitions)
        self.pump.wake()

    async def close(self) -> None:
        self.give_up(set(self.owned))
        self.pump.stop()
        self.group.leave(self)
        await asyncio.sleep(0)

    def take(self, partitions: set[Partition]) -> None:
        """Own these partitions from now on; nothing of them is delivered until `start`."""
        if partitions:
            self.owned |= partitions
            self._listener.assigned(sorted(partitions))

    def give_up(self, partitions: set[Partition]) -> None:
        """Own these partitions no longer."""
        if partitions:
            self._listener.revoked(sorted(partitions))
            self.owned -= partitions
            self._paused -= partitions
            for partition in partitions:
                self._positions.pop(partition, None)
                self._terms.pop(partition, None)

    def fail(self, error: Exception) -> None:
        """Lose the place in the group."""
        self.give_up(set(self.owned))
        self.pump.stop()
        self._listener.failed(error)

    def _deliver(self) -> None:
        records: list[Record] = []
        for partition, position in self._positions.items():
            if partition not in self._paused and len(records) < BATCH_LIMIT:
                found, self._positions[partition] = self.group.logs[partition].read(position)
                records += found
        if records:
            self.pump.wake()
            self._listener.received(Batch(records, Generation(self.group.name, self.group.number, self)))
