"""Plain writes: called on the loop, reported by one thread, and told to the loop in batches."""

import asyncio
import threading
from collections import deque
from functools import partial

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from services.wire.broker import Outgoing, Position
from services.wire.errors import BrokerUnavailable
from services.wire.kafka.options import options
from services.wire.kafka.problems import error_of, translate
from services.wire.settings import Settings

POLL_S = 0.1
FLUSH_S = 10.0

Waiting = asyncio.Future[Position]
Report = tuple[Waiting, Outgoing, KafkaError | None, int, int]


class PlainProducer:
    """An idempotent producer whose writes are futures of one event loop."""

    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop) -> None:
        self._settings = settings
        self._prefix = settings.topic_prefix
        self._loop = loop
        self._producer = Producer(options(settings, "producer"))
        self._retired: list[Producer] = []
        self._reports: deque[Report] = deque()
        self._told = False
        self._queue: deque[tuple[Outgoing, Waiting]] = deque()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="kafka-producer", daemon=True)
        self._thread.start()

    def send(self, outgoing: Outgoing) -> Waiting:
        """Hand over one record; the future ends with its position, or with `BrokerUnavailable`."""
        future = self._loop.create_future()
        if self._queue or not self._hand_over(outgoing, future):
            # Full: it waits its turn behind the others, so that the order holds.
            self._queue.append((outgoing, future))
        return future

    async def close(self) -> None:
        """Wait a while for what is under way, then stop."""
        await asyncio.to_thread(self._producer.flush, FLUSH_S)
        self._stopping.set()
        await asyncio.to_thread(self._thread.join)
        self._settle()
        for outgoing, future in self._queue:
            _fail(future, BrokerUnavailable(f"{outgoing.topic}: the process is stopping"))

    def _hand_over(self, outgoing: Outgoing, future: Waiting) -> bool:
        """Give a record to librdkafka; False if its queue is full."""
        try:
            self._producer.produce(
                self._prefix + outgoing.topic,
                outgoing.value,
                outgoing.key,
                -1 if outgoing.partition is None else outgoing.partition,
                on_delivery=partial(self._delivered, future, outgoing),
                headers=list(outgoing.headers.items()),
            )
        except BufferError:
            return False
        except KafkaException as exception:
            error = error_of(exception)
            if error.fatal():
                self._replace()
            _fail(future, translate(error, outgoing.topic))
        return True

    def _replace(self) -> None:
        """An idempotent producer that has met a fatal error refuses everything from then on."""
        self._retired.append(self._producer)
        self._producer = Producer(options(self._settings, "producer"))

    def _serve(self) -> None:
        while not self._stopping.is_set():
            self._producer.poll(POLL_S)
            while self._retired:
                broken = self._retired.pop()
                broken.purge()
                broken.flush(1)

    def _delivered(self, future: Waiting, outgoing: Outgoing, error: KafkaError | None, message: Message) -> None:
        """Runs in the thread that polls, once for each record."""
        self._reports.append((future, outgoing, error, message.partition() or 0, message.offset() or 0))
        if not self._told:
            self._told = True
            self._loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        """Runs on the loop, once for many reports. The flag goes down first, so that none is left behind."""
        self._told = False
        while self._reports:
            future, outgoing, error, partition, offset = self._reports.popleft()
            if future.done():
                continue
            if error is None:
                future.set_result(Position(outgoing.topic, partition, offset))
            else:
                future.set_exception(translate(error, outgoing.topic))
        while self._queue and self._hand_over(*self._queue[0]):
            self._queue.popleft()


def _fail(future: Waiting, error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
