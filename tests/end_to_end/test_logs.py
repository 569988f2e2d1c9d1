"""The log tells which request a line is about, and nothing of what was said in it."""

import io
import json
import logging
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.commands import Commands
from services.accounts.handlers import HANDLERS
from services.accounts.main import SPEC as ACCOUNTS
from services.testing.platform import platform
from services.testing.stand_ins import whole_platform
from services.wire.errors import TransientError
from services.wire.generated.accounts import Register
from services.wire.log import configure
from tests.end_to_end.traces import SAMPLED, TRACE
from tests.end_to_end.visitor import Visitor, visitor

PASSWORD = "correct horse battery staple"
NAME = "ada-the-visitor"


class Log(io.StringIO):
    """Everything that is logged."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def about(self, message: str) -> dict[str, Any]:
        """The first line with a message that begins so."""
        return next(line for line in self.lines if line["message"].startswith(message))


@pytest.fixture
def log() -> Iterator[Log]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    kept = Log()
    configure("DEBUG", "json", kept)
    yield kept
    root.setLevel(level)
    root.handlers[:] = handlers


async def post(somebody: Visitor, body: Any, path: str = "/register") -> str:
    """Send a request that carries a trace; give its id."""
    request_id = str(uuid.uuid4())
    headers = {"x-subscriber-id": somebody.subscriber_id, "x-request-id": request_id, "traceparent": SAMPLED}
    await somebody.send("POST", path, body, headers=headers)
    return request_id


async def test_no_line_holds_what_a_visitor_said_or_the_keys_to_a_session(log: Log):
    """Not even the most talkative log, and not of what fails either."""
    async with whole_platform() as running, visitor(running.url) as ada:
        await ada.register(NAME, PASSWORD)
        await ada.ask("POST", "/login", {"name": NAME, "password": PASSWORD})
        login = list(ada.cookies.values())
        assert (await ada.http.post("/api/session")).status_code == 204
        keys = [ada.subscriber_id, ada.welcome["resumeToken"], *login, *ada.cookies.values()]
        await ada.open_socket()
        await ada.send("POST", "/register", {"name": NAME, "password": PASSWORD, "surprise": PASSWORD})
        running.broker.unavailable = True
        await ada.send("POST", "/login", {"name": NAME, "password": PASSWORD})
        running.broker.unavailable = False

    said = log.getvalue()
    assert "following a lane" in said, "the search itself must be able to find something"
    assert [secret for secret in (NAME, PASSWORD, *keys) if secret in said] == []


async def test_what_a_worker_says_of_an_input_names_its_request(log: Log):
    tries = iter((TransientError("not yet"),))

    def register(command, state, context):
        raise next(tries, ValueError("never"))

    accounts = replace(ACCOUNTS, handlers={**HANDLERS, Register: register})
    async with platform([accounts]) as running, visitor(running.url) as ada:
        request_id = await post(ada, {"name": NAME, "password": PASSWORD})
        await ada.final(request_id)

    for message in ("trying again", "put aside"):
        line = log.about(message)
        assert (line["request_id"], line["trace_id"]) == (request_id, TRACE)
        assert line["topic"] == "accounts.commands"


@pytest.mark.parametrize("path", ["/register", "/login"])
async def test_what_a_gateway_says_of_a_request_that_fails_names_it(log: Log, monkeypatch, path: str):
    """On the short way, and on the long one."""

    async def produce(_: object) -> None:
        raise KeyError("unforeseen")

    async with platform([ACCOUNTS]) as running, visitor(running.url) as ada:
        monkeypatch.setattr(running.broker, "produce", produce)
        request_id = await post(ada, {"name": NAME, "password": PASSWORD}, path)

    line = log.about("a request failed")
    assert (line["request_id"], line["trace_id"]) == (request_id, TRACE)


async def test_a_line_without_a_trace_has_none(log: Log, monkeypatch):
    monkeypatch.setattr(Commands, "_compose", lambda *_: 1 / 0)
    async with platform([ACCOUNTS]) as running, visitor(running.url) as ada:
        await ada.send("POST", "/register", {"name": NAME, "password": PASSWORD})

    assert "trace_id" not in log.about("a request failed")
