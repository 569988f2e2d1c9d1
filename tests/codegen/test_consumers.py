"""What a change does to those who read and make what it touches: every verdict, in every column."""

import json
import shutil
from pathlib import Path

import pytest

from codegen.__main__ import main
from codegen.evolution.consumers import Impact, Readers, Touched, gravest, told
from codegen.readers.projection import Projection
from tests.codegen.trees import ROOT, field, record, tree

TREE = tree(
    record("notes.Note", field("text"), field("color")),
    record(
        "notes.Post",
        field("text"),
        millrace={"kind": "command", "route": "POST /notes", "key": "text", "outcomes": ["notes.Posted"]},
    ),
    record("notes.Posted", field("note", "notes.Note"), field("at"), millrace={"kind": "event", "key": "at"}),
    record("notes.Seen", field("note", "notes.Note"), field("at"), millrace={"kind": "event", "key": "at"}),
)


def worker(owner="ada", **members):
    return Projection(about="", owner=owner, language="Python", speaks=("Avro",), **members)


GATEWAY = Projection(
    about="", owner="gateway", language="Python", speaks=("Avro", "JSON"), carries=("commands", "queries", "answers")
)
HOLDERS = ("notes.Note", "notes.Posted", "notes.Seen")


def page(**members):
    return Projection(about="", owner="page", language="TypeScript", speaks=("JSON",), **members)


def harm(projection, column, type_="notes.Note", names=("text",), holders=HOLDERS, **members):
    touched = Touched(type=type_, names=names, holders=holders, column=column, **members)
    (impact,) = Readers({"somebody": projection}, TREE).impacts(touched)
    return impact.harm


BROKEN, MAYBE, UNAFFECTED = "Broken", "Potentially affected", "Unaffected"
READS = {"reads": {"notes.Note": ("text",), "notes.Posted": ("note",)}}
READS_ANOTHER = {"reads": {"notes.Note": ("color",), "notes.Posted": ("note",)}}
WHOLE = {"reads": {"notes.Note": ("*", "color"), "notes.Posted": ("note",)}}
TAKES_IN = {"reads": {"notes.Posted": ("at",)}}
MAKES = {"makes": {"notes.Note": ("text",)}}
MAKES_ANOTHER = {"makes": {"notes.Note": ("color",)}}
NOTHING = {"reads": {"other.Thing": ("text",)}}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (READS, BROKEN),
        (READS_ANOTHER, BROKEN),
        (WHOLE, BROKEN),
        (TAKES_IN, BROKEN),
        (MAKES, UNAFFECTED),
        (NOTHING, UNAFFECTED),
    ],
)
def test_data_that_cannot_be_read_break_whoever_takes_them_in(members, expected):
    assert expected == harm(worker(**members), "AVRO")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (READS, BROKEN),
        (READS_ANOTHER, UNAFFECTED),
        (WHOLE, MAYBE),
        (TAKES_IN, UNAFFECTED),
        (MAKES, UNAFFECTED),
        (NOTHING, UNAFFECTED),
    ],
)
def test_another_meaning_breaks_whoever_looks_at_it(members, expected):
    assert expected == harm(worker(**members), "LOGICAL")
    assert expected == harm(page(**members), "LOGICAL")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (READS, BROKEN),
        (READS_ANOTHER, UNAFFECTED),
        (WHOLE, MAYBE),
        (TAKES_IN, UNAFFECTED),
        (MAKES, BROKEN),
        (MAKES_ANOTHER, UNAFFECTED),
    ],
)
def test_another_form_in_json_breaks_pages_that_read_or_send_it_and_no_worker(members, expected):
    assert expected == harm(page(**members), "JSON")
    assert UNAFFECTED == harm(worker(**members), "JSON")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (READS, BROKEN),
        (READS_ANOTHER, UNAFFECTED),
        (WHOLE, MAYBE),
        (MAKES, BROKEN),
        (MAKES_ANOTHER, UNAFFECTED),
        (NOTHING, UNAFFECTED),
    ],
)
def test_source_breaks_where_the_code_names_it_in_its_own_language(members, expected):
    assert expected == harm(worker(**members), "PYTHON")
    assert expected == harm(page(**members), "TYPESCRIPT")
    assert UNAFFECTED == harm(worker(**members), "TYPESCRIPT")
    assert UNAFFECTED == harm(page(**members), "PYTHON")


def test_a_new_field_breaks_whoever_makes_the_type_without_it():
    assert BROKEN == harm(worker(**MAKES_ANOTHER), "PYTHON", is_new=True)
    assert BROKEN == harm(page(**MAKES_ANOTHER), "JSON", is_new=True)
    assert UNAFFECTED == harm(worker(**READS_ANOTHER), "PYTHON", is_new=True)


def test_a_type_as_such_is_of_concern_to_all_who_name_it():
    for members, expected in ((READS_ANOTHER, BROKEN), (MAKES_ANOTHER, BROKEN), (NOTHING, UNAFFECTED)):
        assert expected == harm(worker(**members), "PYTHON", names=())
        assert expected == harm(page(**members), "JSON", names=())
        assert expected == harm(page(**members), "CONTRACT", names=())


