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
from .logical import UUID_HEAD, UUID_SIZE, uuid_of, write_uuid
from .primitives import (
    ENDS_EARLY,
    FAULTS,
    NO_UUID,
    SHORT_NUMBERS,
    SHORT_REACH,
    AvroError,
    located,
    read_count,
    read_int,
    read_long,
    read_span,
    write_int,
    write_long,
)


def encode_delete_note(value: DeleteNote, out: bytearray) -> None:
    """Append the Avro form of a `board.DeleteNote`."""
    try:
        place = ".boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".noteId"
        write_uuid(value.note_id, out)
        place = ".version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, place)


def decode_delete_note(data: bytes, at: int) -> tuple[DeleteNote, int]:
    """Read a `board.DeleteNote` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".boardId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        board_id = data[start:at].decode()
        place = ".noteId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        note_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".version"
        if (number := data[at]) < 128:
            version, at = SHORT_NUMBERS[number], at + 1
        else:
            version, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, place)
    return DeleteNote(board_id=board_id, note_id=note_id, version=version), at


def encode_edit_note(value: EditNote, out: bytearray) -> None:
    """Append the Avro form of a `board.EditNote`."""
    try:
        place = ".boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".noteId"
        write_uuid(value.note_id, out)
        place = ".text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
        place = ".editor"
        data = value.editor.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_edit_note(data: bytes, at: int) -> tuple[EditNote, int]:
    """Read a `board.EditNote` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".boardId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        board_id = data[start:at].decode()
        place = ".noteId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        note_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".text"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        text = data[start:at].decode()
        place = ".version"
        if (number := data[at]) < 128:
            version, at = SHORT_NUMBERS[number], at + 1
        else:
            version, at = read_int(data, at)
        place = ".editor"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        editor = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return EditNote(board_id=board_id, note_id=note_id, text=text, version=version, editor=editor), at


def encode_list_notes(value: ListNotes, out: bytearray) -> None:
    """Append the Avro form of a `board.ListNotes`."""
    try:
        place = ".boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_list_notes(data: bytes, at: int) -> tuple[ListNotes, int]:
    """Read a `board.ListNotes` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".boardId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        board_id = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return ListNotes(board_id=board_id), at


def encode_no_such_note(value: NoSuchNote, out: bytearray) -> None:
    """Append the Avro form of a `board.NoSuchNote`."""
    try:
        place = ".noteId"
        write_uuid(value.note_id, out)
    except FAULTS as error:
        raise located(error, place)


def decode_no_such_note(data: bytes, at: int) -> tuple[NoSuchNote, int]:
    """Read a `board.NoSuchNote` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".noteId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        note_id = uuid_of(UUID_HEAD + data[start:at])
    except FAULTS as error:
        raise located(error, place)
    return NoSuchNote(note_id=note_id), at


def encode_note(value: Note, out: bytearray) -> None:
    """Append the Avro form of a `board.Note`."""
    try:
        place = ".noteId"
        write_uuid(value.note_id, out)
        place = ".text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".author"
        data = value.author.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, place)


def decode_note(data: bytes, at: int) -> tuple[Note, int]:
    """Read a `board.Note` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".noteId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        note_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".text"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        text = data[start:at].decode()
        place = ".author"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        author = data[start:at].decode()
        place = ".version"
        if (number := data[at]) < 128:
            version, at = SHORT_NUMBERS[number], at + 1
        else:
            version, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, place)
    return Note(note_id=note_id, text=text, author=author, version=version), at


def encode_note_changed(value: NoteChanged, out: bytearray) -> None:
    """Append the Avro form of a `board.NoteChanged`."""
    try:
        place = ".boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".note"
        encode_note(value.note, out)
        place = ".seq"
        number = value.seq
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_long(number, out)
    except FAULTS as error:
        raise located(error, place)


def decode_note_changed(data: bytes, at: int) -> tuple[NoteChanged, int]:
    """Read a `board.NoteChanged` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".boardId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        board_id = data[start:at].decode()
        place = ".note"
        note, at = decode_note(data, at)
        place = ".seq"
        if (number := data[at]) < 128:
            seq, at = SHORT_NUMBERS[number], at + 1
        else:
            seq, at = read_long(data, at)
    except FAULTS as error:
        raise located(error, place)
    return NoteChanged(board_id=board_id, note=note, seq=seq), at


def encode_note_deleted(value: NoteDeleted, out: bytearray) -> None:
    """Append the Avro form of a `board.NoteDeleted`."""
    try:
        place = ".boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".noteId"
        write_uuid(value.note_id, out)
        place = ".version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, place)


def decode_note_deleted(data: bytes, at: int) -> tuple[NoteDeleted, int]:
    """Read a `board.NoteDeleted` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".boardId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        board_id = data[start:at].decode()
        place = ".noteId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        note_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".version"
        if (number := data[at]) < 128:
            version, at = SHORT_NUMBERS[number], at + 1
        else:
            version, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, place)
    return NoteDeleted(board_id=board_id, note_id=note_id, version=version), at


def encode_note_edited(value: NoteEdited, out: bytearray) -> None:
    """Append the Avro form of a `board.NoteEdited`."""
    try:
        place = ".boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".noteId"
        write_uuid(value.note_id, out)
        place = ".text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
        place = ".editor"
        data = value.editor.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_note_edited(data: bytes, at: int) -> tuple[NoteEdited, int]:
    """Read a `board.NoteEdited` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".boardId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        board_id = data[start:at].decode()
        place = ".noteId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        note_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".text"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        text = data[start:at].decode()
        place = ".version"
        if (number := data[at]) < 128:
            version, at = SHORT_NUMBERS[number], at + 1
        else:
            version, at = read_int(data, at)
        place = ".editor"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        editor = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return NoteEdited(board_id=board_id, note_id=note_id, text=text, version=version, editor=editor), at


