"""When to hold back: what comes in crowds costs the broker less in few large batches than in many small ones."""

MANY = 32
"""A batch of fewer has nothing to wait for: at idle nobody waits."""
MOST_S = 0.025


def pause_s(size: int, took_s: float) -> float:
    """Give the wait after a batch: as long as it took, so that under load the next one holds twice as much."""
    return min(took_s, MOST_S) if size >= MANY else 0.0
