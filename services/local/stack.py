"""The platform's processes, to be started, killed and read by hand: what end-to-end tests are written with.

with Servers(folder) as servers, Stack(servers, prefix="t1.") as stack:
    stack.apply()
    accounts = stack.start_worker("accounts")
    gateway = stack.start_gateway()
    accounts.kill()
    ...
    accounts.start()
    accounts.wait_ready()
"""

import os
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from msgspec.structs import replace

from services.local import topology
from services.local.kafka import Door
from services.local.options import SERVERS
from services.local.places import CHECKOUT, Places, places_of
from services.local.ports import free_pair, free_ports
from services.local.process import Process
from services.local.spec import Spec
from services.local.supervisor import Supervisor
from services.wire.settings import Settings

HOST = "127.0.0.1"
SEVERAL = 2  # so that every instance is named by its slot


class _Closing:
    """Stops what it has started at the end of a `with`."""

    def stop(self) -> None:
        """Stops everything."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class Servers(_Closing):
    """Kafka, the registry and Valkey on ports of their own, with data that nobody else has."""

    def __init__(self, data: Path, nodes: int = 1, *, with_doors: bool = False) -> None:
        """Starts nothing. Kafka has one node, or three that replicate; each with a second door, if that is wanted."""
        self.places = Places(checkout=CHECKOUT, data=data, downloads=places_of(CHECKOUT, os.environ).downloads)
        kafka = ",".join(f"{HOST}:{free_pair(HOST)}" for _ in range(nodes))
        registry, valkey = free_pair(HOST), free_ports(1, HOST)[0]
        self.doors = [Door(*free_ports(2, HOST)) for _ in range(nodes if with_doors else 0)]
        self.environment: Mapping[str, str] = {
            **{name: text for name, text in os.environ.items() if not name.startswith("MILLRACE_")},
            "MILLRACE_KAFKA_BOOTSTRAP": kafka,
            "MILLRACE_REPLICATION": str(nodes),
            "MILLRACE_REGISTRY_URL": f"http://{HOST}:{registry}/apis/ccompat/v7",
            "MILLRACE_REDIS_URL": f"redis://{HOST}:{valkey}/0",
        }
        self.settings = Settings.from_environment(self.environment)
        specs = topology.servers(self.places, self.environment, self.settings, SERVERS, self.doors)
        self.processes = {spec.name: Process(spec, self.places) for spec in topology.with_needs_within(specs)}
        self.supervisor = Supervisor(list(self.processes.values()), time.time, self.places.run / "halted")

    def start(self) -> None:
        """Starts them and waits until all are ready; raises `LocalError` with the log of one that fails."""
        self.supervisor.settle()

    def stop(self) -> None:
        """Stops them all."""
        self.supervisor.stop()


class Stack(_Closing):
    """Workers and gateways over given servers, apart from others by the prefix of their topics.

    They may run from another checkout than this one, all of them or one by one as in the middle of a roll-out:
    `build` names its folder.
    """

    def __init__(
        self, servers: Servers, prefix: str, settings: Mapping[str, str] | None = None, build: Path = CHECKOUT
    ) -> None:
        """Starts nothing. `settings` are further `MILLRACE_*` variables, for every process."""
        self._servers = servers
        self.places = replace(servers.places, checkout=build, data=servers.places.data / f"stack-{prefix}")
        self._environment = {
            **servers.environment,
            "MILLRACE_TOPIC_PREFIX": prefix,
            "MILLRACE_KEYS_DIR": str(self.places.data / "keys"),
            "MILLRACE_HOST": HOST,
            "MILLRACE_PORT": str(free_ports(1, HOST)[0]),
            **(settings or {}),
        }
        self.settings = Settings.from_environment(self._environment)
        self.processes: dict[str, Process] = {}
        """Every process that was started, by its name: accounts-0, gateway-1."""

    @property
    def environment(self) -> dict[str, str]:
        """The `MILLRACE_*` variables of these processes, for a test that starts one by itself."""
        return {name: text for name, text in self._environment.items() if name.startswith("MILLRACE_")}

    @property
    def gateway_url(self) -> str:
        """Where the first gateway listens, `http://host:port`."""
        return f"http://{self.settings.host}:{self.settings.port}"

    @property
    def folders(self) -> list[Path]:
        """Every folder that the servers and the processes write into: data and logs."""
        return [self._servers.places.data]

    def apply(self, build: Path | None = None) -> None:
        """Publishes the schemas and makes the topics."""
        self._run([topology.apply(self._environment)], build)

    def start(self, *roles: str) -> None:
        """Starts what of these roles does not run, side by side, and waits until it is ready.

        Without roles: a worker of each domain and a gateway.
        """
        wanted = []
        for role in roles or (*topology.domains(self.places), topology.GATEWAY):
            known = self._of(role)
            wanted += [process.spec for process in known if not process.is_alive] if known else [self._first(role)]
        self._run(wanted)

    def stop(self, *roles: str) -> None:
        """Stops every instance of these roles, or of all; each as a clean end."""
        stopping = [process for role in roles for process in self._of(role)] if roles else [*self.processes.values()]
        for process in stopping:
            process.ask_to_end()
        for process in stopping:
            process.await_end()

    def kill(self, role: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Sends a signal to every instance of a role; after SIGKILL they are gone."""
        for process in self._of(role):
            if number is signal.SIGKILL:
                process.kill()
            else:
                process.signal(number)

    def start_worker(
        self, domain: str, slot: int = 0, settings: Mapping[str, str] | None = None, build: Path | None = None
    ) -> Process:
        """Starts one instance of a domain's worker in place of the one in its slot, and waits until it is ready."""
        environment = {**self._environment, **(settings or {})}
        return self._run([topology.worker(environment, domain, slot, SEVERAL)], build)[0]

    def start_gateway(
        self,
        slot: int = 0,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
        build: Path | None = None,
    ) -> Process:
        """Starts a gateway and waits until it is ready; its URL is `process.spec.address`.

        The first listens at `gateway_url`, the others on free ports, unless the port is given.
        """
        if port is None:
            port = self.settings.port if slot == 0 else free_ports(1, HOST)[0]
        environment = {**self._environment, **(settings or {})}
        return self._run([topology.gateway(environment, self.settings.host, port, slot, SEVERAL)], build)[0]

    def process(self, role: str, slot: int = 0) -> Process:
        """A process that was started: `process("accounts")`, `process("gateway", 1)`."""
        return self.processes[topology.instance(role, slot, SEVERAL)]

    def log_text(self, role: str, slot: int = 0) -> str:
        """What a process has written since its last start."""
        return self.process(role, slot).log_text()

    def flush(self) -> None:
        """Returns once everything that was confirmed can be read from the files."""
        # Kafka, the registry and our logs write before they confirm; only Valkey may be a moment behind.
        with socket.create_connection((HOST, urlsplit(self.settings.redis_url).port or 0)) as valkey:
            valkey.sendall(b"WAITAOF 1 0 5000\r\n")
            valkey.recv(64)

    def _of(self, role: str) -> list[Process]:
        return [process for process in self.processes.values() if process.spec.role == role]

    def _first(self, role: str) -> Spec:
        if role == topology.GATEWAY:
            return topology.gateway(self._environment, self.settings.host, self.settings.port, 0, SEVERAL)
        return topology.worker(self._environment, role, 0, SEVERAL)

    def _run(self, specs: Sequence[Spec], build: Path | None = None) -> list[Process]:
        places = self.places if build is None else replace(self.places, checkout=build)
        processes = [Process(spec, places) for spec in topology.with_needs_within(specs)]
        for process in processes:
            if process.name in self.processes:
                self.processes[process.name].stop()
            self.processes[process.name] = process
        Supervisor(processes, time.time, self.places.run / "halted").settle()
        return processes
