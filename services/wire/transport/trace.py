"""The trace that a request belongs to (https://www.w3.org/TR/trace-context/#traceparent-header)."""

import secrets
from collections.abc import Callable


def new_trace(*, sampled: bool) -> str:
    """A `traceparent` that nothing stands above; servers record what belongs to it only if it is sampled."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-{'01' if sampled else '00'}"


class Traces:
    """Says for each request which trace it belongs to: the caller's, or one of its own."""

    def __init__(self, current: Callable[[], str | None] | None, *, sampled: bool) -> None:
        self._current = current
        self._sampled = sampled

    def traceparent(self) -> str:
        """That of a request which begins now."""
        above = self._current() if self._current is not None else None
        return above or new_trace(sampled=self._sampled)
