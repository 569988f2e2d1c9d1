"""The pickup of a finished login, kept for a minute under the hash of the browser's login cookie."""

import msgspec

from services.wire.cache import Redis, RedisError
from services.wire.errors import TransientError
from services.wire.pickup import Pickup, pickup_key, taken_key

PICKUP_S = 60


class PickupStore:
    """Writes pickups. Taken ones have left a tombstone, so that a repeat does not bring one back."""

    def __init__(self, cache: Redis) -> None:
        self._cache = cache

    async def put(self, login_hash: str, pickup: Pickup) -> None:
        """Keep a pickup, unless it was taken before. Raises `TransientError`."""
        try:
            if not await self._cache.exists(taken_key(login_hash)):
                await self._cache.set(pickup_key(login_hash), msgspec.json.encode(pickup), ex=PICKUP_S)
        except RedisError as error:
            raise TransientError(f"the pickup cannot be stored: {error}") from error
