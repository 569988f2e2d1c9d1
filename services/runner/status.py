"""What a worker says of itself to probes: HTTP in its smallest form, on a port of its own."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from itertools import chain

from services.runner.metrics import (
    COMMITTED,
    HIGH_WATERMARK,
    IN_FLIGHT,
    LAG,
    OLDEST_S,
    PARTITIONS,
    UNSENT,
    Metrics,
    figures,
)
from services.runner.partition import Slot
from services.wire.errors import SettingsInvalid

HEAD_LIMIT_BYTES = 8 * 1024
ANSWER_WITHIN_S = 5.0
STATES = ("started", "loading", "stopped")

Answer = tuple[HTTPStatus, str]


class Status:
    """Answers from the partitions as they are now, and from what was counted; `clock` is the event loop's."""

    def __init__(self, slots: Callable[[], Collection[Slot]], metrics: Metrics, clock: Callable[[], float]) -> None:
        self._slots = slots
        self._counted = metrics
        self._clock = clock

    def answer(self, path: str) -> Answer:
        """The answer to a GET."""
        match path:
            case "/health/live":
                return HTTPStatus.OK, "live\n"
            case "/health/ready":
                return self._ready()
            case "/metrics":
                return HTTPStatus.OK, self._metrics()
            case _:
                return HTTPStatus.NOT_FOUND, "there are /health/live, /health/ready and /metrics\n"

    def _ready(self) -> Answer:
        """Every partition that is assigned is being worked on."""
        waiting = [f"{_name(slot)} is {_state(slot)}" for slot in self._slots() if not slot.is_started]
        reasons = [f"{_name(slot)} is stopped: {slot.halted_by}" for slot in self._slots() if slot.is_halted]
        if not waiting:
            return HTTPStatus.OK, "ready\n"
        return HTTPStatus.SERVICE_UNAVAILABLE, "\n".join([*waiting, *reasons, ""])

    def _metrics(self) -> str:
        """The figures, as Prometheus reads them."""
        slots, now_s = self._slots(), self._clock()
        states = Counter(map(_state, slots))
        since = [slot.pending[0].since for slot in slots if slot.pending]
        ends = {_name(slot): slot.end for slot in slots if slot.is_started and slot.end is not None}
        positions = {_name(slot): slot.position for slot in slots if slot.is_started}
        lags = {name: max(0, end - positions[name]) for name, end in ends.items()}
        lines = (
            figures(PARTITIONS, {state: states[state] for state in STATES}),
            figures(IN_FLIGHT, {"": sum(slot.in_flight for slot in slots)}),
            figures(OLDEST_S, {"": max((now_s - one for one in since), default=0)}),
            figures(UNSENT, {"": sum(slot.unsent.inputs for slot in slots)}),
            figures(COMMITTED, positions),
            figures(HIGH_WATERMARK, ends),
            figures(LAG, lags),
            self._counted.lines(),
        )
        return "\n".join([*chain.from_iterable(lines), ""])


def _name(slot: Slot) -> str:
    return f"{slot.partition.topic}-{slot.partition.number}"


def _state(slot: Slot) -> str:
    if slot.is_started:
        return "started"
    return "stopped" if slot.is_halted else "loading"


@asynccontextmanager
async def served(status: Status, host: str, port: int) -> AsyncIterator[None]:
    """Answer probes for as long as the block runs; port 0 asks for none. Raises `SettingsInvalid`."""
    if port == 0:
        yield
        return

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A probe that does not ask, or has left, is nobody's fault here.
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(ANSWER_WITHIN_S):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(_response(status, head))
                await writer.drain()
        writer.close()

    try:
        server = await asyncio.start_server(answer, host, port, limit=HEAD_LIMIT_BYTES)
    except OSError as error:
        raise SettingsInvalid(f"MILLRACE_HOST, MILLRACE_STATUS_PORT: cannot listen there: {error}") from error
    async with server:
        yield


def _response(status: Status, head: bytes) -> bytes:
    method, _, rest = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
    path = rest.partition(" ")[0]
    code, text = status.answer(path) if method in ("GET", "HEAD") else (HTTPStatus.METHOD_NOT_ALLOWED, "")
    body = text.encode()
    lines = (
        f"HTTP/1.1 {code.value} {code.phrase}",
        "content-type: text/plain; charset=utf-8",
        f"content-length: {len(body)}",
        "connection: close",
        "\r\n",
    )
    return "\r\n".join(lines).encode() + (b"" if method == "HEAD" else body)
