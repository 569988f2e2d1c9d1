"""schemathesis over the contract: generates, shrinks, and calls the checks of a `Run`."""

import itertools
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import schemathesis
from msgspec import Struct
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER

from tests.fuzz.audience import LOGIN, SESSION, Audience
from tests.fuzz.budget import UNLIMITED, Budget
from tests.fuzz.contract import Contract
from tests.fuzz.coverage import Coverage
from tests.fuzz.run import Finding, Run
from tests.fuzz.tally import Side
from tests.fuzz.target import Target

ENDPOINTS = "endpoints"
CHECK = "outcome"
STANDING_APART = ("socket.open",)
"""Not asked by HTTP alone."""


class Plan(Struct, frozen=True, kw_only=True):
    """How much is tried, and of what."""

    seed: int = 1
    examples: int = 100
    operations: tuple[str, ...] = ()
    """By operation id; all if none are named."""
    phases: tuple[str, ...] = ("examples", "coverage", "fuzzing")


class Report(Struct, frozen=True):
    """What a run showed."""

    findings: list[Finding]
    coverage: Coverage
    labels: list[str]
    plan: Plan
    took_s: float
    sent: int
    is_whole: bool
    """Whether it came to its end before its time was over."""
    sides: tuple[Side, ...] = ()
    """What the other lanes of the round showed; `findings` has theirs too."""

    @property
    def accepted(self) -> int:
        return sum(self.coverage.of[label].valid_accepted for label in self.labels)

    def summary(self) -> str:
        """One screen."""
        lines = [
            f"seed {self.plan.seed}: {self.sent} requests in {self.took_s:.1f} s",
            self.coverage.table(self.labels),
        ]
        return "\n".join([*lines, f"{len(self.findings)} findings"])


def sessions(contract: Contract, audience: Audience) -> type:
    """Gives schemathesis the cookies that the document asks for; where they are optional, to one in three."""
    turns = itertools.count(1)

    class Sessions:
        def get(self, case: Any, context: Any) -> str:
            return "made for each case"

        def set(self, case: Any, data: str, context: Any) -> None:
            operation = contract.operations[case.operation.label]
            if not operation.needs_security and next(turns) % 3:
                return
            if "login" in operation.schemes:
                case.cookies[LOGIN] = audience.new_login()
            elif operation.id == "session.end":
                case.cookies[SESSION] = audience.new_session()
            elif "session" in operation.schemes:
                case.cookies[SESSION] = audience.ada.session

    return Sessions


@contextmanager
def hooked(run: Run) -> Iterator[None]:
    """Hooks and checks are schemathesis' globals: they stand for the time of one run."""

    def before_call(context: Any, case: Any, kwargs: Any) -> None:
        run.before_call(context, case, kwargs)

    def after_call(context: Any, case: Any, response: Any) -> None:
        run.after_call(context, case, response)

    def outcome(ctx: Any, response: Any, case: Any) -> None:
        run.check(ctx, response, case)

    schemathesis.hook(before_call)
    schemathesis.hook(after_call)
    schemathesis.check(outcome)
    try:
        yield
    finally:
        GLOBAL_HOOK_DISPATCHER.unregister(before_call)
        GLOBAL_HOOK_DISPATCHER.unregister(after_call)
        CHECKS.unregister(CHECK)


def fuzz(
    document: Mapping[str, Any],
    target: Target,
    plan: Plan,
    afterwards: Callable[[Run], None] = lambda _: None,
    budget: Budget = UNLIMITED,
) -> Report:
    """Run the plan once and what comes `afterwards`, as far as the time goes, and say what was found."""
    began = time.monotonic()
    run = Run(document, target)
    schema = schemathesis.openapi.from_dict(dict(document), config=_config(plan, target.url))
    schema = schema.exclude(operation_id=list(STANDING_APART))
    if plan.operations:
        schema = schema.include(operation_id=list(plan.operations))
    schema.auth()(sessions(run.contract, target.audience))
    findings: list[Finding] = []
    with hooked(run), warnings.catch_warnings():
        # A warning that is an error, as in our tests, is to Hypothesis a case that failed: it would shrink it.
        warnings.simplefilter("ignore")
        stream = from_schema(schema).execute()
        for event in stream:
            findings += _findings(event, run)
            if budget.is_over:  # schemathesis' own `max-time` would begin again and again until then
                stream.stop()
    is_whole = not budget.is_over
    if is_whole:
        afterwards(run)
    findings += run.findings_of_the_end()
    labels = [
        label
        for label, operation in run.contract.operations.items()
        if operation.id not in STANDING_APART and (not plan.operations or operation.id in plan.operations)
    ]
    took_s = time.monotonic() - began
    return Report(findings, run.coverage, labels, plan, took_s, run.sent, is_whole)


def _config(plan: Plan, url: str) -> SchemathesisConfig:
    """What schemathesis learns from answers stays off: it changes what is generated while Hypothesis counts on it."""
    learning = {"extra-data-sources": {"responses": False}}
    phases: dict[str, Any] = {
        name: {"enabled": name in plan.phases, **learning} for name in ("examples", "coverage", "fuzzing")
    }
    phases["fuzzing"]["error-feedback"] = {"enabled": False}
    phases["stateful"] = {"enabled": False}
    settings = {
        "seed": plan.seed,
        "base-url": url,
        "generation": {"max-examples": plan.examples, "database": "none"},
        "phases": phases,
    }
    return SchemathesisConfig.from_dict(settings)


def _findings(event: events.EngineEvent, run: Run) -> list[Finding]:
    """What an event of the engine says is wrong."""
    match event:
        case events.ScenarioFinished():
            return list(_of_scenario(event, run))
        case events.NonFatalError():
            return [Finding(event.label, "engine", str(event.value), None)]
        case events.FatalError():
            return [Finding("*", "engine", str(event.exception), None)]
        case _:
            return []


def _of_scenario(event: events.ScenarioFinished, run: Run) -> Iterator[Finding]:
    """Each kind of failure once: of those that shrinking passed by, the last and smallest."""
    smallest: dict[tuple[str, str], Finding] = {}
    for case_id, nodes in event.recorder.checks.items():
        for node in nodes:
            if node.status is Status.FAILURE and node.failure_info is not None:
                failure = node.failure_info.failure
                message = "\n".join(part for part in (failure.title, failure.message) if part)
                saved = run.saved.get(failure.case_id or case_id)
                label = event.label or "*"
                operation = run.contract.operations.get(label)
                smallest[node.name, failure.title] = Finding(
                    operation.id if operation else label, node.name, message, saved
                )
    yield from smallest.values()
