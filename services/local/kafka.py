"""Apache Kafka: a node that is broker and controller, or three of them that replicate."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from services.local.artifacts import bundle, locked
from services.local.errors import LocalError
from services.local.java import QUICK, START_WITHIN_S, classpath, java
from services.local.places import Places
from services.local.process import clean_environment
from services.local.spec import Ends, Says, Spec

# One cluster a data folder, so its id need not differ from others'.
CLUSTER = "MillraceLocalCluster00"
HEAP_MB = 512
REPLICAS = 3
NAME = "kafka"
NAMES = (NAME, *(f"{NAME}-{number}" for number in range(1, REPLICAS + 1)))
"""Every name that a node may have."""
FOR_EVER_MINUTES = 2**31 - 1
VARIABLE = "MILLRACE_KAFKA_BOOTSTRAP"
TUNING = "KAFKA_JVM_PERFORMANCE_OPTS"
"""Kafka's own variable for how Java is to run it; without it, here, Java starts soon and compiles little."""
LOGGER = "-Dorg.slf4j.simpleLogger"
LOG = (
    f"{LOGGER}.showDateTime=true",
    f"{LOGGER}.dateTimeFormat=HH:mm:ss.SSS",
    # Several lines for each of hundreds of partitions at every start.
    f"{LOGGER}.log.state.change.logger=warn",
    f"{LOGGER}.log.org.apache.kafka.storage.internals.log=warn",
    f"{LOGGER}.log.kafka.cluster.Partition=warn",
)


class Node(Struct, frozen=True):
    """One node that is broker and controller; the controller listens on the port after the broker's."""

    number: int
    host: str
    port: int
    door: "Door | None" = None

    @property
    def controller(self) -> str:
        return f"{self.host}:{self.port + 1}"


class Door(Struct, frozen=True):
    """A second way into a node, with somebody between: where the node listens, and where it tells clients to come."""

    port: int
    told_port: int


def nodes_of(bootstrap: str, doors: Sequence[Door] = ()) -> list[Node]:
    """The nodes at these addresses: one, or three that replicate. Raises `LocalError` for another number."""
    places = [address.strip().rpartition(":") for address in bootstrap.split(",")]
    if len(places) not in (1, REPLICAS):
        raise LocalError(f"{VARIABLE} names {len(places)} addresses on this machine; one or {REPLICAS} nodes run here")
    given: Sequence[Door | None] = doors or [None] * len(places)
    return [
        Node(number, host, int(port), door)
        for number, ((host, _, port), door) in enumerate(zip(places, given, strict=True), 1)
    ]


def properties(node: Node, nodes: Sequence[Node], data: Path) -> str:
    """Writes the settings of a node among its like."""
    settings = {
        **_addresses(node, nodes),
        "log.dirs": _escaped(data),
        "auto.create.topics.enable": "false",
        "num.partitions": 1,
        **_replication(len(nodes)),
        "offsets.topic.num.partitions": 8,
        "transaction.state.log.num.partitions": 8,
        # A group that was stopped for a month must not start again from the beginning.
        "offsets.retention.minutes": FOR_EVER_MINUTES,
        "group.initial.rebalance.delay.ms": 0,
        # Both group protocols notice a worker that is gone after 6 s; the defaults of the new one take 45.
        "group.min.session.timeout.ms": 1000,
        "group.consumer.min.session.timeout.ms": 5000,
        "group.consumer.session.timeout.ms": 6000,
        "group.consumer.min.heartbeat.interval.ms": 1000,
        "group.consumer.heartbeat.interval.ms": 2000,
        "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
        # A broker that was killed waits for its former self to be forgotten before it starts.
        "broker.heartbeat.interval.ms": 500,
        "broker.session.timeout.ms": 3000,
        # Hundreds of small partitions on one disk: little to index, and deleted soon after it is due.
        "log.index.size.max.bytes": 1048576,
        "log.segment.bytes": 134217728,
        "log.retention.check.interval.ms": 30000,
        "log.cleaner.dedupe.buffer.size": 16777216,
        "num.network.threads": 2,
        "num.io.threads": 4,
        "background.threads": 2,
    }
    return "".join(f"{name}={setting}\n" for name, setting in settings.items())


