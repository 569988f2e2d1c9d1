"""The platform as its visitors meet it: within this process, or wherever a gateway runs already."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from types import TracebackType
from typing import Final, Self
from uuid import uuid4

from services.testing.platform import Platform
from services.testing.stand_ins import whole_platform
from services.wire.generated.accounts import Registered
from services.wire.generated.client import Client
from services.wire.generated.sessions import Session, SessionReady
from services.wire.transport import HttpTransport

PASSWORD: Final = "correct horse battery"  # noqa: S105 - of people who live no longer than a test


class Visitor(Client):
    """The generated client of one person, with a socket and cookies of its own."""

    def __init__(self, transport: HttpTransport) -> None:
        super().__init__(transport)
        self.transport = transport

    async def become_member(self, name: str) -> Session:
        """Open an account and log in: what is sent from now on is sent by this session."""
        outcome = await self.accounts.register(name=name, password=PASSWORD)
        if not isinstance(outcome, Registered):
            raise AssertionError(f"expected an account for {name!r}, got {outcome!r}")
        await self.log_in(name)
        session = await self.transport.read_session()
        if session is None:
            raise AssertionError(f"expected a session of {name!r}, and there is none")
        return session

    async def log_in(self, name: str) -> None:
        """Begin a session of an account that `become_member` has opened."""
        outcome = await self.accounts.login(name=name, password=PASSWORD)
        if not isinstance(outcome, SessionReady):
            raise AssertionError(f"expected a session for {name!r}, got {outcome!r}")
        await self.transport.begin_session()


class Stack:
    """A gateway and the workers behind it. Visitors leave with it."""

    def __init__(self, gateway_url: str, platform: Platform | None = None) -> None:
        self.gateway_url = gateway_url
        self._platform = platform
        self._visitors = AsyncExitStack()
        self._numbers = count(1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._visitors.aclose()

    @property
    def platform(self) -> Platform:
        """The broker, registry, cache and clock, to be looked at or meddled with; within this process alone."""
        if self._platform is None:
            raise AssertionError(
                f"the platform behind {self.gateway_url} is not in this process: a test that looks inside needs "
                "the `stack` in memory.\nTo mend it: run this test without --gateway."
            )
        return self._platform

    async def visitor(self) -> Visitor:
        """Somebody new, without a session."""
        return Visitor(await self._visitors.enter_async_context(HttpTransport(self.gateway_url)))

    async def member(self, name: str | None = None) -> Visitor:
        """Somebody new who has an account and is logged in, under a name that nobody else has unless it is given."""
        somebody = await self.visitor()
        await somebody.become_member(name or f"member-{next(self._numbers)}-{uuid4().hex[:8]}")
        return somebody


@asynccontextmanager
async def in_process() -> AsyncIterator[Stack]:
    """Every domain of `services/` and a gateway, over a broker, a registry and a cache in memory."""
    async with whole_platform() as running, Stack(running.url, running) as stack:
        yield stack


def elsewhere(gateway_url: str) -> Stack:
    """A platform that runs already, such as that of `just up`."""
    return Stack(gateway_url)
