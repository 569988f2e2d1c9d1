"""The gateway, put together: routes from the catalogue, and what follows the log while it runs."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random, SystemRandom
from typing import Any, cast

from litestar import Litestar
from litestar import Response as LitestarResponse
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.handlers import asgi
from litestar.types import LifeSpanReceive, LifeSpanScope, LifeSpanSend, Receive, Scope, Send

from gateway import metrics
from gateway.attempts import Attempts
from gateway.cancelling import PATH as REQUEST_PATH
from gateway.cancelling import Cancelling
from gateway.commands import Begin, Commands
from gateway.deliveries import Deliveries
from gateway.docs import Docs
from gateway.door import PATH as SOCKET_PATH
from gateway.door import Door
from gateway.drain import Drain
from gateway.feeds import Feeds
from gateway.feeds_reader import FeedsReader
from gateway.foreign_lanes import ForeignLanes
from gateway.health import Health
from gateway.heartbeats import Heartbeats
from gateway.http import HEAD, METHOD, Handler, Resource, problem, read_head, resource, write
from gateway.incoming import Incoming, Room
from gateway.keys import Keys
from gateway.lane import Lane
from gateway.limits import Limits
from gateway.metrics import Metrics
from gateway.origins import Origins
from gateway.problems import MEDIA_TYPE, Refusal, refusal_of
from gateway.replays import Replays
from gateway.resume import Resumer
from gateway.session_routes import SessionRoutes
from gateway.session_watch import SessionWatch
from gateway.sessions import Cache, Sessions
from gateway.shortcut import Shortcut
from gateway.sockets import Sockets
from gateway.static import Static
from gateway.visitors import Visitors
from services.wire.broker import Broker
from services.wire.codec import Codec
from services.wire.generated.catalog import CATALOG
from services.wire.generated.wire import ProblemType
from services.wire.settings import Settings
from services.wire.spans import NO_TRACER, Tracer
from services.wire.unasked import without

API = "/api"
FOR_ANYBODY = ("/api/health/", "/api/metrics", "/api/openapi.json", "/api/asyncapi.json")


class Gateway(Litestar):
    """The ASGI application: Litestar for its lifespan, and for paths with parameters in them.

    The handlers are raw ASGI, because Litestar's own reading of bodies and parameters is lax.
    """

    def __init__(self, parts: "Parts", resources: Mapping[str, Resource], door: Door, shortcut: Shortcut) -> None:
        self.parts = parts
        self.shortcut = shortcut
        self._door = door
        # Looked up here, because Litestar's way to a handler costs as much as the rest of the request,
        # and a tenth of an idle socket's memory.
        self._plain = {path: serve for path, serve in resources.items() if "{" not in path}
        routes = [asgi(path, name=path, copy_scope=False)(serve) for path, serve in resources.items()]
        with without("opentelemetry"):
            super().__init__(
                routes,
                lifespan=[parts.run],
                exception_handlers={Exception: _translate},
                openapi_config=None,
                logging_config=None,
            )

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        """Route a request by its path as it was sent, with percent signs, once its origin is known to be ours."""
        connection = cast("dict[str, Any]", scope)
        if connection["type"] == ScopeType.HTTP:
            await self._answer(connection, cast("Receive", receive), cast("Send", send))
        elif connection["type"] == ScopeType.WEBSOCKET:
            is_ours = connection["raw_path"] == SOCKET_PATH.encode()
            serve = self._door.serve if is_ours else self._door.point_to
            await serve(connection, cast("Receive", receive), cast("Send", send))
        else:
            await super().__call__(scope, receive, send)

    async def _answer(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        path = scope["raw_path"].decode("ascii")
        head = read_head(scope["headers"])
        if _is_spelled_otherwise(path):
            await write(scope, send, problem(_no_such_route()))
            return
        if path.startswith(API + "/") and not path.startswith(FOR_ANYBODY):
            try:
                self.parts.origins.check_request(head)
            except Refusal as refusal:
                self.parts.metrics.answered("origin", refusal.status)
                await write(scope, send, problem(refusal))
                return
        # The method is set aside: Litestar finds ASGI routes with parameters in their path only without one.
        routed: Any = {**scope, "path": path, "path_params": {}, HEAD: head, METHOD: scope["method"]}
        del routed["method"]
        serve = self._plain.get(path)
        await (serve or super().__call__)(routed, receive, send)


class Parts:
    """Everything that one gateway process is made of."""

    def __init__(
        self,
        settings: Settings,
        broker: Broker,
        codec: Codec,
        cache: Cache,
        keys: Keys,
        *,
        limits: Limits,
        now_s: Callable[[], float],
        random: Random,
        tracer: Tracer,
    ) -> None:
        self.metrics = Metrics()
        self.origins = Origins(settings.origins)
        self.sessions = Sessions(cache, limits, now_s)
        self.sockets = Sockets(self.metrics)
        self.visitors = Visitors(keys.subscriber, self.sessions, limits, now_s)
        self.session_watch = SessionWatch(self.sessions, self.sockets, limits)
        self.feeds = Feeds(broker, limits, self.metrics, now_s)
        self.sockets.when_leaving(self.feeds.drop_all)
        room = Room(limits.held_records, limits.held_s)
        self.metrics.gauge(metrics.HELD, lambda: room.taken)
        self.feeds_reader = FeedsReader(
            broker,
            codec,
            room,
            feeds=self.feeds,
            sessions=self.sessions,
            sockets=self.sockets,
            counters=self.metrics,
        )
        deliveries = Deliveries(self.sockets, self.feeds, self.metrics, now_s, tracer)
        self._follow_lanes(broker, codec, room, deliveries, limits)
        self._keep_sockets(keys, limits, now_s, random)

    def _follow_lanes(self, broker: Broker, codec: Codec, room: Room, deliveries: Deliveries, limits: Limits) -> None:
        """What brings frames to sockets: of this process's lane, and of those that sockets had before they came."""

        def incoming() -> Incoming:
            return Incoming(
                codec, room, addressee=deliveries.addressee, decoded=deliveries.deliver, undecodable=deliveries.fail
            )

        self.incoming = incoming()
        self.sockets.when_leaving(self.incoming.forget)
        self.lane = Lane(broker, self.incoming.received)
        self.metrics.gauge(metrics.POSITION, lambda: self.lane.position)
        self.lanes = ForeignLanes(broker, self.lane, self.incoming, incoming)
        self.replays = Replays(broker, self.lanes, deliveries.replay, limits)

    def _keep_sockets(self, keys: Keys, limits: Limits, now_s: Callable[[], float], random: Random) -> None:
        """What sockets are told of themselves, from their welcome to their end."""
        self.resumer = Resumer(
            key=keys.subscriber,
            sockets=self.sockets,
            lanes=self.lanes,
            replays=self.replays,
            limits=limits,
            counters=self.metrics,
            now_s=now_s,
        )
        self.heartbeats = Heartbeats(
            self.sockets,
            limits,
            token=self.resumer.token,
            position=lambda socket: self.lane.position_text(self.incoming.first_held(socket)),
            now_s=now_s,
            random=random,
        )
        self.drain = Drain(self.sockets, random)
        self.random = random

    @asynccontextmanager
    async def run(self, _: Litestar) -> AsyncIterator[None]:
        """Follow the log for as long as the application lives; sockets are accepted from then on."""
        async with AsyncExitStack() as stack:
            for part in (self.feeds, self.lanes, self.incoming, self.lane, self.feeds_reader, self.replays):
                stack.push_async_callback(part.close)
            stack.push_async_callback(self.resumer.close)
            await self.feeds_reader.open()
            await self.lane.open(self.random)
            turning = [asyncio.create_task(work) for work in (self.heartbeats.run(), self.session_watch.run())]
            try:
                yield
            finally:
                for task in turning:
                    task.cancel()
                await asyncio.gather(*turning, return_exceptions=True)


