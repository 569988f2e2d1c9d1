"""Workers that put things aside, and an operator at a desk, over a broker in memory."""

import re
from typing import Any

import pytest
from msgspec.structs import replace

from services.board.handlers import HANDLERS
from services.board.main import SPEC as BOARD
from services.runner.spec import WorkerSpec
from services.wire.dead.__main__ import DEAD_TOPICS
from services.wire.dead.desk import Desk, Operator
from services.wire.dead.letters import Name, name_of
from services.wire.dead.wanted import Wanted
from services.wire.generated.board import PostNote
from tests.runner.board import post_note
from tests.runner.stage import Stage, eventually, open_stage

EVERYTHING = Wanted()


class Office:
    """An operator who sees what the desk says, and agrees unless told otherwise."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.said: list[str] = []
        self.warned: list[str] = []
        self.asked: list[str] = []
        self.is_agreed = True
        self.is_broken = True
        """Whether the board fails at what it is asked to post."""

    @property
    def desk(self) -> Desk:
        operator = Operator(self.said.append, self.warned.append, self._agrees)
        now_ms = self.stage.broker.clock_ms()
        return Desk(self.stage.broker, self.stage.registry, DEAD_TOPICS, operator, now_ms=now_ms)

    async def _agrees(self, question: str) -> bool:
        self.asked.append(question)
        return self.is_agreed

    @property
    def board(self) -> WorkerSpec:
        """The board, with a fault that can be mended."""

        def post(command: PostNote, state: Any, context: Any) -> Any:
            if self.is_broken:
                raise ZeroDivisionError("the fault")
            return HANDLERS[PostNote](command, state, context)

        return replace(BOARD, handlers={**HANDLERS, PostNote: post})

    async def put_aside(self, count: int = 1) -> list[Name]:
        """Post notes to a board that fails at them, and give the letters that come of it."""
        before = len(self.letters())
        async with self.stage.worker(self.board):
            for number in range(count):
                await self.stage.post(post_note(f"note {number}"))
            await eventually(lambda: len(self.letters()) == before + count)
        return self.letters()[before:]

    def letters(self) -> list[Name]:
        return [
            Name(record.topic, record.partition, record.offset)
            for record in self.stage.broker.records("board.dead")
            if record.value is not None
        ]

    async def listed(self, wanted: Wanted = EVERYTHING, *, with_marked: bool = False) -> list[Name]:
        """The letters that the overview names."""
        self.said.clear()
        await self.desk.overview(wanted, with_marked=with_marked, is_json=False)
        firsts = [re.split(r"\s", line)[0] for line in self.said]
        return [name for first in firsts if (name := name_of(first))]


@pytest.fixture
async def stage() -> Stage:
    return await open_stage()


@pytest.fixture
def office(stage: Stage) -> Office:
    return Office(stage)
