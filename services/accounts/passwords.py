"""Passwords in the clear live here and nowhere else: opened, hashed with argon2id and compared in a bounded pool.

Parameters above the floor of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane): some 22 ms each.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.wire.generated.wire import Sealed
from services.wire.seal import Unsealer


class Argon2Passwords:
    """Hashes and compares on as many threads as there are cores; more wait their turn."""

    def __init__(self, unsealer: Unsealer) -> None:
        self._unsealer = unsealer
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="argon2")
        # Compared with where a name is unknown, so that an answer takes as long as for a known one.
        self._nobodys_hash = self._hasher.hash(os.urandom(16))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def hash(self, password: Sealed) -> str:
        """Give the argon2id hash with its parameters. Raises `SealBroken`."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._hash, password)

    async def is_right(self, password_hash: str | None, password: Sealed) -> bool:
        """Tell whether the hash is the password's; never without one. Raises `SealBroken`."""
        known = password_hash if password_hash is not None else self._nobodys_hash
        matches = await asyncio.get_running_loop().run_in_executor(self._pool, self._matches, known, password)
        return matches and password_hash is not None

    def _hash(self, password: Sealed) -> str:
        return self._hasher.hash(self._unsealer.unseal(password))

    def _matches(self, password_hash: str, password: Sealed) -> bool:
        try:
            return self._hasher.verify(password_hash, self._unsealer.unseal(password))
        except (VerificationError, InvalidHashError):
            return False
