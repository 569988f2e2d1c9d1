"""Draws what runs: one screen that changes in place, or plain lines where there is no terminal."""

import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import TextIO

from services.local.rows import Row, State

ACCENT, WAITING, LOST, QUIET, PLAIN = "\x1b[36m", "\x1b[33m", "\x1b[31m", "\x1b[2m", "\x1b[0m"
COLOURS = {
    State.READY: ACCENT,
    State.DONE: ACCENT,
    State.STARTING: WAITING,
    State.RESTARTING: WAITING,
    State.STOPPING: WAITING,
    State.WAITING: QUIET,
    State.STOPPED: QUIET,
    State.FAILED: LOST,
}
UP, CLEAR_LINE, CLEAR_BELOW = "\x1b[{}A", "\x1b[2K", "\x1b[J"
CAUSE_LINES = 12


def lines(rows: Sequence[Row], now_s: float, width: int, *, is_coloured: bool) -> list[str]:
    """Lays the rows out as a table, the cause of a failure below its row; no line is wider than the width."""
    names = max((len(row.name) for row in rows), default=0)
    drawn = []
    for row in rows:
        text = f"  {row.name:<{names}}  {row.state:<10}  {_seconds(row, now_s):>8}  {_detail(row)}".rstrip()[:width]
        if is_coloured:
            start = 2 + names + 2
            text = f"{text[:start]}{COLOURS[row.state]}{text[start : start + 10]}{PLAIN}{text[start + 10 :]}"
        drawn.append(text)
        drawn += [f"      {part}" for line in _cause(row) for part in textwrap.wrap(line, max(20, width - 6))]
    return drawn


def status_lines(rows: Sequence[Row], now_s: float) -> list[str]:
    """Lays the rows out with how long each has been as it is, and its process number."""
    names = max((len(row.name) for row in rows), default=0)
    drawn = []
    for row in rows:
        pid = f"pid {row.pid}" if row.pid else ""
        text = f"  {row.name:<{names}}  {row.state:<10}  {_age(now_s - row.since_s):>8}  {pid:<10}  {_detail(row)}"
        drawn += [text.rstrip(), *(f"      {line}" for line in _cause(row))]
    return drawn


def change(row: Row) -> str:
    """Says in one line, or a few if it failed, what became of a process."""
    text = f"{row.name}: {row.state}"
    if row.state in (State.READY, State.DONE) and row.took_s is not None:
        text += f" after {row.took_s:.1f} s"
    if detail := _detail(row):
        text += f" ({detail})"
    return "\n".join([text, *(f"    {line}" for line in _cause(row))])


def _seconds(row: Row, now_s: float) -> str:
    match row.state:
        case State.READY | State.DONE:
            return "" if row.took_s is None else f"{row.took_s:.1f} s"
        case State.WAITING | State.STOPPED | State.FAILED:
            return ""
        case State.STARTING | State.RESTARTING | State.STOPPING:
            return f"{max(0.0, now_s - row.since_s):.1f} s"


def _age(seconds: float) -> str:
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 7200 else f"{whole // 3600} h"


def _detail(row: Row) -> str:
    if row.waits_for:
        return f"for {', '.join(row.waits_for)}"
    if row.state is State.RESTARTING:
        return row.why.partition("\n")[0]
    again = f"restarted {row.restarts} x" if row.restarts else ""
    return "  ".join(part for part in (row.address, again) if part)


def _cause(row: Row) -> list[str]:
    return row.why.splitlines()[-CAUSE_LINES:] if row.state is State.FAILED else []


class Live:
    """Redraws the table in place."""

    def __init__(self, stream: TextIO, *, is_coloured: bool) -> None:
        self._stream = stream
        self._is_coloured = is_coloured
        self._height = 0
        self._table: list[str] = []
        self._below: list[str] = []

    def show(self, rows: Sequence[Row], now_s: float) -> None:
        """Draws the rows over those drawn before."""
        self._table = lines(rows, now_s, shutil.get_terminal_size().columns - 1, is_coloured=self._is_coloured)
        self._draw()

    def say(self, text: str) -> None:
        """Puts text below the table, in place of what was there."""
        self._below = text.split("\n")
        self._draw()

    def _draw(self) -> None:
        # A table taller than the terminal could not be drawn over.
        drawn = [*self._table, *self._below][-(shutil.get_terminal_size().lines - 2) :]
        up = UP.format(self._height) if self._height else ""
        self._stream.write(up + "".join(f"{CLEAR_LINE}{line}\n" for line in drawn) + CLEAR_BELOW)
        self._stream.flush()
        self._height = len(drawn)


class Lines:
    """Writes a line for each change, for pipes, files and CI."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._said: dict[str, State] = {}

    def show(self, rows: Sequence[Row], _now_s: float) -> None:
        """Writes what has changed; that something waits is no news."""
        for row in rows:
            if row.state not in (self._said.get(row.name), State.WAITING):
                self.say(change(row))
                self._said[row.name] = row.state

    def say(self, text: str) -> None:
        """Writes a line."""
        self._stream.write(f"{text}\n")
        self._stream.flush()


def screen_for(stream: TextIO, environ: Mapping[str, str]) -> Live | Lines:
    """Chooses what suits the stream: NO_COLOR and a terminal without cursor movements are respected."""
    if not stream.isatty() or environ.get("TERM", "dumb") == "dumb":
        return Lines(stream)
    return Live(stream, is_coloured=not environ.get("NO_COLOR"))


def paint(text: str, colour: str, environ: Mapping[str, str]) -> str:
    """Colours text that goes to standard output, where colour is wanted."""
    return f"{colour}{text}{PLAIN}" if sys.stdout.isatty() and not environ.get("NO_COLOR") else text
