"""`just mutate`: how many small faults in the code the tests notice, and which they do not."""

import argparse
import json
import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import msgspec

from tests.mutation.copied import ROOT, CopiedTree, install
from tests.mutation.outcome import SURVIVED, spared, told
from tests.mutation.report import Tally, survivors, table
from tests.mutation.targets import BY_NAME, TARGETS, Target

OUTPUT = ROOT / "test-output" / "mutation"


class Kept(msgspec.Struct, frozen=True):
    """What a run leaves behind for the next one."""

    seed: int
    there_are: int
    results: list[dict[str, object]]


def main(arguments: list[str]) -> int:
    """0 if every mutant was found or is spared."""
    given = parser().parse_args(arguments)
    if given.list:
        print("\n".join(f"{target.name:12} {target.promise}" for target in TARGETS))
        return 0
    OUTPUT.mkdir(parents=True, exist_ok=True)
    tallies = []
    for target in [BY_NAME[name] for name in given.what] or TARGETS:
        kept = last_run(target) if given.report else tried(target, given)
        tally = Tally(target.name, kept.there_are, told(kept.results), spared())
        (OUTPUT / f"{target.name}.txt").write_text(survivors(tally))
        tallies.append(tally)
        print(table([tally]), flush=True)
    print(summary := table(tallies))
    (OUTPUT / "summary.txt").write_text(f"{summary}\n")
    print(f"survivors: {OUTPUT.relative_to(ROOT)}/*.txt")
    return int(any(tally.missed for tally in tallies))


def tried(target: Target, given: argparse.Namespace) -> Kept:
    """Run a target's mutants: those that are drawn, or those that survived last time."""
    began = time.monotonic()
    install()
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        tree = CopiedTree(Path(folder), target)
        names = tree.names()
        if given.survivors:
            before = last_run(target)
            found = [result for result in before.results if result["status"] not in SURVIVED]
            drawn, seed = [name for name in names if name in _survived(before)], before.seed
        else:
            found, drawn, seed = [], drawn_from(names, given.most or target.most, given.seed), given.seed
        print(f"{target.name}: {len(drawn)} of {len(names)} mutants, seed {seed}", flush=True)
        tree.run(drawn, given.minutes * 60)
        kept = Kept(seed, len(names), [*found, *tree.results()])
    (OUTPUT / f"{target.name}.json").write_text(json.dumps(msgspec.to_builtins(kept), indent=1))
    print(f"{target.name}: {time.monotonic() - began:.0f} s", flush=True)
    return kept


def drawn_from(names: Sequence[str], most: int, seed: int) -> list[str]:
    return list(names) if len(names) <= most else Random(seed).sample(names, most)


def _survived(before: Kept) -> set[object]:
    return {result["name"] for result in before.results if result["status"] in SURVIVED}


def last_run(target: Target) -> Kept:
    return msgspec.json.decode((OUTPUT / f"{target.name}.json").read_bytes(), type=Kept)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="just mutate", description=__doc__)
    made.add_argument("what", nargs="*", metavar="TARGET", choices=[[], *BY_NAME], help=", ".join(BY_NAME))
    made.add_argument("--list", action="store_true", help="say what the targets are")
    made.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="which mutants are drawn")
    made.add_argument("--most", type=int, help="how many are drawn of a target")
    made.add_argument("--minutes", type=float, default=20, help="for each target; what is not reached is not counted")
    made.add_argument("--survivors", action="store_true", help="try again what survived the last run")
    made.add_argument("--report", action="store_true", help="run nothing, and show the last run again")
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
