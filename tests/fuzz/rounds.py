"""Round after round of every lane, each with the next seed, for as long as there is time."""

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from tests.fuzz.budget import UNLIMITED, Budget
from tests.fuzz.contract import Contract
from tests.fuzz.coverage import Coverage
from tests.fuzz.every_damage import DAMAGE, every_damage
from tests.fuzz.lane import ENDPOINTS, Plan, Report, fuzz
from tests.fuzz.provoked import provoke
from tests.fuzz.records import Scene
from tests.fuzz.tally import Side
from tests.fuzz.target import Target
from tests.fuzz.tried_records import ON_KAFKA, RECORDS, Turns, every_record
from tests.fuzz.tried_sequences import SEQUENCES, every_sequence

MOST_SEEDS = 2**31
EXAMPLES_PER_DAMAGE = 30
EXAMPLES_PER_SEQUENCE = 5

KAFKA_S = 180.0
"""Of a round: there, a worker needs seconds to start behind a damaged record."""

Scenes = Callable[[int], AbstractContextManager[Scene]]
"""Where records are damaged, by a seed."""


class Match(Struct, frozen=True):
    """What is tried, on what."""

    document: Mapping[str, Any]
    target: Target
    scenes: Mapping[str, Scenes]
    """By lane."""
    lanes: Collection[str]
    examples: int = 100
    operations: tuple[str, ...] = ()
    turns: Mapping[str, Turns] = field(default_factory=lambda: {RECORDS: Turns(), ON_KAFKA: Turns()})
    """Over all rounds, by lane."""

    @property
    def times(self) -> int:
        """How often each kind of damage is tried in a round."""
        return max(1, self.examples // EXAMPLES_PER_DAMAGE)


def rounds(match: Match, seed: int | None, budget: Budget | None) -> Iterator[Report]:
    """Until the time is over or something was found; one round alone where no time is given."""
    seed = secrets.randbelow(MOST_SEEDS) if seed is None else seed
    while True:
        print(f"seed {seed}", flush=True)
        report = one_round(match, seed, budget or UNLIMITED)
        yield report
        if report.findings or budget is None or budget.is_over:
            return
        seed += 1


def one_round(match: Match, seed: int, budget: Budget) -> Report:
    """Every lane once, as far as the time goes and until something is found."""
    report = _endpoints(match, seed, budget)
    for lane in (DAMAGE, SEQUENCES, RECORDS, ON_KAFKA):
        if lane in match.lanes and not report.findings and not budget.is_over:
            side = _side(match, lane, seed, budget)
            report = replace(report, findings=report.findings + side.findings, sides=(*report.sides, side))
    return report


def _endpoints(match: Match, seed: int, budget: Budget) -> Report:
    plan = Plan(seed=seed, examples=match.examples, operations=match.operations)
    if ENDPOINTS not in match.lanes:
        return Report([], Coverage(Contract(match.document)), [], plan, 0.0, 0, is_whole=True)
    target = match.target
    return fuzz(match.document, target, plan, lambda run: provoke(run, target.audience, target.platform), budget)


def _side(match: Match, lane: str, seed: int, budget: Budget) -> Side:
    if lane == DAMAGE:
        return every_damage(match.document, match.target, seed, match.times, budget=budget)
    if lane == SEQUENCES:
        count = max(1, match.examples // EXAMPLES_PER_SEQUENCE)
        return every_sequence(match.target.loop, match.target.url, seed, count, budget)
    with match.scenes[lane](seed) as scene:
        within = Budget.of(min(budget.left_s, KAFKA_S)) if lane == ON_KAFKA else budget
        return every_record(scene, lane, seed, match.turns[lane], within)