def create_app(
    settings: Settings,
    broker: Broker,
    codec: Codec,
    cache: Cache,
    keys: Keys,
    *,
    limits: Limits | None = None,
    now_s: Callable[[], float] = time.time,
    random: Random | None = None,
    tracer: Tracer = NO_TRACER,
) -> Gateway:
    """Make the application; it connects to nothing before its lifespan begins."""
    bounds = limits or Limits.of(settings)
    chance = random or SystemRandom()
    parts = Parts(settings, broker, codec, cache, keys, limits=bounds, now_s=now_s, random=chance, tracer=tracer)
    attempts = Attempts(cache, keys.fingerprint, bounds)
    commands = Commands(broker, codec, parts.visitors, attempts, keys=keys, limits=bounds, now_s=now_s)
    session = SessionRoutes(parts.sessions, parts.visitors, parts.sockets, broker, codec, bounds)
    cancelling = Cancelling(parts.visitors, broker, codec, now_s)
    health = Health(broker, cache, parts.lane, parts.drain, parts.metrics, now_s)
    static = Static(settings.frontend_dir)
    door = Door(
        key=keys.subscriber,
        origins=parts.origins,
        visitors=parts.visitors,
        sockets=parts.sockets,
        lane=parts.lane,
        heartbeats=parts.heartbeats,
        resumer=parts.resumer,
        drain=parts.drain,
        limits=bounds,
        counters=parts.metrics,
        now_s=now_s,
        random=chance,
    )
    table: dict[str, dict[str, Handler]] = {
        **_command_resources(commands),
        "/api/session": session.methods(),
        REQUEST_PATH: {"DELETE": cancelling.cancel},
        SOCKET_PATH: {"GET": door.ask_for_upgrade},
        **health.resources(),
        **Docs(settings.frontend_dir).resources(),
        "/": static.methods(),
        "/{path:path}": static.methods(),
    }
    resources = {
        path: resource(path, methods, parts.metrics, tracer if _is_request(path) else NO_TRACER)
        for path, methods in table.items()
    }
    shortcut = Shortcut(_begins(commands), parts.origins, parts.metrics, tracer)
    return Gateway(parts, resources, door, shortcut)


