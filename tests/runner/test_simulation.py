"""Random histories: commands, repeats, kills, moves of partitions, failed transactions, a broker that comes and goes.

Whatever happens, each command happens once, each request has one ending, and followers hear every change in order.
"""

import asyncio
from collections import defaultdict
from random import Random
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.board.handlers import HANDLERS
from services.board.main import SPEC as BOARD
from services.runner.decision import Decision
from services.wire.errors import TransactionAborted, TransactionUnknown
from services.wire.generated.board import NotePosted, PostNote
from services.wire.headers import ID
from tests.runner.board import list_notes, post_note
from tests.runner.stage import Running, Stage, eventually

BOARDS = ("b0", "b1", "b2", "b3", "b4")


class History:
    """One random history."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage = stage
        self.random = Random(seed)
        self.spec = replace(BOARD, handlers={**HANDLERS, PostNote: self.decide})
        self.workers: dict[str, Running] = {}
        self.posts: dict[UUID, PostNote] = {}
        self.queries: list[UUID] = []

    async def decide(self, command: PostNote, state, context) -> Decision:
        """Some decisions take a while, so that keys overtake one another."""
        for _ in range(self.random.choice((0, 0, 0, 1, 5))):
            await asyncio.sleep(0)
        return HANDLERS[PostNote](command, state, context)

    async def run(self, steps: int) -> None:
        often = [self.post] * 10 + [self.repeat] * 3 + [self.begin] * 3
        twice = [self.query, self.kill, self.fail, self.rest] * 2
        doings = [*often, *twice, self.kill_after_commit, self.stop, self.rebalance, self.blink]
        for _ in range(steps):
            await self.random.choice(doings)()

    async def post(self) -> None:
        for _ in range(self.random.randint(1, 4)):
            command = post_note(str(len(self.posts)), self.random.choice(BOARDS))
            self.posts[await self.stage.post(command)] = command

    async def repeat(self) -> None:
        if self.posts:
            request_id = self.random.choice(list(self.posts)[-8:])
            await self.stage.post(self.posts[request_id], request_id=request_id)

    async def query(self) -> None:
        self.queries.append(await self.stage.post(list_notes(self.random.choice(BOARDS))))

    async def begin(self) -> None:
        """A process starts; whoever had its slot is fenced."""
        slot = self.random.choice("01")
        before = self.workers.get(slot)
        self.workers[slot] = await self.stage.start(self.spec, slot=slot)
        if before is not None:
            await before.stop()

    async def kill(self) -> None:
        if self.workers:
            await self.workers.pop(self.random.choice(sorted(self.workers))).kill()

    async def kill_after_commit(self) -> None:
        for running in self.workers.values():
            running.line.is_cut_after_commit = True

    async def stop(self) -> None:
        if self.workers:
            await self.workers.pop(self.random.choice(sorted(self.workers))).stop()

    async def rebalance(self) -> None:
        if self.workers:
            self.stage.broker.rebalance("board")

    async def fail(self) -> None:
        error = self.random.choice((TransactionAborted, TransactionUnknown))
        self.stage.broker.fail_next_commit(error, landed=error is TransactionUnknown and self.random.random() < 0.5)

    async def blink(self) -> None:
        self.stage.broker.unavailable = True
        await asyncio.sleep(self.random.choice((0, 0.002)))
        self.stage.broker.unavailable = False

    async def rest(self) -> None:
        await asyncio.sleep(self.random.choice((0, 0, 0.001, 0.005)))

    async def end(self) -> None:
        """Every process dies, and one comes that lives."""
        for running in self.workers.values():
            await running.kill()
        self.stage.broker.failures.clear()
        for slot in "01":
            await (await self.stage.start(self.spec, slot=slot)).stop()
        async with self.stage.worker(self.spec):
            await self.answered([*self.posts, *self.queries])
            self.queries = [await self.stage.post(list_notes(board_id)) for board_id in BOARDS]
            await self.answered(self.queries)

    async def answered(self, requests: list[UUID]) -> None:
        """Wait until every one of these requests has an answer."""
        await eventually(lambda: set(requests) <= {frame.request_id for frame in self.stage.frames()})


@pytest.mark.parametrize("seed", range(60))
async def test_each_command_happens_once(stage: Stage, seed: int):
    """Exactly once, seen from the log, from the requester and from a follower."""
    history = History(stage, seed)
    await history.run(steps=60)
    await history.end()

    events = stage.values("board.events")
    assert sorted(command.text for command in history.posts.values()) == sorted(event.text for event in events)
    assert len({record.headers[ID] for record in stage.broker.records("board.events")}) == len(events)
    endings = {request_id: stage.outcomes(request_id) for request_id in history.posts}
    assert {(NotePosted,)} >= {tuple(map(type, bodies)) for bodies in endings.values()}

    posted, heard = defaultdict(list), defaultdict(list)
    for event in events:
        posted[event.board_id].append(event.text)
    for _, body in stage.feed():
        heard[body.board_id].append((body.seq, body.note.text))
    assert {board_id: list(enumerate(texts, 1)) for board_id, texts in posted.items()} == heard
    for request_id in history.queries:
        [snapshot] = stage.outcomes(request_id)
        assert posted[snapshot.board_id] == [note.text for note in snapshot.notes]
        assert len(snapshot.notes) == snapshot.seq
