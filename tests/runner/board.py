"""Commands of the sample board as tests write them."""

from uuid import UUID, uuid4

from services.wire.generated.board import EditNote, ListNotes, PostNote

AUTHOR_ID = UUID("00000000-0000-0000-0000-00000000000a")


def post_note(text: str = "a", board_id: str = "main") -> PostNote:
    return PostNote(board_id=board_id, text=text, author_id=AUTHOR_ID, author="ada")


def edit_note(note_id: UUID | None = None, *, version: int = 1, text: str = "b", board_id: str = "main") -> EditNote:
    return EditNote(board_id=board_id, note_id=note_id or uuid4(), text=text, version=version, editor="bob")


def list_notes(board_id: str = "main") -> ListNotes:
    return ListNotes(board_id=board_id)
