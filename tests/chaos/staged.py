"""`python -m tests.chaos.staged gateway`: runs a process of the platform so that a test can end it at a step.

The product knows nothing of it: its broker and its transactional producer are wrapped here, and its clock is
shifted. What is to be done is read from the file that `CHAOS_ORDERS` names, whenever that changes.
"""

import asyncio
import importlib
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from services.runner.limits import DEFAULT

LOOK_S = 0.02
DELIVERY = "CHAOS_DELIVERY"
"""The variable that says otherwise than its module how a worker delivers."""
MEMORY = "CHAOS_MEMORY"
"""The variable that says how many requests a worker remembers for each partition."""


class Orders(Struct, frozen=True):
    """Die at a step when it is reached for the `after`-th time; go by a clock that is wrong by so many seconds."""

    die_at: str = ""
    after: int = 1
    clock_s: float = 0.0


class Director:
    """Follows the orders in a file. `reach` is called at each step."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._orders = Orders()
        self._left = 0
        self._seen = ""
        self.look()
        threading.Thread(target=self._watch, name="orders", daemon=True).start()

    @property
    def clock_s(self) -> float:
        return self._orders.clock_s

    def expects(self, step: str) -> bool:
        """Whether the process is to die at this step, the next time or later."""
        return self._orders.die_at == step

    def reach(self, step: str) -> None:
        """Die, if that is what was ordered."""
        if not step or self._orders.die_at != step:
            return
        self._left -= 1
        if self._left <= 0:
            # The next process in this place has nothing ordered.
            self._file.rename(self._file.with_suffix(".done"))
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)

    def look(self) -> None:
        """Read the orders, if they have changed."""
        try:
            text = self._file.read_text()
        except FileNotFoundError:
            text = ""
        if text != self._seen:
            self._seen = text
            self._orders = msgspec.json.decode(text, type=Orders) if text else Orders()
            self._left = self._orders.after

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_S)
            self.look()


def stage(director: Director) -> None:
    """Put the director between the product and what it writes to, reads from and goes by."""
    real_time = time.time
    time.time = lambda: real_time() + director.clock_s
    transactor = importlib.import_module("services.wire.kafka.transaction")
    transactor.Producer = _producer(transactor.Producer, director)
    kafka = importlib.import_module("services.wire.kafka")
    kafka.KafkaBroker = _broker(kafka.KafkaBroker, director)


def _producer(base: Any, director: Director) -> Any:
    class StagedProducer(base):
        def begin_transaction(self) -> None:
            director.reach("decided, before the transaction")
            super().begin_transaction()

        def send_offsets_to_transaction(self, *arguments: Any) -> None:
            if director.expects("in the transaction"):
                self.flush(5)
                director.reach("in the transaction")
            super().send_offsets_to_transaction(*arguments)
            director.reach("offsets sent, before the commit")

        def commit_transaction(self, *arguments: Any) -> None:
            super().commit_transaction(*arguments)
            director.reach("committed, before that is known")

    return StagedProducer


def _before(topic: str, *, is_opening: bool) -> str:
    """The step at which a record is about to be written."""
    if topic.endswith(".commands"):
        return "before the command is written"
    if topic == "feeds":
        return "committed, before the change is told"
    return "" if is_opening else "committed, before the reply"


def _after(topic: str, *, is_opening: bool) -> str:
    """The step at which a record was written, and nobody here knows it yet."""
    if topic.endswith(".commands"):
        return "command written, before the 202"
    if topic == "feeds":
        return ""
    return "feed announced, before its query" if is_opening else "reply sent, before that is noted"


def _heard(records: list[Any]) -> list[str]:
    """The steps at which records were read, and nobody was told yet."""
    is_reply = any(record.topic == "replies" and "query" not in record.headers for record in records)
    is_change = any(record.topic == "feeds" for record in records)
    return ["reply read, before its frame"] * is_reply + ["change read, before its frame"] * is_change


def _broker(base: Any, director: Director) -> Any:
    class StagedBroker(base):
        def produce(self, outgoing: Any) -> "asyncio.Future[Any]":
            is_opening = "query" in outgoing.headers
            director.reach(_before(outgoing.topic, is_opening=is_opening))
            sent = super().produce(outgoing)

            def written(done: "asyncio.Future[Any]") -> None:
                if not done.cancelled() and done.exception() is None:
                    director.reach(_after(outgoing.topic, is_opening=is_opening))

            # The first to hear: before the product goes on.
            sent.add_done_callback(written)
            return sent

        async def read(self, partition: Any, start: int, end: int) -> AsyncIterator[list[Any]]:
            async for records in super().read(partition, start, end):
                if partition.topic.endswith(".events"):
                    director.reach("while the state is folded")
                yield records

        async def follow(self, positions: Mapping[Any, int], received: Callable[[list[Any]], None]) -> Any:
            def heard(records: list[Any]) -> None:
                for step in _heard(records):
                    director.reach(step)
                received(records)

            return await super().follow(positions, heard)

    return StagedBroker


def main(module: str) -> int:
    """Run a gateway or worker by the name of its module."""
    stage(Director(Path(os.environ["CHAOS_ORDERS"])))
    if module == "gateway":
        return importlib.import_module("gateway.__main__").main()
    spec = importlib.import_module(module).SPEC
    spec = replace(spec, delivery=os.environ.get(DELIVERY, spec.delivery))
    limits = replace(DEFAULT, memory=int(os.environ.get(MEMORY, DEFAULT.memory)))
    importlib.import_module("services.runner.run").run_worker(spec, limits=limits)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
