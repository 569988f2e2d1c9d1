"""Every worker and one gateway over a broker, a registry and a cache in memory."""

import importlib
import pkgutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from random import Random

from msgspec import Struct

import services
from gateway.keys import read_keys
from gateway.limits import Limits
from services.runner.limits import DEFAULT
from services.runner.spec import Tools, WorkerSpec
from services.runner.worker import Worker
from services.testing.cache import MemoryCache
from services.testing.server import Running, running_gateway
from services.testing.workers import RunningWorker
from services.wire.codec import Codec
from services.wire.generated.catalog import CATALOG, TOPICS
from services.wire.memory import MemoryBroker
from services.wire.patience import Patience
from services.wire.registry import MemoryRegistry
from services.wire.settings import Settings
from services.wire.spans import NO_TRACER, Tracer
from services.wire.startup import check_schemas, subject_of
from services.wire.traced_broker import with_traces

LANES = 4
PARTITIONS = 2
IMPATIENT = Patience(first_s=0.001, longest_s=0.002)
PLENTY = 1_000_000
NOT_DOMAINS = {"wire", "runner", "local", "testing"}


class Clock(Struct):
    """What time it is, and a way to let hours go by."""

    ahead_s: float = 0.0

    def now_s(self) -> float:
        return time.time() + self.ahead_s


class Platform(Struct, frozen=True):
    """What a test may look at, or meddle with, while the platform runs."""

    gateway: Running
    broker: MemoryBroker
    codec: Codec
    registry: MemoryRegistry
    cache: MemoryCache
    clock: Clock
    workers: Mapping[str, RunningWorker] = {}
    """By domain."""

    @property
    def url(self) -> str:
        return self.gateway.url


@asynccontextmanager
async def platform(
    specs: Iterable[WorkerSpec],
    *,
    tools: Mapping[str, Tools] | None = None,
    cache: MemoryCache | None = None,
    limits: Limits | None = None,
    random: Random | None = None,
    tracer: Tracer = NO_TRACER,
) -> AsyncIterator[Platform]:
    """Run it. `tools` stand in, by domain, for those of a spec that would reach for a real server."""
    codec, registry = await registered()
    broker = memory_broker()
    line = with_traces(broker, tracer)
    kept, clock = cache or MemoryCache(), Clock()
    workers: dict[str, RunningWorker] = {}
    async with AsyncExitStack() as stack:
        keys_dir = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="millrace-keys-")))
        stack.push_async_callback(broker.close)
        settings = _settings(keys_dir, 1)
        for spec in specs:
            opened = (tools or {}).get(spec.domain, spec.tools)(settings)
            given = await stack.enter_async_context(opened)
            opening = partial(
                Worker.open, line, codec, spec, clock=clock.now_s, tools=given, limits=DEFAULT, tracer=tracer
            )
            workers[spec.domain] = await stack.enter_async_context(_working(RunningWorker(opening)))
        gateway = await stack.enter_async_context(
            running_gateway(
                lambda port: _settings(keys_dir, port),
                line,
                codec,
                kept,
                read_keys(keys_dir, CATALOG),
                limits=limits,
                now_s=clock.now_s,
                random=random,
                tracer=tracer,
            )
        )
        yield Platform(gateway, broker, codec, registry, kept, clock, workers)


def every_domain() -> list[WorkerSpec]:
    """The spec of each `services/<domain>/main.py`."""
    found = sorted({module.name for module in pkgutil.iter_modules(services.__path__)} - NOT_DOMAINS)
    return [importlib.import_module(f"services.{domain}.main").SPEC for domain in found]


def memory_broker() -> MemoryBroker:
    """Every topic of the catalogue, with few partitions."""
    return MemoryBroker({name: LANES if name == "replies" else PARTITIONS for name in TOPICS})


async def registered() -> tuple[Codec, MemoryRegistry]:
    """A registry that has every schema, and the codec with its ids."""
    registry = MemoryRegistry()
    for entry in CATALOG.values():
        for topic in entry.topics:
            await registry.register(subject_of("", topic, entry.name), entry.schema)
    return await check_schemas(registry, CATALOG.values(), patience=IMPATIENT), registry


def _settings(keys_dir: Path, port: int) -> Settings:
    """Nobody is held back: tests ask much within a minute."""
    return Settings(
        port=port,
        keys_dir=keys_dir,
        frontend_dir=keys_dir / "nowhere",
        logins_per_name=PLENTY,
        logins_per_address=PLENTY,
    )


@asynccontextmanager
async def _working(worker: RunningWorker) -> AsyncIterator[RunningWorker]:
    """Run a worker; whatever it died of is raised at the end."""
    await worker.start()
    try:
        yield worker
    finally:
        await worker.stop()
