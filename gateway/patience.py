"""How long a client is willing to wait: `Prefer: wait=n` (RFC 7240), within what the schema allows."""

import re

from gateway.problems import Headers

_WAIT = re.compile(rb"(?:^|[,;])\s*wait\s*=\s*\"?([0-9]{1,9})\"?\s*(?=[,;]|$)", re.IGNORECASE)


def wait_ms(prefer: bytes | None, most_ms: int) -> tuple[int, Headers]:
    """For how long a request may wait to be begun, and the header that says so if the client had a wish.

    A preference that cannot be read is no preference, and of several the first counts, as the RFC has it.
    """
    wish = _WAIT.search(prefer) if prefer is not None else None
    if wish is None or int(wish[1]) == 0:
        return most_ms, ()
    granted_ms = min(int(wish[1]) * 1000, most_ms)
    return granted_ms, ((b"preference-applied", b"wait=%d" % (granted_ms // 1000)),)
