"""Where a client is, as far as limits go."""

from typing import Final

LOOPBACK: Final = ("127.0.0.1", "::1")


def address_of(peer: str, forwarded_for: bytes | None) -> str:
    """The peer's address; a proxy on this machine is believed to say whom it serves (its last word counts)."""
    if forwarded_for is None or peer not in LOOPBACK:
        return peer
    return forwarded_for.rpartition(b",")[2].strip().decode("latin-1")[:64] or peer
