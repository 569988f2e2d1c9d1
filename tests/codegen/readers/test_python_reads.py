"""What Python code reads of the values that it is given: one behaviour each."""

import pytest

from codegen.model import SchemaError
from codegen.readers.python.checking import Repository
from tests.codegen.readers.libraries import CACHE
from tests.codegen.readers.notes import SCHEMAS, Snippet
from tests.codegen.trees import tree

NAMED = {
    "an attribute": ("def f(note: Note): return note.text", {"Note": {"text"}}),
    "an attribute of an attribute": (
        "def f(event: Posted): return event.note.author.name",
        {"Posted": {"note"}, "Note": {"author"}, "Author": {"name"}},
    ),
    "an attribute that is snake_case in Python": ("def f(note: Note): return note.note_id", {"Note": {"noteId"}}),
    "a type that is taken in and not looked at": ("def f(note: Note): return None", {"Note": set()}),
    "each type of a union": (
        "def f(event: Posted | Removed): return event.note_id",
        {"Posted": {"noteId"}, "Removed": {"noteId"}},
    ),
    "behind None": (
        "def f(note: Note | None): return note.text if note is not None and note else ''",
        {"Note": {"text"}},
    ),
    "a name for it": ("def f(note: Note):\n other = note\n return other.text", {"Note": {"text"}}),
    "a name in a condition": (
        "def f(note: Note):\n if (n := note.author): return n.mail",
        {"Note": {"author"}, "Author": {"mail"}},
    ),
    "a tuple taken apart": ("def f(note: Note):\n n, _ = note, 1\n return n.text", {"Note": {"text"}}),
    "an f-string of a field": ("def f(note: Note): return f'{note.text!r:>8}'", {"Note": {"text"}}),
    "items of a list": (
        "def f(page: Page): return [n.text for n in page.notes]",
        {"Page": {"notes"}, "Note": {"text"}},
    ),
    "values of a map": (
        "def f(page: Page):\n for n in page.by_name.values(): yield n.text",
        {"Page": {"byName"}, "Note": {"text"}},
    ),
    "pairs of a map": (
        "def f(page: Page): return {key: n.text for key, n in page.by_name.items() if key != ''}",
        {"Page": {"byName"}, "Note": {"text"}},
    ),
    "an index": ("def f(page: Page): return page.notes[0].text", {"Page": {"notes"}, "Note": {"text"}}),
    "a key with get": ("def f(page: Page): return page.by_name.get('a').text", {"Page": {"byName"}, "Note": {"text"}}),
    "a branch by isinstance": (
        "def f(page: Page):\n if isinstance(page.shown, Note): return page.shown.text",
        {"Page": {"shown"}, "Note": {"text"}},
    ),
    "what isinstance says of anything": (
        "def f(it: Any):\n if isinstance(it, Note): return it.text",
        {"Note": {"text"}},
    ),
    "what isinstance says in a guard": (
        "def f(it: Any):\n if not isinstance(it, Note): return ''\n return it.text",
        {"Note": {"text"}},
    ),
    "a pattern with fields": (
        "def f(it: Any):\n match it:\n  case Posted(note=Note(text=t)): return t",
        {"Posted": {"note"}, "Note": {"text"}},
    ),
    "a pattern with a name": (
        """
        def f(event: Posted | Removed):
            match event:
                case Removed() as gone: return gone.reason
                case Posted(): return event.note_id
        """,
        {"Removed": {"reason"}, "Posted": {"noteId"}},
    ),
    "a symbol of an enum": ("def f(note: Note): return Color.BLUE", {"Note": set(), "Color": {"BLUE"}}),
    "getattr with a name": ("def f(note: Note): return getattr(note, 'text')", {"Note": {"text"}}),
    "a field that its type has lost": ("def f(note: Note): return note.old_name", {"Note": {"oldName"}}),
    "sorted by a field": (
        "def f(page: Page): return [n.note_id for n in sorted(page.notes, key=lambda n: n.text)]",
        {"Page": {"notes"}, "Note": {"noteId", "text"}},
    ),
    "the smallest by a field": (
        "def f(page: Page): return min(page.notes, key=lambda n: n.text).note_id",
        {"Page": {"notes"}, "Note": {"noteId", "text"}},
    ),
    "enumerate, zip and next": (
        """
        def f(page: Page) -> Author:
            for _, note in enumerate(page.notes): note.text
            for note, number in zip(page.notes, [1]): note.note_id
            return next(iter(page.notes)).author
        """,
        {"Page": {"notes"}, "Note": {"author", "noteId", "text"}},
    ),
    "what was decoded here": ("def f(raw: bytes): return msgspec.json.decode(raw, type=Note).text", {"Note": {"text"}}),
    "an async function": ("async def g() -> Note: ...\nasync def f(): return (await g()).text", {"Note": {"text"}}),
    "a name that stands for a type": (
        "Event = Posted | Removed\ndef f(event: Event): return event.note_id",
        {"Posted": {"noteId"}, "Removed": {"noteId"}},
    ),
    "a type variable with a bound": (
        "T = TypeVar('T', bound=Note)\ndef f(it: T): return it.text",
        {"Note": {"text"}},
    ),
    "a quoted annotation": ("def f(note: 'Note'): return note.text", {"Note": {"text"}}),
    "a variable argument": ("def f(*notes: Note): return notes[0].text", {"Note": {"text"}}),
    "a function inside of a function": (
        "def f(note: Note):\n def inner(): return note.text\n return inner()",
        {"Note": {"text"}},
    ),
}


