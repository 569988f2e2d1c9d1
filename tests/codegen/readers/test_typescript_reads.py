"""What TypeScript and templates read of the values that they are given: one behaviour each."""

from pathlib import Path

import pytest

from codegen.readers.frontend import question
from codegen.readers.keeping import ask
from codegen.readers.projection import from_text
from tests.codegen.readers import frontends
from tests.codegen.trees import ROOT, enum, field, record, repository_tree, tree

SNIPPETS = Path(__file__).parent / "typescript" / "snippets.ts"

NAMED = {
    "Access": {"text"},
    "Nested": {"inner"},
    "Optional": {"text"},
    "Index": {"text"},
    "Destructured": {"text"},
    "DestructuredInside": {"inner"},
    "Inside": {"text"},
    "Items": {"text"},
    "Loop": {"text"},
    "TaggedOne": {"text"},
    "TaggedTwo": {"other"},
    "InOperator": {"text"},
    "Indexed": {"text"},
    "Kept": {"text"},
    "Boxed": {"text"},
    "Generic": {"text"},
    "Structural": {"text"},
    "Constrained": {"text"},
    "Callback": {"text"},
    "Referenced": {"text"},
    "Implemented": {"text"},
    "Awaited": {"text"},
    "Observed": {"text"},
    "Copied": {"text"},
    "Hosted": {"text"},
    "Later": {"text"},
    "Switched": {"text"},
    "Lettered": {"text"},
    "Deferred": {"text"},
    "Shown": {"text", "other"},
    "Listed": {"text", "other"},
    "Clicked": {"text"},
    "Level": {"LOW"},
}
WHOLE = (
    "Spread",
    "Rest",
    "Encoded",
    "EncodedInside",
    "Anything",
    "Interpolated",
    "Dynamic",
    "Entries",
    "Leaked",
    "Picked",
    "Assigned",
    "Sunk",
    "SunkUnseen",
    "Bound",
    "Piped",
    "Outlet",
    "Anyhow",
    "Either",
    "LeakedInside",
    "Shorthand",
    "Grade",
)
MADE = {
    "Made": {"text", "other"},
    "Send": {"text"},
    "Store": {"text"},
    "Limited": {"text"},
}
_NOT_MESSAGES = frozenset({"Inside", "Level", "Grade"})
_REQUESTS = ("Send", "Store", "Limited")


def snippets_tree():
    """A type for each snippet, all with the same fields."""
    inner = ("Nested", "DestructuredInside")
    names = [name for name in (*NAMED, *WHOLE, "Made") if name not in _NOT_MESSAGES]
    requests = [
        record(
            f"notes.{name}",
            field("text", millrace={"maxLength": 5}),
            field("other", default=""),
            millrace={"kind": "command", "route": f"POST /{name.lower()}", "key": "text", "outcomes": ["notes.Made"]},
        )
        for name in _REQUESTS
    ]
    messages = [
        record(
            f"notes.{name}",
            field("text"),
            field("other"),
            *([field("inner", "notes.Inside")] if name in inner else []),
            millrace={"kind": "message"},
        )
        for name in names
    ]
    return tree(
        *requests,
        *messages,
        record("notes.Inside", field("text"), field("other")),
        enum("notes.Level", "LOW", "HIGH", default="LOW", millrace={"table": {"LOW": {"at": 1}, "HIGH": {"at": 2}}}),
        enum("notes.Grade", "LOW", "HIGH", default="LOW"),
    )


@pytest.fixture(scope="module")
def snippets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frontend")
    frontends.write(folder, snippets_tree(), SNIPPETS)
    return folder


@pytest.fixture(scope="module")
def answer(snippets):
    found = ask(snippets, question(snippets_tree()))
    assert () == found.errors
    return found


@pytest.mark.parametrize(("name", "fields"), NAMED.items())
def test_is_read_by_name(answer, name, fields):
    assert fields == set(answer.reads[f"notes.{name}"])


@pytest.mark.parametrize("name", WHOLE)
def test_is_used_whole(answer, name):
    assert "*" in answer.reads[f"notes.{name}"]


@pytest.mark.parametrize(("name", "fields"), MADE.items())
def test_is_made(answer, name, fields):
    assert fields == set(answer.makes[f"notes.{name}"])


def test_what_is_only_made_is_not_read(answer):
    assert not answer.reads.keys() & {"notes.Made", "notes.Send", "notes.Store", "notes.Limited"}


def test_the_compiler_misses_a_field_that_is_taken_out(snippets):
    without = {"notes.Access": ["text"], "notes.Listed": ["text"], "notes.Unread": ["text"]}
    errors = ask(snippets, question(snippets_tree(), without)).errors
    assert 2 == len(errors)
    assert all("Property 'text' does not exist" in error for error in errors)


def test_our_frontend_compiles_without_all_that_it_is_said_not_to_use():
    """Were one of these fields used, the compiler would miss it; and what it reads is what its projection says."""
    schemas = repository_tree()
    said = from_text((ROOT / "schemas/readers/frontend.json").read_text())
    used = {name: {*said.reads.get(name, ()), *said.makes.get(name, ())} for name in schemas.types}
    without = {
        each.name: [one.name for one in each.fields if one.name not in used[each.name]]
        for each in schemas.records()
        if "*" not in used[each.name]
    }
    assert ["boardId", "authorId"] == without["board.NotePosted"]

    found = ask(frontends.FRONTEND, question(schemas, without))

    assert () == found.errors
    assert (dict(said.reads), dict(said.makes)) == (found.reads, found.makes)
