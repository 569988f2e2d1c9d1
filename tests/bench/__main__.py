"""Measure Millrace beside its peers on one broker: `python -m tests.bench --help`; `... codec` measures the codec."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from services.local.kafka import TUNING
from services.local.stack import Servers, Stack
from tests.bench.report import faults, table

ROOT = Path(__file__).parents[2]
PEERS = Path(__file__).parent / "peers"

KAFKAS_OWN_TUNING = (
    "-server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35"
    " -XX:+ExplicitGCInvokesConcurrent -XX:MaxInlineLevel=15"
)
"""What Kafka's start script gives to Java, https://github.com/apache/kafka/blob/4.3.0/bin/kafka-run-class.sh"""


def peers_python() -> Path:
    """The interpreter of a virtual environment with the peers' pinned requirements, made at the first run."""
    folder = ROOT / ".millrace" / "peers"
    python = folder / "bin" / "python"
    wanted, installed = PEERS / "requirements.txt", folder / "requirements.txt"
    if not installed.exists() or installed.read_text() != wanted.read_text():
        print("installing the peers' requirements ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", wanted], check=True)
        installed.write_text(wanted.read_text())
    return python


def machine() -> str:
    """One line of what the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    cpus = [line.partition(":")[2] for line in lines if line.startswith("model name")]
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{len(cpus)} cores ({cpus[0].strip() if cpus else 'unknown'}), {memory_gib:.0f} GiB, {system}"


def measure_peer(python: Path, peer: str, bootstrap: str, load: Sequence[str]) -> dict[str, Any]:
    """Run one peer through its own script and return the load client's figures."""
    environment = os.environ | {"BOOTSTRAP": bootstrap, "PYTHON": str(python)}
    return figures([str(PEERS / "run.sh"), peer, *load], environment)


def measure_millrace(python: Path, url: str, pids: dict[str, int], load: Sequence[str]) -> dict[str, Any]:
    """Run the load client against the gateway at `url`."""
    named = [argument for name, pid in pids.items() for argument in ("--pid", f"{name}={pid}")]
    command = [
        str(python),
        str(PEERS / "load.py"),
        "--url",
        url,
        "--profile",
        "millrace",
        "--label",
        "millrace",
        *named,
        *load,
    ]
    return figures(command, dict(os.environ))


def figures(command: Sequence[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=600)
    return json.loads(done.stdout.strip().splitlines()[-1])


def play(rounds: int, measures: dict[str, Callable[[], dict[str, Any]]], keep: Path) -> list[dict[str, dict[str, Any]]]:
    """Measure every product once a round, the order rotating, and append each figure to `keep`."""
    played = []
    names = list(measures)
    for number in range(rounds):
        order = names[number % len(names) :] + names[: number % len(names)]
        found = {}
        for name in order:
            print(f"round {number + 1} of {rounds}: {name} ...", file=sys.stderr)
            found[name] = measures[name]()
            with keep.open("a") as file:
                file.write(json.dumps({"round": number + 1} | found[name]) + "\n")
        played.append({name: found[name] for name in names})
    return played


def warm_up(measures: Mapping[str, Callable[[], object]]) -> None:
    """Play a round that nobody counts: Java compiles what it runs often, and the first to come would wait for it."""
    for name, measure in measures.items():
        print(f"warming up: {name} ...", file=sys.stderr)
        measure()


def main(arguments: Sequence[str]) -> int:
    """Start servers, a greetings worker and a gateway, measure, and print the table."""
    if not (ROOT / "services" / "greetings").is_dir():
        print(
            "bench: what is measured is the sample, which is not here; measure in a checkout that has it",
            file=sys.stderr,
        )
        return 2
    if arguments[:1] == ["codec"]:
        command = [str(peers_python()), "-m", "tests.bench.codec", *arguments[1:]]
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default="p1,p3", help="of p1, p2, p2b, p2t, p2w, p3; empty for none")
    parser.add_argument("load", nargs="*", help="arguments for the load client, after --")
    given = parser.parse_args(arguments)
    python = peers_python()
    output = ROOT / "test-output"
    output.mkdir(exist_ok=True)
    os.environ.setdefault(TUNING, KAFKAS_OWN_TUNING)
    with tempfile.TemporaryDirectory() as folder, Servers(Path(folder)) as servers, Stack(servers, "bench.") as stack:
        servers.start()
        stack.apply()
        worker, gateway = stack.start_worker("greetings"), stack.start_gateway()
        pids = {"gateway": gateway.pid, "worker": worker.pid}
        bootstrap = servers.settings.kafka_bootstrap
        measures = {"millrace": partial(measure_millrace, python, stack.gateway_url, pids, given.load)}
        for peer in filter(None, given.peers.split(",")):
            measures[peer] = partial(measure_peer, python, peer, bootstrap, given.load)
        warm_up(measures)
        rounds = play(given.rounds, measures, output / "bench.jsonl")
    print(machine())
    print(f"medians over {given.rounds} rounds\n\n{table(rounds)}")
    for fault in faults(rounds):
        print(f"fault: {fault}")
    return 1 if faults(rounds) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
