"""Everything that is done to the site while the load goes on. Each fault ends by itself, and leaves the site whole."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from random import Random

from msgspec import Struct

from tests.chaos import steps
from tests.chaos.site import REPEATING, Site
from tests.chaos.staged import Orders

Blow = Callable[[Site, Random], Awaitable[str]]
"""Strikes, and heals; what is to be noted of it."""


class Fault(Struct, frozen=True):
    """A row of the matrix."""

    name: str
    blow: Blow
    needs: str = ""
    """`replicas` or `links`: what a smaller site does not have."""


def all_faults() -> list[Fault]:
    """The matrix."""
    return [Fault("none", _nothing), *_kills(), *_freezes(), *_links(), *_clocks(), *_disks(), *_steps(), *_at_random()]


async def _nothing(site: Site, random: Random) -> str:
    await asyncio.sleep(3)
    return ""


# kill -9


def _kills() -> list[Fault]:
    return [
        *(Fault(f"kill -9: one {domain} worker", _kill_one(domain)) for domain in ("accounts", "board", "sessions")),
        Fault("kill -9: every board worker", _kill_all("board")),
        Fault(f"kill -9: every worker that delivers {REPEATS}", _kill_all(REPEATING)),
        Fault("kill -9: one gateway", _kill_one("gateway")),
        Fault("kill -9: every gateway", _kill_all("gateway")),
        Fault("kill -9: the registry", _kill_one("registry")),
        Fault("kill -9: Valkey", _kill_one("valkey")),
        Fault("kill -9: one broker of three", _kill_one("kafka"), "replicas"),
        Fault("kill -9: two brokers of three", _kill_some("kafka", 2), "replicas"),
        Fault("kill -9: every broker", _kill_all("kafka")),
        Fault("kill -9: one worker and one gateway at once", _kill_both),
    ]


def _kill_one(role: str) -> Blow:
    return _kill_some(role, 1)


def _kill_some(role: str, count: int) -> Blow:
    async def blow(site: Site, random: Random) -> str:
        names = random.sample(site.named(role), count)
        await site.kill(*names)
        return ", ".join(names)

    return blow


def _kill_all(role: str) -> Blow:
    async def blow(site: Site, random: Random) -> str:
        await site.kill(*site.named(role))
        return ""

    return blow


async def _kill_both(site: Site, random: Random) -> str:
    names = [random.choice(site.named("gateway")), random.choice(site.named(random.choice(site.domains)))]
    await site.kill(*names)
    return ", ".join(names)


# SIGSTOP, SIGCONT


def _freezes() -> list[Fault]:
    return [
        # Shorter and longer than the session of a group member.
        Fault("SIGSTOP 3 s: one board worker", _freeze_one("board", 3)),
        Fault("SIGSTOP 12 s: one board worker", _freeze_one("board", 12)),
        Fault("SIGSTOP 12 s: one accounts worker", _freeze_one("accounts", 12)),
        Fault("SIGSTOP 12 s: every board worker", _freeze_all("board", 12)),
        Fault("SIGSTOP 8 s: one gateway", _freeze_one("gateway", 8)),
        Fault("SIGSTOP 8 s: the registry", _freeze_one("registry", 8)),
        Fault("SIGSTOP 8 s: Valkey", _freeze_one("valkey", 8)),
        Fault("SIGSTOP 8 s: one broker of three", _freeze_one("kafka", 8), "replicas"),
        Fault("SIGSTOP 8 s: every broker", _freeze_all("kafka", 8)),
    ]


def _freeze_one(role: str, seconds: float) -> Blow:
    async def blow(site: Site, random: Random) -> str:
        name = random.choice(site.named(role))
        await site.freeze([name], seconds)
        return name

    return blow


def _freeze_all(role: str, seconds: float) -> Blow:
    async def blow(site: Site, random: Random) -> str:
        await site.freeze(site.named(role), seconds)
        return ""

    return blow


# The links between Kafka and one instance of each.


def _links() -> list[Fault]:
    return [
        Fault("link to Kafka cut for 5 s", _cut(5), "links"),
        Fault("link to Kafka cut for 15 s", _cut(15), "links"),
        Fault("link to Kafka stalls for 12 s", _stall(12), "links"),
        Fault("link to Kafka half-open: connections dead, nobody told", _half_open, "links"),
    ]


def _cut(seconds: float) -> Blow:
    async def blow(site: Site, random: Random) -> str:
        for link in site.links:
            link.cut()
        await asyncio.sleep(seconds)
        for link in site.links:
            link.mend()
        return f"slot {site.linked_slot} of each"

    return blow


def _stall(seconds: float) -> Blow:
    async def blow(site: Site, random: Random) -> str:
        for link in site.links:
            link.stall()
        await asyncio.sleep(seconds)
        for link in site.links:
            link.mend()
        return f"slot {site.linked_slot} of each"

    return blow


async def _half_open(site: Site, random: Random) -> str:
    for link in site.links:
        link.fall_silent()
    return f"slot {site.linked_slot} of each"


# Clocks


def _clocks() -> list[Fault]:
    return [
        Fault("clock of one board worker 90 s ahead", _step_clock("board", 90)),
        Fault("clock of one board worker 1 h behind", _step_clock("board", -3600)),
        Fault("clock of one gateway 90 s ahead", _step_clock("gateway", 90)),
        Fault("clock of one gateway 90 s behind", _step_clock("gateway", -90)),
    ]


def _step_clock(role: str, seconds: float) -> Blow:
    async def blow(site: Site, random: Random) -> str:
        name = random.choice(site.named(role))
        site.order(name, Orders(clock_s=seconds))
        await asyncio.sleep(6)
        site.withdraw(name)
        return name

    return blow


# Disks


def _disks() -> list[Fault]:
    return [
        Fault("disk full: one broker of three", _fill_disk, "replicas"),
        Fault("Valkey refuses to write for 6 s", _refuse_writes),
    ]


async def _fill_disk(site: Site, random: Random) -> str:
    name = random.choice(site.named("kafka"))
    site.fill_disk(name)
    await asyncio.sleep(8)
    return name


async def _refuse_writes(site: Site, random: Random) -> str:
    """As it does when its own disk is full: reads are answered, writes are not."""
    await site.tell_valkey("CONFIG SET min-replicas-to-write 1")
    try:
        await asyncio.sleep(6)
    finally:
        await site.tell_valkey("CONFIG SET min-replicas-to-write 0")
    return ""


# At each step of a request's way


def _steps() -> list[Fault]:
    return [
        *(Fault(f"gateway dies: {step}", _die_at("gateway", step)) for step in steps.GATEWAY if step != steps.AT_FEED),
        Fault(f"gateway dies: {steps.AT_FEED}", _die_at_feed),
        *(Fault(f"board worker dies: {step}", _die_at("board", step)) for step in steps.WORKER),
        *(Fault(f"accounts worker dies: {step}", _die_at("accounts", step)) for step in ACCOUNTS_STEPS),
        *(Fault(f"{REPEATS} worker dies: {said}", _die_at(REPEATING, step)) for said, step in REPEATING_STEPS.items()),
        Fault(f"board worker dies: {steps.AT_START}", _die_at_start("board")),
    ]


REPEATS = "at least once"
REPEATING_STEPS = {
    "decided, before the reply": "committed, before the reply",
    "reply sent, before its offset is committed": "reply sent, before that is noted",
}
"""What the steps are where there is no transaction."""
ACCOUNTS_STEPS = ("in the transaction", "committed, before that is known", "committed, before the reply")


def _die_at(role: str, step: str) -> Blow:
    async def blow(site: Site, random: Random) -> str:
        # Not every gateway has sockets all the time: whichever comes to it first.
        names = site.named(role) if role == "gateway" else [random.choice(site.named(role))]
        return _who(names, await site.order_and_wait(names, Orders(die_at=step, after=random.randint(1, 3))))

    return blow


def _who(names: Sequence[str], dead: Sequence[str]) -> str:
    return ", ".join(dead) if dead else f"{' or '.join(names)} did not come to it"


async def _die_at_feed(site: Site, random: Random) -> str:
    """Feeds are asked for anew by those whose gateway has gone."""
    names = site.named("gateway")
    others = random.sample(names, len(names) - 1)
    dying = asyncio.create_task(site.order_and_wait(names, Orders(die_at=steps.AT_FEED, after=random.randint(1, 2))))
    await asyncio.sleep(0)
    await site.kill(*others)
    return f"{_who(names, await dying)}, as the followers of {' and '.join(others)} came"


def _die_at_start(role: str) -> Blow:
    async def blow(site: Site, random: Random) -> str:
        name = random.choice(site.named(role))
        await site.halt(name, signal.SIGKILL)
        releasing = asyncio.create_task(site.release(name))
        dead = await site.order_and_wait([name], Orders(die_at=steps.AT_START, after=random.randint(1, 2)))
        await releasing
        return _who([name], dead)

    return blow


# Several of each, one after the other


def _at_random() -> list[Fault]:
    return [Fault("rolling restart of everything of ours", _roll), Fault("a storm of 12 random faults", _storm)]


async def _roll(site: Site, random: Random) -> str:
    """Restart every worker and gateway in the orderly way, one at a time."""
    names = [name for role in (*site.domains, "gateway") for name in site.named(role)]
    for name in names:
        await site.halt(name)
        await site.release(name)
    return f"{len(names)} processes"


async def _storm(site: Site, random: Random) -> str:
    """Faults that overlap. Nothing is done to the servers: their faults stand above."""
    count = 12
    ours = [*site.domains, "gateway"]
    under_way: list[asyncio.Task[str]] = []
    for _ in range(count):
        blow = random.choice(_choices(ours, random))
        under_way.append(asyncio.create_task(_as_task(blow(site, random))))
        await asyncio.sleep(random.uniform(0.5, 3))
    await asyncio.gather(*under_way)
    return f"{count} faults"


def _choices(roles: Sequence[str], random: Random) -> list[Blow]:
    role = random.choice(roles)
    step = random.choice(steps.GATEWAY[:2] if role == "gateway" else steps.WORKER)
    return [_kill_one(role), _freeze_one(role, random.uniform(1, 9)), _die_at(role, step), _cut(2)]


async def _as_task(work: Awaitable[str]) -> str:
    return await work
