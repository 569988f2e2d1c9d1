"""The board: what had happened to it, what is asked, and what follows."""

from unittest.mock import ANY
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.board.evolve import EVOLVE, Board
from services.testing.scenario import Scenario
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

ADA = UUID("00000000-0000-0000-0000-00000000000a")
FIRST = UUID("00000000-0000-0000-0000-000000000001")
SECOND = UUID("00000000-0000-0000-0000-000000000002")
POST = PostNote(board_id="main", text="a", author_id=ADA, author="ada")
LIST = ListNotes(board_id="main")


def posted(note_id: UUID = FIRST, text: str = "a") -> NotePosted:
    return NotePosted(board_id="main", note_id=note_id, text=text, author_id=ADA, author="ada", version=1)


def edited(text: str, version: int = 2) -> NoteEdited:
    return NoteEdited(board_id="main", note_id=FIRST, text=text, version=version, editor="bob")


def edit(text: str, version: int = 1) -> EditNote:
    return EditNote(board_id="main", note_id=FIRST, text=text, version=version, editor="bob")


def delete(version: int = 1) -> DeleteNote:
    return DeleteNote(board_id="main", note_id=FIRST, version=version)


def note(note_id: UUID = FIRST, text: str = "a", version: int = 1) -> Note:
    return Note(note_id=note_id, text=text, author="ada", version=version)


def test_an_empty_board_has_no_notes(when_command, then_outcome):
    when_command(LIST)
    then_outcome(Notes(board_id="main", notes=[], seq=0))


def test_notes_are_shown_in_the_order_of_posting(given_events, when_command, then_outcome):
    """Editing does not move a note; the snapshot says which change it holds."""
    given_events(posted(FIRST, "first"), posted(SECOND, "second"), edited("again"))
    when_command(LIST)
    then_outcome(Notes(board_id="main", notes=[note(FIRST, "again", 2), note(SECOND, "second")], seq=3))


@given(st.from_type(PostNote))
def test_any_note_can_be_posted(command):
    """Of any author, on any board."""
    scenario = Scenario()
    scenario.when_command(command)
    scenario.then_outcome(NotePosted)


def test_posting_decided_again_gives_the_same_note():
    """An aborted decision leaves no trace, not even in ids."""
    assert Scenario().when_command(POST) == Scenario().when_command(POST)


def test_an_edit_counts_the_version_and_keeps_the_author(given_events, when_command, then_events, then_state):
    given_events(posted())
    when_command(edit("b"))
    then_events(edited("b"))
    then_state(Board({FIRST: note(text="b", version=2)}))


@pytest.mark.parametrize("change", [edit("second"), delete()])
def test_the_second_of_two_changes_is_shown_what_stands(
    given_events, when_command, then_events, then_outcome, change: EditNote | DeleteNote
):
    """Neither overwrites the other unseen."""
    given_events(posted(), edited("first"))
    when_command(change)
    then_events()
    then_outcome(VersionConflict(current=note(text="first", version=2)))


@pytest.mark.parametrize("change", [edit("b"), delete()])
@pytest.mark.parametrize("before", [[], [posted(SECOND)]])
def test_what_is_not_there_cannot_be_changed(
    given_events,
    when_command,
    then_events,
    then_outcome,
    change: EditNote | DeleteNote,
    before: list[NotePosted],
):
    given_events(*before)
    when_command(change)
    then_events()
    then_outcome(NoSuchNote(note_id=FIRST))


def test_a_deleted_note_is_gone(given_events, when_command, then_events, then_state):
    given_events(posted())
    when_command(delete())
    then_events(NoteDeleted(board_id="main", note_id=FIRST, version=1))
    then_state(Board({}))


def test_folds_leave_the_state_before_as_it_was():
    """An aborted decision is dropped by forgetting its state."""
    before = EVOLVE[NotePosted](posted(), None)
    EVOLVE[NoteEdited](edited("b"), before)
    EVOLVE[NoteDeleted](NoteDeleted(board_id="main", note_id=FIRST, version=1), before)

    assert {FIRST: note()} == before.notes


def test_followers_are_told_what_stands(given_events, when_command, then_feed):
    given_events(posted())
    when_command(edit("b"))
    then_feed(NoteChanged(board_id="main", note=note(text="b", version=2), seq=2))
    when_command(delete(version=2))
    then_feed(NoteRemoved(board_id="main", note_id=FIRST, seq=3))


def test_followers_are_told_of_a_new_note(when_command, then_feed):
    when_command(POST)
    then_feed(NoteChanged(board_id="main", note=Note(note_id=ANY, text="a", author="ada", version=1), seq=1))
