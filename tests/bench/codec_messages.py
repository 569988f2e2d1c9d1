"""The four messages of the codec's benchmark: what each is, and a value of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from codegen.model import Tree
from codegen.parse import parse
from tests.bench.codec_schemas import SCHEMAS
from tests.codegen.trees import ROOT, sources

Module = Callable[[str], Any]
MOMENT = datetime(2026, 11, 25, 8, 30, 15, 250_000, tzinfo=UTC)
TEXT = "Mind the gap between the train and the platform."


class Message(Struct, frozen=True):
    """One of the messages: its short name, its type's full name, and a value."""

    label: str
    full_name: str
    value: Any


def tree() -> Tree:
    """Our own schemas, and those that are written for this benchmark."""
    return parse(sources(ROOT / "schemas") | SCHEMAS)


def messages(module: Module) -> Iterator[Message]:
    """Values of the generated types; `module(name)` imports one of their modules."""
    yield Message("small", "greetings.Greet", module("greetings").Greet(name="ada", text="Hello, how do you do?"))
    yield Message("wide", "bench.Reading", _reading(module("bench")))
    yield Message("nested", "board.Notes", _notes(module("board")))
    yield Message("unions", "bench.Journal", _journal(module("bench")))


def _reading(bench: Any) -> Any:
    texts = {f"label{number}": f"label {number}" for number in range(6)}
    wholes = {f"count{number}": 7**number for number in range(6)}
    times = {f"at{number}": MOMENT for number in range(2)}
    measures = {f"measure{number}": number / 3 for number in range(6)}
    flags = {f"flag{number}": number % 2 == 0 for number in range(4)}
    optional = {f"remark{number}": TEXT if number else None for number in range(4)}
    keys = {f"key{number}": UUID(int=2**100 + number) for number in range(2)}
    return bench.Reading(
        **texts, **wholes, **times, **measures, **flags, **optional, **keys, state=bench.State.STEADY, raw=bytes(40)
    )


def _notes(board: Any) -> Any:
    notes = [board.Note(note_id=UUID(int=2**100 + 7919 * n), text=TEXT, author="ada", version=3) for n in range(10)]
    return board.Notes(board_id="main", notes=notes, seq=70)


def _journal(bench: Any) -> Any:
    posted = bench.Posted(text=TEXT, author="ada", reply_to=None)
    edited = bench.Edited(text="Mind it.", version=4, reason="shorter")
    removed = bench.Removed(by="grace")
    return bench.Journal(
        entries=[posted, edited, posted, removed, edited, posted],
        last=removed,
        cursor="n-4711",
        limit=0.75,
        filter=True,
        note=None,
        values=["a", 1.5, None, False, "b", 2.25],
    )
