"""The types of `board`. Generated from schemas/ by `just generate`: edit those."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct


class DeleteNote(Struct, frozen=True, kw_only=True, tag="board.DeleteNote", tag_field="@type", rename="camel"):
    """Takes a note down, if nobody changed it meanwhile."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""
    note_id: UUID
    """The note."""
    version: Annotated[int, Meta(ge=1, le=2147483647)]
    """The version that was seen."""


class DeleteNoteParameters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """The path and query parameters of `board.DeleteNote`."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""
    note_id: UUID
    """The note."""
    version: Annotated[int, Meta(ge=1, le=2147483647)]
    """The version that was seen."""


class EditNote(Struct, frozen=True, kw_only=True, tag="board.EditNote", tag_field="@type", rename="camel"):
    """Changes what a note says, if nobody changed it meanwhile."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""
    note_id: UUID
    """The note."""
    text: Annotated[str, Meta(min_length=1, max_length=500)]
    """What the note says."""
    version: Annotated[int, Meta(ge=1, le=2147483647)]
    """The version that the editor saw."""
    editor: str
    """Who edits it."""


class EditNoteBody(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="board.EditNote", tag_field="@type"
):
    """The JSON body of `board.EditNote`: what a client sends."""

    text: Annotated[str, Meta(min_length=1, max_length=500)]
    """What the note says."""
    version: Annotated[int, Meta(ge=1, le=2147483647)]
    """The version that the editor saw."""


class EditNoteParameters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """The path and query parameters of `board.EditNote`."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""
    note_id: UUID
    """The note."""


class ListNotes(Struct, frozen=True, kw_only=True, tag="board.ListNotes", tag_field="@type", rename="camel"):
    """The notes of a board, and every change from then on."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""


class ListNotesParameters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """The path and query parameters of `board.ListNotes`."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""


class NoSuchNote(Struct, frozen=True, kw_only=True, tag="board.NoSuchNote", tag_field="@type", rename="camel"):
    """The board has no such note (any more)."""

    note_id: UUID
    """The note."""


class Note(Struct, frozen=True, kw_only=True, tag="board.Note", tag_field="@type", rename="camel"):
    """One note as it stands."""

    note_id: UUID
    """The note."""
    text: Annotated[str, Meta(min_length=1, max_length=500)]
    """What the note says."""
    author: str
    """Who posted it."""
    version: Annotated[int, Meta(ge=1, le=2147483647)]
    """Counts the edits of this note, from 1."""


class NoteChanged(Struct, frozen=True, kw_only=True, tag="board.NoteChanged", tag_field="@type", rename="camel"):
    """A note was posted or edited."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""
    note: Note
    """The note as it stands now."""
    seq: Annotated[int, Meta(ge=0, le=9007199254740991)]
    """The number of this change of the board."""


class NoteDeleted(Struct, frozen=True, kw_only=True, tag="board.NoteDeleted", tag_field="@type", rename="camel"):
    """A note was taken down."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""
    note_id: UUID
    """The note."""
    version: Annotated[int, Meta(ge=1, le=2147483647)]
    """The version that was taken down."""


class NoteEdited(Struct, frozen=True, kw_only=True, tag="board.NoteEdited", tag_field="@type", rename="camel"):
    """A note was changed."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""
    note_id: UUID
    """The note."""
    text: Annotated[str, Meta(min_length=1, max_length=500)]
    """What the note says."""
    version: Annotated[int, Meta(ge=1, le=2147483647)]
    """Counts the edits of this note, from 1."""
    editor: str
    """Who edited it."""


class NotePosted(Struct, frozen=True, kw_only=True, tag="board.NotePosted", tag_field="@type", rename="camel"):
    """A note was put on a board."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""
    note_id: UUID
    """The note."""
    text: Annotated[str, Meta(min_length=1, max_length=500)]
    """What the note says."""
    author_id: UUID
    """Who posted it."""
    author: str
    """The name shown beside it."""
    version: Annotated[int, Meta(ge=1, le=2147483647)]
    """Always 1."""


class NoteRemoved(Struct, frozen=True, kw_only=True, tag="board.NoteRemoved", tag_field="@type", rename="camel"):
    """A note was taken down."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""
    note_id: UUID
    """The note."""
    seq: Annotated[int, Meta(ge=0, le=9007199254740991)]
    """The number of this change of the board."""


class Notes(Struct, frozen=True, kw_only=True, tag="board.Notes", tag_field="@type", rename="camel"):
    """All notes of a board at one moment."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""
    notes: list[Note]
    """In the order in which they were posted."""
    seq: Annotated[int, Meta(ge=0, le=9007199254740991)]
    """How many changes of this board are in it; feed messages go on from here."""


class PostNote(Struct, frozen=True, kw_only=True, tag="board.PostNote", tag_field="@type", rename="camel"):
    """Puts a note on a board."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""
    text: Annotated[str, Meta(min_length=1, max_length=500)]
    """What the note says."""
    author_id: UUID
    """Who posts it."""
    author: str
    """The name shown beside it."""


class PostNoteBody(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="board.PostNote", tag_field="@type"
):
    """The JSON body of `board.PostNote`: what a client sends."""

    text: Annotated[str, Meta(min_length=1, max_length=500)]
    """What the note says."""


class PostNoteParameters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """The path and query parameters of `board.PostNote`."""

    board_id: Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
    """The board."""


class VersionConflict(Struct, frozen=True, kw_only=True, tag="board.VersionConflict", tag_field="@type"):
    """Somebody changed the note first; nothing happened."""

    current: Note
    """The note as it stands."""
