"""What Python code takes whole of the values that it is given, so that any field may be read."""

import pytest

from tests.codegen.readers.notes import Snippet

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


ALL = Snippet("def f(note: Note): return repr(note)")


def test_whole_is_everything_inside():
    assert {"Note": {"*"}, "Author": {"*"}, "Color": {"*"}} == ALL.reads
