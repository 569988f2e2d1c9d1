"""Whether the process runs, and whether it can do its work."""

import asyncio
from collections.abc import Callable

from gateway.drain import Drain
from gateway.http import TEXT, Answer, Handler, Request
from gateway.lane import Lane
from gateway.metrics import MEDIA_TYPE, Metrics
from gateway.sessions import Cache
from services.wire.broker import Broker
from services.wire.cache import RedisError
from services.wire.errors import MillraceError

ANSWER_WITHIN_S = 2.0
TRUE_FOR_S = 1.0


class Health:
    """Answers probes; the servers are asked at most once a second."""

    def __init__(
        self, broker: Broker, cache: Cache, lane: Lane, drain: Drain, counters: Metrics, now_s: Callable[[], float]
    ) -> None:
        self._broker = broker
        self._cache = cache
        self._lane = lane
        self._drain = drain
        self._metrics = counters
        self._now_s = now_s
        self._asked_at_s = float("-inf")
        self._missing: list[str] = []

    def resources(self) -> dict[str, dict[str, Handler]]:
        """Path → method → handler."""
        handlers = {"live": self.live, "ready": self.ready}
        found = {f"/api/health/{name}": _readable(handler) for name, handler in handlers.items()}
        return found | {"/api/metrics": _readable(self.metrics)}

    async def live(self, _: Request) -> Answer:
        """The process runs."""
        return Answer(200, b"live\n", TEXT)

    async def ready(self, _: Request) -> Answer:
        """Requests and sockets are taken."""
        if self._drain.has_begun:
            return Answer(503, b"stopping\n", TEXT)
        now_s = self._now_s()
        if now_s - self._asked_at_s > TRUE_FOR_S:
            self._asked_at_s = now_s
            self._missing = await self._ask()
        if self._missing:
            return Answer(503, f"no answer from: {', '.join(self._missing)}\n".encode(), TEXT)
        return Answer(200, b"ready\n", TEXT)

    async def metrics(self, _: Request) -> Answer:
        """The figures, as Prometheus reads them."""
        return Answer(200, self._metrics.text(), MEDIA_TYPE)

    async def _ask(self) -> list[str]:
        missing = []
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._broker.end_offsets([self._lane.partition])
        except (MillraceError, TimeoutError):
            missing.append("broker")
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._cache.ping()
        except (RedisError, TimeoutError, OSError):
            missing.append("session store")
        return missing


def _readable(handler: Handler) -> dict[str, Handler]:
    return {"GET": handler, "HEAD": handler}
