"""The text messages of a socket."""

from typing import Any

import msgspec
from msgspec import Struct


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


def own_frame(body: Struct) -> str:
    """A frame that the gateway itself says: a welcome, a heartbeat, a goodbye."""
    return to_text(Frame(body=body))


def last_frame(request_id: str, body: Struct) -> str:
    """A frame with which the gateway itself ends a request."""
    return to_text(Frame(request_id=request_id, final=True, body=body))


def position_text(lane: int, offset: int) -> str:
    """A place on a lane: `offset` is where reading goes on."""
    return f"{lane}-{offset}"
