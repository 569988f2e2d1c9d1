"""Folders of test runs: each has an owner, and what a run that was killed has left behind is swept away."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.local import identity
from services.local.places import CHECKOUT, Places
from services.local.process import stop_left_over

RUNS = CHECKOUT / ".millrace" / "tests"
OWNER = "owner.json"


@contextmanager
def run_folder(*, is_kept: bool = False) -> Iterator[Path]:
    """A folder for the data of this run's processes, removed at the end unless it is to be kept."""
    sweep()
    RUNS.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=RUNS, prefix="run-"))
    try:
        if owner := identity.identify(os.getpid()):
            identity.write(folder / OWNER, owner)
        yield folder
    finally:
        if not is_kept:
            shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Stop the processes of runs that were killed, and remove their data."""
    for folder in RUNS.glob("run-*"):
        if identity.read(folder / OWNER):
            continue
        for run in (folder / "run", *folder.glob("*/run")):
            places = Places(checkout=CHECKOUT, data=run.parent, downloads=run)
            stop_left_over(places, [note.stem for note in run.glob("*.json")])
        shutil.rmtree(folder, ignore_errors=True)
