"""Sends each kind of damage, and holds what comes of it against the documents."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from random import Random
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from services.wire.generated.wire import PROBLEM_TYPE
from tests.fuzz.audience import LOGIN, SESSION, Listener
from tests.fuzz.bare import Answer, Bare, bare
from tests.fuzz.budget import UNLIMITED, Budget
from tests.fuzz.contract import PROBLEM, Contract, Operation
from tests.fuzz.damage import HUNG_UP, TAKEN, Kind, Loot, Raw
from tests.fuzz.damaged_bodies import BODIES
from tests.fuzz.damaged_heads import COOKIES, HEADERS
from tests.fuzz.damaged_targets import TARGETS
from tests.fuzz.judge import Request, faults_of
from tests.fuzz.outcomes import Accepted, Outcomes, Wrong
from tests.fuzz.provoked import good
from tests.fuzz.responses import BY_SCHEMA
from tests.fuzz.run import Finding
from tests.fuzz.tally import Row
from tests.fuzz.target import Target

KINDS: list[Kind] = [*BODIES, *HEADERS, *COOKIES, *TARGETS]
OF_HTTP = {"header-malformed", "not-found", "method-not-allowed"}
"""What may be said of a request before it is known which operation it asks for."""
STATUS_OF = {name.value.lower().replace("_", "-"): row.status for name, row in PROBLEM_TYPE.items()}


class Begun(Struct, frozen=True):
    """A damaged request that is on its way."""

    operation: Operation
    whole: Raw
    damaged: Raw
    who: Listener
    line: Bare


class Battering:
    """One run over kinds of damage. What was drawn follows from the seed, the kind and the number alone."""

    def __init__(self, document: Mapping[str, Any], target: Target, seed: int, budget: Budget = UNLIMITED) -> None:
        self.contract = Contract(document)
        self.rows: dict[str, Row] = {}
        self.findings: list[Finding] = []
        self.target = target
        self._seed = seed
        self._budget = budget
        self._outcomes = Outcomes(self.contract, target)
        self._answered_later = [one for one in self.contract.operations.values() if one.is_answered_later]
        self.loot = _loot(target)

    def run(self, kinds: Collection[Kind], times: int) -> None:
        """Try each kind so often; while the gateway waits for the rest of one request, the others are tried."""
        with ExitStack() as lines:
            waiting = {kind: self._all_begun(kind, times, lines) for kind in kinds if kind.waits}
            for kind in kinds:
                if kind not in waiting:
                    self.repeat(kind.name, times, partial(self.attempt, kind))
            for kind, begun in waiting.items():
                self.repeat(kind.name, times, lambda _, kind=kind, begun=begun: self._end_of(kind, next(begun)))

    def repeat(self, name: str, times: int, attempt: Callable[[Random], str]) -> None:
        """Make attempts, and look after everybody else; what was found wrong is not tried further."""
        row = self.rows.setdefault(name, Row())
        for number in range(times):
            if self._budget.is_over:
                return
            try:
                came = attempt(self._chance(name, number))
                self._check_others()
            except Wrong as error:
                again = f"again: ./just fuzz --in-process --damage {name!r} --seed {self._seed}"
                self.findings.append(Finding(f"damage: {name}", "damage", f"{error}\n  {again}", None))
                row.findings += 1
                return
            row.count(name, came)

    def audit(self) -> None:
        """Look at every socket once more."""
        self.findings += [Finding("*", "audit", message, None) for _, message in self._outcomes.audit()]

    def attempt(self, kind: Kind, random: Random) -> str:
        """One request of a kind; in one word, what came of it. Raises `Wrong`."""
        with ExitStack() as lines:
            return self._end_of(kind, self._begun(kind, random, lines))

    def _chance(self, name: str, number: int) -> Random:
        return Random(f"{self._seed}/{name}/{number}")

    def _all_begun(self, kind: Kind, times: int, lines: ExitStack) -> Iterator[Begun]:
        return iter([self._begun(kind, self._chance(kind.name, number), lines) for number in range(times)])

    def _begun(self, kind: Kind, random: Random, lines: ExitStack) -> Begun:
        operation = random.choice([one for one in self._answered_later if _fits(kind, one)])
        whole, who = self._whole(operation)
        damaged = kind.damage(whole, random, self.loot)
        line = lines.enter_context(bare(self.target.audience.url, self.target.patience_s))
        line.send(damaged.content)
        return Begun(operation, whole, damaged, who, line)

    def _end_of(self, kind: Kind, begun: Begun) -> str:
        with self.shown(begun.damaged.content):
            return self._judged(kind, begun)

    @contextmanager
    def shown(self, content: bytes) -> Iterator[None]:
        """Say with what is wrong what was sent."""
        try:
            yield
        except Wrong as error:
            raise Wrong(f"{error}\n  sent {content[:600]!r}") from None

    def _whole(self, operation: Operation) -> tuple[Raw, Listener]:
        audience = self.target.audience
        sent = good(operation, audience)
        who = audience.ada if operation.needs_security else audience.nobody
        place = urlsplit(audience.url)
        ours = ((b"host", place.netloc.encode()), (b"origin", audience.url.encode()))
        headers = tuple((name.encode(), value) for name, value in sent.headers)
        return Raw(sent.method.encode(), sent.target.encode(), (*ours, *headers), sent.body), who

    def _judged(self, kind: Kind, begun: Begun) -> str:
        operation, answers = begun.operation, _answers(begun.line)
        if not answers:
            if HUNG_UP not in kind.comes:
                raise Wrong("the connection ended without an answer")
            return HUNG_UP
        first, *more = answers
        for one in more:  # of what stood behind the request
            if problem_of(one) != "header-malformed":
                raise Wrong(f"two answers to one request; the second is {one.status} {one.body[:200]!r}")
        faults = faults_of(operation, _request(self.target.audience.url, begun.whole, begun.damaged))
        if first.status < 300:
            self.target.audience.asked.add(first.get("x-request-id"))
            if TAKEN not in kind.comes or not faults.is_taken:
                raise Wrong(
                    f"{first.status}, expected {', '.join(sorted(kind.comes))}; wrong are {sorted(faults.found)}"
                )
            self._follow(operation, begun.who, first)
            return TAKEN
        name = self.documented(operation, first)
        if name not in kind.comes:
            raise Wrong(f"{first.status} {name}, expected {', '.join(sorted(kind.comes))}: {first.body[:300]!r}")
        if kind.of == "body" and name in BY_SCHEMA and faults.is_taken and first.status == 422:
            raise Wrong(f"refused as {name}, but the document takes it: {first.body[:300]!r}")
        return name

    def documented(self, operation: Operation, answer: Answer) -> str:
        """The name of a problem that the operation may answer with. Raises `Wrong`."""
        name, status = problem_of(answer), str(answer.status)
        documented = operation.problems(status) if status in operation.statuses else set()
        if name not in OF_HTTP and f"/problems/{name}" not in documented:
            raise Wrong(f"{status} {name} is not documented for {operation.label}")
        return name

    def _follow(self, operation: Operation, who: Listener, answer: Answer) -> None:
        request_id = msgspec.json.decode(answer.body)["requestId"]
        if answer.get("x-request-id") != request_id:
            raise Wrong(f"a 202 for {answer.get('x-request-id')} says that it is for {request_id}")
        self._outcomes.follow(Accepted(operation, request_id, who, "damage"))

    def _check_others(self) -> None:
        """Somebody with a good request is answered right after, and nobody's socket has closed."""
        audience = self.target.audience
        answer = audience.ask(audience.bystanders[0], "POST", "/api/greetings", {"name": "Ada", "text": "well"})
        if answer.status_code != 202:
            raise Wrong(f"the next request, a good one, got {answer.status_code}")
        request_id = answer.json()["requestId"]
        if not audience.wait(audience.bystanders[0], request_id, 1, 0):
            raise Wrong("the next request, a good one, was not answered on its socket")
        for one in audience.listeners:
            if one.closed is not None:
                raise Wrong(f"the socket of {one.name} was closed: {one.closed}")


