"""The watcher itself."""

from uuid import UUID

from services.wire.generated.board import NoteEdited
from tests.services.observed import ROOT, observing, unsaid

EDITED = NoteEdited(board_id="main", note_id=UUID(int=1), text="Mind the gap.", version=2, editor="ada")


def read_in_a_domain(attribute: str) -> None:
    code = compile(f"event.{attribute}", str(ROOT / "services" / "board" / "evolve.py"), "eval")
    eval(code, {"event": EDITED})


def test_a_read_that_the_projection_says_is_fine():
    with observing() as seen:
        read_in_a_domain("text")
    assert {("board", "board.NoteEdited", "text")} == seen
    assert [] == unsaid(seen)


def test_a_read_that_it_does_not_say_is_named():
    assert ["sessions: accounts.LoginSucceeded.other"] == unsaid([("sessions", "accounts.LoginSucceeded", "other")])


def test_reads_of_anybody_else_are_not_watched():
    with observing() as seen:
        assert EDITED.text
    assert set() == seen
