"""Requests of which every byte is ours, and the kinds of damage that they may take.

A kind is a pure function of a good request, of chance, and of what else there is to be stolen or mixed up.
"""

from collections.abc import Callable
from random import Random
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

TAKEN: Final = "taken"
"""In place of a problem: the request may be answered as if it were whole, if the documents take it."""
HUNG_UP: Final = "hung up"
"""The connection may end without a word."""


class Raw(Struct, frozen=True):
    """A request as it goes onto the connection."""

    method: bytes
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes = b""
    version: bytes = b"HTTP/1.1"
    behind: bytes = b""
    """What follows, of which the head says nothing."""

    def get(self, name: bytes) -> bytes | None:
        return next((value for known, value in self.headers if known == name), None)

    def with_header(self, name: bytes, *values: bytes) -> "Raw":
        """The same with these values for a header; without it for none."""
        rest = tuple(pair for pair in self.headers if pair[0] != name)
        return replace(self, headers=(*rest, *((name, value) for value in values)))

    def with_body(self, body: bytes) -> "Raw":
        return replace(self, body=body)

    def with_target(self, target: bytes) -> "Raw":
        return replace(self, target=target)

    @property
    def content(self) -> bytes:
        """The bytes; says how long the body is unless that is said already."""
        lines = [b" ".join((self.method, self.target, self.version))]
        lines += [name + b": " + value for name, value in self.headers]
        says_length = {b"content-length", b"transfer-encoding"} & {name for name, _ in self.headers}
        if self.body and not says_length:
            lines.append(b"content-length: %d" % len(self.body))
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body + self.behind


class Loot(Struct, frozen=True):
    """What belongs to others, or has had its day."""

    own_cookie: bytes
    """A cookie pair with a session that is good."""
    another_subscriber: bytes
    """The id of a socket that belongs to somebody's session."""
    ended_cookie: bytes
    """Of a session that is over."""
    login_cookie: bytes
    session_name: bytes
    login_name: bytes


Part = Literal["body", "header", "cookie", "path", "query", "handshake"]
Damage = Callable[[Raw, Random, Loot], Raw]


class Kind(Struct, frozen=True):
    """One kind of damage to a request, and what may come of it: names of problems, `TAKEN` or `HUNG_UP`."""

    name: str
    of: Part
    damage: Damage
    comes: frozenset[str]
    needs_session: bool = False
    """Makes sense for requests with a session cookie alone."""
    waits: bool = False
    """The gateway waits for what never comes, as long as its limits say."""


def kind(name: str, of: Part, damage: Damage, *comes: str, session: bool = False, waits: bool = False) -> Kind:
    """A row of a table."""
    return Kind(name, of, damage, frozenset(comes), session, waits)
