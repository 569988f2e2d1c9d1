"""What is tested: the platform within this process, or one that runs elsewhere."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from msgspec import Struct

from gateway.limits import Limits
from services.testing.platform import PLENTY, Platform
from services.testing.stand_ins import whole_platform
from tests.fuzz.audience import Audience, audience
from tests.fuzz.thread import LoopThread

HASTY = Limits(request_within_s=1.0, logins_per_name=PLENTY, logins_per_address=PLENTY)
"""Half a request is given up well before we lose patience."""


class Target(Struct, frozen=True):
    """Where requests go, who sends them, and how long an answer may take."""

    url: str
    audience: Audience
    loop: LoopThread
    patience_s: float
    platform: Platform | None = None


@contextmanager
def in_process(patience_s: float = 5.0) -> Iterator[Target]:
    """Everything in this process: requests travel over loopback, because the gateway answers most below ASGI."""
    with (
        closing(LoopThread()) as loop,
        loop.entered(whole_platform(limits=HASTY)) as running,
        beside(loop, running, patience_s) as target,
    ):
        yield target


@contextmanager
def beside(loop: LoopThread, platform: Platform, patience_s: float) -> Iterator[Target]:
    """A platform that runs on a loop of this process already, with people of its own."""
    with audience(platform.url, loop) as gathered:
        yield Target(platform.url, gathered, loop, patience_s, platform)


@contextmanager
def elsewhere(url: str, patience_s: float = 15.0) -> Iterator[Target]:
    """A gateway that runs already."""
    with closing(LoopThread()) as loop, audience(url, loop) as gathered:
        yield Target(url, gathered, loop, patience_s)
