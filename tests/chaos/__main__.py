"""`just chaos`: every fault there is, under load, and what became of each request."""

import argparse
import asyncio
import re
import secrets
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from msgspec import Struct

from services.local.stack import Servers
from tests.chaos.crowd import Crowd
from tests.chaos.faults import Fault, all_faults
from tests.chaos.ledger import Ledger
from tests.chaos.matrix import Matrix
from tests.chaos.report import is_clean, table
from tests.chaos.site import Site
from tests.chaos.soak import REMEMBERED, slope_table, soak
from tests.chaos.staged import MEMORY
from tests.runs import run_folder

OF_EACH, PARTITIONS, NODES = 3, 6, 3


def say(text: str) -> None:
    print(text, flush=True)


class Given(Struct, frozen=True, kw_only=True):
    """What the command line says."""

    seed: int
    rate: float
    faults: list[Fault]
    soak_s: float
    folder: Path


async def run(given: Given) -> bool:
    """Start everything, and strike or soak it; whether nothing was lost and nothing happened twice."""
    # So that what was started is stopped.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    random, ledger = Random(given.seed), Ledger()
    with Servers(given.folder, NODES, with_doors=True) as servers:
        await asyncio.to_thread(servers.start)
        variables = {MEMORY: str(REMEMBERED)} if given.soak_s else {}
        site = Site(servers, "chaos.", OF_EACH, PARTITIONS, variables)
        async with site.running(), Crowd(site.front.url, ledger, random, PARTITIONS, given.rate) as crowd:
            say(f"everything runs: {OF_EACH} of each, {NODES} brokers")
            if given.soak_s:
                ledger.row = "soak"
                memory = slope_table(await soak(site, crowd, given.soak_s, say))
                rows = [await Matrix(site, crowd, ledger, random, say).judged("soak")]
            else:
                rows = await Matrix(site, crowd, ledger, random, say).run(given.faults)
    for line in details(ledger):
        say(line)
    say(table(rows, with_head=True))
    if given.soak_s:
        say(f"\n{memory}")
    return is_clean(rows)


def details(ledger: Ledger) -> list[str]:
    """Why requests ended otherwise than with an outcome, and what must not be."""
    whys = Counter((one.row, one.end, one.why[:200]) for one in ledger.entries if one.why)
    return [
        *(f"  {row}: {count} x {end}: {why}" for (row, end, why), count in whys.items()),
        *(f"! {complaint.row}: {complaint.what}: {complaint.why}" for complaint in ledger.complaints),
    ]


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="just chaos", description=__doc__)
    made.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="what chance is made of")
    made.add_argument("--only", action="append", default=[], metavar="TEXT", help="faults whose name holds the text")
    made.add_argument("--rate", type=float, default=1.0, help="times the usual load of 17 requests/s")
    made.add_argument(
        "--soak", type=_duration_s, metavar="TIME", help="no faults, but a load for 30m or 90s, and memory"
    )
    made.add_argument("--keep", action="store_true", help="leave logs and data there until the next run")
    made.add_argument("--list", action="store_true", help="name the faults")
    return made


def main(arguments: list[str]) -> int:
    asked = parser().parse_args(arguments)
    faults = [fault for fault in all_faults() if not asked.only or any(text in fault.name for text in asked.only)]
    if asked.list:
        say("\n".join(fault.name for fault in faults))
        return 0
    say(f"seed {asked.seed}: " + (f"a soak of {asked.soak:.0f} s" if asked.soak else f"{len(faults)} faults"))
    began_s = time.monotonic()
    with run_folder(is_kept=asked.keep) as folder:
        if asked.keep:
            say(f"logs and data: {folder}")
        given = Given(seed=asked.seed, rate=asked.rate, faults=faults, soak_s=asked.soak or 0.0, folder=folder)
        try:
            is_fine = asyncio.run(run(given))
        except asyncio.CancelledError:
            say("broken off")
            is_fine = False
    say(f"\nseed {asked.seed}, {time.monotonic() - began_s:.0f} s")
    return 0 if is_fine else 1


def _duration_s(text: str) -> float:
    match = re.fullmatch(r"([0-9]{1,5})([smh])", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"expected a time such as 30m, got {text!r}")
    return int(match[1]) * {"s": 1.0, "m": 60.0, "h": 3600.0}[match[2]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
