"""Ends a process whose event loop has stood still: a stuck worker keeps its partitions from everybody else."""

import asyncio
import logging
import os
import threading
from types import TracebackType
from typing import Self

LIMIT_S = 30.0
EXIT_STATUS = 70

log = logging.getLogger(__name__)


class Watchdog:
    """A thread that asks the loop to answer, and ends the process when it does not for `limit_s`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, limit_s: float = LIMIT_S) -> None:
        self._loop = loop
        self._limit_s = limit_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(self._limit_s / 10):
            answered = threading.Event()
            try:
                self._loop.call_soon_threadsafe(answered.set)
            except RuntimeError:  # the loop is closed: the process is ending
                return
            if not answered.wait(self._limit_s) and not self._over.is_set():
                log.critical("the event loop has not answered for %g s; ending", self._limit_s)
                os._exit(EXIT_STATUS)
