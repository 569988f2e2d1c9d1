"""What Python code reads of the values that it is given: one behaviour each."""

import pytest

from codegen.model import SchemaError
from tests.codegen.readers.notes import facts, makes, reads

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
        def f(page: Page):
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
    "a type under another name": (
        "from typing import NewType\nDraft = NewType('Draft', Note)\ndef f(it: Draft): return it.text",
        {"Note": {"text"}},
    ),
    "a quoted annotation": ("def f(note: 'Note'): return note.text", {"Note": {"text"}}),
    "a variable argument": ("def f(*notes: Note): return notes[0].text", {"Note": {"text"}}),
    "a function inside of a function": (
        "def f(note: Note):\n def inner(): return note.text\n return inner()",
        {"Note": {"text"}},
    ),
}


@pytest.mark.parametrize(("code", "expected"), NAMED.values(), ids=NAMED)
def test_is_read_by_name(code, expected):
    assert expected == reads(code)


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
}


@pytest.mark.parametrize("code", WHOLE.values(), ids=WHOLE)
def test_is_used_whole(code):
    assert "*" in reads(code).get("Note", set())


FOLLOWED = {
    "into a function with an annotation": "def g(note: Note): return note.text\ndef f(note: Note): return g(note)",
    "into a function without one": "def g(note): return note.text\ndef f(note: Note): return g(note)",
    "into a parameter for anything": "def g(note: Any): return note.text\ndef f(note: Note): return g(note)",
    "out of a function": "def g(page: Page): return page.first\ndef f(page: Page): return g(page).text",
    "out of a generator": """
        def g(page: Page): yield from page.notes
        def f(page: Page): return [n.text for n in g(page)]
    """,
    "into a class of one's own": (
        "class Board(Struct):\n notes: dict[str, Note]\n"
        "def g(note: Note): return Board({note.text: note})\ndef f(board: Board): return board.notes['a'].text"
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
    "into a global": ("KEPT = {}\ndef g(note: Note): KEPT[''] = note\ndef f(): return KEPT[''].text"),
    "into a global by its name": (
        "LAST = None\ndef g(note: Note):\n global LAST\n LAST = note\ndef f(): return LAST.text"
    ),
    "into a list of an object": (
        "class Store:\n def __init__(self): self.notes = []\n def add(self, note: Note): self.notes.append(note)\n"
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
        " def __iter__(self): return iter(self._page.notes)\n"
        "def f(page: Page): return [n.text for n in Notes(page)]"
    ),
    "into a list of one's own kind": ("class Notes(list[Note]): pass\ndef f(notes: Notes): return notes[0].text"),
    "out of a context": (
        "class Opened:\n def __init__(self, note: Note): self._note = note\n def __enter__(self): return self._note\n"
        "def f(note: Note):\n with Opened(note) as opened: return opened.text"
    ),
    "into an object that is called": (
        "class Reads:\n def __call__(self, note): return note.text\ndef f(note: Note): return Reads()(note)"
    ),
    "into a method that its class is asked for": (
        "class Reads:\n def read(self, note): return note.text\ndef f(note: Note): return Reads.read(Reads(), note)"
    ),
    "out of a decoder": "DECODER = msgspec.json.Decoder(Note | Author)\ndef f(raw): return DECODER.decode(raw).text",
    "out of a decoder of a class of one's own": (
        "class Kept(Struct):\n note: Note\nDECODER = msgspec.json.Decoder(Kept)\n"
        "def f(raw): return DECODER.decode(raw).note.text"
    ),
    "into a default": "def f(note: Note):\n def g(it=note): return it.text\n return g()",
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
            def read(note): return note.text

        def f(note: Note): return Reads.read(note)
    """,
    "into a class method": """
        class Reads:
            @classmethod
            def read(cls, note): return note.text

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


@pytest.mark.parametrize("code", FOLLOWED.values(), ids=FOLLOWED)
def test_is_followed(code):
    assert {"text"} == reads(code)["Note"]


def test_a_method_behind_a_protocol_that_nobody_here_has_is_not_followed():
    code = """
        class Reads(Protocol):
            def read(self, note: Note) -> str: ...

        def f(reader: Reads, note: Note): return reader.read(note)
    """
    assert {"*"} == reads(code)["Note"]


def test_whole_is_everything_inside():
    assert {"Note": {"*"}, "Author": {"*"}, "Color": {"*"}} == reads("def f(note: Note): return repr(note)")


def test_what_was_made_here_has_not_been_read():
    code = """
        def f(command: Post):
            note = Removed(note_id=command.note_id, reason="")
            return Decision((note,), note)
    """
    assert {"Post": {"noteId"}} == reads(code)
    assert {"Removed": {"noteId", "reason"}} == makes(code)


def test_what_a_copy_sets_is_made():
    assert {"Note": {"text"}} == makes("def f(note: Note): return replace(note, text='')")


def test_what_is_unpacked_into_a_type_makes_any_field():
    assert {"Removed": {"*"}} == makes("def f(values: dict[str, str]): return Removed(**values)")


def test_a_handler_is_given_the_type_of_its_row_whatever_it_says_itself():
    code = "def post(command, state, context): return Decision(outcome=None if command.text else None)\n"
    assert {"Post": {"text"}} == reads(f"{code}HANDLERS: Handlers = {{Post: post}}")
    assert {"Post": {"text"}} == reads("HANDLERS = {Post: lambda command, state, context: command.text}")


def test_a_row_that_cannot_be_followed_reads_everything():
    assert {"*"} == reads("import unknown\nHANDLERS: Handlers = {Post: unknown.handler}")["Post"]
    assert {"*"} == reads("from services.other import post\nHANDLERS: Handlers = {Post: post}")["Post"]


def test_the_state_of_a_handler_is_what_the_folds_give():
    evolve = """
        class Board(Struct):
            last: Note

        def posted(event: Posted, state): return Board(event.note)

        EVOLVE: Evolutions = {Posted: posted}
    """
    handlers = """
        def post(command: Post, state, context): return Decision(outcome=Removed(note_id="", reason=state.last.text))

        HANDLERS: Handlers = {Post: post}
    """
    assert {"Posted": {"note"}, "Post": set(), "Note": {"text"}} == reads(handlers, evolve=evolve)


def test_a_state_that_is_the_event_is_followed():
    evolve = (
        "def posted(event: Posted, state: Posted | None) -> Posted: return event\nEVOLVE: Evolutions = {Posted: posted}"
    )
    handlers = "def post(command: Post, state: Posted | None, context): return Decision()\nHANDLERS = {Post: post}"
    assert {"Posted": set(), "Post": set()} == reads(handlers, evolve=evolve)


@pytest.mark.parametrize("table", ["HANDLERS: Handlers", "PROJECT: Projections", "REACTIONS: Reactions"])
def test_what_a_function_of_a_table_gives_goes_out(table):
    assert {"*"} == reads(f"def f(event: Removed, state, context): return event\n{table} = {{Removed: f}}")["Removed"]


def test_a_tool_is_what_the_context_says():
    code = """
        class Tools(Protocol):
            def keep(self, note: Note) -> None: ...

        class Keeper:
            def keep(self, note: Note) -> None: note.text

        def f(event: Posted, context: Context[Tools]): context.tools.keep(event.note)

        REACTIONS: Reactions = {Posted: f}
    """
    assert {"Posted": {"note"}, "Note": {"text"}} == reads(code)


def test_a_module_of_generated_types_may_be_imported_as_such():
    assert {"Note": {"text"}} == reads("from services.wire.generated import notes\ndef f(n: notes.Note): return n.text")
    assert {"Note": {"text"}} == reads(
        "import services.wire.generated.notes as types\ndef f(n: types.Note): return n.text"
    )
    assert {"Note": {"text"}} == reads("from ..wire.generated.notes import Note as N\ndef f(n: N): return n.text")


def test_who_uses_the_catalogue_may_meet_any_type():
    assert not facts("def f(note: Note): return note.text").knows_catalogue
    assert facts("from services.wire.generated.catalog import CATALOG\nprint(len(CATALOG))").knows_catalogue


def test_what_is_imported_with_a_star_is_known():
    evolve = "class Board(Struct):\n last: Note"
    code = "from services.notes.evolve import *\ndef f(board: Board): return board.last.text"
    assert {"Note": {"text"}} == reads(code, evolve=evolve)


def test_bodies_and_parameters_are_their_command():
    code = "from services.wire.generated.notes import PostBody\ndef f(body: PostBody): return body.text"
    assert {"Post": {"text"}} == reads(code)


def test_what_is_no_python_is_refused_with_its_place():
    with pytest.raises(SchemaError, match=r"services/notes/handlers\.py:\d+:\d+: \$: expected Python"):
        reads("def f(:")
