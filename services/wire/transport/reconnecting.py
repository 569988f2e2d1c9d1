"""Whether a client comes back after its socket closed, and when."""

from typing import Final, Literal

from ..generated.wire import CLOSE_CODE, CloseCode

_FIRST_S: Final = 0.5
_LONGEST_S: Final = 30.0
_MESSAGE_TOO_BIG: Final = 1009
_FIRST_OF_APPLICATION: Final = 4000

_ROWS: Final = {row.code: row for row in CLOSE_CODE.values()}
_SESSION_ENDED: Final = CLOSE_CODE[CloseCode.SESSION_ENDED].code


def backoff_s(attempt: int, chance: float) -> float:
    """How long to wait after so many failed tries; `chance` lies in [0, 1).

    Full jitter, so that the sockets of a fallen gateway come back spread out.
    """
    return chance * min(_LONGEST_S, _FIRST_S * 2.0 ** min(attempt, 16))


def after_close(code: int) -> Literal["reconnect", "anonymous", "final"]:
    """What to do after a socket closed with a code; `anonymous` comes back with nothing of the session that ended.

    An application's code that is not in the table is final.
    """
    if code == _SESSION_ENDED:
        return "anonymous"
    if row := _ROWS.get(code):
        return "reconnect" if row.reconnect else "final"
    return "final" if code == _MESSAGE_TOO_BIG or code >= _FIRST_OF_APPLICATION else "reconnect"


def meaning_of(code: int) -> str:
    """A close code in words."""
    if row := _ROWS.get(code):
        return row.meaning
    return "A message was too big." if code == _MESSAGE_TOO_BIG else f"The socket closed with the code {code}."
