"""How the sessions worker hands a finished login, in Valkey, to whichever gateway the browser asks for it.

pickup:<hash of the login cookie>  a `Pickup` for a minute, and from the moment it is taken `TAKEN` for a day

One key holds either, so that nobody can come between the look whether a pickup was taken and the writing of one.
"""

from typing import Final
from uuid import UUID

from msgspec import Struct

PICKUP_S: Final = 60
TAKEN: Final = b"taken"
"""Stands where a pickup was, for as long as the worker may repeat the reaction that wrote it."""
TAKEN_S: Final = 24 * 60 * 60


class Pickup(Struct, frozen=True, rename="camel"):
    """Whose login is finished and waits for its browser; kept as JSON."""

    account_id: UUID
    name: str


def pickup_key(login_hash: str) -> str:
    """Where a pickup lies; `login_hash` is the SHA-256 of the login cookie, in hexadecimal."""
    return f"pickup:{login_hash}"
