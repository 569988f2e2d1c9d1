"""One thread for one librdkafka client that only one thread may touch."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class OneThread:
    """Runs calls one after the other, away from the event loop. It keeps no process from ending."""

    def __init__(self, name: str) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._is_stopped = False
        threading.Thread(target=self._serve, name=name, daemon=True).start()

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, when the thread has come to it."""
        if self._is_stopped:
            raise RuntimeError("the thread takes no more calls")
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[T] = loop.create_future()

        def call() -> None:
            try:
                settle = partial(outcome.set_result, work())
            except Exception as error:  # whatever it is, whoever asked for the work hears of it
                settle = partial(outcome.set_exception, error)
            with suppress(RuntimeError):  # the loop is closed: the process is ending
                loop.call_soon_threadsafe(_settle, outcome, settle)

        self._calls.put(call)
        return await outcome

    def stop(self) -> None:
        """Take no more calls; what runs is not waited for."""
        self._is_stopped = True
        self._calls.put(None)

    def _serve(self) -> None:
        while (call := self._calls.get()) is not None:
            call()


def _settle(outcome: "asyncio.Future[T]", settle: Callable[[], None]) -> None:
    """Give an outcome to whoever still waits for it."""
    if not outcome.done():
        settle()
