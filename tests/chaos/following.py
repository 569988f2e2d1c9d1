"""A follower of a board: it has to hear of every change once, in order, whatever breaks in between."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from services.wire.generated.board import NoteChanged, NoteRemoved, Notes
from services.wire.generated.client import Client
from services.wire.transport import OutcomeUnknown, RequestRefused, TransportClosed
from tests.chaos.ledger import Ledger
from tests.chaos.witness import end

AGAIN_S = 0.5


class Follower:
    """What somebody sees who has a board open."""

    def __init__(self, board_id: str, ledger: Ledger, client: Callable[[], Client]) -> None:
        self.board_id = board_id
        self.row = ledger.row
        self.seq: int | None = None
        self.notes: dict[str, tuple[str, int]] = {}
        """Text and version by note id."""
        self.snapshots = 0
        self._ledger = ledger
        self._client = client

    async def run(self) -> None:
        """Follow for ever: a feed that ends is asked for anew."""
        while True:
            await self._follow()
            await asyncio.sleep(AGAIN_S)

    async def _follow(self) -> None:
        entry = self._ledger.begin("ListNotes")
        self.seq = None
        try:
            async with aclosing(self._client().board.list_notes(board_id=self.board_id)) as frames:
                async for frame in frames:
                    if entry.ended_s is None:
                        end(self._ledger, entry, frame)
                    self._see(frame)
        except (RequestRefused, OutcomeUnknown, TransportClosed) as error:
            if entry.ended_s is None:
                end(self._ledger, entry, error)
        finally:
            if entry.ended_s is None:
                self._ledger.end(entry, "left")

    def _see(self, frame: object) -> None:
        match frame:
            case Notes():
                self.snapshots += 1
                self.seq = frame.seq
                self.notes = {str(note.note_id): (note.text, note.version) for note in frame.notes}
            case NoteChanged():
                self._follow_on(frame.seq)
                self.notes[str(frame.note.note_id)] = (frame.note.text, frame.note.version)
            case NoteRemoved():
                self._follow_on(frame.seq)
                self.notes.pop(str(frame.note_id), None)
            case _:
                self.seq = None  # an explicit end

    def _follow_on(self, seq: int) -> None:
        """Hold the number of a change against the one before."""
        before, self.seq = self.seq, seq
        if before is None:
            self._ledger.complain(self.row, "duplicated", f"{self.board_id}: change {seq} came before any snapshot")
        elif seq <= before:
            self._ledger.complain(self.row, "duplicated", f"{self.board_id}: change {seq} came after {before}")
        elif seq > before + 1:
            self._ledger.complain(self.row, "lost", f"{self.board_id}: after change {before} came {seq}")
