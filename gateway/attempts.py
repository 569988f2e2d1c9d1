"""Counts logins before they cost anything: so many a minute for one name, and for one address.

    attempts:<keyed hash of what is counted>  how often, for a minute

A name is never locked for longer than that, or strangers could lock people out.
"""

import hmac
from hashlib import sha256

from gateway.limits import Limits
from gateway.problems import Refusal
from gateway.sessions import Cache
from services.wire.generated.wire import ProblemType

WINDOW_S = 60


class Attempts:
    """All gateways' counters."""

    def __init__(self, cache: Cache, key: bytes, limits: Limits) -> None:
        self._cache = cache
        self._key = key
        self._limits = limits

    async def check(self, name: str, address: str) -> None:
        """Count an attempt; raises `Refusal` for one too many."""
        await self._count(f"name {name}", self._limits.logins_per_name)
        await self._count(f"address {address}", self._limits.logins_per_address)

    async def _count(self, what: str, most: int) -> None:
        bucket = f"attempts:{hmac.digest(self._key, what.encode(), sha256).hex()}"
        await self._cache.set(bucket, b"0", ex=WINDOW_S, nx=True)
        if await self._cache.incr(bucket) > most:
            wait = ((b"retry-after", b"%d" % WINDOW_S),)
            raise Refusal(
                ProblemType.RATE_LIMITED, "Too many logins within a minute: wait, then try again.", headers=wait
            )
