"""Commands about what runs already: each speaks to the supervisor through the files of its data folder."""

import shutil
import signal
import time
from pathlib import Path

from services.local import identity, rows, screen
from services.local.errors import LocalError
from services.local.places import Places
from services.local.process import stop_left_over
from services.local.rows import Report, Row, State
from services.local.up import halted_folder

DOWN_S = 60.0
CHANGE_S = 60.0
TICK_S = 0.05
# What was downloaded, and what belongs to a test run that may be under way.
KEPT = {"downloads", "npm", "peers", "tests"}


def down(places: Places) -> int:
    """Stops everything, also what a killed `up` has left behind."""
    supervisor = rows.supervisor(places)
    if supervisor:
        # Not its group: that may be the terminal's, with the shell in it.
        supervisor.signal_alone(signal.SIGTERM)
        if not identity.wait_gone(supervisor, DOWN_S):
            supervisor.signal_alone(signal.SIGKILL)
            identity.wait_gone(supervisor, DOWN_S)
    left = stop_left_over(places, _noted(places))
    print("stopped" if supervisor or left else "nothing was running")
    return 0


def clean(places: Places) -> int:
    """Stops everything and removes the data; what was downloaded stays."""
    down(places)
    for path in places.data.glob("*"):
        if path.name in KEPT:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    print(f"removed the data in {places.data.name}; downloads are kept")
    return 0


def status(places: Places) -> int:
    """Shows what runs; 1 if not everything does."""
    report = rows.read(places)
    if report is None:
        left = _noted(places)
        print(f"not running, but left behind: {', '.join(left)}; `./just down` stops them" if left else "not running")
        return 1
    print(*screen.status_lines(report.rows, time.time()), "", f"  {report.url}", sep="\n")
    return 0 if all(row.state in (State.READY, State.DONE) for row in report.rows) else 1


def stop(places: Places, name: str) -> int:
    """Stops one process, or every instance of one role, until it is started again."""
    found = _find(_running(places), name)
    for row in found:
        (halted_folder(places) / row.name).touch()
        if each := identity.read(places.run / f"{row.name}.json"):
            each.signal_group(signal.SIGTERM)
    _await(places, found, State.STOPPED)
    return 0


def start(places: Places, name: str) -> int:
    """Starts what `stop` has stopped, and waits until it is ready."""
    found = _find(_running(places), name)
    for row in found:
        (halted_folder(places) / row.name).unlink(missing_ok=True)
    _await(places, found, State.READY)
    return 0


def restart(places: Places, name: str) -> int:
    """Stops and starts one process, or every instance of one role."""
    return stop(places, name) or start(places, name)


def _running(places: Places) -> Report:
    report = rows.read(places)
    if report is None:
        raise LocalError("not running; `./just up` starts it")
    return report


def _find(report: Report, name: str) -> list[Row]:
    found = [row for row in report.rows if name in (row.name, row.role) and not row.is_task]
    if not found:
        known = ", ".join(row.name for row in report.rows if not row.is_task)
        raise LocalError(f"there is no {name!r}; running: {known}")
    return found


def _await(places: Places, wanted: list[Row], state: State) -> None:
    names, until = {row.name for row in wanted}, time.monotonic() + CHANGE_S
    while True:
        now = {row.name: row for row in _running(places).rows if row.name in names}
        if all(row.state is state for row in now.values()):
            print(f"{', '.join(sorted(names))}: {state}")
            return
        for row in now.values():
            if row.state is State.FAILED:
                raise LocalError(screen.change(row))
        if time.monotonic() > until:
            raise LocalError(f"{', '.join(sorted(names))}: not {state} after {CHANGE_S:g} s")
        time.sleep(TICK_S)


def _noted(places: Places) -> list[str]:
    """The names of all processes that run, the last started first."""
    notes = [path for path in places.run.glob("*.json") if path != rows.supervisor_note(places)]
    alive = [path for path in notes if identity.read(path)]
    return [path.stem for path in sorted(alive, key=_started, reverse=True)]


def _started(path: Path) -> float:
    return path.stat().st_mtime
