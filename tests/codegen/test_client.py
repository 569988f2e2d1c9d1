"""The generated client over a transport that remembers what it was asked to carry."""

from contextlib import aclosing
from datetime import date
from inspect import getdoc
from uuid import UUID

import msgspec
import pytest

from services.wire.generated.accounts import NameTaken
from services.wire.generated.board import NoteRemoved, Notes
from services.wire.generated.client import Call, Client
from services.wire.generated.wire import Cancelled, Failed
from tests.codegen.modules import imported
from tests.codegen.trees import enum, field, record, tree

NOTE = UUID("7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11")
DONE = record("odd.Done", field("text"), millrace={"kind": "message"})


class Carrier:
    """Answers every request with the same bodies."""

    def __init__(self, *bodies):
        self.bodies = [msgspec.json.encode(body) for body in bodies]
        self.calls = []
        self.is_closed = False

    async def request(self, call):
        self.calls.append(call)
        return self.bodies[-1]

    async def feed(self, call):
        self.calls.append(call)
        try:
            for body in self.bodies:
                yield body
        finally:
            self.is_closed = True


async def test_a_command_is_its_body_and_ends_in_an_outcome():
    carrier = Carrier(NameTaken(name="ada"))
    outcome = await Client(carrier).accounts.register(name="ada", password="correct horse")
    assert outcome == NameTaken(name="ada")
    body = b'{"@type":"accounts.Register","name":"ada","password":"correct horse"}'
    assert carrier.calls == [
        Call(name="accounts.Register", method="POST", path="/register", body=body, timeout_ms=60_000)
    ]


async def test_what_a_platform_says_of_any_request_is_an_outcome():
    failed = Failed(code="failed", reason="out of order", retryable=True)
    assert await Client(Carrier(failed)).accounts.register(name="ada", password="correct horse") == failed


async def test_what_is_no_outcome_is_refused():
    with pytest.raises(msgspec.ValidationError):
        await Client(Carrier(Notes(board_id="main", notes=[], seq=0))).accounts.register(name="ada", password="x")


async def test_path_and_query_are_text_and_percent_encoded():
    carrier = Carrier(Failed(code="x", reason="x", retryable=False))
    await Client(carrier).board.delete_note(board_id="a/b ?", note_id=NOTE, version=3)
    (call,) = carrier.calls
    assert call.path == f"/boards/a%2Fb%20%3F/notes/{NOTE}"
    assert call.query == (("version", "3"),)
    assert call.body is None


async def test_a_feed_is_an_iterator_that_closes_what_it_opened():
    snapshot, removed = Notes(board_id="main", notes=[], seq=0), NoteRemoved(board_id="main", note_id=NOTE, seq=1)
    carrier = Carrier(snapshot, removed, Cancelled())
    assert [body async for body in Client(carrier).board.list_notes(board_id="main")] == [
        snapshot,
        removed,
        Cancelled(),
    ]
    carrier = Carrier(snapshot, removed)
    async with aclosing(Client(carrier).board.list_notes(board_id="main")) as notes:
        assert await anext(notes) == snapshot
    assert carrier.is_closed


def test_a_method_says_why_it_is_deprecated(tmp_path):
    said = {"kind": "command", "route": "POST /do", "key": "text", "outcomes": ["odd.Done"]}
    old = record("odd.Do", field("text"), doc="Does it.", millrace=said | {"deprecated": "do `odd.v2.Do`"})
    with imported(tree(old, DONE), tmp_path) as package:
        method = package.module("client").OddClient.do
    assert getdoc(method) == "Does it.\n\nDeprecated: do `odd.v2.Do`"


async def test_hostile_names_and_defaults_become_a_method(tmp_path):
    """Fields named as the module, a keyword, a builtin and the generator's own words; some may be left out."""
    fields = (
        field("odd", "string"),
        field("class", {"type": "array", "items": "odd.Colour"}, default=[]),
        field("call", "boolean", default=True),
        field("encode", ["null", "int"], default=None),
        field("body", "odd.Colour", millrace={"from": "body"}, default="RED"),
        field("tags", {"type": "array", "items": "string"}, millrace={"from": "body"}, default=["a"]),
    )
    said = {"kind": "query", "route": "GET /odd/{odd}", "key": "odd", "outcomes": ["odd.Done"]}
    lost = [record(f"wire.{name}", millrace={"kind": "message"}) for name in ("Lost", "Failed")]
    named = tree(record("odd.Import", *fields, millrace=said), DONE, enum("odd.Colour", "RED", "BLUE"), *lost)
    with imported(named, tmp_path) as package:
        done = package.module("odd").Done(text="x")
        carrier = Carrier(done)
        client = package.module("client").Client(carrier)
        blue = package.module("odd").Colour.BLUE
        assert await client.odd.import_(odd_="main", class_=[blue, blue], call=False) == done
        (call,) = carrier.calls
    assert call.path == "/odd/main"
    assert call.query == (("class", "BLUE"), ("class", "BLUE"), ("call", "false"))
    assert msgspec.json.decode(call.body) == {"@type": "odd.Import", "body": "RED", "tags": ["a"]}


async def test_methods_named_as_types_and_modules_hide_none_from_those_behind_them(tmp_path):
    """Annotations of a method are looked up among the methods before it: `int`, `date` and the module `other`."""
    said = {"kind": "command", "key": "id", "outcomes": ["odd.Done"]}
    fields = (field("id", "int"), field("day", {"type": "int", "logicalType": "date"}), field("hue", "other.Colour"))
    named = tree(
        *(
            record(f"odd.{name}", *fields, millrace={**said, "route": f"POST /{name.lower()}"})
            for name in ("Date", "Int", "Other", "Zone")
        ),
        DONE,
        enum("other.Colour", "RED", "BLUE"),
    )
    with imported(named, tmp_path) as package:
        done, red = package.module("odd").Done(text="x"), package.module("other").Colour.RED
        carrier = Carrier(done)
        odd = package.module("client").Client(carrier).odd
        for method in (odd.date_, odd.int_, odd.other, odd.zone):
            assert await method(id=1, day=date(2026, 11, 25), hue=red) == done
            assert method.__annotations__["id"] is int
            assert method.__annotations__["day"] is date
            assert method.__annotations__["hue"] is type(red)


async def test_none_is_no_missing_list(tmp_path):
    tags = field("tags", [{"type": "array", "items": "string"}, "null"], default=["a"], millrace={"from": "body"})
    said = {"kind": "command", "route": "POST /tag/{id}", "key": "id", "outcomes": ["odd.Done"]}
    with imported(tree(record("odd.Tag", field("id", "int"), tags, millrace=said), DONE), tmp_path) as package:
        carrier = Carrier(package.module("odd").Done(text="x"))
        odd = package.module("client").Client(carrier).odd
        await odd.tag(id=1)
        await odd.tag(id=1, tags=None)
    assert [msgspec.json.decode(call.body)["tags"] for call in carrier.calls] == [["a"], None]


def test_a_namespace_called_codec_is_not_the_codec_of_the_one_around_it(tmp_path):
    said = {"kind": "message"}
    named = tree(record("x.One", field("it", "int"), millrace=said), record("x.codec.One", millrace=said))
    with imported(named, tmp_path) as package:
        out = bytearray()
        package.catalog()["x.One"].encode(package.type("x.One")(it=3), out)
    assert out == b"\x06"
