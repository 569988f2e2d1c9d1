"""Two versions side by side, in both orders of deploying: nobody notices, and what both wrote is read."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from services.local.ports import free_ports
from services.local.stack import HOST, Servers, Stack
from tests.end_to_end.aftermath import dead_letters, versions_of
from tests.end_to_end.balancer import Balancer
from tests.end_to_end.builds import SMALL, Build, surroundings
from tests.end_to_end.chromium import FRONTEND
from tests.end_to_end.old_page import open_page, post, shows
from tests.end_to_end.people import member
from tests.end_to_end.visitor import Visitor, visitor

pytestmark = pytest.mark.integration

COMMAND, EVENT = "board.PostNote", "board.NotePosted"
BOARDS = [f"board-{number}" for number in range(6)]
SIDE_BY_SIDE_S = 1.0
"""How long two versions serve together at each step of a roll-out."""
WORKERS = [("board", 1), ("board", 0)]
GATEWAYS = [("gateway", 1), ("gateway", 0)]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The version that is out: a note has a mood."""
    build = Build(tmp_path_factory.mktemp("builds") / "old")
    for name in (COMMAND, EVENT):
        build.add_field(name, "mood", default="", millrace={"maxLength": 20})
    build.replace(
        "services/board/handlers.py", "        version=1,\n", "        version=1,\n        mood=command.mood,\n"
    )
    build.generate()
    build.publish()
    return build


@pytest.fixture(scope="module")
def new(old: Build) -> Build:
    """The next version: the mood has gone, and a note may be pinned. Command, event and outcomes change together."""
    build = old.copy(old.root.with_name("new"))
    for name in (COMMAND, EVENT):
        build.remove_field(name, "mood")
    for name in (COMMAND, EVENT, "board.Note"):
        build.add_field(name, "pinned", "boolean", default=False)
    build.replace("services/board/handlers.py", "mood=command.mood", "pinned=command.pinned")
    build.replace(
        "services/board/evolve.py",
        "author=event.author, version=event.version)",
        "author=event.author, version=event.version, pinned=event.pinned)",
    )
    build.generate()
    return build


@pytest.fixture(params=[WORKERS + GATEWAYS, GATEWAYS + WORKERS], ids=["workers first", "gateways first"])
def steps(request: pytest.FixtureRequest) -> list[tuple[str, int]]:
    """Which process is replaced after which."""
    return request.param


@pytest.fixture
def rolling(local_servers: Servers, old: Build, steps: list[tuple[str, int]]) -> Iterator[Stack]:
    """The old version, running: two workers of the board in one group, and two gateways for one address."""
    settings = SMALL | {
        "MILLRACE_ORIGINS": f"http://{HOST}:{free_ports(1, HOST)[0]}",
        "MILLRACE_FRONTEND_DIR": str(FRONTEND / "dist" / "browser"),
    }
    with Stack(local_servers, f"{steps[0][0]}-first.", settings, old.root) as stack:
        stack.apply()
        stack.start("accounts", "sessions", "board", "gateway")
        stack.start_worker("board", slot=1)
        stack.start_gateway(slot=1)
        yield stack


@pytest.mark.browser
async def test_a_compatible_change_is_rolled_out_under_load(
    rolling: Stack, old: Build, new: Build, steps: list[tuple[str, int]]
):
    """An old client posts all the while, and so does a page that is older still and is never loaded again.

    Every 202 has one end, nothing is put aside, and nothing is forgotten.
    """
    assert new.run("codegen", "check").returncode == 0
    async with Balancer(rolling) as balancer, open_page(balancer.url, "/boards/page") as (page, faults):
        on_the_page = [await post(page, "before")]
        async with old_client(old, balancer.url) as seen:
            await asyncio.to_thread(rolling.apply, new.root)
            for role, slot in steps:
                await bring(new, rolling, role, slot, balancer)
                on_the_page.append(await post(page, f"with {role} {slot}"))
                await asyncio.sleep(SIDE_BY_SIDE_S)

        assert seen["failed"] == []
        assert len(seen["posted"]) == seen["sent"] > 0
        assert seen["ends"] == {"1": seen["sent"] + 2}  # a registration and a login too

        async with visitor(balancer.url) as ada:
            await member(ada)
            pinned = {"text": "read me first", "pinned": True}
            assert (await ada.ask("POST", f"/boards/{BOARDS[0]}/notes", pinned))["pinned"] is True
            assert (await ada.ask("POST", "/boards/page/notes", pinned))["pinned"] is True
            for _, slot in WORKERS:  # they fold what both versions wrote
                await asyncio.to_thread(rolling.process("board", slot).restart)
            notes = await all_notes(ada)
        assert sorted(note["text"] for note in notes) == sorted([*seen["posted"], "read me first"])
        assert [note["text"] for note in notes if note["pinned"]] == ["read me first"]
        for text in (*on_the_page, "read me first"):
            await shows(page, text)
        assert faults == []

    assert await dead_letters(rolling, "accounts", "board", "sessions") == 0
    for topic, name in (("board.commands", COMMAND), ("board.events", EVENT)):
        assert await versions_of(rolling, topic, name) == ([1, 2, 3], {2, 3})


async def bring(build: Build, stack: Stack, role: str, slot: int, balancer: Balancer) -> None:
    """Put a process of another build in the place of one; a gateway gets no new connections meanwhile."""
    if role != "gateway":
        await asyncio.to_thread(stack.start_worker, role, slot, build=build.root)
        return
    url = stack.process("gateway", slot).spec.address
    balancer.gateways.remove(url)
    await asyncio.to_thread(stack.start_gateway, slot, urlsplit(url).port, build=build.root)
    balancer.gateways.append(url)


@asynccontextmanager
async def old_client(old: Build, url: str) -> AsyncIterator[dict[str, Any]]:
    """Somebody posts from here to the end of the block; what they saw is filled in then."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.end_to_end.old_visitor", url, *BOARDS),
        cwd=old.root,
        env=surroundings(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    seen: dict[str, Any] = {}
    try:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), 30) == b"entered\n"
        yield seen
        assert process.stdin is not None
        process.stdin.close()
        seen |= json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        await asyncio.wait_for(process.wait(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def all_notes(somebody: Visitor) -> list[dict[str, Any]]:
    """The notes of every board, each as its snapshot tells."""
    notes = []
    for board in BOARDS:
        request_id = await somebody.begin("GET", f"/boards/{board}/notes")
        snapshot = await somebody.frame(request_id, lambda frame: frame["body"]["@type"] == "board.Notes", 30)
        notes += snapshot["body"]["notes"]
    return notes
