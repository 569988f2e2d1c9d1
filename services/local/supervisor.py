"""Starts what is ready to start, restarts what died, one small step at a time."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from services.local.errors import LocalError
from services.local.process import GRACE_S, TICK_S, Process, ending
from services.local.rows import Row, State

FIRST_BACKOFF_S = 0.5
LONGEST_BACKOFF_S = 30.0
STEADY_S = 30.0
"""Whoever has run for so long is forgiven its earlier deaths."""


class Supervised:
    """A process and where it is in its life."""

    def __init__(self, process: Process, now: float) -> None:
        self.process = process
        self.state = State.WAITING
        self.since_s = now
        self.took_s: float | None = None
        self.why = ""
        self.restarts = 0
        self.deaths = 0
        self.was_ready = False
        self.again_at_s = 0.0

    def become(self, state: State, now: float, why: str = "") -> None:
        """Enters a state."""
        self.state, self.since_s, self.why = state, now, why

    def row(self, waits_for: tuple[str, ...]) -> Row:
        """Says what is known of it."""
        spec = self.process.spec
        return Row(
            name=spec.name,
            role=spec.role,
            state=self.state,
            since_s=self.since_s,
            took_s=self.took_s,
            waits_for=waits_for,
            why=self.why,
            address=spec.address,
            pid=self.process.pid,
            restarts=self.restarts,
            is_task=spec.is_task,
        )


class Supervisor:
    """Keeps a set of processes running. `step` does what is due and returns at once."""

    def __init__(self, processes: Sequence[Process], clock: Callable[[], float], halted: Path) -> None:
        self._clock = clock
        self._halted = halted
        self._all = {process.name: Supervised(process, clock()) for process in processes}

    def step(self) -> None:
        """Looks at every process once and moves on those that can."""
        for each in self._all.values():
            self._advance(each, self._clock())

    def rows(self) -> list[Row]:
        """What is known of each process, in the order of the list."""
        return [each.row(self._waits_for(each)) for each in self._all.values()]

    @property
    def failed(self) -> bool:
        """Whether something could not be started at all."""
        return any(each.state is State.FAILED for each in self._all.values())

    def settle(self) -> None:
        """Steps until all are ready or done; raises `LocalError` with the log of the first that cannot be started."""
        while not all(each.state in (State.READY, State.DONE) for each in self._all.values()):
            self.step()
            for each in self._all.values():
                if each.state is State.FAILED:
                    raise LocalError(f"{each.process.name}: {each.why}")
            time.sleep(TICK_S)

    def stop(self, on_change: Callable[[], None] = lambda: None) -> None:
        """Stops all: first what uses the servers, then the servers."""
        everyone = list(self._all.values())
        for each in everyone:
            if each.state in (State.WAITING, State.RESTARTING):
                each.become(State.STOPPED, self._clock())
        users = [each for each in everyone if each.process.spec.needs]
        for layer in (users, everyone):
            running = [each for each in reversed(layer) if each.process.is_alive]
            for each in running:
                each.process.ask_to_end()
                each.become(State.STOPPING, self._clock())
            on_change()
            for each in running:
                each.process.await_end(GRACE_S)
                each.become(State.STOPPED, self._clock())
                on_change()

    def kill(self) -> None:
        """Ends all at once."""
        for each in reversed(self._all.values()):
            each.process.kill()

    def _waits_for(self, each: Supervised) -> tuple[str, ...]:
        if each.state is not State.WAITING:
            return ()
        return tuple(name for name in each.process.spec.needs if self._all[name].state not in (State.READY, State.DONE))

    def _advance(self, each: Supervised, now: float) -> None:
        match each.state:
            case State.WAITING:
                if not self._waits_for(each):
                    self._start(each, now)
            case State.STARTING:
                self._look_at_start(each, now)
            case State.READY:
                if not each.process.is_alive:
                    self._died(each, now)
            case State.RESTARTING | State.STOPPED | State.FAILED:
                self._revive(each, now)
            case State.DONE | State.STOPPING:
                return

    def _revive(self, each: Supervised, now: float) -> None:
        """Starts again what may run, is due, and is not broken; `stop` and `start` mend the broken."""
        if self._is_halted(each):
            if each.state is not State.STOPPED:
                each.become(State.STOPPED, now)
        elif each.state is State.STOPPED:
            each.deaths = 0
            self._start(each, now)
        elif each.state is State.RESTARTING and now >= each.again_at_s:
            each.restarts += 1
            self._start(each, now)

    def _start(self, each: Supervised, now: float) -> None:
        try:
            each.process.start()
        except (LocalError, OSError) as error:
            each.become(State.FAILED, now, str(error))
        else:
            each.become(State.STARTING, now)

    def _look_at_start(self, each: Supervised, now: float) -> None:
        process, elapsed = each.process, now - each.since_s
        code = process.exit_code()
        if code == 0 and process.spec.is_task:
            each.took_s = elapsed
            each.become(State.DONE, now)
        elif code is not None:
            self._died(each, now)
        elif process.is_ready():
            each.took_s, each.was_ready = elapsed, True
            each.become(State.READY, now)
        elif elapsed > process.spec.patience_s:
            process.stop()
            self._gone(each, now, f"not ready after {process.spec.patience_s:g} s\n{process.log_tail()}")

    def _died(self, each: Supervised, now: float) -> None:
        """Takes note of a process that ended by itself."""
        process = each.process
        why = f"{ending(process.exit_code() or 0)}\n{process.log_tail()}"
        if each.state is State.READY and now - each.since_s > STEADY_S:
            each.deaths = 0
        process.kill()
        self._gone(each, now, why)

    def _gone(self, each: Supervised, now: float, why: str) -> None:
        """Restarts what has been ready before; what never was would only fail again."""
        if self._is_halted(each):
            each.become(State.STOPPED, now)
        elif each.was_ready:
            each.again_at_s = now + min(LONGEST_BACKOFF_S, FIRST_BACKOFF_S * 2**each.deaths)
            each.deaths += 1
            each.become(State.RESTARTING, now, why)
        else:
            each.become(State.FAILED, now, why)

    def _is_halted(self, each: Supervised) -> bool:
        return (self._halted / each.process.name).exists()
