"""The pickup of a finished login, kept for a minute under the hash of the browser's login cookie."""

from typing import Any, Final

import msgspec

from services.wire.cache import Redis, RedisError
from services.wire.errors import TransientError
from services.wire.pickup import PICKUP_S, TAKEN, Pickup, pickup_key

PUT: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""
"""Look and write in one step, between which no gateway can take the pickup."""


class PickupStore:
    """Writes pickups. One that was taken stays taken, however often the reaction is repeated."""

    def __init__(self, cache: Redis) -> None:
        self._cache = cache

    async def put(self, login_hash: str, pickup: Pickup) -> None:
        """Keep a pickup for a minute from now, unless it was taken before. Raises `TransientError`."""
        given: tuple[Any, ...] = (TAKEN, msgspec.json.encode(pickup), PICKUP_S)
        try:
            await self._cache.eval(PUT, 1, pickup_key(login_hash), *given)
        except RedisError as error:
            raise TransientError(f"the pickup cannot be stored: {error}") from error
