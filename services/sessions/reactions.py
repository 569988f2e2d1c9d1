"""What `sessions` does when another domain says that something happened. Effects are idempotent."""

from datetime import timedelta

from services.runner.decision import Context, Reactions
from services.sessions.store import PickupStore
from services.wire.generated.accounts import LoginSucceeded
from services.wire.generated.sessions import SessionReady
from services.wire.pickup import PICKUP_S, Pickup


async def store_pickup(event: LoginSucceeded, context: Context[PickupStore]) -> SessionReady:
    """Lay the login ready for the browser that began it, and tell it so."""
    await context.tools.put(event.login_hash, Pickup(event.account_id, event.name))
    return SessionReady(pick_up_before=context.now + timedelta(seconds=PICKUP_S))


REACTIONS: Reactions = {LoginSucceeded: store_pickup}
