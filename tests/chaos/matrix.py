"""Strikes the site with one fault after the other, under load, and writes a row for each."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from random import Random

from tests.chaos.crowd import Crowd
from tests.chaos.evidence import hold_boards
from tests.chaos.faults import Fault
from tests.chaos.ledger import Ledger
from tests.chaos.site import Site, until

BEFORE_S = 2.0
AFTER_S = 4.0
ENDS_WITHIN_S = 100.0
"""Longer than the client waits for any answer: its deadline, and its grace."""
CONVERGES_WITHIN_S = 20.0
WRITES = ("PostNote", "EditNote", "DeleteNote")


class Matrix:
    """One run. `say` hears what is under way."""

    def __init__(self, site: Site, crowd: Crowd, ledger: Ledger, random: Random, say: Callable[[str], None]) -> None:
        self._site = site
        self._crowd = crowd
        self._ledger = ledger
        self._random = random
        self._say = say
        self._blows: dict[str, tuple[float, str]] = {}

    async def run(self, faults: Sequence[Fault]) -> AsyncIterator[tuple[str, float, str]]:
        """Strike with each; its name, when it struck, and what is to be noted."""
        for number, fault in enumerate(faults):
            self._ledger.row = fault.name
            await self._crowd.move(f"b{number}")
            await asyncio.sleep(BEFORE_S + self._random.random())
            restarts, blow_s = self._site.restarts, self._ledger.now_s()
            note = await fault.blow(self._site, self._random)
            if not await self._site.is_whole():
                self._complain(fault, "lost", "the site did not come back")
            await asyncio.sleep(AFTER_S)
            await self._settle(fault)
            restarts = self._site.restarts - restarts
            yield (
                fault.name,
                blow_s,
                ", ".join(part for part in (note, f"{restarts} restarts" * (restarts > 0)) if part),
            )

    async def _settle(self, fault: Fault) -> None:
        """Wait until everything that was asked has ended, and every follower has caught up."""
        boards, followers = list(self._crowd.boards), list(self._crowd.followers)
        self._ledger.row = f"after {fault.name}"
        self._crowd.leave_boards()
        if not await until(lambda: not self._ledger.open(fault.name), ENDS_WITHIN_S):
            self._say(f"{fault.name}: {len(self._ledger.open(fault.name))} requests have no end")
        await until(lambda: not self._ledger.open(f"after {fault.name}", WRITES), ENDS_WITHIN_S)
        try:
            seen = {board_id: await self._crowd.look(board_id) for board_id in boards}
        except TimeoutError:
            self._complain(fault, "lost", "no snapshot could be had afterwards")
            return
        await hold_boards(self._ledger, fault.name, seen)
        await until(lambda: all(one.notes == seen[one.board_id] for one in followers), CONVERGES_WITHIN_S)
        for one in followers:
            if one.notes != seen[one.board_id]:
                why = f"a follower of {one.board_id} has {len(one.notes)} notes, the board {len(seen[one.board_id])}"
                self._complain(fault, "lost", f"{why}; its last change was {one.seq}")

    def _complain(self, fault: Fault, what: str, why: str) -> None:
        self._ledger.complain(fault.name, what, why)
        self._say(f"{fault.name}: {what}: {why}")
