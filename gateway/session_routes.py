"""`/api/session`: the one route that is answered at once."""

import logging
from uuid import uuid4

import msgspec

from gateway.cookies import LOGIN, SESSION, clear, read_cookie, set_cookie
from gateway.feeds_reader import TOPIC
from gateway.http import JSON, Answer, Handler, Request
from gateway.limits import Limits
from gateway.parameters import refuse_query
from gateway.problems import Refusal
from gateway.sessions import Sessions
from gateway.sockets import Sockets
from gateway.visitors import Visitors, session_required
from services.wire.broker import Broker, Outgoing
from services.wire.codec import Codec
from services.wire.errors import BrokerUnavailable
from services.wire.generated.wire import ProblemType, SessionRevoked
from services.wire.headers import Envelope
from services.wire.log import of_request

log = logging.getLogger(__name__)


class SessionRoutes:
    """Begins, shows and ends the session of a browser."""

    def __init__(
        self, sessions: Sessions, visitors: Visitors, sockets: Sockets, broker: Broker, codec: Codec, limits: Limits
    ) -> None:
        self._sessions = sessions
        self._visitors = visitors
        self._sockets = sockets
        self._broker = broker
        self._codec = codec
        self._limits = limits

    def methods(self) -> dict[str, Handler]:
        """What answers each method."""
        return {"GET": self.show, "HEAD": self.show, "POST": self.begin, "DELETE": self.end}

    async def show(self, request: Request) -> Answer:
        """Say whose session it is."""
        refuse_query(request.query)
        holder = await self._visitors.holder(request.head)
        if holder.session is None:
            raise session_required(holder)
        return Answer(200, msgspec.json.encode(holder.session), JSON)

    async def begin(self, request: Request) -> Answer:
        """Swap a finished login for a session; the session that this browser had before ends."""
        refuse_query(request.query)
        login_token = read_cookie(request.head.get("cookie"), LOGIN)
        before = await self._visitors.holder(request.head)
        begun = None if login_token is None else await self._sessions.begin(login_token)
        if begun is None:
            raise Refusal(ProblemType.LOGIN_NOT_READY, "No finished login belongs to this browser: log in first.")
        if before.ref is not None and before.session is not None:
            try:
                await self._revoke(before.ref)
            except BrokerUnavailable as error:
                # The old session is gone all the same, and the new one must not be lost with it.
                log.warning("sockets elsewhere outlive their session: %s", error, extra=of_request(request.named()))
        token, _ = begun
        return Answer(204, headers=set_cookie(SESSION, token, self._limits.session_life_s) + clear(LOGIN))

    async def end(self, request: Request) -> Answer:
        """End the session, and close its sockets everywhere."""
        refuse_query(request.query)
        holder = await self._visitors.holder(request.head)
        if holder.ref is None or holder.session is None:
            raise session_required(holder)
        await self._revoke(holder.ref)
        return Answer(204, headers=clear(SESSION) + clear(LOGIN))

    async def _revoke(self, ref: str) -> None:
        """The session is gone before anybody is told, so that nobody finds it again."""
        await self._sessions.end(ref)
        self._sockets.end_session(ref)
        value = self._codec.encode(TOPIC, SessionRevoked(session_ref=ref))
        await self._broker.produce(Outgoing(TOPIC, f"session/{ref}".encode(), value, Envelope(id=uuid4()).to_headers()))
