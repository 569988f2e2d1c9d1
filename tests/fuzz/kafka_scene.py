"""Workers and a gateway in this process over real servers: what damages records looks into them."""

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from functools import partial
from typing import Any

from msgspec.structs import replace

from gateway.keys import read_keys
from services.local.stack import Servers, Stack
from services.runner.limits import DEFAULT
from services.runner.worker import Worker
from services.testing.platform import LANES, PARTITIONS, PLENTY, Clock, Platform, every_domain
from services.testing.server import running_gateway
from services.testing.workers import RunningWorker
from services.wire.cache import connect
from services.wire.generated.catalog import CATALOG
from services.wire.kafka import KafkaBroker
from services.wire.patience import Patience
from services.wire.registry import HttpRegistry
from services.wire.settings import Settings
from services.wire.startup import check_schemas
from tests.fuzz.audience import audience
from tests.fuzz.contract import Contract
from tests.fuzz.logs import KafkaLog
from tests.fuzz.records import Scene
from tests.fuzz.thread import LoopThread

WITHIN_S = 60.0
HASTY = Patience(first_s=0.05)
"""A registry is asked as often as ever for an id that it does not know, but in less time: all on a socket wait."""
OF_ITS_OWN = {
    "MILLRACE_PARTITIONS": str(PARTITIONS),
    "MILLRACE_REPLY_LANES": str(LANES),
    "MILLRACE_LOGINS_PER_NAME": str(PLENTY),
    "MILLRACE_LOGINS_PER_ADDRESS": str(PLENTY),
}
"""Few partitions, as in memory."""
OTHERS = {"message.max.bytes": "1048588"}
"""Others may write as much at once as Kafka takes; workers and gateways never do."""


@contextmanager
def scene_on_kafka(document: Mapping[str, Any], servers: Servers, seed: int) -> Iterator[Scene]:
    """Topics, groups and subjects of its own, for this seed alone."""
    stack = Stack(servers, f"records-{seed}.", OF_ITS_OWN)
    stack.apply()
    with closing(LoopThread()) as loop, loop.entered(_platform(stack.settings)) as (platform, log):
        with audience(platform.url, loop) as people:
            yield Scene(loop, platform, people, Contract(document), log, seed)


@asynccontextmanager
async def _platform(settings: Settings) -> AsyncIterator[tuple[Platform, KafkaLog]]:
    async with AsyncExitStack() as stack:
        registry = HttpRegistry(settings)
        stack.push_async_callback(registry.close)
        codec = await check_schemas(registry, CATALOG.values(), settings.topic_prefix, HASTY)
        others = await _broker(stack, replace(settings, kafka=OTHERS))
        workers = {}
        for spec in every_domain():
            opening = partial(
                Worker.open,
                await _broker(stack, settings),
                codec,
                spec,
                clock=time.time,
                tools=await stack.enter_async_context(spec.tools(settings)),
                limits=DEFAULT,
            )
            workers[spec.domain] = worker = RunningWorker(opening, WITHIN_S)
            stack.push_async_callback(worker.stop)
            await worker.start()
        cache = connect(settings)
        stack.push_async_callback(cache.aclose)
        gateway = await stack.enter_async_context(
            running_gateway(
                lambda port: replace(settings, port=port, origins=()),
                await _broker(stack, settings),
                codec,
                cache,
                read_keys(settings.keys_dir, CATALOG),
                now_s=time.time,
                random=None,
            )
        )
        meddling: Any = others
        yield Platform(gateway, meddling, codec, registry, cache, Clock(), workers), KafkaLog(settings, others)


async def _broker(stack: AsyncExitStack, settings: Settings) -> KafkaBroker:
    broker = await KafkaBroker.open(settings)
    stack.push_async_callback(broker.close)
    return broker
