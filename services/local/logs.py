"""Shows the log of one process."""

import time
from pathlib import Path

from services.local.errors import LocalError
from services.local.places import Places

TICK_S = 0.2
SHOWN_BYTES = 64 * 1024


def show(places: Places, name: str, *, is_following: bool) -> int:
    """Writes the end of the log, and what is added to it until Ctrl-C."""
    log = places.log(name)
    if not log.exists():
        known = sorted(path.stem for path in log.parent.glob("*.log") if not path.stem.endswith(".previous"))
        raise LocalError(f"there is no log of {name!r}; there are: {', '.join(known) or 'none yet'}")
    at = max(0, log.stat().st_size - SHOWN_BYTES)
    while True:
        at = _copy(log, at)
        if not is_following:
            return 0
        time.sleep(TICK_S)


def _copy(log: Path, at: int) -> int:
    """Writes what comes after the position and returns the next one; a log begun anew is read from its start."""
    try:
        size = log.stat().st_size
        with log.open("rb") as file:
            file.seek(at if size >= at else 0)
            text = file.read()
            position = file.tell()
    except FileNotFoundError:
        return 0
    print(text.decode(errors="replace"), end="", flush=True)
    return position
