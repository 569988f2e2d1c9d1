"""`just fuzz`: the fast lane again and again with other seeds, over the real servers."""

import argparse
import json
import logging
import math
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from services.local.places import CHECKOUT
from services.local.stack import Servers, Stack
from tests.fuzz.every_damage import NAMES, every_damage
from tests.fuzz.junit import junit
from tests.fuzz.lane import Plan, Report, fuzz
from tests.fuzz.options import parse
from tests.fuzz.outcomes import Wrong
from tests.fuzz.page import page
from tests.fuzz.provoked import provoke
from tests.fuzz.run import Run
from tests.fuzz.saved import FOUND, read
from tests.fuzz.show import one
from tests.fuzz.target import Target, elsewhere, in_process
from tests.fuzz.vacuity import vacuous

OPENAPI = CHECKOUT / "gateway" / "generated" / "openapi.json"
MOST_SEEDS = 2**31
EXAMPLES_PER_DAMAGE = 30
LENIENT = {"MILLRACE_LOGINS_PER_NAME": "1000000", "MILLRACE_LOGINS_PER_ADDRESS": "1000000"}


def main(given: Sequence[str] = sys.argv[1:]) -> int:
    """0 if nothing is wrong, 1 if something is, 2 if the run has shown nothing."""
    options = parse(given)
    logging.basicConfig(level=logging.ERROR)
    document = json.loads(OPENAPI.read_text())
    with _target(options) as target:
        if options.replay:
            return _replay(document, target, options.replay)
        if options.damage:
            return _damage(document, target, options)
        reports = list(_rounds(document, target, options))
    if options.junit is not None:
        options.junit.write_text(junit(reports))
    if options.html is not None:
        options.html.write_text(page(reports, FOUND), encoding="utf-8")
    return _verdict(reports)


def _rounds(document: dict[str, object], target: Target, options: argparse.Namespace) -> Iterator[Report]:
    """One run after the other, each with the next seed, until the time is over or something was found."""
    seed = secrets.randbelow(MOST_SEEDS) if options.seed is None else options.seed
    ends = time.monotonic() + options.lasts_s
    while (left_s := ends - time.monotonic()) > 0:
        plan = Plan(seed=seed, examples=options.examples, operations=tuple(options.operation), max_s=math.ceil(left_s))
        print(f"seed {seed}", flush=True)
        report = fuzz(document, target, plan, lambda run: provoke(run, target.audience, target.platform))
        if report.is_whole and not options.operation:
            damages = every_damage(document, target, seed, _times(options))
            report = replace(report, findings=report.findings + damages.findings, damage=damages.table)
        yield report
        for finding in report.findings:
            print(one(finding, FOUND))
        if report.findings:
            return
        seed += 1


def _verdict(reports: list[Report]) -> int:
    whole, last = [report for report in reports if report.is_whole], reports[-1]
    print((whole or [last])[-1].summary())
    sent, took_s = sum(report.sent for report in reports), sum(report.took_s for report in reports)
    print(f"{len(reports)} rounds, {sent} requests, {took_s:.0f} s")
    if last.findings:
        return 1
    empty = [line for report in whole for line in vacuous(report)]
    if not whole:
        empty = ["the time was over before the first round was: give it more with --for"]
    print(*empty, sep="\n", end="\n" if empty else "")
    return 2 if empty else 0


def _damage(document: dict[str, object], target: Target, options: argparse.Namespace) -> int:
    """Some kinds of damage alone: what was found with a seed is found with it again."""
    unknown = set(options.damage) - set(NAMES)
    if unknown:
        print(f"no such damage: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
        return 2
    seed = secrets.randbelow(MOST_SEEDS) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    damages = every_damage(document, target, seed, _times(options), options.damage)
    print(damages.table, *(finding.message for finding in damages.findings), sep="\n")
    return 1 if damages.findings else 0


def _times(options: argparse.Namespace) -> int:
    """How often each kind of damage is tried in a round."""
    return max(1, options.examples // EXAMPLES_PER_DAMAGE)


def _replay(document: dict[str, object], target: Target, paths: list[Path]) -> int:
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
def _target(options: argparse.Namespace) -> Iterator[Target]:
    if options.url:
        with elsewhere(options.url) as target:
            yield target
    elif options.in_process:
        with in_process() as target:
            yield target
    else:
        with _stack() as url, elsewhere(url) as target:
            yield target


@contextmanager
def _stack() -> Iterator[str]:
    """The real servers and processes, with fresh data, for this run alone."""
    runs = CHECKOUT / ".millrace" / "fuzz"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs, prefix="run-") as folder, Servers(Path(folder)) as servers:
        servers.start()
        with Stack(servers, "fuzz.", LENIENT) as stack:
            stack.apply()
            stack.start()
            yield stack.gateway_url


if __name__ == "__main__":
    sys.exit(main())
