"""What is known of each process: the one thing that the screen, `status` and the tests look at."""

from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct

from services.local import identity
from services.local.places import Places


class State(StrEnum):
    """Where a process is in its life."""

    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    DONE = "done"
    RESTARTING = "restarting"
    STOPPED = "stopped"
    FAILED = "failed"
    STOPPING = "stopping"


SETTLED = {State.READY, State.DONE, State.STOPPED}


class Row(Struct, frozen=True, kw_only=True):
    """One process as it is at the moment."""

    name: str
    role: str
    state: State
    since_s: float
    """When it got into that state, in seconds of the epoch."""
    took_s: float | None = None
    """How long it took from its start until it was ready."""
    waits_for: tuple[str, ...] = ()
    why: str = ""
    """What went wrong, with the tail of the log."""
    address: str = ""
    pid: int | None = None
    restarts: int = 0
    is_task: bool = False


class Report(Struct, frozen=True, kw_only=True):
    """Everything that runs, as its supervisor last wrote it."""

    url: str
    rows: list[Row]

    @property
    def is_up(self) -> bool:
        """Whether all that was to be started has been."""
        return all(row.state in SETTLED for row in self.rows)


def write(places: Places, report: Report) -> None:
    """Publishes the report to the other commands, never half of it."""
    path = _path(places)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(msgspec.json.encode(report))
    new.replace(path)


def read(places: Places) -> Report | None:
    """The last report of a supervisor that still runs."""
    if supervisor(places) is None:
        return None
    try:
        return msgspec.json.decode(_path(places).read_bytes(), type=Report)
    except FileNotFoundError:
        return None


def supervisor(places: Places) -> identity.Identity | None:
    """The `up` that runs on this data, if there is one."""
    return identity.read(supervisor_note(places))


def supervisor_note(places: Places) -> Path:
    """Where a running `up` is noted."""
    return places.run / "up.json"


def forget(places: Places) -> None:
    """Removes the report of a supervisor that is gone."""
    _path(places).unlink(missing_ok=True)


def _path(places: Places) -> Path:
    return places.run / "report" / "rows.json"
