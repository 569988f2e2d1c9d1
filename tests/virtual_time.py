"""An event loop whose time passes only when nothing is left to do: hours of waiting take milliseconds."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

MOST_TURNS = 100_000
"""Of the loop, without that time passes."""


class StandStill(RuntimeError):
    """Time will never pass again: everybody waits for somebody else, or somebody never rests."""


class _Selector(selectors.SelectSelector):
    """Waits by letting time pass."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self._turns = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise StandStill("every task waits for another one")
        self._turns = self._turns + 1 if timeout <= 0 else 0
        if self._turns > MOST_TURNS:
            raise StandStill("some task never waits")
        self.now_s += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Has no other clock than its own, and nothing that it waits for comes from outside."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now_s

    def complete(self, work: Coroutine[Any, Any, T], then_s: float = 0.001) -> T:
        """Run one coroutine to its end, and let so much time pass."""

        async def settled() -> T:
            result = await work
            await asyncio.sleep(then_s)
            return result

        return self.run_until_complete(settled())

    def end(self) -> None:
        """Cancel whatever still runs, and close."""
        try:
            self.run_until_complete(self._cancel_all())
            self.run_until_complete(self.shutdown_asyncgens())
        finally:
            self.close()

    async def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks(self) - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
