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


WHOLE = {
    "given to who knows whom": "import unknown\ndef f(note: Note): unknown.keep(note)",
    "given as something to who knows whom": "import unknown\ndef f(page: Page): unknown.keep(first=page.notes)",
    "compared": "def f(note: Note, other: Note): return note == other",
    "looked for": "def f(page: Page, note: Note): return note in page.notes",
    "put into a message": "def f(note: Note): return Posted(note_id='', note=note)",
    "turned into text": "def f(note: Note): return str(note)",
    "put into an f-string": "def f(note: Note): return f'{note}'",
    "formatted": "def f(note: Note): return '%s' % note",
    "encoded": "def f(note: Note): return msgspec.json.encode(note)",
    "taken apart by name": "def f(note: Note): return msgspec.structs.asdict(note)",
    "read by a name that is only known later": "def f(note: Note, name: str): return getattr(note, name)",
    "used as a key": "def f(note: Note): return {note: 1}",
    "put into a set": "def f(note: Note): return {note}",
    "sorted": "def f(page: Page): return sorted(page.notes)",
    "matched by position": "def f(note: Note):\n match note:\n  case Note(a, b): return a",
    "handed on by a lambda": "import unknown\ndef f(note: Note): unknown.later(lambda: note)",
    "handed on by a function": "import unknown\ndef g() -> Note: ...\ndef f(): unknown.later(g)",
    "given as a class": "import unknown\ndef f(): return unknown.Decoder(Note)",
    "put into a list of somebody else": "def f(note: Note, out: unknown): out.append(note)",
    "kept in an attribute of somebody else": "import unknown\ndef f(note: Note): unknown.last = note",
    "given to one of two": (
        "import unknown\ndef g(note: Note): ...\ndef f(note: Note, one: bool): (g if one else unknown.keep)(note)"
    ),
    "given to a library under a name of one's own": (
        "READ: Callable[[Note], str] = str\ndef f(note: Note): return READ(note)"
    ),
    "asked for by a decorator": "import unknown\n@unknown.on(Note)\ndef f(it): return it",
    "given by a function that somebody decorates": ("import unknown\n@unknown.later\ndef f(note: Note): return note"),
    "inside of a class that is given to who knows whom": (
        "import unknown\nclass Kept(Struct):\n note: Note\ndef f(): return unknown.Decoder(Kept)"
    ),
    "inside of an object that is taken apart": (
        "class Kept(Struct):\n note: Note\ndef f(kept: Kept): return kept.__dict__"
    ),
    "a base of a class": "class Mine(Note): pass\ndef f(mine: Mine): return str(mine)",
    "raised": "def f(note: Note): raise note",
    "used by a function of each item": "import unknown\ndef f(page: Page): return sorted(page.notes, key=unknown.of)",
    "turned into text one by one": "def f(page: Page): return list(map(str, page.notes))",
    "given to a builtin one by one": "def f(page: Page): return list(map(repr, page.notes))",
    "put into a function's arguments": "import functools\ndef f(note: Note): return functools.partial(print, note)",
    "unpacked into a call": "def f(page: Page): print(*page.notes)",
    "compared as a list": "def f(page: Page): return page.notes == []",
    "compared by a pattern": "import unknown\ndef f(note: Note):\n match [note]:\n  case [unknown.NOTE]: return 1",
    "counted": "def f(page: Page, note: Note): return page.notes.count(note)",
    "sorted in place": "def f(notes: list[Note]): notes.sort()",
    "sorted in place, in a list of one's own kind": "class Notes(list[Note]): pass\ndef f(notes: Notes): notes.sort()",
    "put into a dictionary of a named tuple": (
        "from typing import NamedTuple\nclass Pair(NamedTuple):\n note: Note\n seq: int\n"
        "def f(pair: Pair): return pair._asdict()"
    ),
    "given to an error of Python's own": "def f(note: Note): raise ValueError(note)",
    "given to an error of one's own kind": "class Refused(Exception): pass\ndef f(note: Note): raise Refused(note)",
    "given to the one that a class derives from": (
        "class Refused(Exception):\n def __init__(self, note: Note) -> None: super().__init__(note)"
    ),
    "given as an option": "def g(**options: Any): ...\ndef f(note: Note): g(note=note)",
    "given as one of many": "def g(*options: object): ...\ndef f(note: Note): g(note)",
    "given to a method by its name": "import unknown\nKEEP: Callable[[Note], None] = unknown.Keeper().keep",
    "given to a list of functions": "def g(note: Note): ...\ndef f(note: Note): [str, g][0](note)",
    "given to what a library makes": "import operator\ndef f(note: Note): return operator.attrgetter('text')(note)",
    "put into a container of a library": (
        "from queue import Queue\nclass Notes(Queue[Note]): pass\ndef f(notes: Notes, note: Note): notes.put(note)"
    ),
    "remembered by what it is": "from functools import cache\n@cache\ndef f(note: Note) -> str: return note.text",
    "gone over under a name for anything": (
        "def f(page: Page):\n it: object\n for it in page.notes: ...\n return str(it)"
    ),
    "opened under a name for anything": """
        class Opened:
            def __init__(self, note: Note) -> None: self._note = note
            def __enter__(self) -> Note: return self._note

        def f(note: Note):
            it: object
            with Opened(note) as it: ...
            return str(it)
    """,
    "given by one of several that says more": """
        class Gives:
            def give(self) -> object: ...

        class GivesNotes(Gives):
            def give(self) -> Note: ...

        def f(gives: Gives): return str(gives.give())
    """,
    "given by one behind a protocol that says more": """
        class Gives(Protocol):
            def give(self) -> object: ...

        class GivesNotes:
            def give(self) -> Note: ...

        def f(gives: Gives): return str(gives.give())
    """,
    "taken by one of several that says less": """
        class Takes:
            def take(self, note: Note) -> None: ...

        class TakesAnything(Takes):
            def take(self, note: object) -> None: print(note)

        def f(takes: Takes, note: Note): takes.take(note)
    """,
    "taken apart into a name for anything": "def f(note: Note):\n it: Any\n it, n = note, 1",
    "taken apart into a name for anything, from a row": ("def f(row: tuple[Note, int]):\n it: object\n it, n = row"),
    "used last, however that is come to": """
        import unknown

        def f(it: Note | Author):
            try:
                if isinstance(it, Note): return 1
            finally:
                unknown.keep(it)
    """,
    "used by code that mypy takes for unreachable": """
        import unknown

        def f(note: Note):
            if isinstance(note, Author): return 1
            return None
            unknown.keep(note)
    """,
    "used for another platform": (
        "import sys\nimport unknown\ndef f(note: Note):\n if sys.platform == 'os2': unknown.keep(note)"
    ),
    "given to one of several by a type variable": (
        "T = TypeVar('T', Note, Author)\ndef g(it: T): return str(it)\ndef f(note: Note): return g(note)"
    ),
    "given to a method that a class of others has, too": """
        class Knows(Protocol):
            def new_id(self, note: Note) -> object: ...

        class Mine:
            def new_id(self, note: Note) -> object: ...

        def f(one: Knows, note: Note): one.new_id(note)
    """,
    "given to a function that does not say what it takes": "def g(note): ...\ndef f(note: Note): g(note)",
    "given to a function that takes anything": "def g(note: Any): ...\ndef f(note: Note): g(note)",
    "given by a function that does not say what it gives": "def f(page: Page): return page.first",
    "put into a container for anything": "KEPT: dict[str, Any] = {}\ndef f(note: Note): KEPT[''] = note",
    "put into an attribute for anything": (
        "class Kept:\n def __init__(self, it: object) -> None: self.it = it\ndef f(note: Note): Kept(note)"
    ),
    "decoded as one of two": (
        "DECODER = msgspec.json.Decoder(Note | Author)\ndef f(raw: bytes): return DECODER.decode(raw)"
    ),
}


