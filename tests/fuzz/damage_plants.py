"""Faults that damage finds: each is put into the running platform for the time of a test."""

import json
from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway import body, door
from gateway.input import Input
from gateway.problems import Refusal
from gateway.protocol import HttpProtocol, refuse
from gateway.visitors import Visitors
from services.testing.platform import Platform
from services.wire.generated.wire import CloseCode, ProblemType
from tests.fuzz.plants import duplicated, overheard


def fails_on_a_surrogate(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """The gateway fails on half a character."""
    read_body = Input.read_body

    def planted(self: Input, raw: bytes) -> Any:
        if rb"\ud" in raw:
            raise KeyError("planted")
        return read_body(self, raw)

    monkeypatch.setattr(Input, "read_body", planted)


def reads_as_far_as_it_can(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """The gateway takes the JSON at the beginning of a body for all of it."""
    read_body = Input.read_body

    def planted(self: Input, raw: bytes) -> Any:
        try:
            value, _ = json.JSONDecoder().raw_decode(raw.decode())
        except ValueError:
            return read_body(self, raw)
        return read_body(self, json.dumps(value).encode())

    monkeypatch.setattr(Input, "read_body", planted)


def believes_any_subscriber_id(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """An id need not belong to the session."""
    monkeypatch.setattr(Visitors, "_check_binding", lambda *_: None)


def refuses_what_it_took(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """What stands behind a request is answered instead of the request."""

    def planted(self: HttpProtocol, msg: str) -> None:
        refuse(self.transport, Refusal(ProblemType.HEADER_MALFORMED, msg))

    monkeypatch.setattr(HttpProtocol, "send_400_response", planted)


def answers_in_text(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """What is no HTTP is answered by the server in its own way."""
    monkeypatch.setattr(HttpProtocol, "send_400_response", HttpToolsProtocol.send_400_response)


def leaves_a_handshake_alone(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """A handshake that cannot be read is not answered."""
    monkeypatch.setattr(HttpProtocol, "handle_websocket_upgrade", HttpToolsProtocol.handle_websocket_upgrade)


def lets_people_talk(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """Whoever says something on a socket may stay."""

    async def planted(_: Any, receive: Any) -> None:
        while (await receive())["type"] != "websocket.disconnect":
            pass

    monkeypatch.setattr(door, "_listen", planted)


def puts_somebody_else_out(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> None:
    """A bad body closes some socket."""
    malformed = body._malformed

    def planted(error: Exception) -> Refusal:
        next(iter(platform.gateway.app.parts.sockets)).close(CloseCode.TOO_SLOW)
        return malformed(error)

    monkeypatch.setattr(body, "_malformed", planted)


PLANTS = [
    ("lone surrogate", fails_on_a_surrogate, "the gateway failed"),
    ("garbage behind", reads_as_far_as_it_can, "202, expected body-malformed"),
    ("another's subscriber id", believes_any_subscriber_id, "202, expected"),
    ("garbage behind the request", refuses_what_it_took, "400 header-malformed, expected taken"),
    ("chunks of bad sizes", answers_in_text, "no problem document"),
    ("handshake with a body", leaves_a_handshake_alone, "neither an answer nor an end"),
    ("text upstream", lets_people_talk, "neither an answer nor an end"),
    ("truncated", puts_somebody_else_out, "the socket of .* was closed"),
    ("chunked", duplicated, "expected one final frame"),
    ("id in capitals", overheard, "heard of it too"),
]
"""What is tried, what is wrong, and what has to be said of it."""
