"""`python -m services.sessions.main`: the worker of `sessions`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.runner.run import run_worker
from services.runner.spec import WorkerSpec
from services.sessions.reactions import REACTIONS
from services.sessions.store import PickupStore
from services.wire.cache import connect
from services.wire.settings import Settings


@asynccontextmanager
async def tools(settings: Settings) -> AsyncIterator[PickupStore]:
    """Keep pickups where the gateways look for them."""
    cache = connect(settings)
    try:
        yield PickupStore(cache)
    finally:
        await cache.aclose()


SPEC = WorkerSpec(domain="sessions", reactions=REACTIONS, tools=tools)

if __name__ == "__main__":
    run_worker(SPEC)
