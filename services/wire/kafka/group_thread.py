"""The thread that owns a group's consumer. Nothing else ever touches it.

The event loop leaves orders; the thread carries them out between two polls.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from msgspec import Struct

from services.wire.broker import Committed, Partition, Record
from services.wire.errors import BrokerUnavailable, MemberFailed, MillraceError, OffsetsRefused
from services.wire.kafka.options import membership, options
from services.wire.kafka.problems import ends_member, error_of, refuses_offsets
from services.wire.kafka.records import Places, at, gather, record_of
from services.wire.settings import Settings

log = logging.getLogger(__name__)

POLL_S = 0.02
CALL_S = 10.0
REVOKE_S = 10.0
"""How long a rebalance waits for the event loop to let go of partitions."""

Answer = Callable[[dict[Partition, Committed | None] | Exception], None]
Noted = Callable[[Exception | None], None]
"""Hears what became of a commit."""


class Run(Struct, frozen=True):
    """Records of one partition that came behind one another, and the era of it."""

    place: Partition
    era: int
    records: list[Record]


class Polled(Struct, frozen=True):
    """What came at once, and the group metadata of that moment."""

    runs: list[Run]
    generation: object


class Audience(Protocol):
    """Who hears from the thread. `on_revoked` has to call `done` when the partitions are let go of."""

    def on_polled(self, polled: Polled) -> None: ...
    def on_assigned(self, partitions: list[Partition]) -> None: ...
    def on_revoked(self, partitions: list[Partition], done: Callable[[], None]) -> None: ...
    def on_failed(self, error: Exception) -> None: ...


class Course(Struct):
    """Where the delivery of an owned partition stands. It has not begun while `offset` is None.

    A partition that is not to be delivered is not assigned to librdkafka at all, although the group says that
    it is ours: assigning it takes 2 ms, and waking it from librdkafka's own pause up to a second.
    """

    offset: int | None = None
    era: int = 0
    is_flowing: bool = False


class GroupThread:
    """Polls, delivers and obeys, until closed or failed."""

    def __init__(self, settings: Settings, group: str, topics: Sequence[str], slot: str, audience: Audience) -> None:
        self._prefix = settings.topic_prefix
        self._places = Places(settings.topic_prefix)
        self._audience = audience
        self._courses: dict[Partition, Course] = {}
        self._orders: deque[Callable[[], None]] = deque()
        self._stopping = threading.Event()
        self._committing: deque[Noted] = deque()
        """Who waits for the commits under way, in their order."""
        told = {"on_commit": self._committed_offsets}
        self._consumer = Consumer(options(settings, "member", membership(settings, group, slot) | told))
        self._topics = [self._prefix + topic for topic in topics]
        self._thread = threading.Thread(target=self._serve, name=f"kafka-group-{group}", daemon=True)
        self._thread.start()

    # Orders, from the event loop.

    def start(self, partition: Partition, offset: int, era: int) -> None:
        self._orders.append(lambda: self._start(partition, offset, era))

    def pause(self, partitions: list[Partition]) -> None:
        self._orders.append(lambda: self._pause(partitions))

    def resume(self, partitions: list[Partition]) -> None:
        self._orders.append(lambda: self._resume(partitions))

    def ask_committed(self, partitions: list[Partition], answer: Answer) -> None:
        self._orders.append(lambda: self._committed(partitions, answer))

    def commit(self, offsets: list[tuple[Partition, Committed, int]], noted: Noted) -> None:
        """Commit the offsets of partitions, each in the era in which it was reached."""
        self._orders.append(lambda: self._commit(offsets, noted))

    def close(self) -> None:
        """Leave the group and wait for the thread; not to be called on the event loop."""
        self._stopping.set()
        self._thread.join()

    # Everything below runs in the thread.

    def _serve(self) -> None:
        try:
            self._consumer.subscribe(
                self._topics, on_assign=self._assigned, on_revoke=self._revoked, on_lost=self._revoked
            )
            while not self._stopping.is_set():
                while self._orders:
                    self._orders.popleft()()
                self._deliver(gather(self._consumer, POLL_S))
        except MillraceError as reason:
            self._fail(reason)
        except KafkaException as exception:
            error = error_of(exception)
            self._fail(ends_member(error) or MemberFailed(f"{error.str()} ({error.name()})"))
        finally:
            self._leave()

    def _deliver(self, messages: list[Message]) -> None:
        runs: list[Run] = []
        for message in messages:
            error = message.error()
            place = self._places.of(message)
            if error is not None:
                self._judge(error, place)
                continue
            course = self._courses.get(place)
            # A partition may have been revoked between two messages of one call.
            if course is not None and course.offset is not None and course.is_flowing:
                record = record_of(message, place)
                if record.offset < course.offset:
                    raise MemberFailed(f"{place}: offset {course.offset} is gone; the log has lost records")
                course.offset = record.offset + 1
                if not runs or runs[-1].place != place:
                    runs.append(Run(place, course.era, []))
                runs[-1].records.append(record)
        if runs:
            self._audience.on_polled(Polled(runs, self._consumer.consumer_group_metadata()))

    def _judge(self, error: KafkaError, partition: Partition) -> None:
        """End the member, or go on: librdkafka mends what it can by itself."""
        if (reason := ends_member(error)) is not None:
            raise reason
        log.warning("group member: %s", error.str(), extra={"topic": partition.topic})

    def _start(self, partition: Partition, offset: int, era: int) -> None:
        if partition in self._courses:
            self._pause([partition])
            self._courses[partition] = Course(offset=offset, era=era)
            self._resume([partition])

    def _pause(self, partitions: list[Partition]) -> None:
        flowing = self._flowing(partitions)
        if flowing:
            self._consumer.incremental_unassign(flowing)
        for partition in partitions:
            if partition in self._courses:
                self._courses[partition].is_flowing = False

    def _flowing(self, partitions: list[Partition]) -> list[TopicPartition]:
        flowing = [one for one in partitions if one in self._courses and self._courses[one].is_flowing]
        return [at(partition, self._prefix, 0) for partition in flowing]

    def _resume(self, partitions: list[Partition]) -> None:
        wanted = []
        for partition in partitions:
            course = self._courses.get(partition)
            if course is not None and course.offset is not None and not course.is_flowing:
                course.is_flowing = True
                wanted.append(at(partition, self._prefix, course.offset))
        if wanted:
            self._consumer.incremental_assign(wanted)

    def _committed(self, partitions: list[Partition], answer: Answer) -> None:
        try:
            found = self._consumer.committed([at(partition, self._prefix, 0) for partition in partitions], CALL_S)
        except KafkaException as exception:
            answer(BrokerUnavailable(f"committed offsets: {error_of(exception).str()}"))
            return
        answer(
            {
                partition: Committed(one.offset, one.metadata or "") if one.offset >= 0 else None
                for partition, one in zip(partitions, found, strict=True)
            }
        )

    def _commit(self, offsets: list[tuple[Partition, Committed, int]], noted: Noted) -> None:
        """Send them with the generation of now: only this thread hears of a new one, and loses its courses first."""
        courses = self._courses
        if not all(place in courses and courses[place].era == era for place, _, era in offsets):
            noted(OffsetsRefused("a partition has gone, or was started anew"))
            return
        stored = [at(place, self._prefix, what.offset, what.metadata) for place, what, _ in offsets]
        try:
            self._consumer.commit(offsets=stored, asynchronous=True)
        except KafkaException as exception:
            noted(refuses_offsets(error_of(exception)))
        else:
            self._committing.append(noted)

    def _committed_offsets(self, error: KafkaError | None, offsets: list[TopicPartition]) -> None:
        """Hear from librdkafka what became of a commit; it says so of one after the other."""
        said = error or next((one.error for one in offsets if one.error is not None), None)
        self._committing.popleft()(None if said is None else refuses_offsets(said))

    def _assigned(self, consumer: Consumer, assigned: list[TopicPartition]) -> None:
        partitions = self._partitions(assigned)
        # Answers the group; the partitions themselves are assigned when they are started.
        consumer.incremental_assign([])
        if partitions:
            self._courses.update((partition, Course()) for partition in partitions)
            self._audience.on_assigned(partitions)

    def _revoked(self, consumer: Consumer, revoked: list[TopicPartition]) -> None:
        partitions = [partition for partition in self._partitions(revoked) if partition in self._courses]
        flowing = self._flowing(partitions)
        self._let_go(partitions)
        # Answers the group, so it comes last: from here on they may be another's.
        consumer.incremental_unassign(flowing)

    def _partitions(self, given: list[TopicPartition]) -> list[Partition]:
        return [Partition(one.topic.removeprefix(self._prefix), one.partition) for one in given]

    def _let_go(self, partitions: list[Partition]) -> None:
        """Tell the loop, and wait until it has dropped the work of these partitions."""
        if not partitions:
            return
        for partition in partitions:
            self._courses.pop(partition, None)
        done = threading.Event()
        self._audience.on_revoked(partitions, done.set)
        if not done.wait(REVOKE_S):
            log.error("the event loop has stalled for %d s; partitions are given up without it", REVOKE_S)

    def _fail(self, error: Exception) -> None:
        log.error("the group member cannot go on: %s", error)
        self._let_go(list(self._courses))
        self._audience.on_failed(error)

    def _leave(self) -> None:
        """A static slot keeps its partitions for the session's time, so that a restart finds them again."""
        try:
            self._let_go(list(self._courses))
            self._consumer.close()
        except KafkaException as exception:
            log.warning("leaving the group: %s", error_of(exception).str())
        while self._orders:
            self._orders.popleft()
