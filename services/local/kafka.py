"""Apache Kafka: one node that is broker and controller."""

from collections.abc import Mapping
from pathlib import Path

from services.local.artifacts import bundle, locked
from services.local.java import classpath, java
from services.local.places import Places
from services.local.process import clean_environment
from services.local.spec import Ends, Says, Spec

# One cluster a data folder, so its id need not differ from others'.
CLUSTER = "MillraceLocalCluster00"
HEAP_MB = 512
FOR_EVER_MINUTES = 2**31 - 1
VARIABLE = "MILLRACE_KAFKA_BOOTSTRAP"
LOGGER = "-Dorg.slf4j.simpleLogger"
LOG = (
    f"{LOGGER}.showDateTime=true",
    f"{LOGGER}.dateTimeFormat=HH:mm:ss.SSS",
    # Several lines for each of hundreds of partitions at every start.
    f"{LOGGER}.log.state.change.logger=warn",
    f"{LOGGER}.log.org.apache.kafka.storage.internals.log=warn",
    f"{LOGGER}.log.kafka.cluster.Partition=warn",
)


def properties(host: str, port: int, data: Path) -> str:
    """Writes the broker's settings; the controller listens on the port after the broker's."""
    broker, controller = f"{host}:{port}", f"{host}:{port + 1}"
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "listeners": f"BROKER://{broker},CONTROLLER://{controller}",
        "advertised.listeners": f"BROKER://{broker}",
        "inter.broker.listener.name": "BROKER",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.quorum.bootstrap.servers": controller,
        "log.dirs": _escaped(data),
        "auto.create.topics.enable": "false",
        "num.partitions": 1,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 8,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 8,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
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


def specs(places: Places, environ: Mapping[str, str], host: str, port: int) -> list[Spec]:
    """Kafka, and what has to be done once before it can start here."""
    artifacts = locked("kafka")
    folder = bundle(places.downloads, artifacts)
    data, settings = places.data / "kafka", places.data / "run" / "kafka.properties"
    tool = java(256, "-cp", classpath(folder), "kafka.tools.StorageTool", "format", "--standalone")
    environment, files = clean_environment(environ), {settings: properties(host, port, data)}
    formatting = Spec(
        name="kafka-format",
        role="kafka-format",
        command=(*tool, "--cluster-id", CLUSTER, "--config", str(settings)),
        ready=Ends(),
        needs=("kafka-files",),
        environment=environment,
        files=files,
    )
    server = Spec(
        name="kafka",
        role="kafka",
        command=java(HEAP_MB, *LOG, "-cp", classpath(folder), "kafka.Kafka", str(settings)),
        ready=Says("Kafka Server started"),
        needs=("kafka-files", "kafka-format"),
        address=f"{host}:{port}",
        ports=((host, port, VARIABLE), (host, port + 1, f"{VARIABLE} (the controller takes the port after it)")),
        environment=environment,
        files=files,
    )
    return [server] if (data / "meta.properties").exists() else [formatting, server]


def _escaped(path: Path) -> str:
    """A path as Java reads it in a properties file."""
    return str(path).replace("\\", "\\\\")
