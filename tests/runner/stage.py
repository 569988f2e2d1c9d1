"""A broker in memory, what gateways would write to it, and workers that can be stopped, killed and fenced."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4, uuid5

from msgspec import Struct

from services.runner.limits import Limits
from services.runner.retry import Retry
from services.runner.spec import WorkerSpec
from services.runner.worker import Worker
from services.wire.broker import Batch, Committed, GroupListener, Member, Outgoing, Partition, Position, Record
from services.wire.codec import Codec
from services.wire.entry import key_text
from services.wire.generated.catalog import BY_TYPE, CATALOG, TOPICS
from services.wire.headers import CAUSE, FINGERPRINT, ID, REQUEST_ID, SUBSCRIBER_ID, Envelope, read_final
from services.wire.memory import MemoryBroker
from services.wire.patience import Patience
from services.wire.registry import MemoryRegistry
from services.wire.startup import check_schemas, subject_of
from services.wire.subscriber import mint

PARTITIONS = 2
LANES = 4
IDS = UUID("00000000-0000-0000-0000-000000000001")
SUBSCRIBER = mint(b"k" * 32, 3, 0, None, b"r" * 16)
ANOTHER = mint(b"k" * 32, 1, 0, None, b"s" * 16)
QUICK = Limits(message=Retry(attempts=3, first_ms=1, most_ms=2), broker=Retry(first_ms=1, most_ms=2))
"""Limits of a worker that does not wait long."""
IMPATIENT = Patience(first_s=0.001, longest_s=0.002)


class Frame(Struct, frozen=True):
    """One record of `replies` as a gateway would show it."""

    id: bytes
    request_id: UUID
    subscriber_id: str
    final: bool
    body: Any


class Stage:
    """Everything around the workers. `now_s` is their clock."""

    def __init__(self, codec: Codec, registry: MemoryRegistry) -> None:
        self.codec = codec
        self.registry = registry
        self.broker = MemoryBroker({name: LANES if name == "replies" else PARTITIONS for name in TOPICS})
        self.now_s = time.time()
        self._frames: dict[tuple[int, int], Frame] = {}

    async def post(
        self,
        command: Struct,
        *,
        request_id: UUID | None = None,
        fingerprint: bytes | None = None,
        subscriber: str | None = SUBSCRIBER,
        deadline_ms: int | None = None,
        value: bytes | None = None,
    ) -> UUID:
        """Write a command or query as a gateway does, and return its request id."""
        entry = BY_TYPE[type(command)]
        request_id = request_id or uuid4()
        envelope = Envelope(
            id=uuid5(IDS, str(request_id)),
            request_id=request_id,
            subscriber_id=subscriber,
            deadline_ms=deadline_ms if deadline_ms is not None else int(self.now_s * 1000) + 60_000,
        )
        headers = envelope.to_headers()
        data = self.codec.encode(entry.topics[0], command) if value is None else value
        if entry.kind == "command":
            headers[FINGERPRINT] = fingerprint or str(hash(data)).encode()
        await self.broker.produce(Outgoing(entry.topics[0], key_text(entry, command).encode(), data, headers))
        return request_id

    async def codec_without(self, *names: str) -> Codec:
        """What an older build reads and writes: it does not know these types."""
        entries = [entry for entry in CATALOG.values() if entry.name not in names]
        return await check_schemas(self.registry, entries, patience=IMPATIENT)

    @asynccontextmanager
    async def worker(
        self,
        spec: WorkerSpec,
        slot: str = "0",
        tools: Any = None,
        limits: Limits = QUICK,
        codec: Codec | None = None,
    ) -> AsyncIterator["Running"]:
        """Run a worker; it is stopped in the orderly way unless the test has ended it."""
        running = await self.start(spec, slot, tools, limits, codec)
        try:
            yield running
        finally:
            await running.stop()

    async def start(
        self,
        spec: WorkerSpec,
        slot: str = "0",
        tools: Any = None,
        limits: Limits = QUICK,
        codec: Codec | None = None,
    ) -> "Running":
        line = Line(self.broker)
        worker = await Worker.open(
            line, codec or self.codec, spec, clock=lambda: self.now_s, slot=slot, tools=tools, limits=limits
        )
        return Running(worker, line)

    def frames(self) -> list[Frame]:
        """Every reply that was written, repeats too."""
        return [self._frame(record) for record in self.broker.records("replies")]

    def _frame(self, record: Record) -> Frame:
        place = (record.partition, record.offset)
        if place not in self._frames:
            self._frames[place] = Frame(
                record.headers[ID],
                UUID(record.headers[REQUEST_ID].decode()),
                record.headers[SUBSCRIBER_ID].decode(),
                read_final(record.headers),
                self.codec.decode(record.value or b""),
            )
        return self._frames[place]

    def outcomes(self, request_id: UUID) -> list[Any]:
        """The bodies that a request got, each once."""
        return list({frame.id: frame.body for frame in self.frames() if frame.request_id == request_id}.values())

    async def outcome(self, request_id: UUID) -> Any:
        """Wait for the first body that a request gets."""
        await eventually(lambda: bool(self.outcomes(request_id)))
        return self.outcomes(request_id)[0]

    def values(self, topic: str) -> list[Any]:
        """The values of a topic's records."""
        return [self.codec.decode(record.value or b"") for record in self.broker.records(topic)]

    def feed(self) -> list[tuple[bytes, Any]]:
        """Key and body of each distinct feed message, in the order in which a gateway hears of them."""
        heard: dict[bytes, tuple[bytes, Any]] = {}
        for record in self.broker.records("feeds"):
            assert CAUSE in record.headers
            heard.setdefault(record.headers[ID], (record.key or b"", self.codec.decode(record.value or b"")))
        return list(heard.values())


