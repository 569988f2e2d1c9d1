"""The two cookies: one ties a login to its browser, the other is the session."""

import re
from hashlib import sha256
from typing import Final

from gateway.problems import Headers, Refusal
from services.wire.generated.wire import ProblemType

LOGIN: Final = "__Host-LOGIN-REQUEST-ID"
SESSION: Final = "__Host-auth-token"
TOKEN_BYTES: Final = 32

_ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict"
_TOKEN = re.compile(rb"[A-Za-z0-9_-]{43}")  # 32 random bytes as base64url


def hash_of(token: str) -> str:
    """What is kept of a token and may leave the gateway: its SHA-256 in hexadecimal."""
    return sha256(token.encode()).hexdigest()


def read_cookie(header: bytes | None, name: str) -> str | None:
    """The token in a cookie; None without one, or with one that this gateway cannot have set.

    Raises `Refusal` for a cookie that came twice or is not text; the answer takes it away.
    """
    if header is None:
        return None
    wanted = name.encode()
    pairs = (part.partition(b"=") for part in header.split(b";"))
    values = [value.strip() for key, _, value in pairs if key.strip() == wanted]
    if not values:
        return None
    if len(values) > 1:
        raise Refusal(ProblemType.HEADER_REPEATED, f"The cookie {name} came more than once.", headers=clear(name))
    if not values[0].isascii():
        raise Refusal(ProblemType.HEADER_MALFORMED, f"The cookie {name} is not text.", headers=clear(name))
    return values[0].decode() if _TOKEN.fullmatch(values[0]) else None


def set_cookie(name: str, token: str, life_s: int) -> Headers:
    """Give the browser a token that no script can read and no other site can send."""
    return ((b"set-cookie", f"{name}={token}; Max-Age={life_s}{_ATTRIBUTES}".encode()),)


def clear(name: str) -> Headers:
    """Take a cookie away."""
    return ((b"set-cookie", f"{name}=; Max-Age=0{_ATTRIBUTES}".encode()),)
