"""What librdkafka does when brokers die, which it should not: none of it reaches whoever calls us."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from services.wire.broker import Committed, Outgoing, Partition
from services.wire.errors import BrokerUnavailable, TransactionUnknown
from services.wire.kafka import reader, topics, transaction, transactor
from services.wire.kafka.topics import KafkaTopics
from services.wire.kafka.transactor import KafkaTransactor
from services.wire.settings import Settings
from tests.wire.stage import until

PLACE = Partition("things", 0)


class StuckProducer:
    """Its first offsets are sent for ever, whatever the limit: https://github.com/confluentinc/librdkafka/issues/5456"""

    made: list["StuckProducer"]
    wait = threading.Event()

    def __init__(self, _: Mapping[str, Any]) -> None:
        self.made.append(self)
        self.number = len(self.made)

    def init_transactions(self, _: float) -> None: ...
    def begin_transaction(self) -> None: ...
    def produce(self, *_: Any, headers: Any) -> None: ...
    def poll(self, _: float) -> None: ...
    def purge(self) -> None: ...
    def commit_transaction(self, _: float) -> None: ...

    def send_offsets_to_transaction(self, *_: Any) -> None:
        if self.number == 1:
            self.wait.wait()
            raise KafkaException(KafkaError(KafkaError._FENCED))


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Producers of which the first gets stuck; what waits is let go in the end."""
    monkeypatch.setattr(StuckProducer, "made", [], raising=False)
    monkeypatch.setattr(StuckProducer, "wait", threading.Event())
    monkeypatch.setattr(transaction, "Producer", StuckProducer)
    monkeypatch.setattr(transaction, "CALL_S", 0.05)
    monkeypatch.setattr(transaction, "STUCK_S", 0.05)
    monkeypatch.setattr(transactor, "LOOK_S", 0.02)
    yield StuckProducer
    StuckProducer.wait.set()


async def test_a_transaction_that_is_stuck_is_taken_over(stuck: Any) -> None:
    """Whether it was written is not known; the next one is, by another producer."""
    opened = await KafkaTransactor.open(Settings(), "a")
    out, offsets = [Outgoing("things", b"k", b"v", {}, 0)], {PLACE: Committed(1)}
    with pytest.raises(TransactionUnknown, match="did not come back"):
        await opened.commit(out, offsets, None)
    await opened.commit(out, offsets, None)
    await opened.close()

    assert 2 == len(stuck.made)


async def test_what_comes_back_after_all_takes_nothing_from_its_successor(stuck: Any) -> None:
    opened = await KafkaTransactor.open(Settings(), "a")
    with pytest.raises(TransactionUnknown):
        await opened.commit([], {PLACE: Committed(1)}, None)
    before = {thread.name for thread in threading.enumerate()}
    assert "kafka-transactor-a" in before
    stuck.wait.set()
    await opened.commit([], {PLACE: Committed(1)}, None)
    await opened.close()

    assert 2 == len(stuck.made)


async def test_a_transactor_that_is_stuck_can_be_closed(stuck: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the process would never end."""
    monkeypatch.setattr(transactor, "CLOSE_S", 0.05)
    monkeypatch.setattr(transaction, "STUCK_S", 60)
    opened = await KafkaTransactor.open(Settings(), "a")
    committing = opened.commit([], {PLACE: Committed(1)}, None)
    with pytest.raises(TimeoutError):
        await _within(0.05, committing)
    await _within(5, opened.close())


async def _within(seconds: float, work: Any) -> Any:
    async with asyncio.timeout(seconds):
        return await work


class Answer:
    def __init__(self, offset: int) -> None:
        self.offset = offset


