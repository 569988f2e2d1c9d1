"""Sends what was committed: replies and feed messages, plainly, until Kafka has them."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from services.runner.retry import Retry
from services.runner.writer import FEEDS
from services.wire.broker import Broker, Outgoing, Position
from services.wire.errors import BrokerUnavailable
from services.wire.log import of_request

log = logging.getLogger(__name__)


class Parcel(Struct):
    """The records of one commit: how many Kafka does not have yet, and whom to tell when it has them all."""

    left: int
    sent: Callable[[], None]


class Forwarder:
    """Sends replies as they come, and the feed messages of a key one after the other.

    A record that could not be sent is tried again while others go on. Replies end different requests, so their
    order does not matter then; a follower would miss a change that came after a later one, so it does for feeds.
    `failed` hears of what no repetition can mend; the process should end and be started again.
    """

    def __init__(self, broker: Broker, failed: Callable[[Exception], None], retry: Retry) -> None:
        self._broker = broker
        self._failed = failed
        self._retry = retry
        self._loop = asyncio.get_running_loop()
        self._in_flight: set[asyncio.Future[Position]] = set()
        self._feeds: dict[bytes | None, deque[tuple[Outgoing, Parcel]]] = {}
        """Keys with a feed message under way, and what waits behind it."""
        self._parcels = 0
        self._is_closed = False
        self._idle = asyncio.Event()
        self._idle.set()

    def send(self, records: Sequence[Outgoing], sent: Callable[[], None]) -> None:
        """Begin to send; `sent` is called when Kafka has all of it."""
        if not records:
            sent()
            return
        parcel = Parcel(len(records), sent)
        self._parcels += 1
        self._idle.clear()
        for record in records:
            if record.topic != FEEDS:
                self._produce(record, parcel, 1)
            elif record.key in self._feeds:
                self._feeds[record.key].append((record, parcel))
            else:
                self._feeds[record.key] = deque()
                self._produce(record, parcel, 1)

    async def drain(self) -> None:
        """Return when everything is sent."""
        await self._idle.wait()

    async def close(self) -> None:
        """Stop trying."""
        self._is_closed = True
        for sending in self._in_flight:
            sending.cancel()
        await asyncio.gather(*self._in_flight, return_exceptions=True)

    def _produce(self, record: Outgoing, parcel: Parcel, tried: int) -> None:
        if self._is_closed:
            return
        sending = asyncio.ensure_future(self._broker.produce(record))
        self._in_flight.add(sending)
        sending.add_done_callback(partial(self._ended, record, parcel, tried))

    def _ended(self, record: Outgoing, parcel: Parcel, tried: int, sending: "asyncio.Future[Position]") -> None:
        self._in_flight.discard(sending)
        error = None if sending.cancelled() else sending.exception()
        if self._is_closed:
            return
        if isinstance(error, BrokerUnavailable):
            delay_s = self._retry.delay_s(tried)
            facts = {"topic": record.topic, "tried": tried, **of_request(record.headers)}
            log.warning("a reply waits for Kafka: %s", error, extra=facts)
            self._loop.call_later(delay_s, self._produce, record, parcel, tried + 1)
        elif isinstance(error, Exception):
            self._failed(error)
        else:
            self._arrived(record, parcel)

    def _arrived(self, record: Outgoing, parcel: Parcel) -> None:
        if record.topic == FEEDS:
            self._send_next(record.key)
        parcel.left -= 1
        if parcel.left == 0:
            parcel.sent()
            self._parcels -= 1
            if self._parcels == 0:
                self._idle.set()

    def _send_next(self, key: bytes | None) -> None:
        """Send the key's next feed message."""
        waiting = self._feeds[key]
        if waiting:
            record, parcel = waiting.popleft()
            self._produce(record, parcel, 1)
        else:
            del self._feeds[key]