def _begins(commands: Commands) -> dict[str, Begin]:
    """Path → what takes a POST to it at once."""
    found: dict[str, Begin] = {}
    for entry in CATALOG.values():
        begin = commands.begin(entry)
        if entry.route is not None and begin is not None:
            found[API + entry.route.path] = begin
    return found


def _command_resources(commands: Commands) -> dict[str, dict[str, Handler]]:
    """Path → method → handler, for every command and query of the catalogue."""
    found: dict[str, dict[str, Handler]] = {}
    for entry in CATALOG.values():
        if entry.route is not None:
            path = API + entry.route.path.replace("}", ":str}")
            found.setdefault(path, {})[entry.route.method] = commands.handler(entry)
    return found


def _is_request(path: str) -> bool:
    """Whether somebody asks for something there, and not only for a page, a figure or a socket."""
    return path.startswith(API + "/") and not path.startswith((*FOR_ANYBODY, SOCKET_PATH))


def _is_spelled_otherwise(path: str) -> bool:
    """Litestar takes `//` for `/`, and lets a last one be; the documents, the rules of proxies and ours do not."""
    return "//" in path or not path.startswith("/") or (path.startswith(API + "/") and path.endswith("/"))


def _no_such_route() -> Refusal:
    return Refusal(ProblemType.NOT_FOUND, "No schema has a route that leads here; /docs lists them.")


def _translate(request: Any, error: Exception) -> "LitestarResponse[bytes]":
    """What Litestar itself refuses, as a problem."""
    request.scope["method"] = request.scope[METHOD]
    match error:
        case HTTPException(status_code=404):
            refusal = _no_such_route()
        case HTTPException(status_code=400):
            refusal = Refusal(ProblemType.HEADER_MALFORMED, f"{error.detail}.")
        case _:
            refusal = refusal_of(error)
    answer = problem(refusal)
    headers = {name.decode(): value.decode() for name, value in (*answer.policy, *answer.headers)}
    return LitestarResponse(answer.body, status_code=answer.status, headers=headers, media_type=MEDIA_TYPE.decode())
