"""The holder of one transactional id. Everything here blocks: it belongs into a thread of its own."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from services.wire.broker import Committed, Outgoing, Partition
from services.wire.errors import BrokerUnavailable, Fenced, TransactionAborted, TransactionUnknown
from services.wire.kafka.options import options
from services.wire.kafka.problems import FENCED, error_of
from services.wire.kafka.records import Places, at
from services.wire.settings import Settings

log = logging.getLogger(__name__)

CALL_S = 5.0
INIT_S = 10.0
PAUSE_S = 0.5
STUCK_S = 2.0
"""How long after its time a call may come back. `send_offsets_to_transaction` may wait for ever when a coordinator
dies: https://github.com/confluentinc/librdkafka/issues/5456"""


class Holder:
    """Takes the slot, and writes transactions until it is given up."""

    def __init__(self, settings: Settings, slot: str) -> None:
        self._slot = slot
        self._prefix = settings.topic_prefix
        self._places = Places(settings.topic_prefix)
        self._options = options(settings, "transactor", {"transactional.id": settings.topic_prefix + slot})
        self._producer: Producer | None = None
        self._closing = threading.Event()
        self._call_until_s: float | None = None

    @property
    def is_stuck(self) -> bool:
        """Whether a call has not come back, and will not. Asked by another thread."""
        until_s = self._call_until_s
        return until_s is not None and time.monotonic() > until_s + STUCK_S

    def give_up(self) -> None:
        """Take nothing again when a call comes back after all: another holder has the slot. Told by another thread."""
        self._closing.set()

    def take(self, give_up_at: float | None) -> None:
        """Fence whoever had the slot; raises `BrokerUnavailable` when it is time to give up, and `Fenced`."""
        while True:
            producer = Producer(self._options)
            try:
                self._call(producer.init_transactions, INIT_S)
            except KafkaException as exception:
                error = error_of(exception)
                if error.code() in FENCED:
                    raise Fenced(f"another process is taking slot {self._slot!r}: {error.str()}") from exception
                if self._closing.is_set() or (give_up_at is not None and time.monotonic() > give_up_at):
                    raise BrokerUnavailable(f"slot {self._slot!r} could not be taken: {error.str()}") from exception
                log.warning("waiting for Kafka to take slot %s: %s", self._slot, error.str())
                self._closing.wait(PAUSE_S)
            else:
                self._producer = producer
                return

    def commit(
        self, outgoing: Sequence[Outgoing], offsets: Mapping[Partition, Committed], generation: object
    ) -> dict[Partition, int]:
        """See `broker.Transactor`."""
        producer = self._producer
        if producer is None:
            raise Fenced(f"slot {self._slot!r} is closed or lost")
        ends: dict[Partition, int] = {}
        try:
            producer.begin_transaction()
            self._write(producer, outgoing, ends)
            if offsets:
                stored = [at(where, self._prefix, what.offset, what.metadata) for where, what in offsets.items()]
                self._insist(lambda limit_s: producer.send_offsets_to_transaction(stored, generation, limit_s))
            self._insist(producer.commit_transaction)
        except KafkaException as exception:
            self._recover(producer, error_of(exception), exception)
        return ends

    def drop(self) -> None:
        """Forget the producer and whatever it still holds."""
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.purge()
            producer.poll(0)

    def _write(self, producer: Producer, outgoing: Sequence[Outgoing], ends: dict[Partition, int]) -> None:
        """Hand the records over. The last of each partition is reported; if any is lost, the commit fails."""

        def delivered(error: KafkaError | None, message: Message) -> None:
            if error is None:
                ends[self._places.of(message)] = (message.offset() or 0) + 1

        last = {(one.topic, one.partition): index for index, one in enumerate(outgoing)}
        reported = frozenset(last.values())
        for index, one in enumerate(outgoing):
            partition = -1 if one.partition is None else one.partition
            report = delivered if index in reported else None
            headers: dict[str, Any] = one.headers
            while True:
                try:
                    producer.produce(self._prefix + one.topic, one.value, one.key, partition, report, headers=headers)
                    break
                except BufferError:
                    producer.poll(0.05)

    def _recover(self, producer: Producer, error: KafkaError, cause: KafkaException) -> None:
        """Bring the producer back to rest, and raise what became of the transaction."""
        said = f"{error.str()} ({error.name()})"
        if error.code() in FENCED:
            self.drop()
            raise Fenced(f"another process has taken slot {self._slot!r}: {said}") from cause
        if error.txn_requires_abort():
            try:
                self._insist(producer.abort_transaction)
                producer.poll(0)
            except KafkaException as exception:
                self._start_again(error_of(exception))
            raise TransactionAborted(f"nothing was written: {said}") from cause
        self._start_again(error)
        raise TransactionUnknown(f"the producer has been replaced after {said}") from cause

    def _start_again(self, error: KafkaError) -> None:
        """Replace the producer. Its first call ends what the old one left open, so it has to succeed."""
        self.drop()
        if not self._closing.is_set():
            log.warning("replacing the transactional producer of %s: %s", self._slot, error.str())
            self.take(None)

    def _insist(self, call: Callable[[float], None]) -> None:
        """Repeat a call that librdkafka says may be repeated, for as long as a transaction may live."""
        give_up_at = time.monotonic() + CALL_S
        while True:
            try:
                return self._call(call, max(give_up_at - time.monotonic(), 0.1))
            except KafkaException as exception:
                if not error_of(exception).retriable() or time.monotonic() > give_up_at:
                    raise

    def _call(self, call: Callable[[float], None], limit_s: float) -> None:
        """Make a call that may not come back, for all its limit."""
        self._call_until_s = time.monotonic() + limit_s
        try:
            call(limit_s)
        finally:
            self._call_until_s = None
