"""One process: started, asked whether it is ready, stopped with all that it started."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from services.local import identity
from services.local.errors import LocalError
from services.local.places import Places
from services.local.ports import holder, is_free
from services.local.ready import is_ready
from services.local.spec import Spec

TAIL_LINES = 20
TICK_S = 0.05
GRACE_S = 15.0


class Process:
    """Runs a spec. It leads its own process group, so that a Ctrl-C for us does not reach it by itself."""

    def __init__(self, spec: Spec, places: Places) -> None:
        self.spec = spec
        self._places = places
        self._child: subprocess.Popen[bytes] | None = None
        self._is_over = True

    @property
    def name(self) -> str:
        """The name of the spec."""
        return self.spec.name

    @property
    def pid(self) -> int | None:
        """The number of the running process."""
        return self._child.pid if self._child and self.exit_code() is None else None

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.pid is not None

    def start(self) -> None:
        """Starts it with a fresh log; raises `LocalError` at once if a port that it needs is taken."""
        check_ports(self.spec)
        for path, text in self.spec.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        with _fresh(self._log).open("wb") as log:
            self._child = subprocess.Popen(
                self.spec.command,
                cwd=self._places.checkout,
                env=dict(self.spec.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._is_over = False
        if found := identity.identify(self._child.pid):
            identity.write(self._note, found)

    def is_ready(self) -> bool:
        """Asks once whether it is ready."""
        return self.is_alive and is_ready(self.spec.ready, self._log)

    def exit_code(self) -> int | None:
        """How it ended; None while it runs or was never started."""
        return self._child.poll() if self._child else None

    def wait_ready(self) -> None:
        """Waits until it is ready (a task: done); raises `LocalError` with the tail of its log if that fails."""
        until = time.monotonic() + self.spec.patience_s
        while not self.is_ready():
            if (code := self.exit_code()) is not None:
                if self.spec.is_task and code == 0:
                    return
                raise LocalError(f"{self.name} {ending(code)}\n{self.log_tail()}")
            if time.monotonic() > until:
                raise LocalError(f"{self.name} was not ready after {self.spec.patience_s:g} s\n{self.log_tail()}")
            time.sleep(TICK_S)

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to it and to all that it started."""
        if self._child and not self._is_over:
            identity.signal_group(self._child.pid, number)

    def kill(self) -> None:
        """Ends it as a crash would, and waits until it is gone."""
        # Once only: a number that has been given back may come to mean another process.
        if self._child and not self._is_over:
            self.signal(signal.SIGKILL)
            self._child.wait()
            self._note.unlink(missing_ok=True)
            self._is_over = True

    def stop(self, grace_s: float = GRACE_S) -> None:
        """Asks it to end, waits, and ends what has not."""
        self.ask_to_end()
        self.await_end(grace_s)

    def ask_to_end(self) -> None:
        """Asks it to end, and does not wait."""
        if self.is_alive:
            self.signal(signal.SIGTERM)

    def await_end(self, grace_s: float = GRACE_S) -> None:
        """Waits until it has ended; kills it, and whatever it left behind, when the time is over."""
        if self._child is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(grace_s)
        self.kill()

    def restart(self) -> None:
        """Stops it, starts it, and waits until it is ready."""
        self.stop()
        self.start()
        self.wait_ready()

    def log_text(self) -> str:
        """What it has written since its last start."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def log_tail(self) -> str:
        """The last lines of its log."""
        return "\n".join(self.log_text().rstrip().splitlines()[-TAIL_LINES:]) or "(its log is empty)"

    @property
    def _log(self) -> Path:
        return self._places.log(self.name)

    @property
    def _note(self) -> Path:
        return self._places.run / f"{self.name}.json"


def check_ports(spec: Spec) -> None:
    """Raises `LocalError` if another process holds a port that this one needs, saying who and what to change."""
    for host, port, variable in spec.ports:
        if not is_free(host, port):
            raise LocalError(
                f"{spec.name} needs port {port} on {host}, which {holder(port)} holds; end that, or set {variable}"
            )


def ending(code: int) -> str:
    """Says in words how a process ended."""
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with status {code}"


def _fresh(log: Path) -> Path:
    """Makes room for a new log; the one before stays beside it for one more start."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".previous.log"))
    return log


def stop_left_over(places: Places, names: list[str], grace_s: float = GRACE_S) -> list[str]:
    """Stops what an `up` that is gone has left running, the last started first; returns the names."""
    found = [(name, each) for name in names if (each := identity.read(places.run / f"{name}.json"))]
    for _, each in found:
        each.signal_group(signal.SIGTERM)
    for name, each in found:
        if not identity.wait_gone(each, grace_s):
            each.signal_group(signal.SIGKILL)
            identity.wait_gone(each, grace_s)
        (places.run / f"{name}.json").unlink(missing_ok=True)
    return [name for name, _ in found]


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What the processes inherit: everything but what is meant for the local servers' own commands."""
    return {name: text for name, text in environ.items() if not name.startswith("MILLRACE_LOCAL_")}


def python_environment(environ: Mapping[str, str], **settings: str) -> dict[str, str]:
    """The environment of one of our own processes, which writes its log line by line and starts from compiled code."""
    return {**clean_environment(environ), "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "", **settings}
