"""Feeds of one board as tests watch them: what a worker tells, and what came down the socket."""

import uuid

from services.testing.server import eventually
from services.wire.generated.board import Note, NoteChanged, Notes

KEY = "board/main"
NOTE_ID = uuid.uuid4()


def changed(seq: int) -> NoteChanged:
    return NoteChanged(board_id="main", note=Note(note_id=NOTE_ID, text=str(seq), author="ada", version=1), seq=seq)


def snapshot(seq: int) -> Notes:
    return Notes(board_id="main", notes=[], seq=seq)


async def watch(somebody, asked, board: str = "main") -> str:
    """Open a feed, up to the worker's having the query."""
    request_id, before = str(uuid.uuid4()), len(asked)
    accepted = await somebody.send("GET", f"/boards/{board}/notes", request_id=request_id)
    assert accepted.status_code == 202, accepted.text
    await eventually(lambda: len(asked) > before)
    return request_id


def bodies(somebody, request_id: str) -> list[tuple[str, int]]:
    shown = [frame["body"] for frame in somebody.frames.get(request_id, ())]
    return [(body["@type"].partition(".")[2], body.get("seq")) for body in shown]


async def seen(somebody, request_id: str, *expected: tuple[str, int]) -> None:
    """Wait for as many frames, and find them as expected, in order."""
    await eventually(lambda: len(bodies(somebody, request_id)) >= len(expected))
    assert bodies(somebody, request_id) == list(expected)
