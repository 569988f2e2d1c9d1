"""What is tested: the platform within this process, or one that runs elsewhere."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from hashlib import sha256
from typing import Any

from msgspec import Struct

from services.runner.spec import Tools
from services.sessions.store import PUT, PickupStore
from services.testing.cache import MemoryCache
from services.testing.platform import Platform, every_domain, platform
from services.wire.generated.wire import Sealed
from services.wire.keys import seal_private_key
from services.wire.seal import Unsealer
from services.wire.settings import Settings
from tests.fuzz.audience import Audience, audience
from tests.fuzz.thread import LoopThread


class Target(Struct, frozen=True):
    """Where requests go, who sends them, and how long an answer may take."""

    url: str
    audience: Audience
    patience_s: float
    platform: Platform | None = None


class QuickPasswords:
    """Opens what is sealed, as the real one does, and hashes in no time."""

    def __init__(self, unsealer: Unsealer) -> None:
        self._unsealer = unsealer

    async def hash(self, password: Sealed) -> str:
        return sha256(self._unsealer.unseal(password).encode()).hexdigest()

    async def is_right(self, password_hash: str | None, password: Sealed) -> bool:
        return await self.hash(password) == password_hash


def quick_passwords(settings: Settings) -> AbstractAsyncContextManager[QuickPasswords]:
    """In place of argon2, which takes 22 ms for each."""
    return nullcontext(QuickPasswords(Unsealer(seal_private_key(settings.keys_dir, "accounts"))))


def put_pickup(values: dict[str, bytes], keys: list[str], given: tuple[Any, ...]) -> int:
    """The script of `services.sessions.store`."""
    taken, pickup, _ = given
    if values.get(keys[0]) == taken:
        return 0
    values[keys[0]] = pickup
    return 1


def memory_platform(**more: Any) -> AbstractAsyncContextManager[Platform]:
    """The platform with every domain, over peers in memory; `more` goes to `platform`."""
    cache = MemoryCache({PUT: put_pickup})
    pickups: Any = PickupStore(cache)
    tools: dict[str, Tools] = {"accounts": quick_passwords, "sessions": lambda _: nullcontext(pickups)}
    return platform(every_domain(), tools=tools, cache=cache, **more)


@contextmanager
def in_process(patience_s: float = 5.0) -> Iterator[Target]:
    """Everything in this process: requests travel over loopback, because the gateway answers most below ASGI."""
    loop = LoopThread()
    try:
        with loop.entered(memory_platform()) as running, audience(running.url, loop) as gathered:
            yield Target(running.url, gathered, patience_s, running)
    finally:
        loop.close()


@contextmanager
def elsewhere(url: str, patience_s: float = 15.0) -> Iterator[Target]:
    """A gateway that runs already."""
    loop = LoopThread()
    try:
        with audience(url, loop) as gathered:
            yield Target(url, gathered, patience_s)
    finally:
        loop.close()
