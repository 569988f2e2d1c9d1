"""How much of everything one gateway process takes."""

from msgspec import Struct

from services.wire.settings import Settings

DEFAULT = Settings()


class Limits(Struct, frozen=True, kw_only=True):
    """Generous enough for a trusted network; a public one wants less."""

    body_bytes: int = 64 * 1024
    head_bytes: int = 64 * 1024
    """Of all that stands above a body. Several times what proxies let through."""
    request_within_s: float = 10.0
    """From its first byte to its last."""

    sockets_per_session: int = DEFAULT.sockets_per_session
    sockets_per_address: int = DEFAULT.sockets_per_address
    socket_life_s: int = 4 * 60 * 60
    """A socket is asked to reconnect in the last quarter of its life; ids older than this are refused."""
    heartbeat_ms: int = 25_000

    outbox_frames: int = 256
    outbox_bytes: int = 256 * 1024
    outbox_patience_s: float = 1.0
    """More than that may wait for so long: answers come in bursts, and a client that reads takes them at once."""
    outbox_most_bytes: int = 4 * 1024 * 1024
    """More than this never waits."""
    close_within_s: float = 5.0
    """A client that has not taken its close frame by then is cut off."""

    held_records: int = 10_000
    held_s: float = 600.0
    """A record whose schema the registry has not told waits for so long: as long as `replies` keeps it."""

    feeds_per_socket: int = 256
    ring_messages: int = 256
    ring_keys: int = 10_000
    ring_messages_of_all: int = 100_000

    session_life_s: int = 12 * 60 * 60
    session_cached_s: float = 3.0
    session_recheck_s: float = 300.0
    login_life_s: int = 60
    logins_per_name: int = DEFAULT.logins_per_name
    logins_per_address: int = DEFAULT.logins_per_address
    """Each within a minute."""

    replay_records: int = 200_000
    """A resume that would have to read more than this is not complete."""
    token_life_s: int = 145
    follow_after_resume_s: int = 600
    replies_kept_s: int = 540
    """`replies` keeps everything for at least so long, and a minute more, by which clocks may differ."""

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """The limits of a process with these settings."""
        return cls(
            sockets_per_session=settings.sockets_per_session,
            sockets_per_address=settings.sockets_per_address,
            logins_per_name=settings.logins_per_name,
            logins_per_address=settings.logins_per_address,
        )
