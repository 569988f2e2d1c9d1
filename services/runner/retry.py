"""How long to wait before trying again, and when to give up."""

from collections.abc import Callable
from random import random

from msgspec import Struct


class Retry(Struct, frozen=True, kw_only=True):
    """Exponential steps with full jitter, so that workers which failed together do not come back together."""

    attempts: int = 8
    """How often a message is tried before it is put aside; with the delays below, some ten seconds."""
    first_ms: int = 50
    most_ms: int = 5_000

    def delay_s(self, attempt: int, chance: Callable[[], float] = random) -> float:
        """Give the wait after the attempt with this number, counted from 1."""
        ceiling_ms = min(self.most_ms, self.first_ms * (1 << min(attempt - 1, 16)))
        return ceiling_ms * (0.5 + 0.5 * chance()) / 1000
