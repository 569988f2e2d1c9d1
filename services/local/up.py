"""Runs everything until it is told to stop."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from services.local import identity, rows, screen, topology
from services.local.errors import LocalError
from services.local.options import Options
from services.local.places import Places
from services.local.process import TICK_S, Process, check_ports, stop_left_over
from services.local.rows import Report, State
from services.local.spec import Spec
from services.local.supervisor import Supervisor
from services.wire.settings import Settings

DRAW_S = 0.1


class Stopping:
    """Whether we were asked to stop, and how often."""

    def __init__(self) -> None:
        self.times = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        self.times += 1
        if self.times > 1:
            raise KeyboardInterrupt


def run(places: Places, environ: Mapping[str, str]) -> int:
    """Starts everything, shows it, keeps it running, and stops it when asked; 1 if something did not start."""
    settings, options = Settings.from_environment(environ), Options.from_environment(environ)
    with _alone(places):
        specs = topology.everything(places, environ, settings, options)
        if left := stop_left_over(places, [spec.name for spec in specs][::-1]):
            print(f"stopped what an earlier run had left behind: {', '.join(left)}")
        topology.check_addresses(specs)
        for spec in specs:
            check_ports(spec)
        halted = _halted(places)
        supervisor = Supervisor([Process(spec, places) for spec in specs], time.time, halted)
        return _supervise(supervisor, places, environ, _url(specs, settings))


def detach(places: Places, environ: Mapping[str, str]) -> int:
    """Starts everything in the background, shows it until it is ready, and leaves it running."""
    if rows.supervisor(places):
        print("already running; `./just status` shows it, `./just down` stops it")
        return 0
    log = places.log("up")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "services.local", "up"],
            cwd=places.checkout,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        return _watch(child, places, environ, log)
    except KeyboardInterrupt:
        child.terminate()
        return child.wait()


def _supervise(supervisor: Supervisor, places: Places, environ: Mapping[str, str], url: str) -> int:
    stopping, view = Stopping(), screen.screen_for(sys.stdout, environ)
    drawn_at, was_up = 0.0, False
    last = Report(url=url, rows=[])

    def show() -> None:
        nonlocal last
        report = Report(url=url, rows=supervisor.rows())
        if report != last:
            rows.write(places, report)
            last = report
        view.show(report.rows, time.time())

    try:
        while not stopping.times and not (supervisor.failed and not was_up):
            supervisor.step()
            if time.monotonic() - drawn_at > DRAW_S:
                show()
                drawn_at = time.monotonic()
            if not was_up and last.rows and last.is_up:
                was_up = True
                view.say(_welcome(url, environ))
            time.sleep(TICK_S)
        show()
        view.say("\n  stopping")
        supervisor.stop(show)
        view.say("\n  stopped")
    except KeyboardInterrupt:
        supervisor.kill()
        show()
    return 0 if was_up or not supervisor.failed else 1


def _watch(child: subprocess.Popen[bytes], places: Places, environ: Mapping[str, str], log: Path) -> int:
    view, has_failed = screen.screen_for(sys.stdout, environ), False
    while child.poll() is None:
        if report := rows.read(places):
            view.show(report.rows, time.time())
            has_failed = any(row.state is State.FAILED for row in report.rows)
            if has_failed:
                break
            if report.is_up:
                view.say(_welcome(report.url, environ, "`./just down` stops it."))
                return 0
        time.sleep(DRAW_S)
    code = child.wait()
    view.say("the others were stopped again" if has_failed else log.read_text(errors="replace").rstrip())
    return code


def _welcome(url: str, environ: Mapping[str, str], hint: str = "Ctrl-C stops it.") -> str:
    return f"\n  {screen.paint(url, screen.ACCENT, environ)}   {hint}"


def _url(specs: list[Spec], settings: Settings) -> str:
    return next((spec.address for spec in specs if spec.role == "gateway"), f"http://{settings.host}:{settings.port}")


def _halted(places: Places) -> Path:
    """The folder where `stop NAME` leaves a mark; nothing is halted in a new run."""
    folder = halted_folder(places)
    folder.mkdir(parents=True, exist_ok=True)
    for mark in folder.iterdir():
        mark.unlink()
    return folder


def halted_folder(places: Places) -> Path:
    """Where a file named like a process keeps it from being started again."""
    return places.run / "halted"


@contextlib.contextmanager
def _alone(places: Places) -> Iterator[None]:
    """Holds the data for ourselves; the system lets go of it however we end."""
    places.run.mkdir(parents=True, exist_ok=True)
    with (places.run / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LocalError("already running; `./just status` shows it, `./just down` stops it") from error
        rows.forget(places)
        note = rows.supervisor_note(places)
        if found := identity.identify(os.getpid()):
            identity.write(note, found)
        try:
            yield
        finally:
            note.unlink(missing_ok=True)
