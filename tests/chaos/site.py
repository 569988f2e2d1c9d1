"""The whole platform with several of each, kept running as `just up` does, and everything that can be done to it."""

import asyncio
import resource
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from services.local import topology
from services.local.ports import free_ports
from services.local.process import Process
from services.local.rows import Row, State
from services.local.spec import Spec
from services.local.stack import HOST, Servers
from services.local.supervisor import Supervisor
from services.wire.settings import Settings
from tests.chaos.link import Link
from tests.chaos.staged import DELIVERY, Orders
from tests.end_to_end.balancer import Balancer

TICK_S = 0.05
DEAD_WITHIN_S = 20.0
READY_WITHIN_S = 120.0
REPEATING = "greetings"
"""The domain that works at least once here, so that every fault meets both modes."""


class Kept(Process):
    """A process whose logs are all kept, in the order of its starts."""

    def start(self) -> None:
        log = self._places.log(self.name)
        if log.exists():
            earlier = len(list(log.parent.glob(f"{self.name}.*.log")))
            log.replace(log.with_suffix(f".{earlier}.log"))
        super().start()


class Site:
    """Its processes, by name: `board-1`, `gateway-0`, `kafka-2`, `registry`, `valkey`."""

    def __init__(
        self, servers: Servers, prefix: str, of_each: int, partitions: int, variables: Mapping[str, str] | None = None
    ) -> None:
        """Starts nothing. `variables` are further ones of the environment, for every process."""
        self.servers = servers
        self.of_each = of_each
        self.places = replace(servers.places, data=servers.places.data / f"site-{prefix}")
        ports = free_ports(of_each + 1, HOST)
        self._front = ports.pop()
        self.links = [Link(door.told_port, door.port) for door in servers.doors]
        self._environment = {
            **servers.environment,
            "MILLRACE_TOPIC_PREFIX": prefix,
            "MILLRACE_KEYS_DIR": str(self.places.data / "keys"),
            "MILLRACE_HOST": HOST,
            "MILLRACE_ORIGINS": f"http://{HOST}:{self._front}",
            "MILLRACE_PARTITIONS": str(partitions),
            "MILLRACE_REPLY_LANES": "8",
            **(variables or {}),
        }
        self.settings = Settings.from_environment(self._environment)
        specs = [topology.apply(self._environment)]
        for slot in range(of_each):
            own = self._environment | self._behind_links(slot)
            specs += [
                topology.worker(own | _delivery(domain), domain, slot, of_each)
                for domain in topology.domains(servers.places)
            ]
            specs.append(topology.gateway(own, HOST, ports[slot], slot, of_each))
        self.processes = {
            spec.name: Kept(self._staged(spec), self.places) for spec in topology.with_needs_within(specs)
        }
        self.halted = self.places.run / "halted"
        self.supervisor = Supervisor(list(self.processes.values()), time.time, self.halted)

    @property
    def linked_slot(self) -> int:
        """The instances that reach Kafka by links."""
        return self.of_each - 1

    def _behind_links(self, slot: int) -> dict[str, str]:
        if not self.links or slot != self.linked_slot:
            return {}
        return {"MILLRACE_KAFKA_BOOTSTRAP": ",".join(f"{HOST}:{link.port}" for link in self.links)}

    def _staged(self, spec: Spec) -> Spec:
        if spec.is_task:
            return spec
        *python, module = spec.command
        return replace(
            spec,
            command=(*python, "tests.chaos.staged", module),
            environment={**spec.environment, "CHAOS_ORDERS": str(self._orders(spec.name))},
        )

    def _orders(self, name: str) -> Path:
        return self.places.run / "orders" / f"{name}.json"

    # What there is.

    def named(self, role: str) -> list[str]:
        """The names of all instances of a role."""
        return [name for name, process in self.all.items() if process.spec.role == role]

    @property
    def all(self) -> dict[str, Process]:
        return {**self.servers.processes, **self.processes}

    @property
    def domains(self) -> list[str]:
        return topology.domains(self.servers.places)

    @property
    def gateway_urls(self) -> list[str]:
        return [process.spec.address for process in self.processes.values() if process.spec.role == topology.GATEWAY]

    def rows(self) -> dict[str, Row]:
        return {row.name: row for row in (*self.servers.supervisor.rows(), *self.supervisor.rows())}

    @property
    def restarts(self) -> int:
        """How often anything was started again."""
        return sum(row.restarts for row in self.rows().values())

    # What can be done to it.

    async def kill(self, *names: str) -> None:
        """End processes as a crash does; they are started again after a moment."""
        for name in names:
            self.send(name, signal.SIGKILL)

    def send(self, name: str, number: signal.Signals) -> None:
        self.all[name].signal(number)

    async def freeze(self, names: Sequence[str], seconds: float) -> None:
        """Let processes stand still for so long."""
        try:
            for name in names:
                self.send(name, signal.SIGSTOP)
            await asyncio.sleep(seconds)
        finally:
            for name in names:
                self.send(name, signal.SIGCONT)

    def order(self, name: str, orders: Orders) -> None:
        """Tell a process when to die, or by which clock to go."""
        path = self._orders(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".done").unlink(missing_ok=True)
        new = path.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(orders))
        new.replace(path)

    async def order_and_wait(self, names: Sequence[str], orders: Orders) -> list[str]:
        """Tell processes to die at a step; once one has, the others are told to let it be. Those that have died."""
        for name in names:
            self.order(name, orders)
        done = {name: self._orders(name).with_suffix(".done") for name in names}
        await until(lambda: any(path.exists() for path in done.values()), DEAD_WITHIN_S)
        for name in names:
            self.withdraw(name)
        return [name for name, path in done.items() if path.exists()]

    def withdraw(self, name: str) -> None:
        """Take back what a process was told."""
        self._orders(name).unlink(missing_ok=True)

    async def halt(self, name: str, number: signal.Signals = signal.SIGTERM) -> None:
        """End a process, and keep it from being started again."""
        self._mark(name).touch()
        self.send(name, number)
        await until(lambda: self.rows()[name].state is State.STOPPED, READY_WITHIN_S)

    async def release(self, name: str) -> None:
        """Let a process be started again, and wait until it is ready."""
        self._mark(name).unlink(missing_ok=True)
        await until(lambda: self.rows()[name].state is State.READY, READY_WITHIN_S)

    def _mark(self, name: str) -> Path:
        places = self.servers.places if name in self.servers.processes else self.places
        folder = places.run / "halted"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def fill_disk(self, name: str) -> None:
        """Let no file of a process grow any more: every write behind its present end is refused."""
        pid = self.all[name].pid
        if pid is not None:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))

    async def tell_valkey(self, line: str) -> None:
        """Send Valkey a command."""
        reader, writer = await asyncio.open_connection(HOST, urlsplit(self.settings.redis_url).port)
        writer.write(f"{line}\r\n".encode())
        answer = await reader.readline()
        writer.close()
        if not answer.startswith(b"+OK"):
            raise ValueError(f"Valkey answers {answer!r} to {line!r}")

    async def is_whole(self, within_s: float = READY_WITHIN_S) -> bool:
        """Wait until everything runs again."""
        return await until(lambda: not self.missing(), within_s)

    def missing(self) -> list[Row]:
        """What does not run, or is not ready."""
        return [row for row in self.rows().values() if row.state not in (State.READY, State.DONE)]

    # Its life.

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Site"]:
        """Start everything, and keep it running until the end of the block."""
        async with AsyncExitStack() as stack:
            for link in self.links:
                await stack.enter_async_context(link)
            self.places.run.mkdir(parents=True, exist_ok=True)
            stack.push_async_callback(asyncio.to_thread, self.supervisor.stop)
            await asyncio.to_thread(self.supervisor.settle)
            keeping = asyncio.create_task(self._keep())
            stack.push_async_callback(_ended, keeping)
            self.front = await stack.enter_async_context(Balancer(self))
            yield self

    async def _keep(self) -> None:
        while True:
            await asyncio.to_thread(self._step)
            await asyncio.sleep(TICK_S)

    def _step(self) -> None:
        self.servers.supervisor.step()
        self.supervisor.step()


def _delivery(domain: str) -> dict[str, str]:
    return {DELIVERY: "at-least-once"} if domain == REPEATING else {}


async def until(claim: Callable[[], bool], within_s: float) -> bool:
    """Wait until a claim holds; False if it does not in time."""
    give_up_at = time.monotonic() + within_s
    while not claim():
        if time.monotonic() > give_up_at:
            return False
        await asyncio.sleep(TICK_S)
    return True


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
