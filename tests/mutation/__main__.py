"""`just mutate`: how many small faults in the code the tests notice, and which they do not."""

import argparse
import json
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
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
    """0 if every mutant was found or is spared; a run that tried none has shown nothing."""
    given = parser().parse_args(arguments)
    # So that what was started is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
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
    return int(any(tally.missed or not any(one.is_tried for one in tally.mutants) for tally in tallies))


def tried(target: Target, given: argparse.Namespace) -> Kept:
    """Run a target's mutants: those that are drawn, or those that survived last time."""
    began = time.monotonic()
    install()
    kept = _again(target, given) if given.survivors else _drawn(target, given)
    (OUTPUT / f"{target.name}.json").write_text(json.dumps(msgspec.to_builtins(kept), indent=1))
    print(f"{target.name}: {time.monotonic() - began:.0f} s", flush=True)
    return kept


def _drawn(target: Target, given: argparse.Namespace) -> Kept:
    with copied(target.code, given.tests or target.tests) as tree:
        names, most = tree.names(), given.most or target.most
        drawn = names if len(names) <= most else Random(given.seed).sample(names, most)
        print(f"{target.name}: {len(drawn)} of {len(names)} mutants, seed {given.seed}", flush=True)
        tree.run(drawn, given.minutes * 60)
        return Kept(given.seed, len(names), tree.results())


def _again(target: Target, given: argparse.Namespace) -> Kept:
    """The others stand as they were found."""
    before = last_run(target)
    survived = [result for result in before.results if result["status"] in SURVIVED]
    others = [result for result in before.results if result["status"] not in SURVIVED]
    print(f"{target.name}: the {len(survived)} survivors of {len(before.results)} mutants", flush=True)
    if not survived:
        return before
    files = sorted({str(result["file"]) for result in survived})
    with copied(files, given.tests or target.tests) as tree:
        tree.run([str(result["name"]) for result in survived], given.minutes * 60)
        return Kept(before.seed, before.there_are, [*others, *tree.results()])


@contextmanager
def copied(code: Sequence[str], tests: Sequence[str]) -> Iterator[CopiedTree]:
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        yield CopiedTree(Path(folder), code, tests)


def last_run(target: Target) -> Kept:
    """Without the files that are not the target's any more."""
    kept = msgspec.json.decode((OUTPUT / f"{target.name}.json").read_bytes(), type=Kept)
    ours = [one for one in kept.results if any(fnmatchcase(str(one["file"]), pattern) for pattern in target.code)]
    return Kept(kept.seed, kept.there_are, ours)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="just mutate", description=__doc__)
    made.add_argument("what", nargs="*", metavar="TARGET", choices=[[], *BY_NAME], help=", ".join(BY_NAME))
    made.add_argument("--list", action="store_true", help="say what the targets are")
    made.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="which mutants are drawn")
    made.add_argument("--most", type=int, help="how many are drawn of a target")
    made.add_argument("--minutes", type=float, default=20, help="for each target; what is not reached is not counted")
    made.add_argument("--survivors", action="store_true", help="try again what survived the last run")
    made.add_argument("--tests", nargs="+", help="have the mutants found by these alone, which is quicker")
    made.add_argument("--report", action="store_true", help="run nothing, and show the last run again")
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