class Running:
    """A worker and the task that runs it."""

    def __init__(self, worker: Worker, line: "Line") -> None:
        self.worker = worker
        self.line = line
        self.task = asyncio.create_task(worker.run())

    async def stop(self) -> None:
        """End it in the orderly way, if it has not ended or died."""
        self.worker.stop()
        while not self.task.done() and not self.line.is_cut:
            await asyncio.wait([self.task], timeout=0.001)
        await self.kill()

    async def kill(self) -> None:
        """End it as `kill -9` does: nothing that it has not written is ever written."""
        self.line.cut()
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


class Line:
    """A process' connection to the broker, which can be cut for ever."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker
        self.is_cut = False
        self.is_cut_after_commit = False
        """Whether the process dies when its next transaction has landed, before it does anything else."""
        self.dies_at = ""
        """The step at which the process dies next: before or after a record, before or after offsets."""

    def cut(self) -> None:
        self.is_cut = True

    async def through(self) -> None:
        """Return, unless the line is cut."""
        if self.is_cut:
            await asyncio.Event().wait()

    async def reach(self, step: str) -> None:
        """Return, unless the line is cut, or is to be cut at this step."""
        self.is_cut |= step == self.dies_at
        await self.through()

    async def produce(self, outgoing: Outgoing) -> Position:
        await self.reach("before a record")
        position = await self._broker.produce(outgoing)
        await self.reach("after a record")
        return position

    async def partition_count(self, topic: str) -> int:
        return await self._broker.partition_count(topic)

    async def start_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        await self.through()
        return await self._broker.start_offsets(partitions)

    async def end_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        await self.through()
        return await self._broker.end_offsets(partitions)

    async def read(self, partition: Partition, start: int, end: int) -> AsyncIterator[list[Record]]:
        async for records in self._broker.read(partition, start, end):
            await self.through()
            yield records

    async def follow(self, positions: Mapping[Partition, int], received: Callable[[list[Record]], None]) -> Any:
        return await self._broker.follow(positions, received)

    async def join(self, group: str, topics: Sequence[str], slot: str, listener: GroupListener) -> Member:
        member = await self._broker.join(group, topics, slot, Ear(self, listener))
        return Seat(self, member)

    async def transactor(self, slot: str) -> "Pen":
        return Pen(self, await self._broker.transactor(slot))

    async def close(self) -> None: ...


class Ear:
    """A listener that hears nothing any more once its line is cut."""

    def __init__(self, line: Line, listener: GroupListener) -> None:
        self._line = line
        self._listener = listener

    def assigned(self, partitions: Sequence[Partition]) -> None:
        if not self._line.is_cut:
            self._listener.assigned(partitions)

    def received(self, batch: Batch) -> None:
        if not self._line.is_cut:
            self._listener.received(batch)

    def revoked(self, partitions: Sequence[Partition]) -> None:
        if not self._line.is_cut:
            self._listener.revoked(partitions)

    def failed(self, error: Exception) -> None:
        if not self._line.is_cut:
            self._listener.failed(error)


class Seat:
    """A member that does nothing any more once its line is cut."""

    def __init__(self, line: Line, member: Member) -> None:
        self._line = line
        self._member = member

    async def committed(self, partitions: Sequence[Partition]) -> dict[Partition, Committed | None]:
        await self._line.through()
        return await self._member.committed(partitions)

    async def commit(self, offsets: Mapping[Partition, Committed]) -> None:
        await self._line.reach("before offsets")
        await self._member.commit(offsets)
        await self._line.reach("after offsets")

    def start(self, partition: Partition, offset: int) -> None:
        if not self._line.is_cut:
            self._member.start(partition, offset)

    def pause(self, partitions: Sequence[Partition]) -> None:
        if not self._line.is_cut:
            self._member.pause(partitions)

    def resume(self, partitions: Sequence[Partition]) -> None:
        if not self._line.is_cut:
            self._member.resume(partitions)

    async def close(self) -> None:
        if not self._line.is_cut:
            await self._member.close()


class Pen:
    """A transactor that writes nothing any more once its line is cut; what is on its way may still land."""

    def __init__(self, line: Line, transactor: Any) -> None:
        self._line = line
        self._transactor = transactor

    async def commit(
        self, outgoing: Sequence[Outgoing], offsets: Mapping[Partition, Committed], generation: object
    ) -> dict[Partition, int]:
        await self._line.through()
        ends: dict[Partition, int] = await self._transactor.commit(outgoing, offsets, generation)
        self._line.is_cut |= self._line.is_cut_after_commit
        await self._line.through()
        return ends

    async def close(self) -> None:
        if not self._line.is_cut:
            await self._transactor.close()


async def open_stage() -> Stage:
    """Register every schema, and make every topic."""
    registry = MemoryRegistry()
    for entry in CATALOG.values():
        for topic in entry.topics:
            await registry.register(subject_of("", topic, entry.name), entry.schema)
    return Stage(await check_schemas(registry, CATALOG.values(), patience=IMPATIENT), registry)


async def eventually(condition: Callable[[], bool], within_s: float = 5.0) -> None:
    """Return once the condition holds."""
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.001)
