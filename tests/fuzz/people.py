"""What people do, through the generated client, and a small model of what must come of it."""

import asyncio
from contextlib import aclosing
from typing import Any
from uuid import UUID, uuid4

import httpx
from msgspec import Struct, field

from services.testing.stack import Visitor
from services.wire.generated.board import Note, NoteChanged, NoteRemoved, Notes
from services.wire.transport import RequestRefused
from tests.fuzz.audience import LOGIN, SESSION

HEARS_WITHIN_S = 10.0


class Board(Struct):
    """What must stand on a board, and how many events there were."""

    id: str
    notes: dict[UUID, Note] = field(default_factory=dict)
    seq: int = 0


class Following:
    """Somebody's feed of one board, in a task of its own."""

    def __init__(self, visitor: Visitor, board: Board) -> None:
        self.board = board
        self.heard: list[Any] = []
        self.expected: list[Any] = [Notes(board_id=board.id, notes=list(board.notes.values()), seq=board.seq)]
        self._news = asyncio.Event()
        self._reading = asyncio.create_task(self._read(visitor))

    async def caught_up(self) -> list[Any]:
        """What was heard, once it is as much as is expected or the time is over."""
        try:
            async with asyncio.timeout(HEARS_WITHIN_S):
                while len(self.heard) < len(self.expected) and not self._reading.done():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            pass  # what is missing shows in what is returned
        return list(self.heard)

    async def end(self) -> None:
        """Hear no more."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self, visitor: Visitor) -> None:
        async with aclosing(visitor.board.list_notes(board_id=self.board.id)) as feed:
            async for message in feed:
                self.heard.append(message)
                self._news.set()
        self._news.set()


class Person(Struct):
    """Somebody with a browser; what they must be to the platform."""

    visitor: Visitor
    name: str | None = None
    """Whose session it is; None without one."""
    pickup: str | None = None
    """Whose login is finished and not picked up."""
    left: list[str] = field(default_factory=list)
    """Cookies of sessions that are over."""
    following: Following | None = None

    def cookie(self, name: str) -> str | None:
        """What the browser holds."""
        jar = self.visitor.transport._gateway._http.cookies.jar
        return next((one.value for one in jar if one.name == name), None)

    def holds(self) -> tuple[bool, bool]:
        """Whether there are cookies of a session and of a login."""
        return self.cookie(SESSION) is not None, self.cookie(LOGIN) is not None

    async def outcome(self, asked: Any) -> Any:
        """The outcome of a request, or the type of the problem that it met."""
        try:
            return await asked
        except RequestRefused as refused:
            return refused.type

    async def post_as(self, url: str, cookie: str, board_id: str) -> str:
        """Post a note by hand: on this socket, under a session that may be another's. The name of the problem."""
        identity = await self.visitor.transport._socket.ready()
        headers = {"x-subscriber-id": identity.subscriber_id, "x-request-id": str(uuid4())}
        headers["cookie"] = f"{SESSION}={cookie}"
        async with httpx.AsyncClient(base_url=url, verify=False) as http:
            answer = await http.post(f"/api/boards/{board_id}/notes", json={"text": "stolen"}, headers=headers)
        return str(answer.json().get("type", answer.status_code)).removeprefix("/problems/")


def changed(board: Board, note: Note) -> NoteChanged:
    """A note was posted or edited; what followers are told."""
    board.notes[note.note_id] = note
    board.seq += 1
    return NoteChanged(board_id=board.id, note=note, seq=board.seq)


def removed(board: Board, note_id: UUID) -> NoteRemoved:
    """A note was taken down; what followers are told."""
    del board.notes[note_id]
    board.seq += 1
    return NoteRemoved(board_id=board.id, note_id=note_id, seq=board.seq)
