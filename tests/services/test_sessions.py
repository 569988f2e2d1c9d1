"""The login gateway's reaction: a pickup for the browser that began the login."""

import asyncio
import random
import secrets
import time
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from gateway.cookies import hash_of
from gateway.limits import Limits
from gateway.sessions import Sessions
from services.sessions.reactions import store_pickup
from services.sessions.store import PickupStore
from services.wire.cache import connect
from services.wire.errors import TransientError
from services.wire.generated.accounts import LoginSucceeded
from services.wire.generated.sessions import SessionReady
from services.wire.pickup import PICKUP_S, Pickup
from tests.services.contexts import NOW, context

ACCOUNT_ID = UUID("00000000-0000-0000-0000-00000000000a")
HASH = uuid4().hex
EVENT = LoginSucceeded(name="ada", account_id=ACCOUNT_ID, login_hash=HASH)

pytestmark = pytest.mark.integration


@pytest.fixture
async def cache(servers):
    made = connect(servers)
    yield made
    await made.aclose()


async def test_a_login_is_laid_ready_for_its_browser(cache):
    """Under the hash of the login cookie, for a minute; the frame holds no secret."""
    outcome = await store_pickup(EVENT, context(PickupStore(cache)))

    assert SessionReady(pick_up_before=NOW + timedelta(seconds=PICKUP_S)) == outcome
    assert {"accountId": str(ACCOUNT_ID), "name": "ada"} == msgspec.json.decode(await cache.get(f"pickup:{HASH}"))
    assert PICKUP_S - 2 < await cache.ttl(f"pickup:{HASH}") <= PICKUP_S


async def test_a_repeat_gives_the_browser_its_whole_minute_again(cache):
    await PickupStore(cache).put(HASH, Pickup(ACCOUNT_ID, "ada"))
    await cache.expire(f"pickup:{HASH}", 5)
    await store_pickup(EVENT, context(PickupStore(cache)))

    assert await cache.ttl(f"pickup:{HASH}") > 5


async def test_of_takers_and_repeats_at_once_one_begins_a_session(cache):
    """Whatever comes between them, a pickup that was taken is not brought back."""
    store, sessions = PickupStore(cache), Sessions(cache, Limits(), time.time)
    for _ in range(20):
        token = secrets.token_urlsafe(32)
        pickup = Pickup(ACCOUNT_ID, "ada")
        await store.put(hash_of(token), pickup)
        doings = [*[sessions.begin(token) for _ in range(5)], *[store.put(hash_of(token), pickup) for _ in range(5)]]
        random.shuffle(doings)
        begun = [done for done in await asyncio.gather(*doings) if done is not None]

        assert 1 == len(begun)
        assert await sessions.begin(token) is None


async def test_a_cache_that_is_away_is_waited_for(servers):
    """The error says that it may pass, so the reaction is tried again."""
    away = connect(msgspec.structs.replace(servers, redis_url="redis://127.0.0.1:9/0"))
    with pytest.raises(TransientError):
        await store_pickup(EVENT, context(PickupStore(away)))
    await away.aclose()
