"""A domain of a few lines, for tests of what its code reads."""

from textwrap import dedent

from codegen.readers.python.facts import Facts
from codegen.readers.python.reading import python_facts
from codegen.readers.python.repository import Repository
from tests.codegen.trees import ROOT, enum, field, record, tree

DECISION = (ROOT / "services/runner/decision.py").read_text()
HANDLERS = "services/notes/handlers.py"
# What every snippet may use without importing it.
HEAD = """\
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar
import msgspec
from msgspec import Struct
from msgspec.structs import replace
from services.runner.decision import Context, Decision, Evolutions, Handlers, Projections, Reactions
from services.wire.generated.notes import Author, Color, Note, Page, Post, Posted, Removed
"""


# Types that hold one another in every way.
SCHEMAS = (
    record("notes.Author", field("name"), field("mail")),
    enum("notes.Color", "RED", "BLUE", default="RED"),
    record(
        "notes.Note",
        field("noteId"),
        field("text"),
        field("author", "notes.Author"),
        field("color", "notes.Color"),
    ),
    record(
        "notes.Page",
        field("notes", {"type": "array", "items": "notes.Note"}),
        field("byName", {"type": "map", "values": "notes.Note"}),
        field("first", ["null", "notes.Note"], default=None),
        field("shown", ["notes.Note", "notes.Author"]),
    ),
    record(
        "notes.Post",
        field("noteId"),
        field("text"),
        millrace={"kind": "command", "route": "POST /notes", "key": "noteId", "outcomes": ["notes.Posted"]},
    ),
    record("notes.Posted", field("noteId"), field("note", "notes.Note"), millrace={"kind": "event", "key": "noteId"}),
    record("notes.Removed", field("noteId"), field("reason"), millrace={"kind": "event", "key": "noteId"}),
)


def facts(code: str, **modules: str) -> Facts:
    """What `services/notes` reads, with this in its handlers; `modules` are its others, by name."""
    texts = {"services/runner/decision.py": DECISION, HANDLERS: HEAD + dedent(code)}
    texts |= {f"services/notes/{name}.py": HEAD + dedent(text) for name, text in modules.items()}
    return python_facts(Repository(tree(*SCHEMAS), texts), ["services/notes"])


def reads(code: str, **modules: str) -> dict[str, set[str]]:
    """The fields that are read, by the simple names of their types."""
    return {name.removeprefix("notes."): set(fields) for name, fields in facts(code, **modules).reads().items()}


def makes(code: str) -> dict[str, set[str]]:
    """The fields that are filled."""
    return {name.removeprefix("notes."): set(fields) for name, fields in facts(code).makes().items()}
