"""Which pages may talk to the gateway.

A browser names the page's origin with every request that changes something and with every socket, and says
in Sec-Fetch-Site how it relates to ours; a page elsewhere cannot forge either. What is not a browser sends
neither, and holds no cookies that could be misused.
"""

from collections.abc import Iterable

from gateway.http import Head
from gateway.problems import Refusal
from services.wire.generated.wire import ProblemType

FRIENDLY_SITES = (None, b"same-origin", b"none")


class Origins:
    """The exact origins of our own pages."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(origin.encode() for origin in allowed)

    def check_request(self, head: Head) -> None:
        """Refuse a request that another site's page sent."""
        origin = head.get("origin")
        if head.get("sec-fetch-site") not in FRIENDLY_SITES or (origin is not None and origin not in self._allowed):
            raise _refusal(origin)

    def check_socket(self, head: Head) -> None:
        """Refuse a socket without one of our origins: browsers attach cookies to any page's sockets."""
        origin = head.get("origin")
        if origin not in self._allowed:
            raise _refusal(origin)


def _refusal(origin: bytes | None) -> Refusal:
    came = "without an Origin" if origin is None else f"from {origin[:100].decode('latin-1')!r}"
    return Refusal(ProblemType.ORIGIN_REFUSED, f"The request came {came}; MILLRACE_ORIGINS lists the pages served.")
