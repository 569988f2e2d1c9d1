"""Which process a number means: numbers are used again, a number with its start time is not."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import msgspec
from msgspec import Struct

PROC = Path("/proc")


class Identity(Struct, frozen=True):
    """One process that leads a group of its own."""

    pid: int
    started: str
    """When it was started, in the system's own words."""

    @property
    def is_alive(self) -> bool:
        """Whether that very process still runs."""
        return started(self.pid) == self.started

    def signal_group(self, number: signal.Signals) -> None:
        """Sends a signal to the process and to all that it started, if it still runs."""
        if self.is_alive:
            signal_group(self.pid, number)

    def signal_alone(self, number: signal.Signals) -> None:
        """Sends a signal to the process and to nothing else, if it still runs."""
        if self.is_alive:
            os.kill(self.pid, number)


def signal_group(pid: int, number: signal.Signals) -> None:
    """Sends a signal to a process group; one that is gone is no error."""
    # Some systems answer with a refusal while the ended leader is not yet reaped.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def identify(pid: int) -> Identity | None:
    """Takes down who has this number now."""
    when = started(pid)
    return Identity(pid, when) if when else None


def started(pid: int) -> str:
    """When the process with this number was started; empty if none runs (one that is not yet reaped does not)."""
    if PROC.joinpath("self").exists():
        try:
            # The name before it, in brackets, may hold spaces and brackets itself.
            fields = PROC.joinpath(str(pid), "stat").read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        state, ticks = fields[0], fields[19]
        return "" if state in "ZX" else ticks
    listed = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip()


def write(path: Path, identity: Identity) -> None:
    """Notes a process, so that a later command finds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.encode(identity))


def read(path: Path) -> Identity | None:
    """The process of the note, if there is a note and that process still runs; a stale note is removed."""
    try:
        identity = msgspec.json.decode(path.read_bytes(), type=Identity)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        identity = None
    if identity is None or not identity.is_alive:
        path.unlink(missing_ok=True)
        return None
    return identity


def wait_gone(identity: Identity, seconds: float) -> bool:
    """Waits until the process has ended; False if it has not within the time."""
    until = time.monotonic() + seconds
    while identity.is_alive:
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
