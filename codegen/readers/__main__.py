"""`python -m codegen.readers [--check]`: keeps `schemas/readers`, which says who reads what."""

import argparse
import sys
import traceback
from pathlib import Path

from codegen.readers.stamp import Stamp

FAULTY = 1
REFUSED = 2


def main(given: list[str] | None = None) -> int:
    """Exit with 0 if all is well, 1 if something has to be mended, 2 if the command cannot go on."""
    parser = argparse.ArgumentParser(prog="python -m codegen.readers", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(), help="the folder that holds schemas/ (default: this one)")
    parser.add_argument("--check", action="store_true", help="write nothing; show what would change")
    arguments = parser.parse_args(given)
    stamp = Stamp(arguments.root)
    if arguments.check and stamp.holds():
        return 0
    return _look(arguments, stamp)


def _look(arguments: argparse.Namespace, stamp: Stamp) -> int:
    # What looks takes longer to load than the stamp takes to read.
    from codegen.readers.keeping import expect_fresh, write  # noqa: PLC0415
    from codegen.soundness import Faulty, Refused  # noqa: PLC0415

    try:
        sys.stdout.write(expect_fresh(arguments.root) if arguments.check else write(arguments.root))
    except Faulty as fault:
        sys.stderr.write(f"{fault}\n")
        return FAULTY
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    stamp.set()
    return 0


def _guarded() -> int:
    """A fault of this command itself must not look like a file that is not fresh."""
    try:
        return main()
    except Exception:  # the last resort of a process: shown in full, and told apart
        traceback.print_exc()
        return REFUSED


if __name__ == "__main__":
    sys.exit(_guarded())
