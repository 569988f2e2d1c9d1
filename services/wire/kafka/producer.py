"""Plain writes: called on the loop, reported by one thread, and told to the loop in batches.

They go out in waves: what comes while a wave is under way goes with the next one. librdkafka puts one partition
into a request, so a wave costs as many requests as it has partitions, however many records it holds.
"""

import asyncio
import threading
from collections import deque
from functools import partial
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer
from msgspec import Struct

from services.wire.broker import Outgoing, Position
from services.wire.errors import BrokerUnavailable
from services.wire.kafka.options import options
from services.wire.kafka.problems import error_of, translate
from services.wire.pace import pause_s
from services.wire.settings import Settings

POLL_S = 0.1
FLUSH_S = 10.0
PATIENCE_S = 0.1
"""A wave that is not acknowledged by then holds up no other: a broker of many may be away."""

Waiting = asyncio.Future[Position]


class Wave(Struct):
    """Records that were handed over together: when, how many, and how many of them Kafka does not have yet."""

    began_s: float
    size: int = 0
    left: int = 0


Report = tuple[Wave, Waiting, str, KafkaError | None, int, int]


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
        self._wave: Wave | None = None
        self._next: asyncio.Handle | None = None
        """The call that will begin the next wave; None while nothing is on its way."""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="kafka-producer", daemon=True)
        self._thread.start()

    def send(self, outgoing: Outgoing) -> Waiting:
        """Take one record; the future ends with its position, or with `BrokerUnavailable`."""
        future = self._loop.create_future()
        self._queue.append((outgoing, future))
        if self._next is None:
            self._next = self._loop.call_soon(self._begin_wave)
        return future

    async def close(self) -> None:
        """Wait a while for what is under way, then stop."""
        self._begin_wave()
        await asyncio.to_thread(self._producer.flush, FLUSH_S)
        self._stopping.set()
        await asyncio.to_thread(self._thread.join)
        self._settle()
        if self._next is not None:
            self._next.cancel()
        for outgoing, future in self._queue:
            _fail(future, BrokerUnavailable(f"{outgoing.topic}: the process is stopping"))

    def _begin_wave(self) -> None:
        """Hand over all that has come since the last wave. What librdkafka has no room for goes first in the next."""
        if self._next is not None:
            self._next.cancel()
            self._next = None
        wave = self._wave = Wave(self._loop.time())
        while self._queue and self._hand_over(*self._queue[0], wave):
            self._queue.popleft()
        if wave.left or self._queue:
            self._next = self._loop.call_later(PATIENCE_S, self._begin_wave)
        else:
            self._wave = None

    def _hand_over(self, outgoing: Outgoing, future: Waiting, wave: Wave) -> bool:
        """Give a record to librdkafka; False if its queue is full."""
        headers: dict[str, Any] = outgoing.headers
        try:
            self._producer.produce(
                self._prefix + outgoing.topic,
                outgoing.value,
                outgoing.key,
                -1 if outgoing.partition is None else outgoing.partition,
                on_delivery=partial(self._delivered, wave, future, outgoing.topic),
                headers=headers,
            )
        except BufferError:
            return False
        except KafkaException as exception:
            error = error_of(exception)
            if error.fatal():
                self._replace()
            _fail(future, translate(error, outgoing.topic))
        else:
            wave.size += 1
            wave.left += 1
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

    def _delivered(self, wave: Wave, future: Waiting, topic: str, error: KafkaError | None, message: Message) -> None:
        """Runs in the thread that polls, once for each record."""
        self._reports.append((wave, future, topic, error, message.partition() or 0, message.offset() or 0))
        if not self._told:
            self._told = True
            self._loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        """Runs on the loop, once for many reports. The flag goes down first, so that none is left behind."""
        self._told = False
        while self._reports:
            wave, future, topic, error, partition, offset = self._reports.popleft()
            wave.left -= 1
            if future.done():
                continue
            if error is None:
                future.set_result(Position(topic, partition, offset))
            else:
                future.set_exception(translate(error, topic))
        self._end_wave()

    def _end_wave(self) -> None:
        """Once Kafka has all of the wave, let the next one begin; soon, if this one was large."""
        wave = self._wave
        if wave is None or wave.left or self._next is None:
            return
        self._wave = None
        self._next.cancel()
        pause = pause_s(wave.size, self._loop.time() - wave.began_s)
        self._next = self._loop.call_later(pause, self._begin_wave) if pause or self._queue else None


def _fail(future: Waiting, error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
