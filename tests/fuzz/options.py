"""What `just fuzz` is told."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.every_damage import DAMAGE
from tests.fuzz.lane import ENDPOINTS
from tests.fuzz.tried_records import ON_KAFKA, RECORDS
from tests.fuzz.tried_sequences import SEQUENCES

LANES = (ENDPOINTS, DAMAGE, SEQUENCES, RECORDS, ON_KAFKA)
UNITS = {"s": 1, "m": 60, "h": 3600}


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="just fuzz", description="Tests every endpoint, through to the outcome.")
    made.add_argument("--for", dest="lasts_s", type=duration_s, metavar="30m", help="how long (one round)")
    made.add_argument("--seed", type=int, help="where to begin; made up and shown if it is not given")
    made.add_argument("--examples", type=int, default=100, metavar="N", help="of each operation in a round (100)")
    made.add_argument("--operation", action="append", default=[], metavar="ID", help="only this one: board.PostNote")
    made.add_argument("--damage", action="append", default=[], metavar="KIND", help="only this: 'bit flipped'")
    made.add_argument("--lane", action="append", default=[], choices=LANES, help="only this one")
    made.add_argument("--in-process", action="store_true", help="over a broker, a registry and a cache in memory")
    made.add_argument("--url", help="a gateway that runs already, by its address")
    made.add_argument("--replay", type=Path, action="append", default=[], metavar="FILE", help="what was found before")
    made.add_argument("--junit", type=Path, metavar="FILE", help="where to write the report as JUnit XML")
    made.add_argument("--html", type=Path, metavar="FILE", help="where to write the report as a page for people")
    return made


def parse(given: Sequence[str]) -> argparse.Namespace:
    return parser().parse_args(given)


def duration_s(text: str) -> float:
    """30m, 90s or 2h in seconds."""
    found = re.fullmatch(r"(\d+)([smh])", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"expected 90s, 30m or 2h, got {text!r}")
    return int(found[1]) * UNITS[found[2]]