class Admin:
    """Answers questions for offsets with one after the other of what it was given; counts questions for leaders."""

    def __init__(self, *answers: Callable[[], int]) -> None:
        self._answers = list(answers)
        self.leaders_asked = 0

    def list_offsets(self, wanted: Mapping[TopicPartition, Any], **_: Any) -> dict[TopicPartition, Future[Any]]:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        futures: dict[TopicPartition, Future[Any]] = {}
        for place in wanted:
            futures[place] = Future()
            try:
                futures[place].set_result(Answer(answer()))
            except KafkaException as error:
                futures[place].set_exception(error)
        return futures

    def list_topics(self, **_: Any) -> None:
        self.leaders_asked += 1


def _failing(code: int) -> Callable[[], int]:
    def fail() -> int:
        raise KafkaException(KafkaError(code))

    return fail


@pytest.fixture
def offsets_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[Admin], KafkaTopics]:
    monkeypatch.setattr(topics, "RETRY_S", 0.001)
    monkeypatch.setattr(topics, "REQUEST_S", 0.2)

    def made(admin: Admin) -> KafkaTopics:
        asked = KafkaTopics(Settings())
        asked._admin = admin
        return asked

    return made


@pytest.mark.parametrize(
    "first",
    [
        lambda: -1001,
        _failing(KafkaError.FENCED_LEADER_EPOCH),
        _failing(KafkaError._NOENT),
        _failing(KafkaError.UNKNOWN_TOPIC_OR_PART),
        _failing(KafkaError._TIMED_OUT),
    ],
    ids=["no answer", "old epoch", "no leader", "not heard of yet", "nobody says in time"],
)
async def test_offsets_are_asked_of_the_new_leader(offsets_of: Any, first: Callable[[], int]) -> None:
    """An answer without an offset is none: a fold that took it for the end would begin with nothing."""
    admin = Admin(first, first, lambda: 7)

    assert {PLACE: 7} == await offsets_of(admin).end_offsets([PLACE])
    assert 2 == admin.leaders_asked


async def test_a_leader_that_does_not_come_back_is_said_to_be_away(offsets_of: Any) -> None:
    with pytest.raises(BrokerUnavailable, match="things"):
        await offsets_of(Admin(lambda: -1001)).end_offsets([PLACE])


class Log:
    """A consumer that begins anew in the middle, as after a leader that had less than was read of the one before."""

    def __init__(self, *offsets: int) -> None:
        self._offsets = list(offsets)

    def poll(self, _: float) -> Any:
        return Message(self._offsets.pop(0)) if self._offsets else None

    def consume(self, *_: Any) -> list[Any]:
        found = [Message(offset) for offset in self._offsets]
        self._offsets.clear()
        return found

    def position(self, _: Any) -> list[TopicPartition]:
        return [TopicPartition("things", 0, 0)]

    def assign(self, _: Any) -> None: ...
    def unassign(self) -> None: ...
    def close(self) -> None: ...


class Message:
    def __init__(self, offset: int) -> None:
        self._offset = offset

    def topic(self) -> str:
        return "things"

    def partition(self) -> int:
        return 0

    def offset(self) -> int:
        return self._offset

    def error(self) -> None: ...
    def key(self) -> None: ...
    def value(self) -> None: ...
    def headers(self) -> None: ...

    def timestamp(self) -> tuple[int, int]:
        return (0, 0)


async def test_a_fold_is_told_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is broken off instead, and begins again from what it has."""
    monkeypatch.setattr(reader, "make_consumer", lambda _: Log(3, 4, 0, 1))
    readers = reader.Readers(Settings())
    with pytest.raises(BrokerUnavailable, match="after offset 4 came 0"):
        async for _ in readers.read(PLACE, 3, 9):
            pass
    await readers.close()


async def test_a_follower_is_told_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "make_consumer", lambda _: Log(3, 4, 0, 1, 5))
    heard: list[int] = []
    follower = reader.KafkaFollower(
        Settings(), {PLACE: 3}, lambda records: heard.extend(record.offset for record in records)
    )
    await until(lambda: bool(heard))
    await follower.close()

    assert [3, 4, 5] == heard
