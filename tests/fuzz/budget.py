"""How long something may go on."""

import math
import time
from collections.abc import Callable

from msgspec import Struct


class Budget(Struct, frozen=True):
    """Time until a moment of a clock that only goes forward."""

    ends_s: float
    clock_s: Callable[[], float] = time.monotonic

    @classmethod
    def of(cls, lasts_s: float, clock_s: Callable[[], float] = time.monotonic) -> "Budget":
        """So long from now on."""
        return cls(clock_s() + lasts_s, clock_s)

    @property
    def left_s(self) -> float:
        return max(0.0, self.ends_s - self.clock_s())

    @property
    def is_over(self) -> bool:
        return self.left_s == 0.0


UNLIMITED = Budget(math.inf)
