"""The board as plain functions: commands and a state in, decisions out."""

from uuid import UUID, uuid4

import pytest
from msgspec import Struct

from services.board.evolve import EVOLVE, Board
from services.board.handlers import HANDLERS
from services.board.project import PROJECT
from services.runner.decision import Decision
from services.wire.generated.board import (
    DeleteNote,
    EditNote,
    ListNotes,
    NoSuchNote,
    Note,
    NoteChanged,
    NoteDeleted,
    NoteEdited,
    NotePosted,
    NoteRemoved,
    Notes,
    PostNote,
    VersionConflict,
)
from tests.services.contexts import context

ADA = UUID("00000000-0000-0000-0000-00000000000a")


def decide(command: Struct, state: Board | None, seq: int = 0) -> Decision:
    decision = HANDLERS[type(command)](command, state, context(seq=seq))
    assert isinstance(decision, Decision)
    return decision


def after(state: Board | None, decision: Decision) -> Board:
    for event in decision.events:
        state = EVOLVE[type(event)](event, state)
    assert state is not None
    return state


def posted(text: str = "a", state: Board | None = None) -> tuple[Board, Note]:
    """A board with one more note, and the note."""
    command = PostNote(board_id="main", text=text, author_id=ADA, author="ada")
    event = NotePosted(board_id="main", note_id=uuid4(), text=text, author_id=ADA, author="ada", version=1)
    assert command.text == event.text
    board = EVOLVE[NotePosted](event, state)
    return board, board.notes[event.note_id]


def test_an_empty_board_has_no_notes():
    assert Notes(board_id="main", notes=[], seq=0) == decide(ListNotes(board_id="main"), None).outcome


def test_notes_are_shown_in_the_order_of_posting():
    """Editing does not move a note; the snapshot says which change it holds."""
    board, first = posted("first")
    board, second = posted("second", board)
    board = after(board, decide(_edit(first, "again"), board))
    shown = decide(ListNotes(board_id="main"), board, seq=3).outcome

    assert (["again", "second"], 3) == ([note.text for note in shown.notes], shown.seq)
    assert second == shown.notes[1]


def test_posting_decided_again_gives_the_same_note():
    """An aborted decision leaves no trace, not even in ids."""
    command = PostNote(board_id="main", text="a", author_id=ADA, author="ada")

    assert decide(command, None) == decide(command, None)


def test_an_edit_counts_the_version_and_keeps_the_author():
    board, note = posted()
    decision = decide(_edit(note, "b"), board)
    [edited] = decision.events

    assert isinstance(edited, NoteEdited)
    assert (2, "bob") == (edited.version, edited.editor)
    assert ("b", "ada", 2) == _shown(after(board, decision).notes[note.note_id])


@pytest.mark.parametrize("command", ["edit", "delete"])
def test_the_second_of_two_changes_is_shown_what_stands(command: str):
    """Neither overwrites the other unseen."""
    board, seen = posted()
    board = after(board, decide(_edit(seen, "first"), board))
    change = _edit(seen, "second") if command == "edit" else _delete(seen)
    decision = decide(change, board)

    assert Decision(outcome=VersionConflict(current=board.notes[seen.note_id])) == decision


@pytest.mark.parametrize("state", [None, Board({})])
def test_what_is_not_there_cannot_be_changed(state: Board | None):
    _, note = posted()

    assert Decision(outcome=NoSuchNote(note_id=note.note_id)) == decide(_edit(note, "b"), state)
    assert Decision(outcome=NoSuchNote(note_id=note.note_id)) == decide(_delete(note), state)


def test_a_deleted_note_is_gone():
    board, note = posted()
    decision = decide(_delete(note), board)

    assert (NoteDeleted(board_id="main", note_id=note.note_id, version=1),) == decision.events
    assert {} == after(board, decision).notes


def test_folds_leave_the_state_before_as_it_was():
    """An aborted decision is dropped by forgetting its state."""
    before, note = posted()
    after(before, decide(_edit(note, "b"), before))
    after(before, decide(_delete(note), before))

    assert {note.note_id: note} == before.notes


def test_followers_are_told_what_stands():
    board, note = posted()
    edited = decide(_edit(note, "b"), board)
    later = after(board, edited)
    deleted = decide(_delete(later.notes[note.note_id]), later)

    [changed] = PROJECT[NoteEdited](edited.events[0], later, 2)
    [removed] = PROJECT[NoteDeleted](deleted.events[0], after(later, deleted), 3)
    assert NoteChanged(board_id="main", note=later.notes[note.note_id], seq=2) == changed
    assert NoteRemoved(board_id="main", note_id=note.note_id, seq=3) == removed


def _edit(note: Note, text: str) -> EditNote:
    return EditNote(board_id="main", note_id=note.note_id, text=text, version=note.version, editor="bob")


def _delete(note: Note) -> DeleteNote:
    return DeleteNote(board_id="main", note_id=note.note_id, version=note.version)


def _shown(note: Note) -> tuple[str, str, int]:
    return (note.text, note.author, note.version)
