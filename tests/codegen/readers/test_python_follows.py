"""Wherever Python code takes a value of ours, what is read of it there is found."""

import pytest

from tests.codegen.readers.notes import Snippet

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
