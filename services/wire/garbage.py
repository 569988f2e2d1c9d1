"""Garbage collection in a process that keeps much and throws away more: little of either is in cycles."""

import gc

# A full collection over ten thousand sockets, or the states of a million keys, stops the loop for half a second.
THRESHOLDS = (50_000, 50, 1_000)


def settle() -> None:
    """Look no more at what the process has made to begin with, and seldom at the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
