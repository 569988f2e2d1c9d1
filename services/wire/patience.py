"""How long a process goes on asking a registry: as long as it is away, and a few times for what it does not know."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec import Struct

from services.wire.errors import RegistryUnavailable

T = TypeVar("T")

log = logging.getLogger(__name__)


class Patience(Struct, frozen=True, kw_only=True):
    """Waits that double, up to the longest."""

    first_s: float = 0.25
    longest_s: float = 5.0
    unknown_tries: int = 5
    """How often it is asked for a schema id that it does not know: one of several registries may be behind the others
    for a moment. With the waits above, some four seconds."""

    def wait_s(self, tried: int) -> float:
        """The wait after the try with this number, counted from 1."""
        return min(self.longest_s, self.first_s * (1 << min(tried - 1, 16)))


PATIENT = Patience()


async def patiently(ask: Callable[[], Awaitable[T]], patience: Patience = PATIENT) -> T:
    """The answer of a registry, asked again until it is there; the log says so as long as it is not."""
    tried = 0
    while True:
        tried += 1
        try:
            return await ask()
        except RegistryUnavailable as error:
            wait_s = patience.wait_s(tried)
            log.warning("waiting for the schema registry: %s", error, extra={"again_in_s": wait_s})
        await asyncio.sleep(wait_s)
