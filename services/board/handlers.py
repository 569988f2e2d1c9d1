"""What `board` decides. Two people may edit one note: the first wins, and the second is shown what stands."""

from uuid import UUID

from services.board.evolve import Board
from services.runner.decision import Context, Decision, Handlers
from services.wire.generated.board import (
    DeleteNote,
    EditNote,
    ListNotes,
    NoSuchNote,
    Note,
    NoteDeleted,
    NoteEdited,
    NotePosted,
    Notes,
    PostNote,
    VersionConflict,
)


def list_notes(query: ListNotes, state: Board | None, context: Context[None]) -> Decision:
    """Show all notes; the feed goes on from `seq`."""
    notes = list(state.notes.values()) if state else []
    return Decision(outcome=Notes(board_id=query.board_id, notes=notes, seq=context.seq))


def post_note(command: PostNote, state: Board | None, context: Context[None]) -> Decision:
    """Put a new note at the end of the board."""
    posted = NotePosted(
        board_id=command.board_id,
        note_id=context.new_id("note"),
        text=command.text,
        author_id=command.author_id,
        author=command.author,
        version=1,
    )
    return Decision((posted,), posted)


def edit_note(command: EditNote, state: Board | None, context: Context[None]) -> Decision:
    """Change a note that is still as the editor saw it."""
    note = _note(state, command.note_id)
    if note is None or note.version != command.version:
        return _refused(command.note_id, note)
    edited = NoteEdited(
        board_id=command.board_id,
        note_id=note.note_id,
        text=command.text,
        version=note.version + 1,
        editor=command.editor,
    )
    return Decision((edited,), edited)


def delete_note(command: DeleteNote, state: Board | None, context: Context[None]) -> Decision:
    """Take down a note that is still as it was seen."""
    note = _note(state, command.note_id)
    if note is None or note.version != command.version:
        return _refused(command.note_id, note)
    deleted = NoteDeleted(board_id=command.board_id, note_id=note.note_id, version=note.version)
    return Decision((deleted,), deleted)


def _note(state: Board | None, note_id: UUID) -> Note | None:
    return state.notes.get(note_id) if state else None


def _refused(note_id: UUID, note: Note | None) -> Decision:
    """Say that the note is gone, or how it stands."""
    return Decision(outcome=NoSuchNote(note_id=note_id) if note is None else VersionConflict(current=note))


HANDLERS: Handlers = {ListNotes: list_notes, PostNote: post_note, EditNote: edit_note, DeleteNote: delete_note}
