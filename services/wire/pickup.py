"""How the sessions worker hands a finished login, in Valkey, to whichever gateway the browser asks for it."""

from uuid import UUID

from msgspec import Struct


class Pickup(Struct, frozen=True, rename="camel"):
    """Whose login is finished and waits for its browser; kept as JSON."""

    account_id: UUID
    name: str


def pickup_key(login_hash: str) -> str:
    """Where a pickup lies; `login_hash` is the SHA-256 of the login cookie, in hexadecimal."""
    return f"pickup:{login_hash}"


def taken_key(login_hash: str) -> str:
    """Where a taken pickup leaves its tombstone, so that a repeat of the worker's reaction does not restore it."""
    return f"pickup-taken:{login_hash}"
