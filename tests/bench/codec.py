"""Measure the generated codec beside fastavro and confluent-kafka: `just bench codec`, `... codec --help`."""

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.codec_messages import Message, messages, tree
from tests.bench.codec_peers import HEADER, Peer, by_confluent, by_fastavro, generated
from tests.codegen.avro_json import schema_text
from tests.codegen.modules import Package, imported

TARGETS = {
    ("encode", "fastavro"): 1.5,
    ("encode", "confluent"): 2.0,
    ("decode", "fastavro"): 1.8,
    ("decode", "confluent"): 5.0,
}
"""How many times as fast as each peer the generated codec should be, where the peer gives a Struct too."""
HEAD = """\
| message | bytes | | generated, µs | fastavro, µs | its time ÷ ours | confluent, µs | its time ÷ ours |
|---|---|---|---|---|---|---|---|"""
Timed = Mapping[str, Sequence[float]]


def peers_of(message: Message, schema: str, package: Package) -> dict[str, Peer]:
    """Everything that is measured for one message, the generated codec first."""
    made, has_unions = package.type(message.full_name), message.label == "unions"
    encode, decode = (package.function(message.full_name, verb) for verb in ("encode", "decode"))
    return {
        "generated": generated(encode, decode),
        "fastavro": by_fastavro(schema, made, has_unions=has_unions),
        "confluent": by_confluent(schema, made, has_unions=has_unions),
    }


def check(peers: Mapping[str, Peer], value: Any) -> None:
    """A fast wrong answer is no answer."""
    bodies = {peer.encode(value)[len(HEADER) :] for peer in peers.values()}
    assert len(bodies) == 1, bodies
    for name, peer in peers.items():
        assert peer.decode(peer.encode(value)) == value, name


def timed(runs: Mapping[str, Callable[[], object]], rounds: int, seconds: float) -> Timed:
    """Microseconds of the processor for one call, for each round; the order rotates from round to round."""
    counts = {name: _count(run, seconds) for name, run in runs.items()}
    found: dict[str, list[float]] = {name: [] for name in runs}
    names = list(runs)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            found[name].append(_per_call(runs[name], counts[name]) * 1e6)
    return found


def _count(run: Callable[[], object], seconds: float) -> int:
    """How many calls fill that time."""
    return max(1, int(seconds / min(_per_call(run, 20) for _ in range(5))))


def _per_call(run: Callable[[], object], count: int) -> float:
    gc.collect()
    begun = time.process_time()
    for _ in range(count):
        run()
    return (time.process_time() - begun) / count


def row(message: Message, size: int, verb: str, found: Timed) -> str:
    """One line of the table: the median of the codec, and the medians of each round's ratio to a peer."""
    cells = [message.label if verb == "encode" else "", str(size) if verb == "encode" else "", verb]
    cells.append(f"{median(found['generated']):.2f}")
    for peer in ("fastavro", "confluent"):
        ratio = median(its / own for its, own in zip(found[peer], found["generated"], strict=True))
        target = TARGETS[verb, peer]
        cells.append(f"{median(found[peer]):.2f}")
        cells.append(f"{ratio:.1f}" + ("" if ratio >= target else f" (target {target:.1f})"))
    return f"| {' | '.join(cells)} |"


def measure(message: Message, peers: Mapping[str, Peer], rounds: int, seconds: float) -> list[str]:
    """The lines of the table for one message."""
    check(peers, message.value)
    framed = {name: peer.encode(message.value) for name, peer in peers.items()}
    encodes = {name: partial(peer.encode, message.value) for name, peer in peers.items()}
    decodes = {name: partial(peer.decode, framed[name]) for name, peer in peers.items()}
    size = len(framed["generated"]) - len(HEADER)
    return [
        row(message, size, verb, timed(runs, rounds, seconds))
        for verb, runs in (("encode", encodes), ("decode", decodes))
    ]


def main(arguments: Sequence[str]) -> int:
    """Check that all agree, measure, and print the table."""
    parser = argparse.ArgumentParser(prog="just bench codec", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.02, help="how long each codec runs in each round")
    given = parser.parse_args(arguments)
    shapes = tree()
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder, imported(shapes, Path(folder), "measured") as package:
        for message in messages(package.module):
            peers = peers_of(message, schema_text(message.full_name, shapes), package)
            print("\n".join(measure(message, peers, given.rounds, given.seconds)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
