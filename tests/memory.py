"""How much memory a stretch of a test takes at most."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

_UNIT_BYTES = 1024  # of Linux; https://man7.org/linux/man-pages/man2/getrusage.2.html


@contextmanager
def bounded(most_bytes: int) -> Iterator[None]:
    """Fails when what runs inside lets the process grow past its highest mark by more."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * _UNIT_BYTES
    assert grown < most_bytes
