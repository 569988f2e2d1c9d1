"""The one importer of redis: what expires by itself (pickups, sessions, rates) is kept there."""

from services.wire.settings import Settings
from services.wire.unasked import without

with without("opentelemetry"):
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff
    from redis.exceptions import RedisError

__all__ = ["Redis", "RedisError", "connect"]

TIMEOUT_S = 2.0


def connect(settings: Settings) -> Redis:
    """A client that connects at its first call; every call ends within two seconds or raises `RedisError`."""
    return Redis.from_url(
        settings.redis_url,
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
        retry=Retry(NoBackoff(), 1),
        health_check_interval=30,
    )
