"""What the catalogue says of one type, and of one topic."""

from collections.abc import Callable
from enum import Enum
from typing import Any, Literal

from msgspec import Struct

Kind = Literal["command", "query", "event", "message", "refusal", "control"]
Source = Literal["body", "path", "query", "session.accountId", "session.name", "login.hash"]
Access = Literal["session", "anyone"]
StructType = type[Struct]
TopicKind = Literal["commands", "events", "signals", "inbox", "dead", "replies", "feeds"]


class Route(Struct, frozen=True):
    """`method` in capitals; `path` below /api, with the names of its parameters in braces."""

    method: str
    path: str


class InputField(Struct, frozen=True):
    """One field of a command or query: its name in JSON and in Python, and where the gateway takes it.

    With `seal_to`, the client sends a string, which the gateway seals to the worker of that domain.
    """

    name: str
    attribute: str
    source: Source
    seal_to: str | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One type that travels. Topics are without prefix; `key` is a Python attribute.

    Where msgspec alone would not write our JSON form, `to_json` makes what it does write. `body` and `parameters`
    are the types that JSON is read as; where these are such twins, `*_from_json` make the values of them.
    They raise `JsonError`.
    """

    name: str
    type: StructType
    kind: Kind
    domain: str
    topics: tuple[str, ...]
    key: str | None = None
    schema: str
    level: str
    encode: Callable[[Any, bytearray], None]
    decode: Callable[[bytes, int], tuple[Any, int]]
    to_json: Callable[[Any], Struct] | None = None
    route: Route | None = None
    body: StructType | None = None
    body_from_json: Callable[[Any], Struct] | None = None
    parameters: StructType | None = None
    parameters_from_json: Callable[[Any], Struct] | None = None
    fields: tuple[InputField, ...] = ()
    access: Access = "session"
    outcomes: tuple[str, ...] = ()
    feed: tuple[str, ...] = ()
    timeout_ms: int = 60_000
    retention_ms: int | None = None
    owner: str | None = None


class TopicSpec(Struct, frozen=True, kw_only=True):
    """A topic without its prefix, and its settings in Kafka's words."""

    name: str
    kind: TopicKind
    config: dict[str, str]


def key_text(entry: Entry, value: Struct) -> str:
    """The key of a command, query or event as it stands on Kafka. Raises `ValueError` for a type without one."""
    if entry.key is None:
        raise ValueError(f"expected a type with a key, got {entry.name}")
    key = getattr(value, entry.key)
    return str(key.value) if isinstance(key, Enum) else str(key)
