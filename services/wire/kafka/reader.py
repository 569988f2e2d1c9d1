"""Reading fixed partitions outside any group: a stretch of one, or several for ever."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress

from confluent_kafka import Consumer, KafkaException

from services.wire.broker import Partition, Record
from services.wire.errors import BrokerUnavailable
from services.wire.kafka.options import options
from services.wire.kafka.problems import translate
from services.wire.kafka.records import Places, at, gather, is_end, record_of
from services.wire.kafka.thread import OneThread
from services.wire.settings import Settings

log = logging.getLogger(__name__)

POLL_S = 0.1
IDLE_READERS = 4
UNREAD_BATCHES = 64
PAUSE_S = 0.5


def make_consumer(settings: Settings) -> Consumer:
    """A consumer that joins no group; librdkafka wants the name of one all the same."""
    return Consumer(options(settings, "reader", {"group.id": f"{settings.topic_prefix}readers"}))


class Readers:
    """Reads stretches of partitions. A few consumers stay connected between reads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._idle: list[_Reader] = []

    async def read(self, partition: Partition, start: int, end: int) -> AsyncIterator[list[Record]]:
        """See `broker.Broker.read`. Each batch is fetched when the last one has been taken."""
        if start >= end:
            return
        reader = self._idle.pop() if self._idle else _Reader(self._settings)
        try:
            await reader.begin(partition, start)
            position = start
            while position < end:
                records, position = await reader.next_batch()
                wanted = [record for record in records if record.offset < end]
                if wanted:
                    yield wanted
        finally:
            await self._put_back(reader)

    async def close(self) -> None:
        """Disconnect the idle readers."""
        while self._idle:
            await self._idle.pop().close()

    async def _put_back(self, reader: "_Reader") -> None:
        if len(self._idle) < IDLE_READERS:
            await reader.rest()
            self._idle.append(reader)
        else:
            await reader.close()


class _Reader:
    """One consumer, and the one thread that may touch it."""

    def __init__(self, settings: Settings) -> None:
        self._prefix = settings.topic_prefix
        self._places = Places(settings.topic_prefix)
        self._consumer = make_consumer(settings)
        self._thread = OneThread("kafka-reader")
        self._partition = Partition("", 0)
        self._next = 0

    async def begin(self, partition: Partition, start: int) -> None:
        self._partition, self._next = partition, start
        await self._thread.run(lambda: self._consumer.assign([at(partition, self._prefix, start)]))

    async def next_batch(self) -> tuple[list[Record], int]:
        """The next records, perhaps none, and the position, which passes the marks of transactions too."""
        return await self._thread.run(self._fetch)

    async def rest(self) -> None:
        await self._thread.run(self._consumer.unassign)

    async def close(self) -> None:
        await self._thread.run(self._consumer.close)
        self._thread.stop()

    def _fetch(self) -> tuple[list[Record], int]:
        records: list[Record] = []
        for message in gather(self._consumer, POLL_S):
            error = message.error()
            if error is None:
                records.append(self._in_order(record_of(message, self._places.of(message))))
            elif not is_end(error) and (error.fatal() or not error.retriable()):
                raise translate(error, self._partition.topic)
        position = self._consumer.position([at(self._partition, self._prefix, 0)])[0].offset
        return records, position

    def _in_order(self, record: Record) -> Record:
        """Refuse to read anything twice: librdkafka begins anew where a new leader does not have what comes next."""
        if record.offset < self._next:
            raise BrokerUnavailable(f"{self._partition}: after offset {self._next - 1} came {record.offset}")
        self._next = record.offset + 1
        return record


class KafkaFollower:
    """Delivers partitions from explicit offsets on, in a thread of its own; see `broker.Follower`."""

    def __init__(
        self, settings: Settings, positions: Mapping[Partition, int], received: Callable[[list[Record]], None]
    ) -> None:
        self._settings = settings
        self._prefix = settings.topic_prefix
        self._places = Places(settings.topic_prefix)
        self._positions = dict(positions)
        self._received = received
        self._loop = asyncio.get_running_loop()
        self._room = threading.BoundedSemaphore(UNREAD_BATCHES)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="kafka-follower", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        self._closing.set()
        await asyncio.to_thread(self._thread.join)

    def _serve(self) -> None:
        while not self._closing.is_set():
            consumer = make_consumer(self._settings)
            try:
                consumer.assign([at(partition, self._prefix, offset) for partition, offset in self._positions.items()])
                self._follow(consumer)
            except (KafkaException, BrokerUnavailable) as error:
                log.warning("following %d partitions again: %s", len(self._positions), error)
                self._closing.wait(PAUSE_S)
            finally:
                with suppress(KafkaException):
                    consumer.close()

    def _follow(self, consumer: Consumer) -> None:
        while not self._closing.is_set():
            records: list[Record] = []
            for message in gather(consumer, POLL_S):
                error = message.error()
                if error is None:
                    record = record_of(message, self._places.of(message))
                    if record.offset >= self._positions[Partition(record.topic, record.partition)]:
                        records.append(record)
                elif error.fatal():
                    raise BrokerUnavailable(error.str())
                elif not is_end(error):
                    log.warning("following %s: %s", self._places.of(message), error.str())
            if records and self._has_room():
                self._loop.call_soon_threadsafe(self._deliver, records)
                for record in records:
                    self._positions[Partition(record.topic, record.partition)] = record.offset + 1

    def _has_room(self) -> bool:
        """Wait while the loop is behind."""
        while not self._closing.is_set():
            if self._room.acquire(timeout=POLL_S):
                return True
        return False

    def _deliver(self, records: list[Record]) -> None:
        self._room.release()
        if not self._closing.is_set():
            self._received(records)
