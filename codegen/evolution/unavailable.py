"""A base that cannot be had."""

BROKEN, UNREACHABLE = 2, 3


class BaseUnavailable(Exception):
    """The reason why, and the exit code: 3 for a registry that does not answer, otherwise 2."""

    def __init__(self, reason: str, exit_code: int = BROKEN) -> None:
        super().__init__(reason)
        self.exit_code = exit_code
