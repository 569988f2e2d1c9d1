"""Sends what was committed: replies and feed messages, plainly, in order, until Kafka has them."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from services.runner.retry import Retry
from services.wire.broker import Broker, Outgoing
from services.wire.errors import BrokerUnavailable

log = logging.getLogger(__name__)


class Parcel(Struct):
    """The records of one commit, and whom to tell when Kafka has them all."""

    records: Sequence[Outgoing]
    sent: Callable[[], None]
    is_delivered: bool = False


class Forwarder:
    """Hands parcels over as they come. After a failure it goes back to the first that failed and sends all again,
    in order: receivers drop repeats by id, so that the last order that they see is the right one.

    `failed` hears of what no repetition can mend; the process should end and be started again.
    """

    def __init__(self, broker: Broker, failed: Callable[[Exception], None], retry: Retry) -> None:
        self._broker = broker
        self._failed = failed
        self._retry = retry
        self._parcels: deque[Parcel] = deque()
        self._in_flight: set[asyncio.Future[list[Any]]] = set()
        self._is_broken = False
        self._is_closed = False
        self._recovery: asyncio.Task[None] | None = None
        self._idle = asyncio.Event()
        self._idle.set()

    def send(self, records: Sequence[Outgoing], sent: Callable[[], None]) -> None:
        """Send records after all earlier ones of the same partition; `sent` is called when Kafka has them."""
        if not records:
            sent()
            return
        parcel = Parcel(records, sent)
        self._parcels.append(parcel)
        self._idle.clear()
        if not self._is_broken:
            sending = self._produce(parcel)
            self._in_flight.add(sending)
            sending.add_done_callback(lambda done: self._landed(parcel, done))

    async def drain(self) -> None:
        """Return when everything is sent."""
        await self._idle.wait()

    async def close(self) -> None:
        """Stop trying."""
        self._is_broken = self._is_closed = True
        trying: list[asyncio.Future[Any]] = [*self._in_flight, *([] if self._recovery is None else [self._recovery])]
        for one in trying:
            one.cancel()
        await asyncio.gather(*trying, return_exceptions=True)

    def _produce(self, parcel: Parcel) -> "asyncio.Future[list[Any]]":
        return asyncio.gather(*map(self._broker.produce, parcel.records), return_exceptions=True)

    def _landed(self, parcel: Parcel, done: "asyncio.Future[list[Any]]") -> None:
        self._in_flight.discard(done)
        if self._is_closed:
            return
        parcel.is_delivered = self._is_sent(done.result())
        if not parcel.is_delivered:
            self._is_broken = True
        while self._parcels and self._parcels[0].is_delivered:
            self._finish()
        if self._is_broken and not self._in_flight and self._recovery is None:
            self._recovery = asyncio.get_running_loop().create_task(self._recover())

    async def _recover(self) -> None:
        """Send everything that is left, one parcel after the other."""
        tried = 0
        while self._parcels:
            parcel = self._parcels[0]
            if tried > 0:
                await asyncio.sleep(self._retry.delay_s(tried))
            if self._is_sent(await self._produce(parcel)):
                self._finish()
                tried = 0
            else:
                tried += 1
        self._is_broken = False
        self._recovery = None

    def _finish(self) -> None:
        self._parcels.popleft().sent()
        if not self._parcels:
            self._idle.set()

    def _is_sent(self, results: list[Any]) -> bool:
        """Judge the results of one parcel."""
        errors = [result for result in results if isinstance(result, BaseException)]
        for error in errors:
            if isinstance(error, Exception) and not isinstance(error, BrokerUnavailable):
                self._failed(error)
        if errors:
            log.warning("replies wait for Kafka: %s", errors[0], extra={"failed": len(errors)})
        return not errors
