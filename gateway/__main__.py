"""`python -m gateway`: one gateway process."""

import asyncio
import logging
import os
import sys
from contextlib import AsyncExitStack
from socket import socket

from gateway.app import create_app
from gateway.feeds_reader import TOPIC as FEEDS
from gateway.keys import read_keys
from gateway.lane import REPLIES
from gateway.protocol import listening_socket
from gateway.server import DrainingServer, allow_many_connections, configure, loop_factory
from services.wire import garbage
from services.wire.broker import Broker
from services.wire.cache import connect
from services.wire.entry import Entry
from services.wire.errors import BrokerUnavailable, MillraceError, SettingsInvalid
from services.wire.generated.catalog import CATALOG
from services.wire.kafka import KafkaBroker
from services.wire.log import configure as configure_log
from services.wire.registry import HttpRegistry
from services.wire.settings import Settings
from services.wire.spans import open_tracer
from services.wire.startup import check_schemas, travelling
from services.wire.traced_broker import with_traces

log = logging.getLogger("gateway")

WAIT_S = 1.0


async def serve(settings: Settings) -> None:
    """Run until a signal says to stop."""
    async with AsyncExitStack() as stack:
        tracer = open_tracer(settings, "gateway")
        stack.push_async_callback(tracer.close)
        registry = HttpRegistry(settings)
        stack.push_async_callback(registry.close)
        codec = await check_schemas(registry, travelling(CATALOG.values(), _passes), settings.topic_prefix)
        kafka = await KafkaBroker.open(settings)
        stack.push_async_callback(kafka.close)
        broker = with_traces(kafka, tracer)
        cache = connect(settings)
        stack.push_async_callback(cache.aclose)
        await _find_topics(broker)
        app = create_app(settings, broker, codec, cache, read_keys(settings.keys_dir, CATALOG), tracer=tracer)
        server = DrainingServer(configure(app, settings), app)
        listener = _listen(settings)
        allow_many_connections()
        garbage.settle()
        await server.serve([listener])


def _passes(entry: Entry, topic: str) -> bool:
    """Whether what travels on a topic comes through here: requests, and everything that goes to sockets."""
    return entry.route is not None or topic in (REPLIES, FEEDS)


async def _find_topics(broker: Broker) -> None:
    """Wait for Kafka, and raise `TopicMissing` for a topic that requests would need."""
    topics = {entry.topics[0] for entry in CATALOG.values() if entry.route is not None} | {REPLIES, FEEDS}
    for topic in sorted(topics):
        while True:
            try:
                await broker.partition_count(topic)
                break
            except BrokerUnavailable as error:
                log.warning("waiting for Kafka: %s", error)
                await asyncio.sleep(WAIT_S)


def _listen(settings: Settings) -> socket:
    try:
        return listening_socket(settings.host, settings.port)
    except OSError as error:
        raise SettingsInvalid(f"MILLRACE_HOST, MILLRACE_PORT: cannot listen there: {error}") from error


def main() -> int:
    """Read the settings and run; an expected failure is one line, and exit status 1."""
    try:
        settings = Settings.from_environment(os.environ)
        configure_log(settings.log_level, settings.log_format)
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(serve(settings))
    except MillraceError as error:
        print(f"gateway: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
