"""Composes a worker process: settings, broker, schemas, and the tables of one domain."""

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack

import uvloop

from services.runner.limits import DEFAULT, Limits
from services.runner.spec import WorkerSpec, routes, schemas
from services.runner.status import Status, served
from services.runner.watchdog import Watchdog
from services.runner.worker import Worker
from services.wire import garbage
from services.wire.errors import MillraceError
from services.wire.kafka import KafkaBroker
from services.wire.log import configure
from services.wire.registry import HttpRegistry
from services.wire.settings import Settings
from services.wire.spans import open_tracer
from services.wire.startup import check_schemas
from services.wire.traced_broker import with_traces

log = logging.getLogger(__name__)


def run_worker(spec: WorkerSpec, environ: Mapping[str, str] = os.environ, limits: Limits = DEFAULT) -> None:
    """Serve one domain until SIGTERM or SIGINT. Exits with status 1, and the reason in the log, if it cannot."""
    try:
        routes(spec)
        settings = Settings.from_environment(environ)
        configure(settings.log_level, settings.log_format)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(spec, settings, limits))
    except MillraceError as error:
        logging.basicConfig()
        log.critical("the %s worker ends: %s", spec.domain, error, extra={"code": error.code})
        sys.exit(1)


async def serve(spec: WorkerSpec, settings: Settings, limits: Limits = DEFAULT) -> None:
    """Open everything, work until a signal comes, and close everything."""
    async with AsyncExitStack() as stack:
        watchdog = stack.enter_context(Watchdog(asyncio.get_running_loop()))
        tracer = open_tracer(settings, spec.domain)
        stack.push_async_callback(tracer.close)
        registry = HttpRegistry(settings)
        stack.push_async_callback(registry.close)
        needed, met = schemas(routes(spec))
        codec = await check_schemas(registry, needed, settings.topic_prefix, met=met)
        broker = await KafkaBroker.open(settings)
        stack.push_async_callback(broker.close)
        tools = await stack.enter_async_context(spec.tools(settings))
        worker = await Worker.open(
            with_traces(broker, tracer),
            codec,
            spec,
            clock=time.time,
            slot=settings.slot,
            tools=tools,
            limits=limits,
            tracer=tracer,
        )
        worker.when_ending(watchdog.expect_end)
        status = Status(lambda: worker.slots, worker.metrics, asyncio.get_running_loop().time)
        await stack.enter_async_context(served(status, settings.host, settings.status_port))
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(signal_number, worker.stop)
        garbage.settle()
        log.info("ready", extra={"domain": spec.domain, "slot": settings.slot})
        await worker.run()
        log.info("stopped", extra={"domain": spec.domain})
