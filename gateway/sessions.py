"""Sessions as they are kept in Valkey: begun from a pickup, found by the hash of a token, ended for everybody.

pickup:<hash of the login cookie>    {accountId, name}, written by the sessions worker; see `services.wire.pickup`
session:<hash of the session token>  {accountId, name, expiresAt}
"""

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec

from gateway.cookies import TOKEN_BYTES, hash_of
from gateway.limits import Limits
from services.wire.generated.sessions import Session
from services.wire.pickup import TAKEN, TAKEN_S, Pickup, pickup_key

MOST_CACHED = 10_000


class Cache(Protocol):
    """The commands of redis that are used here."""

    def get(self, name: str, /) -> Awaitable[Any]: ...
    def set(
        self, name: str, value: bytes, /, *, ex: int, nx: bool = False, xx: bool = False, get: bool = False
    ) -> Awaitable[Any]: ...
    def incr(self, name: str, /) -> Awaitable[Any]: ...
    def delete(self, *names: str) -> Awaitable[Any]: ...
    def ping(self) -> Awaitable[Any]: ...


class Sessions:
    """All sessions. What was found is remembered for a few seconds, or until it is revoked."""

    def __init__(self, cache: Cache, limits: Limits, now_s: Callable[[], float]) -> None:
        self._cache = cache
        self._limits = limits
        self._now_s = now_s
        self._known: dict[str, tuple[float, Session]] = {}

    async def begin(self, login_token: str) -> tuple[str, Session] | None:
        """Take the pickup, once, and begin a session: its token, and whose it is. None if nothing is there.

        The token exists only now, in the answer to the browser; what is kept is its hash.
        """
        login_hash = hash_of(login_token)
        raw = await self._cache.set(pickup_key(login_hash), TAKEN, ex=TAKEN_S, xx=True, get=True)
        if raw is None or raw == TAKEN:
            return None
        pickup = msgspec.json.decode(raw, type=Pickup)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        life_s = self._limits.session_life_s
        expires_at = datetime.fromtimestamp(int(self._now_s()), UTC) + timedelta(seconds=life_s)
        session = Session(account_id=pickup.account_id, name=pickup.name, expires_at=expires_at)
        await self._cache.set(f"session:{hash_of(token)}", msgspec.json.encode(session), ex=life_s)
        return token, session

    async def find(self, ref: str) -> Session | None:
        """The session with this hash of its token, None if there is none (any more)."""
        known = self.known(ref)
        if known is not None:
            return known
        now = self._now_s()
        raw = await self._cache.get(f"session:{ref}")
        session = None if raw is None else msgspec.json.decode(raw, type=Session)
        if session is None or session.expires_at.timestamp() <= now:
            self._known.pop(ref, None)
            return None
        if len(self._known) >= MOST_CACHED:
            self._known.clear()
        self._known[ref] = (now + self._limits.session_cached_s, session)
        return session

    def known(self, ref: str) -> Session | None:
        """The session if it was found just now; None says nothing."""
        known = self._known.get(ref)
        return known[1] if known is not None and known[0] > self._now_s() else None

    async def end(self, ref: str) -> None:
        """End a session here; the others hear of it by `wire.SessionRevoked`."""
        await self._cache.delete(f"session:{ref}")
        self.forget(ref)

    def forget(self, ref: str) -> None:
        """Ask again the next time."""
        self._known.pop(ref, None)
