"""A worker within a test: it can be started again over the same log, as after a deployment."""

import asyncio
from collections.abc import Awaitable, Callable

from services.runner.worker import Worker
from services.testing.server import eventually
from services.wire.broker import Partition


class RunningWorker:
    """A domain's worker, which `open_worker` opens each time anew."""

    def __init__(self, open_worker: Callable[[], Awaitable[Worker]], settles_within_s: float = 5.0) -> None:
        self._open_worker = open_worker
        self._settles_within_s = settles_within_s
        self._worker: Worker | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def worker(self) -> Worker:
        """The one that runs now."""
        if self._worker is None:
            raise AssertionError("the worker was not started")
        return self._worker

    async def start(self) -> None:
        """Join the group."""
        self._worker = await self._open_worker()
        self._task = asyncio.create_task(self._worker.run())

    async def stop(self) -> None:
        """Leave the group in the orderly way; raises what the worker died of, if it did."""
        if self._task is not None:
            self.worker.stop()
            await self._task

    async def restart(self, *, waiting: Partition | None = None) -> None:
        """Stop, start, and return once each partition is worked on or is halted, but for one that has to wait."""
        await self.stop()
        await self.start()

        def is_settled() -> bool:
            slots = self.worker.slots
            return bool(slots) and all(slot.is_started or slot.is_halted or slot.partition == waiting for slot in slots)

        await eventually(is_settled, self._settles_within_s)
