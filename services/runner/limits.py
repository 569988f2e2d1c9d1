"""The sizes and times of a worker."""

from msgspec import Struct

from services.runner.inbox import MEMORY_LIMIT
from services.runner.lanes import DECIDE_LIMIT_S
from services.runner.retry import Retry


class Limits(Struct, frozen=True, kw_only=True):
    """What a worker takes on, and how long it waits."""

    pause_above: int = 1_000
    """Inputs in flight in one partition above which no more are taken: the most that a revocation throws away."""
    resume_below: int = 500
    pause_above_bytes: int = 8 << 20
    """The same of their values, as much as is not committed."""
    resume_below_bytes: int = 4 << 20
    memory: int = MEMORY_LIMIT
    """Handled requests that are remembered in each partition."""
    decide_s: float = DECIDE_LIMIT_S
    slow_s: float = 5.0
    """An input that is undecided for so long is named in the log: all behind it wait for its commit."""
    ends_s: float = 5.0
    """How often it is asked how far the partitions reach, which the lag is told by."""
    stop_s: float = 8.0
    """How long a stop may take. What is decided is committed and sent; the rest is left to the next owner."""
    message: Retry = Retry()
    """For a message whose handler says that the failure may pass."""
    broker: Retry = Retry(first_ms=10, most_ms=1_000)
    """For loading, committing and sending, which are never given up."""

    def are_exceeded_by(self, inputs: int, size: int) -> bool:
        """Whether a partition has so much under way that no more is taken."""
        return inputs > self.pause_above or size > self.pause_above_bytes

    def leave_room(self, inputs: int, size: int) -> bool:
        """Whether a partition has so little under way that more is taken again."""
        return inputs < self.resume_below and size < self.resume_below_bytes


DEFAULT = Limits()
