"""Ids of outputs: UUIDv5 of the input's id and the output's index, so that a repeat is recognisable."""

from uuid import UUID

from services.wire.uuid5 import uuid5_text

REPLY_INDEX = 0
"""The outcome is output 0 and the events follow: a stored outcome keeps its id without its events being known."""


def output_id(input_id: UUID, name: str) -> bytes:
    """Give `uuid5(input_id, name)` as text."""
    return uuid5_text(input_id.bytes, name.encode())
