"""`just chaos`: every fault there is, under load, and what became of each request."""

import argparse
import asyncio
import secrets
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from services.local.stack import Servers
from tests.chaos.crowd import Crowd
from tests.chaos.faults import Fault, all_faults
from tests.chaos.ledger import Ledger, Row
from tests.chaos.matrix import Matrix
from tests.chaos.report import is_clean, table
from tests.chaos.site import Site
from tests.runs import run_folder

OF_EACH, PARTITIONS, NODES = 3, 6, 3


def say(text: str) -> None:
    print(text, flush=True)


async def run(faults: list[Fault], seed: int, rate: float, folder: Path) -> list[Row]:
    """Start everything, strike with every fault, and give the rows."""
    # So that what was started is stopped.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    random, ledger = Random(seed), Ledger()
    with Servers(folder, NODES, with_doors=True) as servers:
        await asyncio.to_thread(servers.start)
        site = Site(servers, "chaos.", OF_EACH, PARTITIONS)
        async with site.running(), Crowd(site.front.url, ledger, random, PARTITIONS, rate) as crowd:
            say(f"everything runs: {OF_EACH} of each, {NODES} brokers")
            rows = await Matrix(site, crowd, ledger, random, say).run(faults)
    for (row, end, why), count in Counter((one.row, one.end, one.why[:200]) for one in ledger.entries).items():
        if why:
            say(f"  {row}: {count} x {end}: {why}")
    for complaint in ledger.complaints:
        say(f"! {complaint.row}: {complaint.what}: {complaint.why}")
    return rows


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="just chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="what chance is made of")
    parser.add_argument("--only", action="append", default=[], metavar="TEXT", help="faults whose name holds the text")
    parser.add_argument("--rate", type=float, default=1.0, help="times the usual load of 17 requests/s")
    parser.add_argument("--keep", action="store_true", help="leave the logs and the data of the processes there")
    parser.add_argument("--list", action="store_true", help="name the faults")
    given = parser.parse_args(arguments)
    faults = [fault for fault in all_faults() if not given.only or any(text in fault.name for text in given.only)]
    if given.list:
        say("\n".join(fault.name for fault in faults))
        return 0
    say(f"seed {given.seed}: {len(faults)} faults")
    began_s = time.monotonic()
    with run_folder(is_kept=given.keep) as folder:
        if given.keep:
            say(f"logs and data: {folder}")
        try:
            rows = asyncio.run(run(faults, given.seed, given.rate, folder))
        except asyncio.CancelledError:
            say(f"seed {given.seed}: broken off")
            return 1
    say("")
    say(table(rows, with_head=True))
    say(f"\nseed {given.seed}, {time.monotonic() - began_s:.0f} s")
    return 0 if is_clean(rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
