"""What has to follow a 202: one final frame, on the right socket, in the declared shape."""

import time
import uuid
from typing import Any

from msgspec import Struct

from services.wire.generated.catalog import CATALOG
from tests.fuzz.audience import Heard, Listener
from tests.fuzz.contract import Contract, Operation
from tests.fuzz.target import Target

AFTER_A_MISS_S = 0.5
"""What was missed once is probably missed again, and shrinking asks often."""


class Wrong(AssertionError):
    """A promise that was not kept."""


class Accepted(Struct, frozen=True):
    """A request that was answered with 202."""

    operation: Operation
    request_id: str
    who: Listener
    case_id: str


class Outcomes:
    """Waits for what follows each 202, and looks at everything once more in the end."""

    def __init__(self, contract: Contract, target: Target) -> None:
        self._contract = contract
        self._target = target
        self._accepted: dict[str, Accepted] = {}
        self._blamed: set[str] = set()
        self._patience_s = target.patience_s

    def expect(self, accepted: Accepted) -> None:
        """Hold this request to the promises in the end."""
        self._accepted[accepted.request_id] = accepted
        self._target.audience.asked.add(accepted.request_id)

    def follow(self, accepted: Accepted) -> dict[str, Any]:
        """The body of the first frame that an accepted request gets. Raises `Wrong`."""
        self.expect(accepted)
        try:
            body = self._first(accepted)
            if accepted.operation.feed and body["@type"] in accepted.operation.outcomes and not self._is_refusal(body):
                self._cancel(accepted)
            self._look_again(accepted)
        except Wrong:
            self._blamed.add(accepted.request_id)
            raise
        return body

    def audit(self) -> list[tuple[Accepted | None, str]]:
        """What is wrong after everything is over, and with which request."""
        found: list[tuple[Accepted | None, str]] = []
        self._settle()
        for accepted in self._accepted.values():
            if accepted.request_id not in self._blamed:
                try:
                    self._look_again(accepted)
                except Wrong as error:
                    found.append((accepted, str(error)))
        for listener in self._target.audience.listeners:
            if listener.closed is not None:
                found.append((None, f"the socket of {listener.name} was closed: {listener.closed}"))
            found += [(None, text) for text in self._unasked(listener)]
        return found

    def _first(self, accepted: Accepted) -> dict[str, Any]:
        heard = self._target.audience.wait(accepted.who, accepted.request_id, 1, self._patience_s)
        if not heard:
            self._patience_s = min(self._patience_s, AFTER_A_MISS_S)
            others = self._target.audience.heard_by_others(accepted.who, accepted.request_id)
            if others:
                raise Wrong(f"the answer went to {', '.join(others)} instead of {accepted.who.name}")
            raise Wrong(f"no frame came within {self._target.patience_s} s of the 202{self._garbage(accepted.who)}")
        body = self._checked(accepted, heard[0])
        opens_feed = bool(accepted.operation.feed) and body["@type"] in accepted.operation.outcomes
        if heard[0].is_final == (opens_feed and not self._is_refusal(body)):
            raise Wrong(f"final is {heard[0].is_final} in the first frame: {heard[0].text[:300]}")
        return body

    def _checked(self, accepted: Accepted, heard: Heard) -> dict[str, Any]:
        """The body of a frame that is as its schema says, and that its operation declares."""
        frame = heard.frame
        if frame is None:
            raise Wrong(f"no JSON: {heard.text[:300]!r}")
        if not self._contract.frame.is_valid(frame):
            raise Wrong(f"not as the schema of a frame says: {heard.text[:300]}")
        body: dict[str, Any] = frame["body"]
        operation = accepted.operation
        declared = (*operation.outcomes, *operation.feed, *self._contract.endings)
        if body["@type"] not in declared:
            raise Wrong(f"{body['@type']} is no declared outcome of {operation.id}: {', '.join(declared)}")
        if not self._contract.message(body["@type"]).is_valid(body):
            raise Wrong(f"not as the schema of {body['@type']} says: {heard.text[:300]}")
        return body

    def _cancel(self, accepted: Accepted) -> None:
        """End a feed by its own route, and see it end."""
        audience = self._target.audience
        path = f"/api/requests/{accepted.request_id}"
        answer = audience.send(accepted.who, "DELETE", path, str(uuid.uuid4()))
        if answer.status_code != 202:
            raise Wrong(f"the feed could not be cancelled: {answer.status_code} {answer.text}")
        ends = time.monotonic() + self._patience_s
        count = 2
        while True:
            heard = audience.wait(accepted.who, accepted.request_id, count, max(0.0, ends - time.monotonic()))
            if any(one.is_final for one in heard):
                return
            if len(heard) < count:
                raise Wrong("a feed that was cancelled got no last frame")
            count = len(heard) + 1

    def _look_again(self, accepted: Accepted) -> None:
        """Everything that has come for a request by now: one final frame, the last, and nobody else heard."""
        audience = self._target.audience
        heard = audience.wait(accepted.who, accepted.request_id, 0, 0)
        finals = [number for number, one in enumerate(heard) if one.is_final]
        if finals != [len(heard) - 1]:
            shown = " | ".join(one.text[:200] for one in heard)
            raise Wrong(f"expected one final frame, the last; got {len(finals)} in {len(heard)}: {shown}")
        if not accepted.operation.feed and len(heard) != 1:
            raise Wrong(f"expected one frame, got {len(heard)}")
        for one in heard:
            self._checked(accepted, one)
        if others := audience.heard_by_others(accepted.who, accepted.request_id):
            raise Wrong(f"{', '.join(others)} heard of it too")

    def _settle(self) -> None:
        """Ask once more on every socket: what was sent before that is there when the answer is."""
        audience = self._target.audience
        for who in audience.listeners:
            request_id = str(uuid.uuid4())
            audience.send(who, "DELETE", f"/api/requests/{uuid.uuid4()}", request_id)
        time.sleep(min(0.2, self._patience_s))

    def _unasked(self, listener: Listener) -> list[str]:
        known = self._target.audience.asked
        return [
            f"{listener.name} heard what nobody asked: {heard[0].text[:300]}"
            for request_id, heard in list(listener.heard.items())
            if request_id is not None and request_id not in known
        ] + [f"{listener.name} heard what is no frame: {one.text[:300]!r}" for one in _undecodable(listener)]

    def _garbage(self, listener: Listener) -> str:
        last = _undecodable(listener)[-1:]
        return f"; but {last[0].text[:300]!r}" if last else ""

    def _is_refusal(self, body: dict[str, Any]) -> bool:
        return body["@type"] in CATALOG and CATALOG[body["@type"]].kind == "refusal"


def _undecodable(listener: Listener) -> list[Heard]:
    return [one for one in list(listener.heard.get(None, ())) if one.frame is None]
