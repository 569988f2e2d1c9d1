"""librdkafka's options, one table for each kind of client.

https://github.com/confluentinc/librdkafka/blob/v2.16.1/CONFIGURATION.md
"""

import logging
from collections.abc import Mapping
from typing import Any, Literal

from confluent_kafka import KafkaError

from services.wire.settings import Settings

Role = Literal["producer", "transactor", "member", "reader", "admin"]

log = logging.getLogger(__name__)

SESSION_TIMEOUT_MS = 6_000
TRANSACTION_TIMEOUT_MS = 5_000

_ALL: dict[str, Any] = {
    # A connection that has died in silence is given up after that; the default is a minute.
    "socket.timeout.ms": 10_000,
    "socket.keepalive.enable": True,
}
_WRITES: dict[str, Any] = {
    "enable.idempotence": True,
    "linger.ms": 0,
    # The same partitions as Java's clients.
    "partitioner": "murmur2_random",
    # A missing topic is reported after this long; the default waits half a minute.
    "topic.metadata.propagation.max.ms": 5_000,
}
_READS: dict[str, Any] = {
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "isolation.level": "read_committed",
    "check.crcs": True,
    # A partition that starts or resumes waits for the fetch that is under way; the default is half a second.
    "fetch.wait.max.ms": 100,
    # Little is fetched ahead, so that little is lost when a partition goes away.
    "queued.min.messages": 1_000,
    "queued.max.messages.kbytes": 16_384,
    "fetch.queue.backoff.ms": 10,
}
_ROLES: dict[Role, dict[str, Any]] = {
    "producer": _WRITES
    | {
        "message.timeout.ms": 10_000,
        # One request at a time: batches then grow by themselves under load.
        "max.in.flight.requests.per.connection": 1,
    },
    "transactor": _WRITES
    | {
        # A transaction's records lie ready before its first request; as many as keep their order may be under way.
        "max.in.flight.requests.per.connection": 5,
        "transaction.timeout.ms": TRANSACTION_TIMEOUT_MS,
        "message.timeout.ms": TRANSACTION_TIMEOUT_MS,
        "socket.timeout.ms": TRANSACTION_TIMEOUT_MS,
        # The broker is not done with the last transaction when the next begins; the default waits 100 ms for it.
        "retry.backoff.ms": 1,
        "retry.backoff.max.ms": 10,
    },
    # Where to begin is always said. This is for records that retention has removed meanwhile.
    "member": _READS | {"auto.offset.reset": "earliest"},
    "reader": _READS | {"auto.offset.reset": "earliest", "enable.partition.eof": True},
    "admin": {},
}
_WRITERS_ONLY = ("acks", "batch.", "compression.", "delivery.", "linger.", "message.timeout", "queue.buffering.")
_READERS_ONLY = ("fetch.", "group.", "heartbeat.", "max.poll.", "queued.", "session.")


def options(settings: Settings, role: Role, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The options of one client; what the settings pass through wins over the tables."""
    foreign = _READERS_ONLY if role in ("producer", "transactor", "admin") else _WRITERS_ONLY
    passed = {name: text for name, text in settings.kafka.items() if not name.startswith(foreign)}
    return {
        "bootstrap.servers": settings.kafka_bootstrap,
        "client.id": f"millrace-{role}",
        "error_cb": _say,
        "logger": logging.getLogger("librdkafka"),
        **_ALL,
        **_ROLES[role],
        **(extra or {}),
        **passed,
    }


def membership(settings: Settings, group: str, slot: str) -> dict[str, Any]:
    """The options of a static member of a group. The newer protocol takes its times from the broker."""
    static = {"group.id": settings.topic_prefix + group, "group.protocol": settings.group_protocol}
    if settings.group_protocol == "consumer":
        return static
    return static | {
        "group.instance.id": settings.topic_prefix + slot,
        "partition.assignment.strategy": "cooperative-sticky",
        "session.timeout.ms": SESSION_TIMEOUT_MS,
        "heartbeat.interval.ms": 1_000,
    }


def _say(error: KafkaError) -> None:
    """Log what librdkafka says about its connections; it goes on trying by itself."""
    log.warning("kafka: %s", error.str())
