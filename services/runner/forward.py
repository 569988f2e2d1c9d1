"""Sends replies and feed messages after their commit, plainly, until Kafka has them."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from services.runner.retry import Retry
from services.wire.broker import Broker, Outgoing
from services.wire.errors import BrokerUnavailable

log = logging.getLogger(__name__)


class Forwarder:
    """Records of one lane, and of one key's feed, keep their order: the broker keeps the order of the calls."""

    def __init__(self, broker: Broker, retry: Retry | None = None) -> None:
        self._broker = broker
        self._retry = retry or Retry()
        self._sending: set[asyncio.Task[None]] = set()

    def send(self, forwarded: Sequence[Outgoing], sent: Callable[[], None]) -> None:
        """Begin to send; `sent` is called once Kafka has all of it."""
        if not forwarded:
            sent()
            return
        task = asyncio.get_running_loop().create_task(self._send(forwarded, sent))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def flush(self, within_s: float) -> None:
        """Wait until all is sent, or the time is over; what is left is sent again by whoever comes next."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=within_s)
        for task in self._sending:
            task.cancel()

    async def _send(self, forwarded: Sequence[Outgoing], sent: Callable[[], None]) -> None:
        left, attempt = forwarded, 0
        while left:
            outcomes = await asyncio.gather(*map(self._broker.produce, left), return_exceptions=True)
            left = [outgoing for outgoing, outcome in zip(left, outcomes, strict=True) if self._is_unsent(outcome)]
            if left:
                attempt += 1
                await asyncio.sleep(self._retry.delay_s(attempt))
        sent()

    def _is_unsent(self, outcome: object) -> bool:
        match outcome:
            case BrokerUnavailable():
                log.warning("to be sent again: %s", outcome)
                return True
            case BaseException():
                raise outcome
            case _:
                return False