@pytest.mark.parametrize(("found", "expected"), [(Snippet(code), fields) for code, fields in NAMED.values()], ids=NAMED)
def test_is_read_by_name(found, expected):
    assert expected == found.reads


MADE = Snippet("""
    def f(command: Post):
        note = Removed(note_id=command.note_id, reason="")
        return Decision((note,), note)
""")


def test_what_was_made_here_has_not_been_read():
    assert {"Post": {"noteId"}} == MADE.reads
    assert {"Removed": {"noteId", "reason"}} == MADE.makes


COPIED = Snippet("def f(note: Note): return replace(note, text='')")


def test_what_a_copy_sets_is_made():
    assert {"Note": {"text"}} == COPIED.makes


RENAMED = Snippet("Gone = Removed\ndef f(): return Decision(outcome=Gone(note_id='', reason=''))")


def test_what_is_made_under_another_name_is_made():
    assert {"Removed": {"noteId", "reason"}} == RENAMED.makes
    assert {} == RENAMED.reads


UNPACKED = Snippet("def f(values: dict[str, str]): return Removed(**values)")


def test_what_is_unpacked_into_a_type_makes_any_field():
    assert {"Removed": {"*"}} == UNPACKED.makes


UNTYPED_ROWS = [
    "def post(command, state, context): return Decision()\nHANDLERS: Handlers = {Post: post}",
    "HANDLERS = {Post: lambda command, state, context: command.text}",
]


@pytest.mark.parametrize("found", [Snippet(code) for code in UNTYPED_ROWS])
def test_a_row_of_which_the_function_does_not_say_what_it_takes_reads_everything(found):
    assert "*" in found.reads["Post"]


ROWS_OF_OTHERS = [
    "import unknown\nHANDLERS: Handlers = {Post: unknown.handler}",
    "from services.other import post\nHANDLERS: Handlers = {Post: post}",
]


@pytest.mark.parametrize("found", [Snippet(code) for code in ROWS_OF_OTHERS])
def test_a_row_that_cannot_be_followed_reads_everything(found):
    assert {"*"} == found.reads["Post"]


