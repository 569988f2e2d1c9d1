"""Measure many idle sockets on one gateway, and their move to another: `python -m tests.bench.sockets --help`."""

import argparse
import asyncio
import base64
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from services.local.process import Process
from services.local.stack import Servers, Stack
from tests.bench.__main__ import machine

TARGET_KB = 25.0
OPENING_AT_ONCE = 200
WARMING_UP = 200
PATIENCE_S = 120.0
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Client(asyncio.Protocol):
    """One socket, as little of it as does: it shakes hands, reads frames, and comes back with its token."""

    def __init__(self, crowd: "Crowd") -> None:
        self.crowd = crowd
        self.token = self.position = ""
        self.close_code: int | None = None
        self.come_back_ms = 0
        self.offers: list[str] = []
        self.expects = "wire.Welcome"
        self._reached: asyncio.Future[None] | None = None
        self._buffer = b""
        self._is_open = False
        self._transport: asyncio.Transport | None = None

    async def open(self, url: str, *, resume: bool = False) -> None:
        """Return when the welcome has come, or, of a resume, the word that all was played."""
        where = urlsplit(url)
        self.offers = [f"millrace.resume.{self.token}", f"millrace.pos.{self.position}"] if resume else []
        self.expects = "wire.Resumed" if resume else "wire.Welcome"
        self._buffer, self._is_open, self.close_code = b"", False, None
        loop = asyncio.get_running_loop()
        self._reached = loop.create_future()
        self._transport, _ = await loop.create_connection(lambda: self, where.hostname, where.port)
        self._transport.write(_handshake(where.netloc, url, self.offers))
        async with asyncio.timeout(PATIENCE_S):
            await self._reached

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._fail(ConnectionError(head.partition(b"\r\n")[0].decode()))
                return
            self._is_open, self._buffer = True, rest
        while (frame := _frame(self._buffer)) is not None:
            opcode, payload, self._buffer = frame
            self._take(opcode, payload)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exc or ConnectionError("the gateway closed the connection"))
        self.crowd.left(self)

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == 8:
            self.close_code = int.from_bytes(payload[:2])
            self._transport.close()
        elif opcode == 9:
            self._transport.write(b"\x8a" + bytes([0x80 | len(payload)]) + b"\0\0\0\0" + payload)
        elif opcode == 1:
            self._hear(json.loads(payload)["body"])

    def _hear(self, body: dict[str, Any]) -> None:
        match body["@type"]:
            case "wire.Welcome" | "wire.Heartbeat":
                self.token, self.position = body["resumeToken"], body["position"]
            case "wire.Goodbye":
                self.come_back_ms = body["reconnectAfterMs"]
            case "wire.Resumed" if not body["complete"]:
                self.crowd.incomplete += 1
        if body["@type"] == self.expects and self._reached is not None and not self._reached.done():
            self._reached.set_result(None)

    def _fail(self, error: Exception) -> None:
        if self._reached is not None and not self._reached.done():
            self._reached.set_exception(error)


class Crowd:
    """All the clients."""

    def __init__(self, count: int) -> None:
        self.clients = [Client(self) for _ in range(count)]
        self.incomplete = 0
        self._open = 0
        self._all_left = asyncio.Event()

    async def open(self, url: str, *, resume: bool = False) -> float:
        """Open all, so many at once; the seconds that it took."""
        gate, began_s = asyncio.Semaphore(OPENING_AT_ONCE), time.monotonic()

        async def one(client: Client) -> None:
            async with gate:
                await client.open(url, resume=resume)

        self._open = len(self.clients)
        self._all_left.clear()
        await asyncio.gather(*(one(client) for client in self.clients))
        return time.monotonic() - began_s

    def left(self, client: Client) -> None:
        self._open -= 1
        if self._open == 0:
            self._all_left.set()

    async def all_left(self) -> float:
        """The seconds until every socket has closed."""
        began_s = time.monotonic()
        async with asyncio.timeout(PATIENCE_S):
            await self._all_left.wait()
        return time.monotonic() - began_s

    async def come_back(self, url: str) -> float:
        """Come to another gateway, each when it was asked to; the seconds until the last was resumed."""
        began_s = time.monotonic()

        async def one(client: Client) -> None:
            await asyncio.sleep(client.come_back_ms / 1000)
            await client.open(url, resume=True)

        self._open = len(self.clients)
        self._all_left.clear()
        await asyncio.gather(*(one(client) for client in self.clients))
        return time.monotonic() - began_s


