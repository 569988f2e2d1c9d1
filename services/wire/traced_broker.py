"""A broker whose writes are spans: the trace that a record carries goes on through its writing.

A record without a trace is nobody's request and has no span, such as a feed message, which is for all who follow.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from services.wire.broker import (
    Broker,
    Committed,
    Follower,
    GroupListener,
    Member,
    Outgoing,
    Partition,
    Position,
    Record,
    Transactor,
)
from services.wire.errors import MillraceError
from services.wire.headers import TRACEPARENT
from services.wire.spans import NO_SPAN, NO_TRACER, Span, Tracer, traced


def with_traces(broker: Broker, tracer: Tracer) -> Broker:
    """The same broker, with a span for each write if there are spans at all."""
    return broker if tracer is NO_TRACER else TracedBroker(broker, tracer)


class TracedBroker:
    """See `broker.Broker`."""

    def __init__(self, broker: Broker, tracer: Tracer) -> None:
        self._broker = broker
        self._tracer = tracer

    def produce(self, outgoing: Outgoing) -> Awaitable[Position]:
        [(span, carrying)] = _begin(self._tracer, [outgoing])
        sending = asyncio.ensure_future(self._broker.produce(carrying))
        sending.add_done_callback(partial(_sent, span))
        return sending

    async def partition_count(self, topic: str) -> int:
        return await self._broker.partition_count(topic)

    async def start_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        return await self._broker.start_offsets(partitions)

    async def end_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        return await self._broker.end_offsets(partitions)

    def read(self, partition: Partition, start: int, end: int) -> AsyncIterator[list[Record]]:
        return self._broker.read(partition, start, end)

    async def follow(self, positions: Mapping[Partition, int], received: Callable[[list[Record]], None]) -> Follower:
        return await self._broker.follow(positions, received)

    async def join(self, group: str, topics: Sequence[str], slot: str, listener: GroupListener) -> Member:
        return await self._broker.join(group, topics, slot, listener)

    async def transactor(self, slot: str) -> Transactor:
        return TracedTransactor(await self._broker.transactor(slot), self._tracer)

    async def close(self) -> None:
        await self._broker.close()


class TracedTransactor:
    """See `broker.Transactor`."""

    def __init__(self, transactor: Transactor, tracer: Tracer) -> None:
        self._transactor = transactor
        self._tracer = tracer

    async def commit(
        self, outgoing: Sequence[Outgoing], offsets: Mapping[Partition, Committed], generation: object
    ) -> dict[Partition, int]:
        begun = _begin(self._tracer, outgoing)
        error: str | None = "cancelled"
        try:
            ends = await self._transactor.commit([carrying for _, carrying in begun], offsets, generation)
            error = None
        except MillraceError as failure:
            error = failure.code
            raise
        finally:
            for span, _ in begun:
                span.end(error=error)
        return ends

    async def close(self) -> None:
        await self._transactor.close()


def _begin(tracer: Tracer, outgoing: Sequence[Outgoing]) -> list[tuple[Span, Outgoing]]:
    begun = []
    for one in outgoing:
        if TRACEPARENT in one.headers:
            span = tracer.send(one)
            begun.append((span, replace(one, headers=traced(one.headers, span))))
        else:
            begun.append((NO_SPAN, one))
    return begun


def _sent(span: Span, sending: "asyncio.Future[Position]") -> None:
    if sending.cancelled():
        span.end(error="cancelled")
    elif (error := sending.exception()) is not None:
        span.end(error=error.code if isinstance(error, MillraceError) else "unforeseen")
    else:
        span.end(written=sending.result())
