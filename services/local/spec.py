"""What is to run: processes as data."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct


class Answers(Struct, frozen=True, tag=True):
    """Ready once the URL answers with a success."""

    url: str


class Pongs(Struct, frozen=True, tag=True):
    """Ready once a Redis-like server answers PING."""

    host: str
    port: int


class Says(Struct, frozen=True, tag=True):
    """Ready once the log has a match of the pattern."""

    pattern: str


class Ends(Struct, frozen=True, tag=True):
    """A task: done once it has ended with status 0."""


class Spec(Struct, frozen=True, kw_only=True):
    """One process: how it is started, and when it counts as ready."""

    name: str
    """Unique; the name in commands, logs and on the screen."""
    role: str
    """Shared by all instances of one worker or of the gateway."""
    command: tuple[str, ...]
    environment: Mapping[str, str]
    ready: Answers | Pongs | Says | Ends
    needs: tuple[str, ...] = ()
    """The names of what must be ready, or done, before it starts."""
    address: str = ""
    """Where it can be reached, for people."""
    ports: tuple[tuple[str, int, str], ...] = ()
    """What it binds: host, port, and the variable that changes it."""
    files: Mapping[Path, str] = {}
    """What is written before it starts."""
    patience_s: float = 60.0
    """For how long it may be not yet ready."""

    @property
    def is_task(self) -> bool:
        """Whether it is meant to end."""
        return isinstance(self.ready, Ends)
