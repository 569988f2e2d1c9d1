"""Plain writes go out in waves: what comes meanwhile goes with the next one, in order, and nothing waits at idle."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from services.wire.broker import Outgoing, Position
from services.wire.kafka import producer as module
from services.wire.kafka.producer import PlainProducer
from services.wire.pace import MANY, MOST_S, pause_s
from services.wire.settings import Settings


class Message:
    """What librdkafka reports of a record."""

    def partition(self) -> int:
        return 0

    def offset(self) -> int:
        return 7


class Librdkafka:
    """A producer that keeps what it is given, until a test says that Kafka has it."""

    def __init__(self, _: dict[str, Any]) -> None:
        self.given: list[str] = []
        self.room = 1_000
        self._reports: list[Callable[[None, Message], None]] = []

    def produce(self, topic: str, value: bytes, key: bytes, partition: int, *, on_delivery: Any, headers: Any) -> None:
        if self.room == 0:
            raise BufferError
        self.room -= 1
        self.given.append(topic)
        self._reports.append(on_delivery)

    def acknowledge(self, count: int) -> None:
        for _ in range(count):
            self._reports.pop(0)(None, Message())

    def poll(self, _: float) -> None:
        time.sleep(0.001)

    def flush(self, _: float) -> None:
        self.acknowledge(len(self._reports))


@pytest.fixture
async def producer(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PlainProducer]:
    monkeypatch.setattr(module, "Producer", Librdkafka)
    made = PlainProducer(Settings(), asyncio.get_running_loop())
    yield made
    await made.close()


@pytest.fixture
def kafka(producer: PlainProducer) -> Any:
    return producer._producer


def write(producer: PlainProducer, *names: str) -> list[asyncio.Future[Position]]:
    return [producer.send(Outgoing(name, b"k", b"v")) for name in names]


async def given(kafka: Any, *names: str) -> None:
    """Wait until librdkafka has been given this, and no more."""
    for _ in range(1_000):
        if len(kafka.given) >= len(names):
            break
        await asyncio.sleep(0.001)
    assert kafka.given == list(names)


async def test_a_record_goes_out_at_once(producer: PlainProducer, kafka: Any) -> None:
    (sent,) = write(producer, "a")
    await given(kafka, "a")
    kafka.acknowledge(1)
    assert await sent == Position("a", 0, 7)
    write(producer, "b")
    await given(kafka, "a", "b")


async def test_what_comes_meanwhile_goes_with_the_next_wave(
    producer: PlainProducer, kafka: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 1_000)
    sent = write(producer, "a", "b")
    await given(kafka, "a", "b")
    write(producer, "c")
    kafka.acknowledge(1)
    await sent[0]
    write(producer, "d")
    await asyncio.sleep(0.01)
    assert kafka.given == ["a", "b"]
    kafka.acknowledge(1)
    await given(kafka, "a", "b", "c", "d")


async def test_a_wave_that_is_not_acknowledged_holds_up_no_other(
    producer: PlainProducer, kafka: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its broker may be away while others are there."""
    monkeypatch.setattr(module, "PATIENCE_S", 0.01)
    late = write(producer, "a")
    await given(kafka, "a")
    sent = write(producer, "b")
    await given(kafka, "a", "b")
    kafka.acknowledge(2)
    assert [await one for one in (*late, *sent)] == [Position("a", 0, 7), Position("b", 0, 7)]


async def test_what_finds_no_room_goes_first_in_the_next_wave(producer: PlainProducer, kafka: Any) -> None:
    kafka.room = 2
    write(producer, "a", "b", "c")
    await given(kafka, "a", "b")
    write(producer, "d")
    kafka.room = 10
    kafka.acknowledge(2)
    await given(kafka, "a", "b", "c", "d")


async def test_what_waits_is_written_before_the_end(producer: PlainProducer, kafka: Any) -> None:
    write(producer, "a")
    await given(kafka, "a")
    (waiting,) = write(producer, "b")
    await producer.close()
    assert await waiting == Position("b", 0, 7)


def test_only_large_batches_are_followed_by_a_pause() -> None:
    assert pause_s(MANY - 1, 1.0) == 0
    assert pause_s(MANY, 0.004) == 0.004
    assert pause_s(MANY, 1.0) == MOST_S
