"""What becomes of a frame is told once: it was written, or it was dropped."""

import asyncio

from gateway.limits import Limits
from gateway.outbox import Outbox


class Line:
    """A connection whose client takes frames, or does not."""

    def __init__(self) -> None:
        self.is_writable = True
        self.when_writable = lambda: None
        self.pushed: list[str] = []

    def push(self, texts: list[str]) -> None:
        self.pushed += texts

    def say_close(self, code: int, reason: str) -> None:
        pass

    def abort(self) -> None:
        pass


class Fate:
    """What was told."""

    def __init__(self, line: Line) -> None:
        self.told: list[str] = []
        self._line = line

    def written(self) -> None:
        self.told.append(f"written {self._line.pushed[-1]}")

    def dropped(self) -> None:
        self.told.append("dropped")


async def turn() -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_a_frame_is_written_once_the_connection_has_it():
    line = Line()
    outbox, fate = Outbox(line, Limits()), Fate(line)
    assert outbox.offer("one", fate)
    assert (fate.told, outbox.waiting_bytes) == ([], 3)
    await turn()
    assert (fate.told, outbox.waiting_bytes) == (["written one"], 0)


async def test_a_frame_waits_for_a_client_that_is_behind():
    line = Line()
    outbox, fate = Outbox(line, Limits()), Fate(line)
    line.is_writable = False
    outbox.offer("one", fate)
    await turn()
    assert fate.told == []
    line.is_writable = True
    line.when_writable()
    assert fate.told == ["written one"]


async def test_what_waits_when_the_client_is_gone_is_dropped():
    line = Line()
    outbox, fate = Outbox(line, Limits()), Fate(line)
    line.is_writable = False
    outbox.offer("one", fate)
    outbox.stop()
    assert (fate.told, outbox.waiting_bytes) == (["dropped"], 0)


async def test_what_comes_after_the_close_is_dropped():
    line = Line()
    outbox, fate = Outbox(line, Limits()), Fate(line)
    outbox.close(1000, "", flush=True)
    assert outbox.offer("one", fate)
    assert fate.told == ["dropped"]
    outbox.stop()
