"""Who sends a request: which socket the answer goes to, and whose session it is."""

from collections.abc import Callable
from functools import lru_cache, partial

from msgspec import Struct

from gateway.cookies import SESSION, clear, hash_of, read_cookie
from gateway.http import Head, Request
from gateway.ids import is_uuid
from gateway.limits import Limits
from gateway.problems import Refusal
from gateway.sessions import Sessions
from services.wire.generated.sessions import Session
from services.wire.generated.wire import ProblemType
from services.wire.subscriber import verify

CLOCKS_APART_S = 300
IDS_REMEMBERED = 10_000


class Holder(Struct, frozen=True):
    """The session that a cookie names; `ref` alone if that session is over."""

    ref: str | None
    session: Session | None


NOBODY = Holder(None, None)


class Visitor(Struct, frozen=True):
    """Where the answer goes, and who asks."""

    subscriber_id: str
    lane: int
    request_id: str
    holder: Holder


class Visitors:
    """Checks subscriber ids, request ids and sessions; the same for every route that answers on a socket."""

    def __init__(self, key: bytes, sessions: Sessions, limits: Limits, now_s: Callable[[], float]) -> None:
        # A client sends the same id again and again. What is refused is not remembered.
        self._verify = lru_cache(IDS_REMEMBERED)(partial(verify, key))
        self._sessions = sessions
        self._limits = limits
        self._now_s = now_s

    async def identify(self, request: Request) -> Visitor:
        """Raises `Refusal` for whoever is not what they say."""
        subscriber_id = self._claim(request)
        return self._confirm(request, subscriber_id, await self.holder(request.head))

    def identify_known(self, request: Request) -> Visitor | None:
        """The same without asking anybody; None for a session that was not heard of just now."""
        subscriber_id = self._claim(request)
        token = read_cookie(request.head.get("cookie"), SESSION)
        if token is None:
            return self._confirm(request, subscriber_id, NOBODY)
        ref = hash_of(token)
        session = self._sessions.known(ref)
        return None if session is None else self._confirm(request, subscriber_id, Holder(ref, session))

    async def holder(self, head: Head) -> Holder:
        """Whose session the cookie names."""
        token = read_cookie(head.get("cookie"), SESSION)
        if token is None:
            return NOBODY
        ref = hash_of(token)
        return Holder(ref, await self._sessions.find(ref))

    def _claim(self, request: Request) -> str:
        """The subscriber id, which some gateway made; the request id is set as soon as it is known to be one."""
        subscriber_id = _subscriber_id(request.head)
        self._verify(subscriber_id, None)
        request.request_id = _request_id(request.head)
        return subscriber_id

    def _confirm(self, request: Request, subscriber_id: str, holder: Holder) -> Visitor:
        """Hold the id against the session, and against the clock."""
        subscriber = self._verify(subscriber_id, None)
        self._check_binding(subscriber_id, subscriber.binding == "same", holder)
        age_s = self._now_s() - subscriber.issued_at_s
        if not -CLOCKS_APART_S <= age_s <= self._limits.socket_life_s + CLOCKS_APART_S:
            raise Refusal(ProblemType.SUBSCRIBER_EXPIRED, "Reconnect to /api/socket for a new id.")
        return Visitor(subscriber_id, subscriber.lane, request.request_id or "", holder)

    def _check_binding(self, subscriber_id: str, is_anonymous: bool, holder: Holder) -> None:
        """Hold the id against the session; a session that is over counts as none."""
        is_own = holder.ref is not None and self._verify(subscriber_id, holder.ref).binding == "same"
        match is_anonymous, holder.session is not None, is_own:
            case (True, False, _) | (False, True, True):
                return
            case True, True, _:
                detail = "The session began after this id was given out: reconnect to /api/socket and send again."
                raise Refusal(ProblemType.SUBSCRIBER_REBIND, detail)
            case False, False, True:
                raise session_required(holder)
            case _:
                raise Refusal(ProblemType.SUBSCRIBER_FOREIGN, "The id was given to the socket of another session.")


def session_required(holder: Holder) -> Refusal:
    """The refusal of whoever has no session; a cookie that leads nowhere is taken away."""
    headers = clear(SESSION) if holder.ref is not None else ()
    return Refusal(ProblemType.SESSION_REQUIRED, "Log in first: there is no session.", headers=headers)


def _subscriber_id(head: Head) -> str:
    came = head.get("x-subscriber-id")
    if not came:
        raise Refusal(ProblemType.SUBSCRIBER_MISSING, "Open /api/socket; the id is in its first frame.")
    return came.decode("latin-1")


def _request_id(head: Head) -> str:
    came = head.get("x-request-id")
    if came is None:
        raise Refusal(ProblemType.REQUEST_ID_MISSING, "Send a new UUID with every request.")
    text = came.decode("latin-1")
    if not is_uuid(text):
        raise Refusal(ProblemType.REQUEST_ID_MALFORMED, f"Expected a UUID with hyphens, got {text[:60]!r}.")
    return text.lower()
