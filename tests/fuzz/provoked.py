"""The answers that no generated request gets: each is provoked on purpose, once for every operation."""

import http.client
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from services.testing.platform import Platform
from tests.fuzz.audience import LOGIN, SESSION, Audience
from tests.fuzz.contract import Operation
from tests.fuzz.outcomes import Wrong
from tests.fuzz.run import Run

TOO_LARGE_BYTES = 70_000
AGES_S = 6 * 60 * 60
"""Longer than a subscriber id lives, shorter than a session."""
NOT_PROVOKED = {"500 internal": "no request may bring it about; `plants` does"}


class Sent(Struct):
    """A request of which every byte is ours to choose."""

    method: str
    target: str
    headers: list[tuple[str, bytes]]
    body: bytes = b""

    def set(self, name: str, value: bytes) -> None:
        self.drop(name)
        self.headers.append((name, value))

    def drop(self, name: str) -> None:
        self.headers = [pair for pair in self.headers if pair[0] != name]


def _repeated(sent: Sent, _: Audience) -> None:
    sent.drop("content-type")
    sent.headers += [("content-type", b"application/json")] * 2


def _malformed(sent: Sent, _: Audience) -> None:
    sent.set("cookie", SESSION.encode() + b"=\xff; " + LOGIN.encode() + b"=\xff")


def _elsewhere(sent: Sent, _: Audience) -> None:
    sent.set("origin", b"https://elsewhere.example")


def _foreign(sent: Sent, audience: Audience) -> None:
    sent.set("x-subscriber-id", audience.ada.subscriber_id.encode())
    sent.drop("cookie")


def _rebind(sent: Sent, audience: Audience) -> None:
    sent.set("x-subscriber-id", audience.nobody.subscriber_id.encode())
    sent.set("cookie", f"{SESSION}={audience.ada.session}".encode())


def _ended(sent: Sent, audience: Audience) -> None:
    """Under a session that is over."""
    was = audience.gone
    sent.set("x-subscriber-id", was.subscriber_id.encode())
    sent.set("cookie", f"{SESSION}={was.session}".encode())


def _too_large(sent: Sent, _: Audience) -> None:
    sent.body = b" " * TOO_LARGE_BYTES + sent.body


def _no_json(sent: Sent, _: Audience) -> None:
    sent.body = b"{"


def _unknown_parameter(sent: Sent, _: Audience) -> None:
    sent.target += "&more=1" if "?" in sent.target else "?more=1"


def _two_slashes(sent: Sent, _: Audience) -> None:
    path, mark, query = sent.target.partition("?")
    above, _, last = path.rpartition("/")
    sent.target = f"{above}//{last}{mark}{query}"


CHANGES: dict[str, Callable[[Sent, Audience], None]] = {
    "header-repeated": _repeated,
    "header-malformed": _malformed,
    "origin-refused": _elsewhere,
    "subscriber-foreign": _foreign,
    "subscriber-rebind": _rebind,
    "session-required": _ended,
    "body-too-large": _too_large,
    "body-malformed": _no_json,
    "parameter-invalid": _unknown_parameter,
    "not-found": _two_slashes,
}
"""What to do to a good request, by the problem that it then meets."""


@contextmanager
def _broker_away(platform: Platform) -> Iterator[None]:
    platform.broker.unavailable = platform.cache.is_away = True
    try:
        yield
    finally:
        platform.broker.unavailable = platform.cache.is_away = False


@contextmanager
def _ages_later(platform: Platform) -> Iterator[None]:
    platform.clock.ahead_s += AGES_S
    try:
        yield
    finally:
        platform.clock.ahead_s -= AGES_S


@contextmanager
def _away_for_long(platform: Platform) -> Iterator[None]:
    with _broker_away(platform), _ages_later(platform):
        yield


@contextmanager
def _many_logins(platform: Platform) -> Iterator[None]:
    incr = platform.cache.incr

    async def many(name: str) -> int:
        return 10**9 + await incr(name)

    platform.cache.incr = many
    try:
        yield
    finally:
        del platform.cache.incr


STATES = {
    "unavailable": _broker_away,
    "503": _away_for_long,
    "subscriber-expired": _ages_later,
    "rate-limited": _many_logins,
}
"""What to do to the platform, by the problem that a good request then meets."""


def provoke(run: Run, audience: Audience, platform: Platform | None) -> None:
    """Send every operation what it has not been refused for yet."""
    for operation in run.contract.operations.values():
        never = {shown.rpartition(" ")[2] for shown in run.coverage.never_seen(operation)}
        for problem, change in CHANGES.items():
            if problem in never:
                sent = good(operation, audience)
                change(sent, audience)
                _look(run, operation, sent, audience)
        for problem, state in STATES.items():
            if problem in never and platform is not None:
                sent = good(operation, audience)
                with state(platform):
                    _look(run, operation, sent, audience)


def good(operation: Operation, audience: Audience) -> Sent:
    """The request of the operation's own examples, from somebody who may send it."""
    who = audience.ada if operation.needs_security else audience.nobody
    headers = [("x-subscriber-id", who.subscriber_id.encode()), ("x-request-id", str(uuid.uuid4()).encode())]
    headers = [pair for pair in headers if ("header", pair[0]) in operation.judges]
    target, pairs = operation.path, []
    for one in operation.parameters:
        if one["in"] == "path":
            target = target.replace(f"{{{one['name']}}}", str(one["example"]))
        if one["in"] == "query":
            pairs.append(f"{one['name']}={one['example']}")
    if "login" in operation.schemes:
        headers.append(("cookie", f"{LOGIN}={audience.new_login()}".encode()))
    elif operation.id.startswith("session."):
        headers.append(("cookie", f"{SESSION}={audience.new_session()}".encode()))
    elif who.session is not None:
        headers.append(("cookie", f"{SESSION}={who.session}".encode()))
    sent = Sent(operation.method, "?".join([target, "&".join(pairs)]) if pairs else target, headers)
    if operation.body is not None:
        examples = operation.written["requestBody"]["content"]["application/json"]["examples"]
        sent.set("content-type", b"application/json")
        sent.body = json.dumps(next(iter(examples.values()))["value"]).encode()
    return sent


def _look(run: Run, operation: Operation, sent: Sent, audience: Audience) -> None:
    case_id = str(uuid.uuid4())
    try:
        run.look(operation, deliver(sent, audience.url), case_id)
    except Wrong as error:
        run.note(operation, str(error), case_id)


def deliver(sent: Sent, url: str) -> Any:
    """Send it, header by header, and give the answer the shape that `requests` would."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    try:
        connection.putrequest(sent.method, sent.target, skip_accept_encoding=True)
        for name, value in sent.headers:
            connection.putheader(name, value)
        if sent.body:
            connection.putheader("content-length", str(len(sent.body)))
        connection.endheaders(sent.body or None)
        answer = connection.getresponse()
        text = answer.read().decode()
        headers: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            headers.setdefault(name.lower(), []).append(value)
    finally:
        connection.close()
    request = SimpleNamespace(method=sent.method, url=url + sent.target, headers=dict(sent.headers), body=sent.body)
    return SimpleNamespace(
        status_code=answer.status, headers=headers, text=text, request=request, json=lambda: json.loads(text)
    )
