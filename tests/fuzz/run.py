"""One run over the contract: makes cases whole before they are sent, and checks what comes of them."""

import uuid
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from schemathesis import GenerationMode

from services.wire.generated.catalog import CATALOG
from tests.fuzz.audience import SESSION
from tests.fuzz.contract import Contract, Operation
from tests.fuzz.coverage import Coverage
from tests.fuzz.judge import Request, faults_of, json_of
from tests.fuzz.outcomes import Accepted, Outcomes, Wrong
from tests.fuzz.rare import with_rare_characters
from tests.fuzz.remembered import Remembered
from tests.fuzz.responses import check_response, values
from tests.fuzz.saved import Saved, save, send_again
from tests.fuzz.target import Target


class Finding(Struct, frozen=True):
    """Something that is not as it should be."""

    operation: str
    check: str
    message: str
    saved: Saved | None


class Run:
    """The hooks and the check of one run."""

    def __init__(self, document: Mapping[str, Any], target: Target) -> None:
        self.contract = Contract(document)
        self.coverage = Coverage(self.contract)
        self.outcomes = Outcomes(self.contract, target)
        self.saved: dict[str, Saved] = {}
        self.sent = 0
        self._noted: list[Finding] = []
        self._target = target
        self._remembered = Remembered()

    def before_call(self, context: Any, case: Any, kwargs: dict[str, Any]) -> None:
        """Put the ids of this platform in the place of valid ones, and sometimes values that are known."""
        operation = self.contract.operations.get(context.operation.label)
        if operation is None:
            return
        if case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE:
            self._recall(operation, case)
            if isinstance(case.body, dict):
                case.body = with_rare_characters(operation, case.body) or case.body
        audience = self._target.audience
        cookies = case.cookies or {}
        who = audience.ada if cookies.get(SESSION) == audience.ada.session else audience.nobody
        # What was generated is never changed in place: Hypothesis may draw the same object again.
        headers = dict(case.headers or {})
        if _is_valid(operation, headers, "x-subscriber-id"):
            headers["x-subscriber-id"] = who.subscriber_id
        if _is_valid(operation, headers, "x-request-id"):
            fresh = str(uuid.uuid4())
            headers["x-request-id"] = fresh.upper() if any(one.isupper() for one in headers["x-request-id"]) else fresh
        case.headers = headers

    def after_call(self, context: Any, case: Any, response: Any) -> None:
        """Note what was sent; checks send requests of their own, and those are answered too."""
        operation = self.contract.operations.get(context.operation.label)
        self.sent += 1
        if operation is None:
            return
        request = Request.of(response.request)
        self.saved[case.id] = save(operation.id, request, self._target.audience)
        if response.status_code == 202 and operation.is_answered_later:
            self.outcomes.expect(self._accepted(operation, request, case.id))

    def check(self, context: Any, response: Any, case: Any) -> None:
        """Everything that is to be true of a response and of what follows it."""
        operation = self.contract.operations.get(case.operation.label)
        if operation is not None:
            self.look(operation, response, case.id)

    def look(self, operation: Operation, response: Any, case_id: str) -> None:
        """Raises `Wrong`."""
        request = Request.of(response.request)
        self.saved.setdefault(case_id, save(operation.id, request, self._target.audience))
        faults = faults_of(operation, request)
        problem = check_response(self.contract, operation, faults, response)
        if response.request.method != operation.method:
            return
        status = response.status_code
        self.coverage.response(operation, is_valid=faults.is_taken, status=status, problem=problem)
        media_type = "".join(values(response, "content-type")).partition(";")[0]
        names = [name.lower() for name in response.headers]
        self.coverage.carried(operation, status=str(status), media_type=media_type, headers=names)
        if status != 202:
            return
        _check_echo(request, response)
        if operation.is_answered_later:
            body = self.outcomes.follow(self._accepted(operation, request, case_id))
            self.coverage.outcome(operation, body["@type"])
            if CATALOG[body["@type"]].kind != "refusal":
                self._remembered.keep(operation.path_values(request.url) or {}, json_of(request), body)

    def send(self, saved: Saved) -> None:
        """Send one request again, and look at what comes of it. Raises `Wrong`."""
        operation = next(one for one in self.contract.operations.values() if one.id == saved.operation)
        self.saved[saved.name] = saved
        self.look(operation, send_again(saved, self._target.audience), saved.name)

    def note(self, operation: Operation, message: str, case_id: str) -> None:
        """Report this in the end."""
        self._noted.append(Finding(operation.id, "provoked", message, self.saved.get(case_id)))

    def findings_of_the_end(self) -> list[Finding]:
        """What only shows when everything is over."""
        return self._noted + [
            Finding(
                accepted.operation.id if accepted else "*",
                "audit",
                message,
                self.saved.get(accepted.case_id) if accepted else None,
            )
            for accepted, message in self.outcomes.audit()
        ]

    def _recall(self, operation: Operation, case: Any) -> None:
        parts = {"path_parameters": case.path_parameters, "query": case.query, "body": case.body}
        given = {part: value for part, value in parts.items() if isinstance(value, dict)}
        known = self._remembered.like({name for value in given.values() for name in value}, operation.id)
        for part, value in given.items():
            if named := {name: known[name] for name in value if name in known}:
                setattr(case, part, {**value, **named})

    def _accepted(self, operation: Operation, request: Request, case_id: str) -> Accepted:
        who = self._target.audience.by_subscriber(request.headers.get("x-subscriber-id"))
        if who is None:
            raise Wrong("202 for a subscriber id that no gateway gave out")
        return Accepted(operation, request.headers.get("x-request-id", "").lower(), who, case_id)


def _check_echo(request: Request, response: Any) -> None:
    sent = request.headers.get("x-request-id", "").lower()
    echoed = response.headers.get("x-request-id", [""])
    if (echoed if isinstance(echoed, str) else echoed[0]) != sent or response.json().get("requestId") != sent:
        raise Wrong(f"the 202 names another request: {response.text[:300]}")


def _is_valid(operation: Operation, headers: Mapping[str, Any], name: str) -> bool:
    judge = operation.judges.get(("header", name))
    return judge is not None and name in headers and judge.is_valid(headers[name])
