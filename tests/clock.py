"""A time that a test sets."""


class Clock:
    """Stands still until it is told what time it is."""

    def __init__(self, now_s: float = 0.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s
