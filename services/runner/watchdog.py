"""Ends a process whose event loop has stood still: a stuck worker keeps its partitions from everybody else."""

import asyncio
import faulthandler
import logging
import os
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

LIMIT_S = 30.0
END_WITHIN_S = 25.0
"""From the moment when a worker is to end: its own budget, and what the libraries take to let go."""
EXIT_STATUS = 70
"""EX_SOFTWARE of sysexits.h."""

log = logging.getLogger(__name__)


class Watchdog:
    """A thread that asks the loop to answer, and ends the process when it does not for `limit_s`."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, limit_s: float = LIMIT_S, end: Callable[[], None] | None = None
    ) -> None:
        self._loop = loop
        self._limit_s = limit_s
        self._end = end or _end_process
        self._over = threading.Event()
        self._ending: threading.Thread | None = None
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()

    def expect_end(self, within_s: float = END_WITHIN_S) -> None:
        """End the process if it has not ended by itself within the time. Only the first call counts."""
        if self._ending is None:
            self._ending = threading.Thread(target=self._wait_for_end, args=(within_s,), name="ending", daemon=True)
            self._ending.start()

    def _wait_for_end(self, within_s: float) -> None:
        """Whatever hangs then, hangs in a library: a worker that stays keeps its place from whoever comes after it."""
        time.sleep(within_s)
        log.critical("the process has not ended within %g s", within_s)
        self._end()

    def _watch(self) -> None:
        while not self._over.wait(self._limit_s / 10):
            answered = threading.Event()
            try:
                self._loop.call_soon_threadsafe(answered.set)
            except RuntimeError:  # the loop is closed: the process is ending
                return
            if not answered.wait(self._limit_s) and not self._over.is_set():
                log.critical("the event loop has not answered for %g s; ending", self._limit_s)
                self._end()
                return


def _end_process() -> None:
    """Show where every thread stands, and end at once: whatever needs the loop would never run."""
    faulthandler.dump_traceback()
    os._exit(EXIT_STATUS)
