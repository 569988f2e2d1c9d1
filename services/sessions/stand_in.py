"""What stands in for the tools of `sessions` in tests: its store, over a cache that needs no server."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from services.sessions.store import PUT, PickupStore
from services.wire.cache import Redis
from services.wire.settings import Settings


def put_pickup(values: dict[str, bytes], keys: list[str], given: tuple[Any, ...]) -> int:
    """What the script `PUT` does."""
    taken, pickup, _ = given
    if values.get(keys[0]) == taken:
        return 0
    values[keys[0]] = pickup
    return 1


SCRIPTS: dict[str, Callable[..., Any]] = {PUT: put_pickup}
"""In Python, what each Lua script of this domain does."""


def tools(_: Settings, cache: Redis) -> AbstractAsyncContextManager[PickupStore]:
    """Keep pickups in the cache of the gateway."""
    return nullcontext(PickupStore(cache))
