"""A session is remembered for a few seconds, and is over in the second in which it expires."""

import pytest

from gateway import sessions
from gateway.cookies import hash_of
from gateway.limits import Limits
from gateway.sessions import Sessions
from tests.clock import Clock
from tests.gateway.stage import Stage

TOKEN = "t" * 43
REF = hash_of(TOKEN)


@pytest.fixture
def clock() -> Clock:
    return Clock(1_000_000.0)


@pytest.fixture
def store(stage: Stage, clock: Clock) -> Sessions:
    return Sessions(stage.cache, Limits(session_cached_s=3.0), clock)


async def test_what_was_found_is_asked_for_again_when_its_seconds_are_over(stage: Stage, store: Sessions, clock: Clock):
    stage.store_session(TOKEN)
    assert await store.find(REF) is not None
    clock.now_s += 2.9
    assert await store.find(REF) is not None
    assert stage.cache.calls == ["get"]
    clock.now_s += 0.1
    assert store.known(REF) is None
    assert await store.find(REF) is not None
    assert stage.cache.calls == ["get", "get"]


async def test_a_session_is_over_in_the_second_in_which_it_expires(stage: Stage, store: Sessions, clock: Clock):
    stage.store_session(TOKEN)
    found = await store.find(REF)
    assert found is not None
    clock.now_s = found.expires_at.timestamp() - 0.1
    assert await store.find(REF) is not None
    store.forget(REF)
    clock.now_s = found.expires_at.timestamp()
    assert await store.find(REF) is None


async def test_no_more_are_remembered_than_there_is_room_for(
    stage: Stage, store: Sessions, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sessions, "MOST_CACHED", 2)
    for number in range(5):
        token = str(number) * 43
        stage.store_session(token)
        assert await store.find(hash_of(token)) is not None
        assert len(store._known) <= 2