STATE = Snippet(
    """
    from services.notes.evolve import Board

    def post(command: Post, state: Board, context): return Decision(outcome=Removed(note_id="", reason=state.last.text))

    HANDLERS: Handlers = {Post: post}
    """,
    evolve="""
    class Board(Struct):
        last: Note

    def posted(event: Posted, state: Board) -> Board: return Board(event.note)

    EVOLVE: Evolutions = {Posted: posted}
    """,
)


def test_the_state_of_a_handler_is_what_the_folds_give():
    assert {"Posted": {"note"}, "Post": set(), "Note": {"text"}} == STATE.reads


STATE_OF_ANYTHING = Snippet(
    "def post(command: Post, state, context): return Decision()\nHANDLERS: Handlers = {Post: post}",
    evolve="""
    def posted(event: Posted, state: Note | None) -> Note: return event.note

    EVOLVE: Evolutions = {Posted: posted}
    """,
)


def test_a_state_of_which_a_handler_does_not_say_what_it_is_is_used_whole():
    assert {"*"} == STATE_OF_ANYTHING.reads["Note"]


EVENT_AS_STATE = Snippet(
    "def post(command: Post, state: Posted | None, context): return Decision()\nHANDLERS = {Post: post}",
    evolve="def posted(event: Posted, state: Posted | None) -> Posted: return event\n"
    "EVOLVE: Evolutions = {Posted: posted}",
)


def test_a_state_that_is_the_event_is_followed():
    assert {"Posted": set(), "Post": set()} == EVENT_AS_STATE.reads


OUTWARD = {
    name: Snippet(f"def f(event: Removed, state, context): return event\n{name} = {{Removed: f}}")
    for name in ("HANDLERS: Handlers", "PROJECT: Projections", "REACTIONS: Reactions")
}


@pytest.mark.parametrize("found", OUTWARD.values(), ids=OUTWARD)
def test_what_a_function_of_a_table_gives_goes_out(found):
    assert {"*"} == found.reads["Removed"]


TOOLS = Snippet("""
    class Tools(Protocol):
        def keep(self, note: Note) -> None: ...

    class Keeper:
        def keep(self, note: Note) -> None: note.text

    def f(event: Posted, context: Context[Tools]): context.tools.keep(event.note)

    REACTIONS: Reactions = {Posted: f}
""")


def test_a_tool_is_what_the_context_says():
    assert {"Posted": {"note"}, "Note": {"text"}} == TOOLS.reads


IMPORTS = [
    "from services.wire.generated import notes\ndef f(n: notes.Note): return n.text",
    "import services.wire.generated.notes as types\ndef f(n: types.Note): return n.text",
    "from ..wire.generated.notes import Note as N\ndef f(n: N): return n.text",
]


@pytest.mark.parametrize("found", [Snippet(code) for code in IMPORTS])
def test_a_module_of_generated_types_may_be_imported_as_such(found):
    assert {"Note": {"text"}} == found.reads


WITHOUT_CATALOGUE = Snippet("def f(note: Note): return note.text")
WITH_CATALOGUE = Snippet("from services.wire.generated.catalog import CATALOG\nprint(len(CATALOG))")


def test_who_uses_the_catalogue_may_meet_any_type():
    assert not WITHOUT_CATALOGUE.facts.knows_catalogue
    assert WITH_CATALOGUE.facts.knows_catalogue


STAR = Snippet(
    "from services.notes.evolve import *\ndef f(board: Board): return board.last.text",
    evolve="class Board(Struct):\n last: Note",
)


def test_what_is_imported_with_a_star_is_known():
    assert {"Note": {"text"}} == STAR.reads


BODY = Snippet("from services.wire.generated.notes import PostBody\ndef f(body: PostBody): return body.text")


def test_bodies_and_parameters_are_their_command():
    assert {"Post": {"text"}} == BODY.reads


def test_what_is_no_python_is_refused_with_its_place():
    with pytest.raises(SchemaError, match=r"services/notes/handlers\.py:1:\d+: \$: expected Python"):
        Repository(tree(*SCHEMAS), {"services/notes/handlers.py": "def f(:"}, CACHE)
