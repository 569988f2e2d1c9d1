"""A board as the fold of its events."""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.runner.decision import Evolutions
from services.wire.generated.board import Note, NoteDeleted, NoteEdited, NotePosted


class Board(Struct, frozen=True):
    """The notes that stand, in the order of their posting."""

    notes: dict[UUID, Note]


def note_posted(event: NotePosted, state: Board | None) -> Board:
    """One more note."""
    note = Note(note_id=event.note_id, text=event.text, author=event.author, version=event.version)
    return Board((state.notes if state else {}) | {note.note_id: note})


def note_edited(event: NoteEdited, state: Board) -> Board:
    """The note keeps its place and its author."""
    note = replace(state.notes[event.note_id], text=event.text, version=event.version)
    return Board(state.notes | {note.note_id: note})


def note_deleted(event: NoteDeleted, state: Board) -> Board:
    """One note less."""
    return Board({note_id: note for note_id, note in state.notes.items() if note_id != event.note_id})


EVOLVE: Evolutions = {NotePosted: note_posted, NoteEdited: note_edited, NoteDeleted: note_deleted}