async def measure(stack: Stack, here: Process, count: int, idle_s: float) -> dict[str, Any]:
    """Open the sockets, leave them idle, stop their gateway, and let them come to another one."""
    warming = Crowd(WARMING_UP)
    await warming.open(here.spec.address)
    for client in warming.clients:
        client.close()
    await warming.all_left()
    before_bytes, before_cpu_s = memory_bytes(here.pid), cpu_s(here.pid)
    crowd = Crowd(count)
    opened_s = await crowd.open(here.spec.address)
    opened_cpu_s = cpu_s(here.pid) - before_cpu_s
    at_once_kb = (memory_bytes(here.pid) - before_bytes) / 1024 / count
    idle_from_s = cpu_s(here.pid)
    await asyncio.sleep(idle_s)
    idle_cpu_s = cpu_s(here.pid) - idle_from_s
    kb = (memory_bytes(here.pid) - before_bytes) / 1024 / count
    there = await asyncio.to_thread(stack.start_gateway, 1)
    here.ask_to_end()
    left_s = await crowd.all_left()
    codes = {client.close_code for client in crowd.clients}
    back_s = await crowd.come_back(there.spec.address)
    figures = {
        "sockets": count,
        "kb_per_socket": round(kb, 1),
        "kb_per_socket_at_once": round(at_once_kb, 1),
        "opened_per_s": round(count / opened_s),
        "cpu_us_per_open": round(opened_cpu_s / count * 1e6),
        "idle_cpu_percent": round(100 * idle_cpu_s / idle_s, 1),
        "drained_s": round(left_s, 2),
        "close_codes": sorted(code or 0 for code in codes),
        "resumed_s": round(back_s, 2),
        "resumes_incomplete": crowd.incomplete,
        "kb_per_socket_after_resume": round((memory_bytes(there.pid) - before_bytes) / 1024 / count, 1),
    }
    for client in crowd.clients:
        client.close()
    await crowd.all_left()
    return figures


def memory_bytes(pid: int) -> int:
    """The resident memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES


def cpu_s(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def _handshake(host: str, origin: str, offers: Sequence[str]) -> bytes:
    key = base64.b64encode(Random(host).randbytes(16)).decode()
    lines = [
        "GET /api/socket HTTP/1.1",
        f"Host: {host}",
        f"Origin: {origin}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Protocol: {', '.join(['millrace.v1', *offers])}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _frame(buffer: bytes) -> tuple[int, bytes, bytes] | None:
    """Opcode and payload of the first frame, and what comes after it; None if it is not whole yet."""
    if len(buffer) < 2:
        return None
    size, at = buffer[1] & 0x7F, 2
    if size == 126:
        size, at = int.from_bytes(buffer[2:4]), 4
    elif size == 127:
        size, at = int.from_bytes(buffer[2:10]), 10
    if len(buffer) < at + size:
        return None
    return buffer[0] & 0x0F, buffer[at : at + size], buffer[at + size :]


def report(figures: dict[str, Any]) -> str:
    """The figures in words, the target beside the one that has one."""
    verdict = "within" if figures["kb_per_socket"] <= TARGET_KB else "ABOVE"
    rows = {
        "memory": "{kb_per_socket} KB each, {verdict} the target of {target:g} KB; {kb_per_socket_at_once} at first",
        "opening": "{opened_per_s:,} a second, {cpu_us_per_open} us of CPU each",
        "idle": "{idle_cpu_percent} % of a core, heartbeats and pings included",
        "SIGTERM": "all closed within {drained_s} s, with {close_codes}",
        "another gateway": "all resumed within {resumed_s} s, {resumes_incomplete} of them not completely",
    }
    lines = [f"  {name}: {row.format(verdict=verdict, target=TARGET_KB, **figures)}" for name, row in rows.items()]
    return "\n".join([f"{figures['sockets']:,} idle sockets on one gateway", *lines])


def main(arguments: Sequence[str]) -> int:
    """Start servers and gateways, measure, print, and keep the figures in test-output/sockets.jsonl."""
    parser = argparse.ArgumentParser(prog="tests.bench.sockets", description=__doc__)
    parser.add_argument("--sockets", type=int, default=10_000)
    parser.add_argument("--idle", type=float, default=60.0, help="seconds")
    given = parser.parse_args(arguments)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    output = Path(__file__).parents[2] / "test-output"
    output.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Servers(Path(folder)) as servers, Stack(servers, "sockets.") as stack:
        servers.start()
        stack.apply()
        figures = asyncio.run(measure(stack, stack.start_gateway(), given.sockets, given.idle))
    with (output / "sockets.jsonl").open("a") as file:
        file.write(json.dumps(figures) + "\n")
    print(machine())
    print(report(figures))
    sound = figures["kb_per_socket"] <= TARGET_KB and not figures["resumes_incomplete"]
    return 0 if sound and figures["close_codes"] == [4503] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
