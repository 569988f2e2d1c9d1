"""Measure the start of a worker behind a long history: `python -m tests.bench.fold --help`."""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from services.board.main import SPEC
from services.local.process import Process
from services.local.stack import Servers, Stack
from services.runner.spec import routes, schemas
from services.wire.broker import Outgoing
from services.wire.codec import Codec
from services.wire.generated.board import NoteEdited, NotePosted
from services.wire.headers import ID
from services.wire.kafka import KafkaBroker
from services.wire.registry import HttpRegistry
from services.wire.startup import check_schemas
from tests.bench.__main__ import machine

TOPIC = "board.events"
AT_ONCE = 20_000
PATIENCE_S = 600.0


def history(codec: Codec, events: int, boards: int) -> Iterator[Outgoing]:
    """Each board has one note, which is edited over and over: the state stays small, however long its history is."""
    for number in range(events):
        board, version = f"board-{number % boards}", number // boards + 1
        note_id = uuid.uuid5(uuid.NAMESPACE_OID, board)
        text = f"version {version} of what is written here"
        if version == 1:
            event = NotePosted(
                board_id=board, note_id=note_id, text=text, author_id=note_id, author="ada", version=version
            )
        else:
            event = NoteEdited(board_id=board, note_id=note_id, text=text, version=version, editor="ada")
        event_id = {ID: str(uuid.UUID(int=number)).encode()}
        yield Outgoing(TOPIC, board.encode(), codec.encode(TOPIC, event), event_id)


async def write(stack: Stack, events: int, boards: int) -> None:
    """Put the history on the topic."""
    broker, registry = await KafkaBroker.open(stack.settings), HttpRegistry(stack.settings)
    try:
        needed, met = schemas(routes(SPEC))
        codec = await check_schemas(registry, needed, stack.settings.topic_prefix, met=met)
        records = history(codec, events, boards)
        while chunk := [broker.produce(record) for record in islice(records, AT_ONCE)]:
            await asyncio.gather(*chunk)
    finally:
        await broker.close()
        await registry.close()


def start(stack: Stack, keys: int) -> tuple[float, int]:
    """Start the worker anew: the seconds until it has taken its last partition, and its memory at most, in MB."""
    began_s = time.monotonic()
    worker = stack.start_worker("board")
    while len(folded := re.findall(r" started .*keys=([0-9]+)", worker.log_text())) < stack.settings.partitions:
        if time.monotonic() > began_s + PATIENCE_S:
            raise TimeoutError(f"the worker did not start:\n{worker.log_tail()}")
        time.sleep(0.02)
    took_s, memory_mb = time.monotonic() - began_s, peak_mb(worker)
    worker.stop()
    if sum(map(int, folded)) != keys:
        raise AssertionError(f"the worker knows {sum(map(int, folded))} boards, and there are {keys}")
    return took_s, memory_mb


def peak_mb(process: Process) -> int:
    """The most memory that a process has ever held."""
    found = re.search(r"VmHWM:\s+([0-9]+)", Path(f"/proc/{process.pid}/status").read_text())
    assert found is not None
    return int(found[1]) // 1024


def measure(stack: Stack, events: int, boards: int) -> dict[str, Any]:
    """A start with no history, and one with all of it."""
    empty_s, empty_mb = start(stack, 0)
    began_s = time.monotonic()
    asyncio.run(write(stack, events, boards))
    written_s = time.monotonic() - began_s
    full_s, full_mb = start(stack, boards)
    return {
        "events": events,
        "boards": boards,
        "written_s": round(written_s, 1),
        "empty_s": round(empty_s, 2),
        "full_s": round(full_s, 2),
        "events_per_s": round(events / max(full_s - empty_s, 0.001)),
        "empty_mb": empty_mb,
        "full_mb": full_mb,
    }


def report(figures: dict[str, Any]) -> str:
    """The figures in words."""
    return "\n".join(
        [
            "{events:,} events of {boards:,} boards, one worker",
            "  a start without history: {empty_s} s, {empty_mb} MB at most",
            "  a start with it: {full_s} s, {full_mb} MB at most; {events_per_s:,} events a second",
        ]
    ).format(**figures)


def main(arguments: Sequence[str]) -> int:
    """Start servers, write the history, start the worker, print, and keep the figures in test-output/fold.jsonl."""
    parser = argparse.ArgumentParser(prog="tests.bench.fold", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--boards", type=int, default=10_000)
    given = parser.parse_args(arguments)
    output = Path(__file__).parents[2] / "test-output"
    output.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Servers(Path(folder)) as servers, Stack(servers, "fold.") as stack:
        servers.start()
        stack.apply()
        figures = measure(stack, given.events, given.boards)
    with (output / "fold.jsonl").open("a") as file:
        file.write(json.dumps(figures) + "\n")
    print(machine())
    print(report(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
