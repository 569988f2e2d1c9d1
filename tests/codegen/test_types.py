"""What the generated Structs take and give as JSON."""

import msgspec
import pytest

from codegen.model import Array, Constraints, Primitive, Tree, Union
from codegen.python_annotations import Spelling, pattern_literal, type_text
from services.wire.generated.accounts import Register, RegisterBody
from services.wire.generated.board import EditNote, EditNoteBody, EditNoteParameters, Note
from services.wire.generated.wire import (
    CLOSE_CODE,
    PROBLEM_TYPE,
    CloseCode,
    Expired,
    InboxEntry,
    ProblemType,
    Sealed,
)

NOTE = '{"noteId":"7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11","text":"x","author":"ada","version":1}'


def note(**changed):
    return msgspec.json.encode(msgspec.json.decode(NOTE) | changed)


def test_names_in_json_are_those_of_the_schema():
    read = msgspec.json.decode(NOTE, type=Note)
    assert msgspec.json.decode(msgspec.json.encode(read)) == {"@type": "board.Note"} | msgspec.json.decode(NOTE)


def test_the_type_may_be_left_out_and_may_not_be_wrong():
    assert msgspec.json.decode(note(**{"@type": "board.Note"}), type=Note) == msgspec.json.decode(NOTE, type=Note)
    with pytest.raises(msgspec.ValidationError, match="@type"):
        msgspec.json.decode(note(**{"@type": "board.Notes"}), type=Note)


def test_messages_are_told_apart_by_their_type():
    read = msgspec.json.decode(note(**{"@type": "board.Note"}), type=Note | Expired)
    assert isinstance(read, Note)


@pytest.mark.parametrize(
    "changed", [{"version": 2**31}, {"version": 0}, {"version": 1.0}, {"text": ""}, {"text": "x" * 501}]
)
def test_limits_hold(changed):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(note(**changed), type=Note)


def test_lengths_count_code_points():
    assert msgspec.json.decode(note(text="🦦" * 500), type=Note).text == "🦦" * 500


def test_a_pattern_does_not_let_a_last_newline_pass():
    """Python's `$` would."""
    body = b'{"name": "ada\\n", "password": "correct horse"}'
    with pytest.raises(msgspec.ValidationError, match="regex"):
        msgspec.json.decode(body, type=RegisterBody)


@pytest.mark.parametrize("pattern", ['^["a]$', "^[\\n]$", "^a$", "^[\"']$", "^[\n]$"])
def test_a_pattern_is_written_so_that_python_reads_it_back(pattern):
    assert eval(pattern_literal(pattern)) == pattern[:-1] + r"\Z"


def test_a_body_takes_nothing_that_it_does_not_know():
    with pytest.raises(msgspec.ValidationError, match="unknown field `editor`"):
        msgspec.json.decode(b'{"text": "x", "version": 1, "editor": "eve"}', type=EditNoteBody)


def test_a_request_is_split_by_where_its_fields_come_from():
    assert EditNoteBody.__struct_encode_fields__ == ("text", "version")
    assert EditNoteParameters.__struct_encode_fields__ == ("boardId", "noteId")
    assert EditNote.__struct_encode_fields__ == ("boardId", "noteId", "text", "version", "editor")


def test_a_secret_is_not_shown():
    body = RegisterBody(name="ada", password="correct horse")
    sealed = Register(name="ada", password=Sealed(key_id="k", ciphertext=b"secret"))
    assert repr(body) == "RegisterBody(name='ada', password=<sealed>)"
    assert repr(sealed) == "Register(name='ada', password=<sealed>)"
    assert "secret" not in f"{[sealed]} {(body,)!s}"


def test_times_need_a_zone_and_are_told_in_utc():
    with pytest.raises(msgspec.ValidationError, match="timezone"):
        msgspec.json.decode(b'{"deadline": "2026-01-01T00:00:00"}', type=Expired)


def test_a_default_fills_what_an_old_writer_left_out():
    assert msgspec.json.decode(b'{"fingerprint": "AA=="}', type=InboxEntry) == InboxEntry(fingerprint=b"\0")


def test_tables_have_a_row_for_every_symbol():
    assert set(CLOSE_CODE) == set(CloseCode)
    assert set(PROBLEM_TYPE) == set(ProblemType)
    assert (CLOSE_CODE[CloseCode.TOO_SLOW].code, CLOSE_CODE[CloseCode.TOO_SLOW].reconnect) == (4508, True)
    assert PROBLEM_TYPE[ProblemType.BODY_INVALID].status == 422


def test_a_pattern_beside_a_bare_array_is_left_to_the_twin():
    """msgspec 0.22 frees a decoder that holds both wrongly."""
    limited = Primitive("string", constraints=Constraints(pattern="^a+$", max_length=9))
    spelling = Spelling(Tree(types={}), lambda full_name: "", has_limits=True)
    flag, flags = Primitive("boolean"), Array(Primitive("boolean"))

    assert type_text(Union((limited, flag)), spelling) == r'Annotated[str, Meta(max_length=9, pattern=r"^a+\Z")] | bool'
    assert type_text(Union((limited, flags)), spelling) == "Annotated[str, Meta(max_length=9)] | list[bool]"
