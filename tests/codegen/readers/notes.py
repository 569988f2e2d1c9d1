"""A domain of a few lines, for tests of what its code reads."""

from functools import cache, cached_property
from textwrap import dedent
from typing import ClassVar

from codegen.readers.python.checking import Repository
from codegen.readers.python.facts import Facts
from codegen.readers.python.reading import python_facts
from tests.codegen.readers.libraries import CACHE
from tests.codegen.trees import ROOT, enum, field, record, tree

DECISION = (ROOT / "services/runner/decision.py").read_text()
HANDLERS = "services/notes/handlers.py"
# What every snippet may use without importing it.
HEAD = """\
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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


class Snippet:
    """What a domain reads that has this in its handlers; `modules` are its others, by name.

    Make them when a module of tests is imported: all that there are then are looked at together, once.
    """

    _all: ClassVar[list["Snippet"]] = []

    def __init__(self, code: str, **modules: str) -> None:
        self._folder = f"services/notes{len(self._all)}"
        own = self._folder.replace("/", ".")
        self.texts = {
            f"{self._folder}/{name}.py": HEAD + dedent(text).replace("services.notes.", f"{own}.")
            for name, text in ({"handlers": code} | modules).items()
        }
        self._all.append(self)

    @cached_property
    def facts(self) -> Facts:
        return python_facts(_repository(), [self._folder])

    @property
    def reads(self) -> dict[str, set[str]]:
        """The fields that are read, by the simple names of their types."""
        return {name.removeprefix("notes."): set(fields) for name, fields in self.facts.reads().items()}

    @property
    def makes(self) -> dict[str, set[str]]:
        """The fields that are filled."""
        return {name.removeprefix("notes."): set(fields) for name, fields in self.facts.makes().items()}


@cache
def _repository() -> Repository:
    texts = {path: text for snippet in Snippet._all for path, text in snippet.texts.items()}
    return Repository(tree(*SCHEMAS), {"services/runner/decision.py": DECISION, **texts}, CACHE)