def encode_note_posted(value: NotePosted, out: bytearray) -> None:
    """Append the Avro form of a `board.NotePosted`."""
    try:
        place = ".boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".noteId"
        write_uuid(value.note_id, out)
        place = ".text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".authorId"
        write_uuid(value.author_id, out)
        place = ".author"
        data = value.author.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".version"
        number = value.version
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, place)


def decode_note_posted(data: bytes, at: int) -> tuple[NotePosted, int]:
    """Read a `board.NotePosted` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".boardId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        board_id = data[start:at].decode()
        place = ".noteId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        note_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".text"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        text = data[start:at].decode()
        place = ".authorId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        author_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".author"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        author = data[start:at].decode()
        place = ".version"
        if (number := data[at]) < 128:
            version, at = SHORT_NUMBERS[number], at + 1
        else:
            version, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, place)
    return NotePosted(
        board_id=board_id, note_id=note_id, text=text, author_id=author_id, author=author, version=version
    ), at


def encode_note_removed(value: NoteRemoved, out: bytearray) -> None:
    """Append the Avro form of a `board.NoteRemoved`."""
    try:
        place = ".boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".noteId"
        write_uuid(value.note_id, out)
        place = ".seq"
        number = value.seq
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_long(number, out)
    except FAULTS as error:
        raise located(error, place)


def decode_note_removed(data: bytes, at: int) -> tuple[NoteRemoved, int]:
    """Read a `board.NoteRemoved` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".boardId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        board_id = data[start:at].decode()
        place = ".noteId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        note_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".seq"
        if (number := data[at]) < 128:
            seq, at = SHORT_NUMBERS[number], at + 1
        else:
            seq, at = read_long(data, at)
    except FAULTS as error:
        raise located(error, place)
    return NoteRemoved(board_id=board_id, note_id=note_id, seq=seq), at


def encode_notes(value: Notes, out: bytearray) -> None:
    """Append the Avro form of a `board.Notes`."""
    try:
        place = ".boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".notes"
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
        place = ".seq"
        number = value.seq
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_long(number, out)
    except FAULTS as error:
        raise located(error, place)


def decode_notes(data: bytes, at: int) -> tuple[Notes, int]:
    """Read a `board.Notes` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".boardId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        board_id = data[start:at].decode()
        place = ".notes"
        notes: list[Note] = []
        notes_place = ""
        notes_count, at = read_count(data, at)
        try:
            while notes_count:
                for _ in range(notes_count):
                    notes_place = ".noteId"
                    if data[at] != UUID_SIZE:
                        raise AvroError(NO_UUID)
                    start, at = at + 1, at + 37
                    if at > length:
                        raise AvroError(ENDS_EARLY)
                    notes_item_note_id = uuid_of(UUID_HEAD + data[start:at])
                    notes_place = ".text"
                    if reach := SHORT_REACH[data[at]]:
                        start, at = at + 1, at + reach
                    else:
                        start, at = read_span(data, at)
                    if at > length:
                        raise AvroError(ENDS_EARLY)
                    notes_item_text = data[start:at].decode()
                    notes_place = ".author"
                    if reach := SHORT_REACH[data[at]]:
                        start, at = at + 1, at + reach
                    else:
                        start, at = read_span(data, at)
                    if at > length:
                        raise AvroError(ENDS_EARLY)
                    notes_item_author = data[start:at].decode()
                    notes_place = ".version"
                    if (number := data[at]) < 128:
                        notes_item_version, at = SHORT_NUMBERS[number], at + 1
                    else:
                        notes_item_version, at = read_int(data, at)
                    notes_item = Note(
                        note_id=notes_item_note_id,
                        text=notes_item_text,
                        author=notes_item_author,
                        version=notes_item_version,
                    )
                    notes.append(notes_item)
                notes_place = ""
                notes_count, at = read_count(data, at)
        except FAULTS as error:
            raise located(error, f"[{len(notes)}]{notes_place}")
        place = ".seq"
        if (number := data[at]) < 128:
            seq, at = SHORT_NUMBERS[number], at + 1
        else:
            seq, at = read_long(data, at)
    except FAULTS as error:
        raise located(error, place)
    return Notes(board_id=board_id, notes=notes, seq=seq), at


def encode_post_note(value: PostNote, out: bytearray) -> None:
    """Append the Avro form of a `board.PostNote`."""
    try:
        place = ".boardId"
        data = value.board_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".authorId"
        write_uuid(value.author_id, out)
        place = ".author"
        data = value.author.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_post_note(data: bytes, at: int) -> tuple[PostNote, int]:
    """Read a `board.PostNote` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".boardId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        board_id = data[start:at].decode()
        place = ".text"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        text = data[start:at].decode()
        place = ".authorId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        author_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".author"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        author = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return PostNote(board_id=board_id, text=text, author_id=author_id, author=author), at


def encode_version_conflict(value: VersionConflict, out: bytearray) -> None:
    """Append the Avro form of a `board.VersionConflict`."""
    try:
        place = ".current"
        encode_note(value.current, out)
    except FAULTS as error:
        raise located(error, place)


def decode_version_conflict(data: bytes, at: int) -> tuple[VersionConflict, int]:
    """Read a `board.VersionConflict` that begins at `at`; also where it ends."""
    try:
        place = ".current"
        current, at = decode_note(data, at)
    except FAULTS as error:
        raise located(error, place)
    return VersionConflict(current=current), at