def test_a_promise_about_a_field_may_hurt_whoever_fills_or_reads_it():
    assert MAYBE == harm(page(**MAKES), "CONTRACT")
    assert MAYBE == harm(worker(**READS), "CONTRACT")
    assert UNAFFECTED == harm(page(**MAKES_ANOTHER), "CONTRACT")


def test_a_page_is_not_given_what_no_gateway_can_read():
    assert MAYBE == harm(page(**TAKES_IN), "AVRO")
    assert UNAFFECTED == harm(page(**NOTHING), "AVRO")


@pytest.mark.parametrize(
    ("column", "type_", "expected"),
    [
        ("AVRO", "notes.Posted", BROKEN),
        ("AVRO", "notes.Post", UNAFFECTED),
        ("AVRO", "notes.Seen", UNAFFECTED),
        ("LOGICAL", "notes.Post", MAYBE),
        ("JSON", "notes.Post", MAYBE),
        ("JSON", "notes.Seen", UNAFFECTED),
        ("PYTHON", "notes.Post", UNAFFECTED),
        ("CONTRACT", "notes.Post", MAYBE),
    ],
)
def test_the_gateway_decodes_answers_and_hands_on_what_passes_through_it(column, type_, expected):
    assert expected == harm(GATEWAY, column, type_, names=("at",), holders=(type_,))


def test_what_only_warns_breaks_nobody():
    assert MAYBE == harm(worker(**READS), "LOGICAL", breaks=False)


def test_either_name_of_a_renamed_field_is_looked_for():
    assert BROKEN == harm(worker(**READS), "PYTHON", names=("words", "text"))


def test_the_hurt_come_first_each_with_its_owner_and_why():
    readers = {
        "a": worker(owner="a", **NOTHING),
        "b": worker(owner="b", **WHOLE),
        "c": worker(owner="carol", **READS),
        "d": worker(owner="dora", **NOTHING),
    }
    touched = Touched(type="notes.Note", names=("text",), holders=HOLDERS, column="LOGICAL")
    found = Readers(readers, TREE).impacts(touched)
    assert Impact("c", "carol", "Broken", "reads `text` of notes.Note, and takes it for what it was") == found[0]
    assert (
        "Broken: c (owner: carol) reads `text` of notes.Note, and takes it for what it was",
        "Potentially affected: b uses notes.Note whole",
        "Unaffected: a, d (owner: dora)",
    ) == told(found)


def test_what_cannot_be_read_is_named_with_what_is_wanted_of_it():
    touched = Touched(type="notes.Note", names=("text",), holders=HOLDERS, column="AVRO")
    (impact,) = Readers({"w": worker(**READS)}, TREE).impacts(touched)
    assert "cannot read `notes.Note`, `notes.Posted`, and reads `text`" == impact.why


def test_of_several_columns_the_worst_counts_for_each():
    better, worse = Impact("a", "a", MAYBE, "first"), Impact("a", "a", BROKEN, "second")
    other = Impact("b", "b", UNAFFECTED)
    assert (worse, other) == gravest([other, better, worse])


@pytest.fixture
def schemas(tmp_path):
    return Path(shutil.copytree(ROOT / "schemas", tmp_path / "schemas"))


def edit(schemas, path, change):
    file = schemas / path
    schema = json.loads(file.read_text())
    change(schema)
    file.write_text(json.dumps(schema, indent=2))


def without(name):
    return lambda schema: schema.update(fields=[one for one in schema["fields"] if one["name"] != name])


def checked(schemas, capsys, *arguments):
    main(["check", "--schemas", str(schemas), *arguments])
    said = capsys.readouterr()
    return said.out + said.err


def test_a_report_says_whom_a_change_hurts_by_name(schemas, capsys):
    edit(schemas, "board/NoteEdited.avsc", without("text"))
    said = checked(schemas, capsys)
    assert "affected:   Broken: board cannot read `board.NoteEdited`, and reads `text`\n" in said
    assert "Broken: gateway cannot read `board.NoteEdited`\n" in said
    assert "Unaffected: accounts, greetings, platform, sessions" in said


def test_programs_get_every_consumer_of_every_finding(schemas, capsys):
    edit(schemas, "board/Note.avsc", lambda schema: schema["fields"][3].update(type="string", millrace={}))
    found = json.loads(checked(schemas, capsys, "--format", "json"))
    of_json = next(each for each in found if each["verdict"] == "JSON")
    harms = {each["consumer"]: (each["harm"], each["owner"]) for each in of_json["consumers"]}
    assert ("Broken", "frontend") == harms["frontend"]
    assert ("Potentially affected", "gateway") == harms["gateway"]
    assert ("Unaffected", "board") == harms["board"]


def test_a_symbol_is_looked_for_by_its_name(schemas, capsys):
    edit(schemas, "wire/CloseCode.avsc", lambda schema: schema["symbols"].remove("TOO_SLOW"))
    edit(schemas, "wire/CloseCode.avsc", lambda schema: schema["millrace"]["table"].pop("TOO_SLOW"))
    assert "Broken: gateway reads `TOO_SLOW` of wire.CloseCode" in checked(schemas, capsys)


def test_a_projection_that_cannot_be_read_is_never_passed_over(schemas, capsys):
    (schemas / "readers" / "board.json").write_text("{")
    assert "readers/board.json: expected a reader projection" in checked(schemas, capsys)
