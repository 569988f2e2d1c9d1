"""`GET /api/socket`: opens a socket, and holds it until it closes. Downstream only: whoever sends is put out."""

import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

from litestar.types import Receive, Send

from gateway import metrics
from gateway.addresses import address_of
from gateway.drain import Drain
from gateway.frames import own_frame
from gateway.heartbeats import Heartbeats
from gateway.http import Answer, Request, problem, read_head
from gateway.lane import Lane
from gateway.limits import Limits
from gateway.metrics import Metrics
from gateway.origins import Origins
from gateway.outbox import Line, Outbox
from gateway.problems import MEDIA_TYPE, Refusal, refusal_of, unavailable
from gateway.protocol import LINE
from gateway.resume import Resumer
from gateway.sockets import Owner, Socket, Sockets
from gateway.visitors import Visitors
from services.wire.generated.wire import CLOSE_CODE, CloseCode, ProblemType, Welcome
from services.wire.subscriber import RANDOM_BYTES, mint

log = logging.getLogger(__name__)

PATH: Final = "/api/socket"
SUBPROTOCOL: Final = "millrace.v1"


class Door:
    """Lets sockets in."""

    def __init__(
        self,
        *,
        key: bytes,
        origins: Origins,
        visitors: Visitors,
        sockets: Sockets,
        lane: Lane,
        heartbeats: Heartbeats,
        resumer: Resumer,
        drain: Drain,
        limits: Limits,
        counters: Metrics,
        now_s: Callable[[], float],
        random: Random,
    ) -> None:
        self._key = key
        self._origins = origins
        self._visitors = visitors
        self._sockets = sockets
        self._lane = lane
        self._heartbeats = heartbeats
        self._resumer = resumer
        self._drain = drain
        self._limits = limits
        self._metrics = counters
        self._now_s = now_s
        self._random = random

    async def serve(self, connection: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer a handshake, and return when the socket has closed."""
        try:
            owner = await self._admit(connection)
        except Exception as error:  # the last fence: whatever happens, the client gets a problem
            await _deny(send, refusal_of(error))
            return
        await self._hold(connection, owner, receive, send)

    async def point_to(self, _: dict[str, Any], __: Receive, send: Send) -> None:
        """Answer a handshake that came to another path."""
        await _deny(send, Refusal(ProblemType.NOT_FOUND, f"Sockets are opened at {PATH} alone."))

    async def ask_for_upgrade(self, _: Request) -> Answer:
        """Answer a plain GET."""
        raise Refusal(ProblemType.HEADER_MALFORMED, "This is a WebSocket: ask for an upgrade.")

    async def _admit(self, connection: dict[str, Any]) -> Owner:
        """Whose socket it will be; raises `Refusal`."""
        head = read_head(connection["headers"])
        self._origins.check_socket(head)
        head.refuse_repeats()
        if SUBPROTOCOL not in connection["subprotocols"]:
            raise Refusal(ProblemType.HEADER_MALFORMED, f"Offer the subprotocol {SUBPROTOCOL}.")
        if self._drain.has_begun:
            raise unavailable("This gateway is stopping; another one will answer.")
        peer = connection["client"]
        address = address_of(peer[0] if peer else "", head.get("x-forwarded-for"))
        holder = await self._visitors.holder(head)
        if holder.session is None:
            return Owner(None, None, address)
        return Owner(holder.ref, holder.session.expires_at.timestamp(), address)

    async def _hold(self, connection: dict[str, Any], owner: Owner, receive: Receive, send: Send) -> None:
        """From accepting the socket to its end. No await stands between the look at the session and `add`."""
        socket = self._make(connection, owner)
        if self._is_one_too_many(socket):
            await _turn_away(receive, send)
            return
        self._sockets.add(socket)
        try:
            await receive()
            await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL, "headers": []})
            self._metrics.count(metrics.OPENED)
            replay = self._resumer.claim(socket, connection["subprotocols"])
            self._greet(socket)
            replay()
            await _listen(socket, receive)
        except OSError:
            log.debug("a client left before its socket was open")
        finally:
            socket.outbox.stop()
            self._sockets.remove(socket)

    def _make(self, connection: dict[str, Any], owner: Owner) -> Socket:
        now_s = self._now_s()
        random = secrets.token_bytes(RANDOM_BYTES)
        subscriber_id = mint(self._key, self._lane.number, int(now_s), owner.ref, random)
        line: Line = connection["extensions"][LINE]
        life_s = self._limits.socket_life_s * self._random.uniform(0.75, 1)
        return Socket(subscriber_id.encode(), owner, Outbox(line, self._limits), now_s + life_s, self._metrics)

    def _is_one_too_many(self, socket: Socket) -> bool:
        ref = socket.owner.ref
        return self._sockets.count_of_address(socket.owner.address) >= self._limits.sockets_per_address or (
            ref is not None and len(self._sockets.of_session(ref)) >= self._limits.sockets_per_session
        )

    def _greet(self, socket: Socket) -> None:
        welcome = Welcome(
            subscriber_id=socket.id.decode(),
            resume_token=self._resumer.token(socket),
            position=self._lane.position_text(),
            heartbeat_ms=self._limits.heartbeat_ms,
            server_time=datetime.fromtimestamp(self._now_s(), UTC),
        )
        socket.send(own_frame(welcome))
        self._heartbeats.join(socket)


async def _listen(socket: Socket, receive: Receive) -> None:
    """Return when the socket has closed; anything that the client says closes it."""
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        socket.close(CloseCode.CLIENT_SENT_DATA, flush=False)


async def _turn_away(receive: Receive, send: Send) -> None:
    """Accept and close, because a script can read a close code but not the status of a handshake."""
    row = CLOSE_CODE[CloseCode.TOO_MANY]
    await receive()
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL, "headers": []})
    await send({"type": "websocket.close", "code": row.code, "reason": row.meaning})


async def _deny(send: Send, refusal: Refusal) -> None:
    """Answer the handshake with a problem instead of a socket."""
    answer = problem(refusal)
    headers = [*answer.policy, *answer.headers, (b"content-type", MEDIA_TYPE)]
    await send({"type": "websocket.http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": answer.body, "more_body": False})
