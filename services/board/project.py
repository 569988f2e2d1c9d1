"""What the followers of a board are told of its events."""

from services.board.evolve import Board
from services.runner.decision import Projections
from services.wire.generated.board import NoteChanged, NoteDeleted, NoteEdited, NotePosted, NoteRemoved


def note_changed(event: NotePosted | NoteEdited, state: Board, seq: int) -> tuple[NoteChanged]:
    """Followers see the note as it stands."""
    return (NoteChanged(board_id=event.board_id, note=state.notes[event.note_id], seq=seq),)


def note_removed(event: NoteDeleted, state: Board, seq: int) -> tuple[NoteRemoved]:
    """Followers see it go."""
    return (NoteRemoved(board_id=event.board_id, note_id=event.note_id, seq=seq),)


PROJECT: Projections = {NotePosted: note_changed, NoteEdited: note_changed, NoteDeleted: note_removed}
