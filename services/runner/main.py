"""From a domain's tables to a running process."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import uvloop
from msgspec import Struct

from services.runner.decider import Decider
from services.runner.decision import Evolutions, Handlers, Projections, Reactions
from services.runner.loading import Loader
from services.runner.outputs import Outputs
from services.runner.watchdog import Watchdog
from services.runner.worker import Worker
from services.wire.broker import Broker
from services.wire.codec import Codec
from services.wire.errors import MillraceError
from services.wire.generated.catalog import BY_TYPE, CATALOG
from services.wire.kafka import KafkaBroker
from services.wire.log import configure
from services.wire.registry import HttpRegistry
from services.wire.settings import Settings
from services.wire.startup import check_schemas

log = logging.getLogger(__name__)


class WorkerSpec(Struct, frozen=True, kw_only=True):
    """A domain as its author writes it: four tables, and what its functions are given."""

    domain: str
    handlers: Handlers = {}
    evolve: Evolutions = {}
    project: Projections = {}
    reactions: Reactions = {}
    make_tools: Callable[[Settings], Any] = lambda _: None

    @property
    def topics(self) -> list[str]:
        """What the worker reads: its commands, and the events of other domains that it reacts to."""
        own = [f"{self.domain}.commands"] if self.handlers else []
        return own + sorted({BY_TYPE[event].topics[0] for event in self.reactions})


def compose(spec: WorkerSpec, broker: Broker, codec: Codec, tools: Any, clock: Callable[[], float]) -> Worker:
    """Put a worker together; nothing is read until it starts."""
    outputs = Outputs(spec.domain, codec, spec.project)
    loader = Loader(spec.domain, broker, codec, spec.evolve, outputs)
    decider = Decider(spec.domain, codec, outputs, spec.handlers, spec.reactions, tools, clock)
    return Worker(spec.domain, broker, loader, decider)


async def run_worker(settings: Settings, spec: WorkerSpec) -> None:
    """Work until a signal says to stop, or the worker cannot go on."""
    async with AsyncExitStack() as stack:
        registry = HttpRegistry(settings)
        stack.push_async_callback(registry.close)
        codec = await check_schemas(registry, CATALOG.values(), settings.topic_prefix)
        broker = await KafkaBroker.open(settings)
        stack.push_async_callback(broker.close)
        worker = compose(spec, broker, codec, spec.make_tools(settings), time.time)
        stack.push_async_callback(worker.close)
        await worker.start(spec.topics, f"{spec.domain}-{settings.slot}")
        stack.enter_context(Watchdog(asyncio.get_running_loop()))
        log.info("ready", extra={"domain": spec.domain, "slot": settings.slot})
        await _until_told(worker)


async def _until_told(worker: Worker) -> None:
    """Return at SIGTERM or SIGINT; raise why the worker ended by itself."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    waiting = asyncio.create_task(told.wait())
    worker.ended.add_done_callback(lambda _: told.set())
    await waiting
    if worker.ended.done():
        worker.ended.result()


def main(spec: WorkerSpec) -> None:
    """Run a worker as this process; an expected failure is a few lines, and exit status 1."""
    try:
        settings = Settings.from_environment(os.environ)
        configure(settings.log_level, settings.log_format)
        with contextlib.suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run_worker(settings, spec))
    except MillraceError as error:
        print(f"{spec.domain}: {error}", file=sys.stderr)
        sys.exit(1)
