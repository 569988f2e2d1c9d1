"""The text messages of a socket."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from services.wire.errors import EncodeError
from services.wire.generated.catalog import CATALOG
from services.wire.generated.json.values import JsonError

TO_JSON: dict[type[Struct], Callable[[Any], Struct]] = {
    entry.type: entry.to_json for entry in CATALOG.values() if entry.to_json is not None
}
"""The messages that msgspec alone would write otherwise than schemas/JSON.md says, with what makes their JSON."""


class Frame(Struct, frozen=True, kw_only=True, rename="camel"):
    """One text message: which request it answers, whether it is the last of it, and where it stood on the lane.

    The gateway's own frames answer no request; they and feed messages have no place on a lane.
    """

    request_id: str | None = None
    final: bool = False
    position: str | None = None
    body: Any


_encode = msgspec.json.Encoder().encode


def to_text(frame: Frame) -> str:
    """The frame as it is sent."""
    return _encode(frame).decode()


def in_json(message: Any) -> Any:
    """What of a message can be a frame's body. Raises `EncodeError` for a value that has no JSON."""
    to_json = TO_JSON.get(type(message))
    if to_json is None:
        return message
    try:
        return to_json(message)
    except JsonError as error:
        raise EncodeError(f"{type(message).__name__}: {error}") from error


def own_frame(body: Struct) -> str:
    """A frame that the gateway itself says: a welcome, a heartbeat, a goodbye."""
    return to_text(Frame(body=body))


def last_frame(request_id: str, body: Struct) -> str:
    """A frame with which the gateway itself ends a request."""
    return to_text(Frame(request_id=request_id, final=True, body=body))


def position_text(lane: int, offset: int) -> str:
    """A place on a lane: `offset` is where reading goes on."""
    return f"{lane}-{offset}"