def _answers(line: Bare) -> list[Answer]:
    """Every answer of one connection: the first, and what comes once no more is sent."""
    answers = []
    while (answer := line.answer()) is not None:
        answers.append(answer)
        line.end()
    return answers


def problem_of(answer: Answer) -> str:
    """The name of the problem that an answer is, which has to be one in every respect. Raises `Wrong`."""
    shown = f"{answer.status} {answer.body[:300]!r}"
    if answer.get("content-type") != PROBLEM or answer.get("cache-control") != "no-store":
        raise Wrong(f"no problem document: {answer.get('content-type')}, {answer.get('cache-control')}: {shown}")
    problem = msgspec.json.decode(answer.body)
    name = str(problem.get("type")).removeprefix("/problems/")
    if STATUS_OF.get(name) != answer.status or problem.get("status") != answer.status:
        raise Wrong(f"a problem whose status is not that of its type: {shown}")
    if answer.status >= 500:
        raise Wrong(f"the gateway failed: {shown}")
    if not problem.get("title") or not problem.get("detail"):
        raise Wrong(f"a problem that says nothing: {shown}")
    return name


def _fits(kind: Kind, operation: Operation) -> bool:
    return (
        (kind.of != "body" or operation.body is not None)
        and (not kind.needs_session or operation.needs_security)
        and (kind.name != "parameter repeated" or any(one["in"] == "query" for one in operation.parameters))
    )


def _request(url: str, whole: Raw, damaged: Raw) -> Request:
    """The damaged request as the judge of requests takes it, up to where its head says that it ends."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in damaged.headers}
    size = headers.get("content-length", "")
    body = damaged.body[: int(size)] if size.isdecimal() else damaged.body
    body = whole.body if "transfer-encoding" in headers else body
    target = damaged.target.decode("latin-1")
    return Request(damaged.method.decode("latin-1"), url + target, headers, body)


def _loot(target: Target) -> Loot:
    audience = target.audience
    return Loot(
        own_cookie=f"{SESSION}={audience.ada.session}".encode(),
        another_subscriber=audience.bystanders[1].subscriber_id.encode(),
        ended_cookie=f"{SESSION}={audience.gone.session}".encode(),
        login_cookie=f"{LOGIN}={audience.new_login()}".encode(),
        session_name=SESSION.encode(),
        login_name=LOGIN.encode(),
    )
