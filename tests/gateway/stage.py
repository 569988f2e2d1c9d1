"""Gateways on real ports over one broker in memory, and a worker that does as it is told."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid5

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from gateway.app import Gateway
from gateway.cookies import hash_of
from gateway.keys import Keys
from gateway.limits import Limits
from services.testing.cache import MemoryCache
from services.testing.platform import PARTITIONS, memory_broker, registered
from services.testing.server import running_gateway
from services.wire.broker import Outgoing, Partition, Record
from services.wire.codec import Codec
from services.wire.generated.catalog import BY_TYPE
from services.wire.headers import FINAL, Envelope
from services.wire.registry import MemoryRegistry
from services.wire.seal import Unsealer, key_id_of, make_private_key, public_key_of
from services.wire.settings import Settings
from services.wire.subscriber import lane_of
from tests.end_to_end.visitor import Visitor

SUBPROTOCOL = "millrace.v1"


class Stage:
    """Everything around the gateways."""

    def __init__(self, codec: Codec, registry: MemoryRegistry, frontend_dir: Path | None = None) -> None:
        self.broker = memory_broker()
        self.codec = codec
        self.registry = registry
        self.cache = MemoryCache()
        private = make_private_key()
        public = public_key_of(private)
        self.unsealer = Unsealer(private)
        self.keys = Keys(b"s" * 32, b"f" * 32, {"accounts": (key_id_of(public), public)})
        self.frontend_dir = frontend_dir or Path("nowhere")
        self.clock_ahead_s = 0.0

    def now_s(self) -> float:
        return time.time() + self.clock_ahead_s

    @asynccontextmanager
    async def gateway(self, limits: Limits | None = None, lane: int | None = None) -> AsyncIterator["Running"]:
        """A gateway that accepts connections."""
        random = Random(lane) if lane is None else FixedLane(lane)
        async with running_gateway(
            lambda port: Settings(port=port, frontend_dir=self.frontend_dir),
            self.broker,
            self.codec,
            self.cache,
            self.keys,
            limits=limits,
            now_s=self.now_s,
            random=random,
        ) as started:
            yield Running(started.url, started.app)

    @asynccontextmanager
    async def two_gateways(self, one: int, other: int) -> AsyncIterator[tuple["Running", "Running"]]:
        """Two gateways, on these lanes."""
        async with self.gateway(lane=one) as here, self.gateway(lane=other) as there:
            yield here, there

    def worker(self, answers: dict[type, Callable[[Any, "Asked"], None]]) -> Any:
        """Hand every command of these types to its function, until the broker closes."""
        topics = {BY_TYPE[kind].topics[0] for kind in answers}
        partitions = {Partition(topic, number): 0 for topic in topics for number in range(PARTITIONS)}

        def received(records: list[Record]) -> None:
            for record in records:
                command = self.codec.decode(record.value)
                if answer := answers.get(type(command)):
                    answer(command, Asked(self, record))

        return self.broker.follow(partitions, received)

    def commands(self, entry_type: type) -> list[tuple[Any, Record]]:
        """What was produced of a type."""
        records = self.broker.records(BY_TYPE[entry_type].topics[0])
        decoded = [(self.codec.decode(record.value), record) for record in records]
        return [(command, record) for command, record in decoded if isinstance(command, entry_type)]

    async def tell(self, key: str, message: Any, message_id: UUID | None = None) -> None:
        """Put a feed message onto the log."""
        headers = Envelope(id=message_id or uuid.uuid4()).to_headers()
        await self.broker.produce(Outgoing("feeds", key.encode(), self.codec.encode("feeds", message), headers))

    def store_session(self, token: str, name: str = "ada", life_s: int = 1000) -> None:
        """Begin a session behind the gateway's back."""
        expires = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + life_s))
        value = {"accountId": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)), "name": name, "expiresAt": expires}
        self.cache.values[f"session:{hash_of(token)}"] = json.dumps(value).encode()

    def store_pickup(self, login_token: str, name: str = "ada") -> None:
        """Do what the sessions worker does."""
        value = {"accountId": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)), "name": name}
        self.cache.values[f"pickup:{hash_of(login_token)}"] = json.dumps(value).encode()


class FixedLane(Random):
    """Chance, but for the lane."""

    def __init__(self, lane: int) -> None:
        super().__init__(7)
        self.lane: int | None = lane

    def randrange(self, *args: Any) -> int:
        if self.lane is None:
            return super().randrange(*args)
        lane, self.lane = self.lane, None
        return lane


class Running:
    """A gateway, and where it is."""

    def __init__(self, url: str, app: Gateway) -> None:
        self.url = url
        self.app = app
        self.parts = app.parts

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1) + "/api/socket"

    def connect(self, *offers: str, token: str | None = None, **options: Any):
        """A bare socket, with our own origin unless told otherwise."""
        cookies = {"additional_headers": {"Cookie": f"__Host-auth-token={token}"}} if token else {}
        settings = {"origin": self.url, "subprotocols": [SUBPROTOCOL, *offers]} | cookies | options
        return connect(self.socket_url, **settings)

    @asynccontextmanager
    async def visitor(self, token: str | None = None) -> AsyncIterator[Visitor]:
        """Somebody with an open socket."""
        somebody = Visitor(self.url)
        if token is not None:
            somebody.cookies["__Host-auth-token"] = token
        try:
            await somebody.open_socket()
            yield somebody
        finally:
            await somebody.close()


class Asked:
    """A command as a worker got it, and the ways to answer."""

    def __init__(self, stage: Stage, record: Record) -> None:
        self.stage = stage
        self.record = record
        self.envelope = Envelope.from_headers(record.headers)

    def reply(self, body: Any, *, final: bool = True, index: int = 0) -> None:
        """Send an answer to the lane of the socket, at once."""
        self.stage.broker.append(self.outgoing(body, final=final, index=index))
        self.stage.broker.wake()

    def outgoing(self, body: Any, *, final: bool = True, index: int = 0) -> Outgoing:
        """The record of an answer."""
        own_id = uuid5(self.envelope.id, str(index))
        envelope = msgspec.structs.replace(self.envelope, id=own_id)
        headers = envelope.to_headers() | {FINAL: b"1" if final else b"0"}
        subscriber = self.envelope.subscriber_id
        value = self.stage.codec.encode("replies", body)
        return Outgoing("replies", subscriber.encode(), value, headers, lane_of(subscriber))


async def make_stage(frontend_dir: Path | None = None) -> Stage:
    """A stage with every schema registered."""
    return Stage(*await registered(), frontend_dir)


def headers_of(somebody: Visitor, **more: str) -> dict[str, str]:
    """What every request carries."""
    given = {"x-subscriber-id": somebody.subscriber_id, "x-request-id": str(uuid.uuid4())}
    return given | {name.replace("_", "-"): value for name, value in more.items()}


async def next_frame(socket: ClientConnection) -> dict[str, Any]:
    """The next frame of a bare socket."""
    return json.loads(await asyncio.wait_for(socket.recv(), 5))
