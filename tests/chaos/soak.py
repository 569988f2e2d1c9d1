"""A steady load for a long while, and whether any process grows in memory."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import linear_regression

from msgspec import Struct

from tests.chaos.crowd import Crowd
from tests.chaos.site import Site

SAMPLE_S = 10.0
MOVE_S = 60.0
WARM_UP = 1 / 3
"""The share of the time in which what is bounded may fill: it is not counted."""
REMEMBERED = 500
"""Requests that a worker remembers of each partition here, so that this memory is full before it is measured."""


class Slope(Struct, frozen=True):
    """What a process held in the end, and how much more it takes in an hour."""

    name: str
    resident_mb: float
    mb_per_hour: float


def resident_mb(pid: int) -> float | None:
    """What a process holds in memory; None if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:")), None)


async def soak(site: Site, crowd: Crowd, seconds: float, say: Callable[[str], None]) -> list[Slope]:
    """Let the load go on, moving to new boards now and then, and give the slope of each process."""
    loop = asyncio.get_running_loop()
    began_s, moved = loop.time(), 0
    samples: dict[str, list[tuple[float, float]]] = {}
    while (elapsed_s := loop.time() - began_s) < seconds:
        if elapsed_s >= moved * MOVE_S:
            await crowd.move(f"s{moved}")
            moved += 1
            say(f"{elapsed_s / 60:.0f} min, {crowd.under_way} under way")
        for name, process in site.all.items():
            held = None if process.pid is None else resident_mb(process.pid)
            if held is not None:
                samples.setdefault(name, []).append((elapsed_s, held))
        await asyncio.sleep(SAMPLE_S)
    return slopes(samples, seconds * WARM_UP)


def slopes(samples: Mapping[str, list[tuple[float, float]]], after_s: float) -> list[Slope]:
    """The line that lies closest to the samples after the warm-up, of each process."""
    found = []
    for name, points in samples.items():
        steady = [(at_s, held) for at_s, held in points if at_s >= after_s]
        if len(steady) > 1:
            found.append(Slope(name, steady[-1][1], linear_regression(*zip(*steady, strict=True)).slope * 3600))
    return found


def slope_table(found: list[Slope]) -> str:
    """One line for each process."""
    head = ["| process | resident, MB | slope, MB/h |", "| --- | ---: | ---: |"]
    return "\n".join([*head, *(f"| {one.name} | {one.resident_mb:.0f} | {one.mb_per_hour:+.1f} |" for one in found)])
