"""The login gateway's reaction: a pickup for the browser that began the login."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from services.sessions.reactions import store_pickup
from services.sessions.store import PICKUP_S, PickupStore
from services.wire.cache import RedisError
from services.wire.errors import TransientError
from services.wire.generated.accounts import LoginSucceeded
from services.wire.generated.sessions import SessionReady
from tests.services.contexts import NOW, context

ACCOUNT_ID = UUID("00000000-0000-0000-0000-00000000000a")
EVENT = LoginSucceeded(name="ada", account_id=ACCOUNT_ID, login_hash="h")


class Cache:
    """As much of a redis client as the store uses."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.lives: dict[str, int] = {}
        self.is_away = False

    async def exists(self, name: str) -> int:
        if self.is_away:
            raise RedisError("away")
        return int(name in self.values)

    async def set(self, name: str, value: bytes, *, ex: int) -> None:
        self.values[name], self.lives[name] = value, ex


async def test_a_login_is_laid_ready_for_its_browser():
    """Under the hash of the login cookie, for a minute; the frame holds no secret."""
    cache = Cache()
    outcome = await store_pickup(EVENT, context(PickupStore(cache)))

    assert SessionReady(pick_up_before=NOW + timedelta(seconds=PICKUP_S)) == outcome
    assert {"accountId": str(ACCOUNT_ID), "name": "ada"} == msgspec.json.decode(cache.values["pickup:h"])
    assert {"pickup:h": PICKUP_S} == cache.lives


async def test_a_repeat_does_not_bring_back_what_was_taken():
    """The gateway leaves a tombstone when it takes a pickup."""
    cache = Cache()
    cache.values["pickup-taken:h"] = b"1"
    await store_pickup(EVENT, context(PickupStore(cache)))

    assert ["pickup-taken:h"] == list(cache.values)


async def test_a_cache_that_is_away_is_waited_for():
    """The error says that it may pass, so the reaction is tried again."""
    cache = Cache()
    cache.is_away = True
    with pytest.raises(TransientError):
        await store_pickup(EVENT, context(PickupStore(cache)))
