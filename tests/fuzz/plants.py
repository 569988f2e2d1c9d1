"""Faults to be found: each is put into the running platform for the time of a test."""

import copy
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from gateway import cookies
from gateway.input import Input
from gateway.sockets import Socket
from services.testing.platform import Platform

Frame = dict[str, Any]
Texts = Iterable[str]


def frames(monkeypatch: pytest.MonkeyPatch, change: Callable[[str], Texts]) -> None:
    """Send something else in the place of each answer."""
    send = Socket.send

    def planted(self: Socket, text: str, *fate: Any) -> None:
        for other in change(text) if _is_answer(text) else [text]:
            send(self, other, *fate)

    monkeypatch.setattr(Socket, "send", planted)


def dropped(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """Every third outcome is not sent."""
    count = [0]

    def change(text: str) -> Texts:
        count[0] += 1
        return [] if count[0] % 3 == 0 else [text]

    frames(monkeypatch, change)


def duplicated(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """Outcomes come twice."""
    frames(monkeypatch, lambda text: [text, text])


def wrong_id(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """Outcomes name a request that nobody made."""
    frames(monkeypatch, lambda text: [_edited(text, requestId=str(uuid.uuid4()))])


def another_subscriber(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """Outcomes go to some other socket."""
    send = Socket.send

    def planted(self: Socket, text: str, *fate: Any) -> None:
        others = [one for one in platform.gateway.app.parts.sockets if one is not self]
        send(others[0] if _is_answer(text) else self, text, *fate)

    monkeypatch.setattr(Socket, "send", planted)


def overheard(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """Outcomes go to some other socket, too."""
    send = Socket.send

    def planted(self: Socket, text: str, *fate: Any) -> None:
        send(self, text, *fate)
        others = [one for one in platform.gateway.app.parts.sockets if one is not self]
        if _is_answer(text):
            send(others[0], text)

    monkeypatch.setattr(Socket, "send", planted)


def truncated(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """The ends of outcomes are missing."""
    frames(monkeypatch, lambda text: [text[:-3]])


def undeclared_type(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """Outcomes are of a type that exists, and that this command does not declare."""
    other = {"@type": "board.NoSuchNote", "noteId": str(uuid.uuid4())}
    frames(monkeypatch, lambda text: [_edited(text, body=other)])


def against_its_schema(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """A field of the outcome is a number that should be a text."""

    def change(text: str) -> Texts:
        body = json.loads(text)["body"]
        return [_edited(text, body={name: value if name == "@type" else 7 for name, value in body.items()})]

    frames(monkeypatch, change)


def final_missing(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """Frames do not say whether they are the last."""
    frames(monkeypatch, lambda text: [json.dumps({n: v for n, v in json.loads(text).items() if n != "final"})])


def never_final(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """Frames say that more will come."""
    frames(monkeypatch, lambda text: [_edited(text, final=False)])


def fails_on_a_rare_character(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """The gateway fails on U+2028."""
    read_body = Input.read_body

    def planted(self: Input, raw: bytes) -> Any:
        read = read_body(self, raw)
        if "\u2028" in str(getattr(read, "text", "")):
            raise KeyError("planted")
        return read

    monkeypatch.setattr(Input, "read_body", planted)


def forgets_a_constraint(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """The gateway takes texts of any length, and cuts them off."""
    read_body = Input.read_body

    def planted(self: Input, raw: bytes) -> Any:
        try:
            body = json.loads(raw)
            body["text"] = body["text"][:200]
            raw = json.dumps(body).encode()
        except (ValueError, KeyError, TypeError):
            pass  # the rest is refused as ever
        return read_body(self, raw)

    monkeypatch.setattr(Input, "read_body", planted)


def cookie_for_scripts(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """Scripts can read the cookies."""
    monkeypatch.setattr(cookies, "_ATTRIBUTES", cookies._ATTRIBUTES.replace("; HttpOnly", ""))


IN_THE_PLATFORM = [
    ("greetings.Greet", dropped, "no frame came"),
    ("greetings.Greet", duplicated, "expected one final frame"),
    ("greetings.Greet", wrong_id, "no frame came|nobody asked"),
    ("greetings.Greet", another_subscriber, "the answer went to"),
    ("greetings.Greet", overheard, "heard of it too"),
    ("greetings.Greet", truncated, "no frame came .*; but"),
    ("greetings.Greet", undeclared_type, "is no declared outcome"),
    ("greetings.Greet", against_its_schema, "not as the schema of"),
    ("greetings.Greet", final_missing, "not as the schema of a frame"),
    ("greetings.Greet", never_final, "final is False"),
    ("greetings.Greet", fails_on_a_rare_character, "the gateway failed"),
    ("greetings.Greet", forgets_a_constraint, "202 for a request that the document refuses"),
    ("accounts.Login", cookie_for_scripts, "lacks httponly"),
    ("board.ListNotes", dropped, "no frame came|no last frame"),
    ("board.ListNotes", duplicated, "expected one final frame"),
]
"""What is asked, what is wrong, and what has to be said of it."""


def longer_text(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document takes what the decoder refuses."""
    return _with_length(document, 400)


def shorter_text(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document refuses what the decoder takes."""
    return _with_length(document, 100)


IN_THE_DOCUMENT = [
    (longer_text, "refused as body-invalid, but the document takes it"),
    (shorter_text, "202 for a request that the document refuses"),
]


def _with_length(document: Mapping[str, Any], most: int) -> Mapping[str, Any]:
    other = copy.deepcopy(dict(document))
    body = other["paths"]["/api/greetings"]["post"]["requestBody"]["content"]["application/json"]
    body["schema"]["properties"]["text"]["maxLength"] = most
    return other


def _is_answer(text: str) -> bool:
    return json.loads(text)["requestId"] is not None


def _edited(text: str, **changes: Any) -> str:
    return json.dumps(json.loads(text) | changes)
