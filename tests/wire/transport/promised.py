"""What a client was promised about one request."""

import asyncio
from typing import Any, Final

from services.wire.generated import wire
from services.wire.generated.accounts import NameTaken
from services.wire.transport import OutcomeUnknown
from tests.wire.transport.memory_site import Visitor

TIMEOUT_S: Final = 60
"""In the schema of `accounts.Register`."""
GRACE_S: Final = 30
HASTE_S: Final = 5
TOKEN_S: Final = 145 - 65
"""A token is good for so long after a request, if the last one had come just before its socket fell silent."""
A_MOMENT_S: Final = 0.01


class Request:
    """One request of a visitor. `is_sure` until something happened that may cost its answer."""

    def __init__(self, visitor: Visitor, name: str, task: "asyncio.Task[Any]", *, is_hasty: bool) -> None:
        self.visitor = visitor
        self.name = name
        self.task = task
        self.asked_s = self.ended_s = self._now_s()
        self.patience_s = (HASTE_S if is_hasty else TIMEOUT_S) + GRACE_S
        self.is_sure = True
        self.is_reused = False
        self.sockets_then = len(visitor.wires)
        task.add_done_callback(self._ended)

    @property
    def id(self) -> str | None:
        """None for one that was never tried to send."""
        needle = f'"{self.name}"'.encode()
        return next((own for own, request in self.visitor.posted.items() if needle in request.content), None)

    def is_in_time(self) -> bool:
        """Whether its client still waits."""
        return self._now_s() - self.asked_s < self.patience_s - A_MOMENT_S

    def is_certain(self) -> bool:
        """Whether nothing excuses that its answer is lost: whatever happened, the way back to it is still good."""
        until_s = self.ended_s if self.task.done() else self._now_s()
        return self.is_sure and until_s - self.asked_s < TOKEN_S

    def has(self, outcome: object) -> bool:
        """Whether it ended so."""
        return self.task.done() and self.task.exception() is None and bool(self.task.result() == outcome)

    def check(self, outcomes: dict[str, object]) -> None:
        """Hold its end to what the worker said, or to what there is to say where nothing is known."""
        match self.task.exception() or self.task.result():
            case NameTaken() | wire.Expired() as outcome:
                assert outcome == outcomes.get(self.id or "")
                assert isinstance(outcome, wire.Expired) or outcome.name == self.name
            case wire.RequestIdReused():
                assert self.is_reused
            case wire.Lost() | wire.Failed() as words:
                assert not self.is_certain(), words
            case OutcomeUnknown(sent=was_sent):
                assert self.ended_s - self.asked_s >= self.patience_s - A_MOMENT_S
                assert was_sent or not self.visitor.accepted[self.id or ""]
            case other:
                raise AssertionError(f"expected an outcome, or words for none, got {other!r}")

    def _ended(self, _: object) -> None:
        self.ended_s = self._now_s()

    def _now_s(self) -> float:
        return self.visitor.site.loop.time()
