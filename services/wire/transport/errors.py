"""What a transport raises instead of an outcome."""

from ..generated.wire import Problem, ProblemType


class TransportError(Exception):
    """A request did not come to an outcome."""


class RequestRefused(TransportError):
    """The gateway refused a request at the door: nothing happened.

    `type` is the row of the problem table, None for an answer that is not the gateway's; `fields` says what is
    wrong with each field, by its name in JSON; `retry_after_s` is how long the gateway asks to wait.
    """

    def __init__(self, problem: Problem, retry_after_s: float | None = None) -> None:
        super().__init__(f"{problem.status} {problem.title}: {problem.detail}")
        self.problem = problem
        self.type = _TYPES.get(problem.type)
        self.fields = {error.path.removeprefix("$."): error.message for error in problem.errors}
        self.retry_after_s = retry_after_s


_TYPES = {f"/problems/{symbol.lower().replace('_', '-')}": symbol for symbol in ProblemType}


class OutcomeUnknown(TransportError):
    """No end of a request came in time.

    Without `sent`, it never left: nothing happened, and nothing will. Otherwise it may still happen, or have happened.
    """

    def __init__(self, *, sent: bool) -> None:
        super().__init__(
            "no answer came in time; it may still happen" if sent else "it could not be sent in time; nothing happened"
        )
        self.sent = sent


class GatewayUnreachable(TransportError):
    """No gateway answered, or none that wants this client."""


class TransportClosed(TransportError):
    """The transport was closed, here or by the gateway; what was under way may still happen, or have happened."""
