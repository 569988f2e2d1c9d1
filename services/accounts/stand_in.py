"""What stands in for the tools of `accounts` in tests: nothing that the worker runs."""

from contextlib import AbstractAsyncContextManager, nullcontext
from hashlib import sha256

from services.wire.cache import Redis
from services.wire.generated.wire import Sealed
from services.wire.keys import seal_private_key
from services.wire.seal import Unsealer
from services.wire.settings import Settings


class QuickPasswords:
    """Opens what is sealed, as the real one does, and hashes in no time."""

    def __init__(self, unsealer: Unsealer) -> None:
        self._unsealer = unsealer

    async def hash(self, password: Sealed) -> str:
        return sha256(self._unsealer.unseal(password).encode()).hexdigest()

    async def is_right(self, password_hash: str | None, password: Sealed) -> bool:
        return await self.hash(password) == password_hash


def tools(settings: Settings, _: Redis) -> AbstractAsyncContextManager[QuickPasswords]:
    """In place of argon2, which takes 22 ms for each."""
    return nullcontext(QuickPasswords(Unsealer(seal_private_key(settings.keys_dir, "accounts"))))
