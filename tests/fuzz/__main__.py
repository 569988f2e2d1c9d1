"""`just fuzz`: every lane again and again with other seeds, over the real servers."""

import argparse
import json
import logging
import secrets
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from services.local.places import CHECKOUT
from services.local.stack import Servers, Stack
from tests.fuzz.budget import Budget
from tests.fuzz.every_damage import DAMAGE, NAMES, every_damage
from tests.fuzz.junit import junit
from tests.fuzz.kafka_scene import scene_on_kafka
from tests.fuzz.lane import ENDPOINTS, Report
from tests.fuzz.options import parse
from tests.fuzz.outcomes import Wrong
from tests.fuzz.page import page
from tests.fuzz.rounds import MOST_SEEDS, Match, Scenes, rounds
from tests.fuzz.run import Run
from tests.fuzz.saved import FOUND, read
from tests.fuzz.show import one
from tests.fuzz.summary import line, summary
from tests.fuzz.target import Target, elsewhere, in_process
from tests.fuzz.tried_records import ON_KAFKA, RECORDS, scene_in_memory
from tests.fuzz.tried_sequences import SEQUENCES
from tests.fuzz.vacuity import empty

OPENAPI = CHECKOUT / "gateway" / "generated" / "openapi.json"
LENIENT = {"MILLRACE_LOGINS_PER_NAME": "1000000", "MILLRACE_LOGINS_PER_ADDRESS": "1000000"}


def main(given: Sequence[str] = sys.argv[1:]) -> int:
    """0 if nothing is wrong, 1 if something is, 2 if the run has shown nothing."""
    options = parse(given)
    logging.disable()  # what is damaged is logged by whoever meets it
    document = json.loads(OPENAPI.read_text())
    with _place(options, document) as (target, scenes):
        if options.replay:
            return _replay(document, target, options.replay)
        match = Match(
            document,
            target,
            scenes,
            _lanes(options, scenes),
            options.examples,
            tuple(options.operation),
        )
        if options.damage:
            return _damage(match, options)
        began = time.monotonic()
        budget = None if options.lasts_s is None else Budget.of(options.lasts_s)
        reports = []
        for report in rounds(match, options.seed, budget):
            reports.append(report)
            print(f"{line(report)}; {time.monotonic() - began:.0f} s in all", flush=True)
            print(*(one(finding, FOUND) for finding in report.findings), sep="\n", end="")
    if options.junit is not None:
        options.junit.write_text(junit(reports))
    if options.html is not None:
        options.html.write_text(page(reports, FOUND, match.lanes), encoding="utf-8")
    return _verdict(reports, match.lanes)


def _lanes(options: argparse.Namespace, scenes: Mapping[str, Scenes]) -> Collection[str]:
    """Those that are asked for, or that there can be. Some operations alone have no other lane."""
    if options.lane:
        return tuple(options.lane)
    if options.operation:
        return (ENDPOINTS,)
    return (ENDPOINTS, DAMAGE, SEQUENCES, *scenes)


def _verdict(reports: list[Report], lanes: Collection[str]) -> int:
    print(summary(reports))
    if any(report.findings for report in reports):
        return 1
    lacks = empty(reports, lanes)
    print(*lacks, sep="\n", end="\n" if lacks else "")
    return 2 if lacks else 0


def _damage(match: Match, options: argparse.Namespace) -> int:
    """Some kinds of damage alone: what was found with a seed is found with it again."""
    unknown = set(options.damage) - set(NAMES)
    if unknown:
        print(f"no such damage: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
        return 2
    seed = secrets.randbelow(MOST_SEEDS) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    damages = every_damage(match.document, match.target, seed, match.times, options.damage)
    for name, row in damages.rows.items():
        print(f"{name:<46} {row.tried:>6}  {row}")
    print(*(finding.message for finding in damages.findings), sep="\n")
    return 1 if damages.findings else 0


def _replay(document: Mapping[str, Any], target: Target, paths: list[Path]) -> int:
    wrong = False
    for path in paths:
        run = Run(document, target)
        try:
            run.send(read(path))
            found = [finding.message for finding in run.findings_of_the_end()]
        except Wrong as error:
            found = [str(error)]
        print(f"{path}: {'; '.join(found) or 'nothing is wrong'}")
        wrong |= bool(found)
    return int(wrong)


@contextmanager
def _place(options: argparse.Namespace, document: Mapping[str, Any]) -> Iterator[tuple[Target, Mapping[str, Scenes]]]:
    """What is tested, and where records can be damaged: of a gateway elsewhere we have no log."""
    in_memory = {RECORDS: partial(scene_in_memory, document)}
    if options.url:
        with elsewhere(options.url) as target:
            yield target, {}
    elif options.in_process:
        with in_process() as target:
            yield target, in_memory
    else:
        with _servers() as servers, _stack(servers) as url, elsewhere(url) as target:
            yield target, {**in_memory, ON_KAFKA: partial(scene_on_kafka, document, servers)}


@contextmanager
def _servers() -> Iterator[Servers]:
    """Real ones, with fresh data, for this run alone."""
    runs = CHECKOUT / ".millrace" / "fuzz"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs, prefix="run-") as folder, Servers(Path(folder)) as servers:
        servers.start()
        yield servers


@contextmanager
def _stack(servers: Servers) -> Iterator[str]:
    """A process of each role over them."""
    with Stack(servers, "fuzz.", LENIENT) as stack:
        stack.apply()
        stack.start()
        yield stack.gateway_url


if __name__ == "__main__":
    sys.exit(main())
