"""`python -m services.sessions.main`: the worker of `sessions`."""

from services.runner.main import WorkerSpec, main
from services.sessions.reactions import REACTIONS
from services.sessions.store import PickupStore
from services.wire.cache import connect
from services.wire.settings import Settings


def tools(settings: Settings) -> PickupStore:
    """Keep pickups where the gateways look for them."""
    return PickupStore(connect(settings))


if __name__ == "__main__":
    main(WorkerSpec(domain="sessions", reactions=REACTIONS, make_tools=tools))