def _addresses(node: Node, nodes: Sequence[Node]) -> dict[str, object]:
    listeners = {"BROKER": f"{node.host}:{node.port}", "CONTROLLER": node.controller}
    told = {"BROKER": f"{node.host}:{node.port}"}
    if node.door is not None:
        listeners["DOOR"] = f"{node.host}:{node.door.port}"
        told["DOOR"] = f"{node.host}:{node.door.told_port}"
    voters = ",".join(f"{one.number}@{one.controller}" for one in nodes)
    return {
        "process.roles": "broker,controller",
        "node.id": node.number,
        "listeners": ",".join(f"{name}://{address}" for name, address in listeners.items()),
        "advertised.listeners": ",".join(f"{name}://{address}" for name, address in told.items()),
        "inter.broker.listener.name": "BROKER",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": ",".join(f"{name}:PLAINTEXT" for name in listeners),
        **(
            {"controller.quorum.bootstrap.servers": node.controller}
            if len(nodes) == 1
            else {"controller.quorum.voters": voters}
        ),
    }


def _replication(nodes: int) -> dict[str, int]:
    """How often everything is kept, and how many nodes have to have it before it counts as written."""
    replicas, in_sync = (1, 1) if nodes == 1 else (REPLICAS, REPLICAS - 1)
    return {
        "default.replication.factor": replicas,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": replicas,
        "transaction.state.log.replication.factor": replicas,
        "transaction.state.log.min.isr": in_sync,
        "share.coordinator.state.topic.replication.factor": replicas,
        "share.coordinator.state.topic.min.isr": in_sync,
    }


def specs(places: Places, environ: Mapping[str, str], nodes: Sequence[Node]) -> list[Spec]:
    """Kafka, and what has to be done once before it can start here."""
    folder = bundle(places.downloads, locked("kafka"))
    return [spec for node in nodes for spec in _node_specs(places, environ, node, nodes, classpath(folder))]


def _node_specs(places: Places, environ: Mapping[str, str], node: Node, nodes: Sequence[Node], jars: str) -> list[Spec]:
    name = NAME if len(nodes) == 1 else f"{NAME}-{node.number}"
    data, settings = places.data / name, places.data / "run" / f"{name}.properties"
    tool = java(256, "-cp", jars, "kafka.tools.StorageTool", "format", *(["--standalone"] if len(nodes) == 1 else []))
    environment, files = clean_environment(environ), {settings: properties(node, nodes, data)}
    formatting = Spec(
        name=f"{name}-format",
        role="kafka-format",
        command=(*tool, "--cluster-id", CLUSTER, "--config", str(settings)),
        ready=Ends(),
        needs=("kafka-files",),
        environment=environment,
        files=files,
    )
    server = Spec(
        name=name,
        role=NAME,
        command=java(HEAP_MB, *LOG, "-cp", jars, "kafka.Kafka", str(settings), tuning=_tuning(environ)),
        ready=Says("Kafka Server started"),
        needs=("kafka-files", formatting.name),
        address=f"{node.host}:{node.port}",
        ports=_ports(node),
        environment=environment,
        files=files,
        patience_s=START_WITHIN_S,
    )
    return [server] if (data / "meta.properties").exists() else [formatting, server]


def _tuning(environ: Mapping[str, str]) -> Sequence[str]:
    return environ[TUNING].split() if TUNING in environ else QUICK


def _ports(node: Node) -> tuple[tuple[str, int, str], ...]:
    own = (
        (node.host, node.port, VARIABLE),
        (node.host, node.port + 1, f"{VARIABLE} (the controller takes the port after it)"),
    )
    return own if node.door is None else (*own, (node.host, node.door.port, VARIABLE))


def _escaped(path: Path) -> str:
    """A path as Java reads it in a properties file."""
    return str(path).replace("\\", "\\\\")
