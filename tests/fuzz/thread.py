"""An event loop in a thread of its own, for what has to go on while a test computes."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

WITHIN_S = 30.0


class LoopThread:
    """Runs coroutines for other threads."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="stage", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], within_s: float = WITHIN_S) -> T:
        """Wait for a coroutine, and return or raise what it does."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(within_s)

    @contextmanager
    def entered(self, manager: AbstractAsyncContextManager[T]) -> Iterator[T]:
        """Hold an asynchronous context open; one task enters and leaves it."""
        opened: asyncio.Future[T] = asyncio.Future(loop=self.loop)
        leaving = asyncio.Event()

        async def hold() -> None:
            async with manager as value:
                opened.set_result(value)
                await leaving.wait()

        async def value() -> T:
            done, _ = await asyncio.wait([holding, opened], return_when=asyncio.FIRST_COMPLETED)
            if opened not in done:
                holding.result()
            return opened.result()

        holding = self.run(self._start(hold()))
        try:
            yield self.run(value())
        finally:
            self.loop.call_soon_threadsafe(leaving.set)
            self.run(self._ended(holding))

    async def _start(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        return asyncio.create_task(work)

    async def _ended(self, task: "asyncio.Task[None]") -> None:
        await task

    def close(self) -> None:
        """End the loop and its thread."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(WITHIN_S)
        self.loop.close()
