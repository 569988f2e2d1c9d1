"""The Avro codecs of `board`. Generated from schemas/ by `just generate`: edit those."""

from ..board import (
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
from .primitives import (
    ENDS_EARLY,
    FAULTS,
    AvroError,
    located,
    read_count,
    read_int,
    read_long,
    read_size,
    read_uuid,
    write_int,
    write_long,
    write_uuid,
)


def encode_delete_note(value: DeleteNote, out: bytearray) -> None:
    """Append the Avro form of a `board.DeleteNote`."""
    try:
        field = "boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "noteId"
        write_uuid(value.note_id, out)
        field = "version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_delete_note(data: bytes, at: int) -> tuple[DeleteNote, int]:
    """Read a `board.DeleteNote` that begins at `at`; also where it ends."""
    try:
        field = "boardId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        board_id = data[at:end].decode()
        at = end
        field = "noteId"
        note_id, at = read_uuid(data, at)
        field = "version"
        number = data[at]
        if number < 128:
            version, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            version, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return DeleteNote(board_id=board_id, note_id=note_id, version=version), at


def encode_edit_note(value: EditNote, out: bytearray) -> None:
    """Append the Avro form of a `board.EditNote`."""
    try:
        field = "boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "noteId"
        write_uuid(value.note_id, out)
        field = "text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
        field = "editor"
        data = value.editor.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_edit_note(data: bytes, at: int) -> tuple[EditNote, int]:
    """Read a `board.EditNote` that begins at `at`; also where it ends."""
    try:
        field = "boardId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        board_id = data[at:end].decode()
        at = end
        field = "noteId"
        note_id, at = read_uuid(data, at)
        field = "text"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        text = data[at:end].decode()
        at = end
        field = "version"
        number = data[at]
        if number < 128:
            version, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            version, at = read_int(data, at)
        field = "editor"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        editor = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return EditNote(board_id=board_id, note_id=note_id, text=text, version=version, editor=editor), at


def encode_list_notes(value: ListNotes, out: bytearray) -> None:
    """Append the Avro form of a `board.ListNotes`."""
    try:
        field = "boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_list_notes(data: bytes, at: int) -> tuple[ListNotes, int]:
    """Read a `board.ListNotes` that begins at `at`; also where it ends."""
    try:
        field = "boardId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        board_id = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return ListNotes(board_id=board_id), at


def encode_no_such_note(value: NoSuchNote, out: bytearray) -> None:
    """Append the Avro form of a `board.NoSuchNote`."""
    try:
        field = "noteId"
        write_uuid(value.note_id, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_no_such_note(data: bytes, at: int) -> tuple[NoSuchNote, int]:
    """Read a `board.NoSuchNote` that begins at `at`; also where it ends."""
    try:
        field = "noteId"
        note_id, at = read_uuid(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return NoSuchNote(note_id=note_id), at


def encode_note(value: Note, out: bytearray) -> None:
    """Append the Avro form of a `board.Note`."""
    try:
        field = "noteId"
        write_uuid(value.note_id, out)
        field = "text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "author"
        data = value.author.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_note(data: bytes, at: int) -> tuple[Note, int]:
    """Read a `board.Note` that begins at `at`; also where it ends."""
    try:
        field = "noteId"
        note_id, at = read_uuid(data, at)
        field = "text"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        text = data[at:end].decode()
        at = end
        field = "author"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        author = data[at:end].decode()
        at = end
        field = "version"
        number = data[at]
        if number < 128:
            version, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            version, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return Note(note_id=note_id, text=text, author=author, version=version), at


def encode_note_changed(value: NoteChanged, out: bytearray) -> None:
    """Append the Avro form of a `board.NoteChanged`."""
    try:
        field = "boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "note"
        encode_note(value.note, out)
        field = "seq"
        number = value.seq
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_long(number, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_note_changed(data: bytes, at: int) -> tuple[NoteChanged, int]:
    """Read a `board.NoteChanged` that begins at `at`; also where it ends."""
    try:
        field = "boardId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        board_id = data[at:end].decode()
        at = end
        field = "note"
        note, at = decode_note(data, at)
        field = "seq"
        number = data[at]
        if number < 128:
            seq, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            seq, at = read_long(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return NoteChanged(board_id=board_id, note=note, seq=seq), at


def encode_note_deleted(value: NoteDeleted, out: bytearray) -> None:
    """Append the Avro form of a `board.NoteDeleted`."""
    try:
        field = "boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "noteId"
        write_uuid(value.note_id, out)
        field = "version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_note_deleted(data: bytes, at: int) -> tuple[NoteDeleted, int]:
    """Read a `board.NoteDeleted` that begins at `at`; also where it ends."""
    try:
        field = "boardId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        board_id = data[at:end].decode()
        at = end
        field = "noteId"
        note_id, at = read_uuid(data, at)
        field = "version"
        number = data[at]
        if number < 128:
            version, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            version, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return NoteDeleted(board_id=board_id, note_id=note_id, version=version), at


def encode_note_edited(value: NoteEdited, out: bytearray) -> None:
    """Append the Avro form of a `board.NoteEdited`."""
    try:
        field = "boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "noteId"
        write_uuid(value.note_id, out)
        field = "text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
        field = "editor"
        data = value.editor.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_note_edited(data: bytes, at: int) -> tuple[NoteEdited, int]:
    """Read a `board.NoteEdited` that begins at `at`; also where it ends."""
    try:
        field = "boardId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        board_id = data[at:end].decode()
        at = end
        field = "noteId"
        note_id, at = read_uuid(data, at)
        field = "text"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        text = data[at:end].decode()
        at = end
        field = "version"
        number = data[at]
        if number < 128:
            version, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            version, at = read_int(data, at)
        field = "editor"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        editor = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return NoteEdited(board_id=board_id, note_id=note_id, text=text, version=version, editor=editor), at


def encode_note_posted(value: NotePosted, out: bytearray) -> None:
    """Append the Avro form of a `board.NotePosted`."""
    try:
        field = "boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "noteId"
        write_uuid(value.note_id, out)
        field = "text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "authorId"
        write_uuid(value.author_id, out)
        field = "author"
        data = value.author.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_note_posted(data: bytes, at: int) -> tuple[NotePosted, int]:
    """Read a `board.NotePosted` that begins at `at`; also where it ends."""
    try:
        field = "boardId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        board_id = data[at:end].decode()
        at = end
        field = "noteId"
        note_id, at = read_uuid(data, at)
        field = "text"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        text = data[at:end].decode()
        at = end
        field = "authorId"
        author_id, at = read_uuid(data, at)
        field = "author"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        author = data[at:end].decode()
        at = end
        field = "version"
        number = data[at]
        if number < 128:
            version, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            version, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return NotePosted(
        board_id=board_id, note_id=note_id, text=text, author_id=author_id, author=author, version=version
    ), at


def encode_note_removed(value: NoteRemoved, out: bytearray) -> None:
    """Append the Avro form of a `board.NoteRemoved`."""
    try:
        field = "boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "noteId"
        write_uuid(value.note_id, out)
        field = "seq"
        number = value.seq
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_long(number, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_note_removed(data: bytes, at: int) -> tuple[NoteRemoved, int]:
    """Read a `board.NoteRemoved` that begins at `at`; also where it ends."""
    try:
        field = "boardId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        board_id = data[at:end].decode()
        at = end
        field = "noteId"
        note_id, at = read_uuid(data, at)
        field = "seq"
        number = data[at]
        if number < 128:
            seq, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            seq, at = read_long(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return NoteRemoved(board_id=board_id, note_id=note_id, seq=seq), at


def encode_notes(value: Notes, out: bytearray) -> None:
    """Append the Avro form of a `board.Notes`."""
    try:
        field = "boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "notes"
        notes_count = len(value.notes)
        if notes_count:
            write_long(notes_count, out)
            notes_index = -1
            try:
                for notes_index, notes_item in enumerate(value.notes):
                    encode_note(notes_item, out)
            except FAULTS as error:
                raise located(error, f"[{notes_index!r}]")
        out.append(0)
        field = "seq"
        number = value.seq
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_long(number, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_notes(data: bytes, at: int) -> tuple[Notes, int]:
    """Read a `board.Notes` that begins at `at`; also where it ends."""
    try:
        field = "boardId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        board_id = data[at:end].decode()
        at = end
        field = "notes"
        notes: list[Note] = []
        notes_count, at = read_count(data, at)
        try:
            while notes_count:
                for _ in range(notes_count):
                    notes_item, at = decode_note(data, at)
                    notes.append(notes_item)
                notes_count, at = read_count(data, at)
        except FAULTS as error:
            raise located(error, f"[{len(notes)}]")
        field = "seq"
        number = data[at]
        if number < 128:
            seq, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            seq, at = read_long(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return Notes(board_id=board_id, notes=notes, seq=seq), at


def encode_post_note(value: PostNote, out: bytearray) -> None:
    """Append the Avro form of a `board.PostNote`."""
    try:
        field = "boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "authorId"
        write_uuid(value.author_id, out)
        field = "author"
        data = value.author.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_post_note(data: bytes, at: int) -> tuple[PostNote, int]:
    """Read a `board.PostNote` that begins at `at`; also where it ends."""
    try:
        field = "boardId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        board_id = data[at:end].decode()
        at = end
        field = "text"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        text = data[at:end].decode()
        at = end
        field = "authorId"
        author_id, at = read_uuid(data, at)
        field = "author"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        author = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return PostNote(board_id=board_id, text=text, author_id=author_id, author=author), at


def encode_version_conflict(value: VersionConflict, out: bytearray) -> None:
    """Append the Avro form of a `board.VersionConflict`."""
    try:
        field = "current"
        encode_note(value.current, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_version_conflict(data: bytes, at: int) -> tuple[VersionConflict, int]:
    """Read a `board.VersionConflict` that begins at `at`; also where it ends."""
    try:
        field = "current"
        current, at = decode_note(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return VersionConflict(current=current), at