@pytest.mark.parametrize("found", [Snippet(code) for code in WHOLE.values()], ids=WHOLE)
def test_is_used_whole(found):
    assert "*" in found.reads.get("Note", set())


FOLLOWED = {
    "into a function with an annotation": "def g(note: Note): return note.text\ndef f(note: Note): return g(note)",
    "out of a function": "def g(page: Page) -> Note: return page.first\ndef f(page: Page): return g(page).text",
    "out of a generator": """
        def g(page: Page) -> Iterator[Note]: yield from page.notes
        def f(page: Page): return [n.text for n in g(page)]
    """,
    "into a class of one's own": (
        "class Board(Struct):\n notes: dict[str, Note]\n"
        "def g(note: Note) -> Board: return Board({note.text: note})\ndef f(board: Board): return board.notes['a'].text"
    ),
    "into an attribute": (
        "class Store:\n def __init__(self, note: Note) -> None: self._note = note\n def f(self): return self._note.text"
    ),
    "through a property": (
        "class Store(Struct):\n kept: Note\n @property\n def note(self) -> Note: return self.kept\n"
        "def f(store: Store): return store.note.text"
    ),
    "through a generic class": (
        "T = TypeVar('T')\nclass Box(Struct, Generic[T]):\n value: T\ndef f(box: Box[Note]): return box.value.text"
    ),
    "behind a protocol": (
        "class Reads(Protocol):\n def read(self, note: Note) -> str: ...\n"
        "class Reader:\n def read(self, note: Note) -> str: return note.text\n"
        "def f(reader: Reads, note: Note): return reader.read(note)"
    ),
    "through what may be called": (
        "READ: Callable[[Note], str] = lambda note: note.text\ndef f(note: Note): return READ(note)"
    ),
    "into a list of one's own": "def f(note: Note):\n out = []\n out.append(note)\n return out[0].text",
    "into a global": ("KEPT: dict[str, Note] = {}\ndef g(note: Note): KEPT[''] = note\ndef f(): return KEPT[''].text"),
    "into a global by its name": (
        "LAST = None\ndef g(note: Note):\n global LAST\n LAST = note\ndef f(): return LAST.text"
    ),
    "into a list of an object": (
        "class Store:\n def __init__(self): self.notes: list[Note] = []\n"
        " def add(self, note: Note): self.notes.append(note)\n"
        " def f(self): return [n.text for n in self.notes]"
    ),
    "into an attribute of a class": (
        "class Store:\n notes: dict[str, Note] = {}\ndef f(): return Store.notes[''].text"
    ),
    "into a named tuple": (
        "from typing import NamedTuple\nclass Pair(NamedTuple):\n note: Note\n seq: int\n"
        "def f(pair: Pair):\n note, _ = pair\n return note.text"
    ),
    "into an iterator of one's own": (
        "class Notes:\n def __init__(self, page: Page): self._page = page\n"
        " def __iter__(self) -> Iterator[Note]: return iter(self._page.notes)\n"
        "def f(page: Page): return [n.text for n in Notes(page)]"
    ),
    "into a list of one's own kind": ("class Notes(list[Note]): pass\ndef f(notes: Notes): return notes[0].text"),
    "out of a context": (
        "class Opened:\n def __init__(self, note: Note): self._note = note\n"
        " def __enter__(self) -> Note: return self._note\n"
        "def f(note: Note):\n with Opened(note) as opened: return opened.text"
    ),
    "into an object that is called": (
        "class Reads:\n def __call__(self, note: Note): return note.text\ndef f(note: Note): return Reads()(note)"
    ),
    "into a method that its class is asked for": (
        "class Reads:\n def read(self, note: Note): return note.text\n"
        "def f(note: Note): return Reads.read(Reads(), note)"
    ),
    "out of a decoder": (
        "DECODER: msgspec.json.Decoder[Note | Author] = msgspec.json.Decoder(Note | Author)\n"
        "def f(raw: bytes): return DECODER.decode(raw).text"
    ),
    "out of a decoder of a class of one's own": (
        "class Kept(Struct):\n note: Note\nDECODER = msgspec.json.Decoder(Kept)\n"
        "def f(raw: bytes): return DECODER.decode(raw).note.text"
    ),
    "into a default": "def f(note: Note):\n def g(it: Note = note): return it.text\n return g()",
    "behind a property that can be set": """
        class Store:
            def __init__(self, note: Note): self._note = note

            @property
            def text(self): return self._note.text

            @text.setter
            def text(self, text): ...

        def f(store: Store): return store.text
    """,
    "into a typed dictionary": """
        from typing import TypedDict

        class Kept(TypedDict):
            note: Note

        def f(kept: Kept): return kept["note"].text
    """,
    "into a static method": """
        class Reads:
            @staticmethod
            def read(note: Note): return note.text

        def f(note: Note): return Reads.read(note)
    """,
    "into a class method": """
        class Reads:
            @classmethod
            def read(cls, note: Note): return note.text

        def f(note: Note): return Reads.read(note)
    """,
    "into a class inside of a function": """
        def f(note: Note):
            class Inside:
                def read(self): return note.text

            return Inside().read()
    """,
    "into a nested function by its name": (
        "def f(note: Note):\n last = None\n def g():\n  nonlocal last\n  last = note\n g()\n return last.text"
    ),
    "into a copy with another field": "def f(note: Note): return replace(note, note_id='').text",
    "into a caught error": (
        "class Refused(Exception):\n def __init__(self, note: Note) -> None: self.note = note\n"
        "def f(note: Note):\n try: raise Refused(note)\n except Refused as error: return error.note.text"
    ),
}


@pytest.mark.parametrize("found", [Snippet(code) for code in FOLLOWED.values()], ids=FOLLOWED)
def test_is_followed(found):
    assert {"text"} == found.reads["Note"]


BEHIND_NOBODY = Snippet("""
    class Reads(Protocol):
        def read(self, note: Note) -> str: ...

    def f(reader: Reads, note: Note): return reader.read(note)
""")


def test_a_method_behind_a_protocol_that_nobody_here_has_is_not_followed():
    assert {"*"} == BEHIND_NOBODY.reads["Note"]


ALL = Snippet("def f(note: Note): return repr(note)")


def test_whole_is_everything_inside():
    assert {"Note": {"*"}, "Author": {"*"}, "Color": {"*"}} == ALL.reads


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
