"""Strikes the site with one fault after the other, under load, and writes a row for each."""

import asyncio
from collections.abc import Callable, Sequence
from random import Random

from msgspec import Struct

from services.wire.kafka import KafkaBroker
from tests.chaos.crowd import Crowd
from tests.chaos.evidence import compare, hold_boards
from tests.chaos.faults import Fault
from tests.chaos.ledger import Ledger, Row, summary
from tests.chaos.report import table
from tests.chaos.site import Site, until

ENDS_WITHIN_S = 100.0
"""Longer than the client waits for any answer: its deadline, and its grace."""
CONVERGES_WITHIN_S = 20.0
WRITES = ("PostNote", "EditNote", "DeleteNote")


class Pace(Struct, frozen=True):
    """How long the load goes on before a fault, and after everything runs again."""

    before_s: float = 2.0
    after_s: float = 4.0


STEADY = Pace()


class Matrix:
    """One run. `say` hears what is under way."""

    def __init__(
        self,
        site: Site,
        crowd: Crowd,
        ledger: Ledger,
        random: Random,
        say: Callable[[str], None],
        pace: Pace = STEADY,
    ) -> None:
        self._site = site
        self._crowd = crowd
        self._ledger = ledger
        self._random = random
        self._say = say
        self._pace = pace
        self._blows: list[tuple[str, float, str]] = []

    async def run(self, faults: Sequence[Fault]) -> list[Row]:
        """Strike with each, under load, and hold what it did against the logs in the end."""
        for number, fault in enumerate(faults):
            self._blows.append(await self._strike(fault, f"b{number}"))
            self._say(table([summary(self._ledger, *self._blows[-1])], with_head=number == 0))
        await self._hold_to_the_logs()
        return [summary(self._ledger, *blow) for blow in self._blows]

    async def judged(self, name: str) -> Row:
        """The row of a load that nothing struck, once all of it has ended."""
        began_s = self._ledger.entries[0].sent_s
        await self._hold_to_the_logs()
        return summary(self._ledger, name, began_s)

    async def _hold_to_the_logs(self) -> None:
        """Let the load end, and hold what was told against what was written."""
        await self._crowd.finish()
        broker = await KafkaBroker.open(self._site.settings)
        try:
            await compare(self._ledger, broker)
        finally:
            await broker.close()

    async def _strike(self, fault: Fault, boards: str) -> tuple[str, float, str]:
        """One fault: its name, when it struck, and what is to be noted."""
        self._ledger.row = fault.name
        await self._crowd.move(boards)
        await asyncio.sleep(self._pace.before_s + self._random.random())
        restarts, blow_s = self._site.restarts, self._ledger.now_s()
        note = await fault.blow(self._site, self._random)
        if not await self._site.is_whole():
            missing = [f"{row.name} is {row.state} ({row.why[:200]})" for row in self._site.missing()]
            self._complain(fault, "lost", f"the site did not come back: {', '.join(missing)}")
        await asyncio.sleep(self._pace.after_s)
        await self._settle(fault)
        restarts = self._site.restarts - restarts
        return fault.name, blow_s, ", ".join(part for part in (note, f"{restarts} restarts" * (restarts > 0)) if part)

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
        hold_boards(self._ledger, fault.name, seen)
        await until(lambda: all(one.notes == seen[one.board_id] for one in followers), CONVERGES_WITHIN_S)
        for one in followers:
            if one.notes != seen[one.board_id]:
                why = f"a follower of {one.board_id} has {len(one.notes)} notes, the board {len(seen[one.board_id])}"
                self._complain(fault, "lost", f"{why}; its last change was {one.seq}")

    def _complain(self, fault: Fault, what: str, why: str) -> None:
        self._ledger.complain(fault.name, what, why)
        self._say(f"{fault.name}: {what}: {why}")
