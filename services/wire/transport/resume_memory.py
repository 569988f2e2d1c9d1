"""What a reconnect needs to miss nothing and to show nothing twice."""

import re
from typing import Final

_TOKEN_LIFE_S: Final = 600.0
_MOST_SEEN: Final = 1024
# A gateway reads no more than that; its tokens hold fewer sockets.
_MOST_POSITIONS: Final = 40
_POSITION: Final = re.compile(r"([0-9]+)-([0-9]+)")


class ResumeMemory:
    """The token, and how far each lane was read. Held in memory only: the token is a secret."""

    def __init__(self) -> None:
        self._token: tuple[str, float] | None = None
        # The offset of each lane, the one that moved last at the end.
        self._offsets: dict[str, int] = {}
        # While a replay runs, the new socket's frames may overtake the replayed ones of the same lane. What was reached
        # counts only from the end of the replay on, or a second drop would skip the rest of it.
        self._reached: list[tuple[str, int]] | None = None
        self._seen: dict[str, None] = {}

    def offers(self, now_s: float) -> list[str]:
        """The subprotocols to offer; none if there is nothing to resume from."""
        if self._token is None or now_s - self._token[1] > _TOKEN_LIFE_S:
            return []
        latest = [*reversed(self._offsets.items())][:_MOST_POSITIONS]
        return [f"millrace.resume.{self._token[0]}", *(f"millrace.pos.{lane}-{offset}" for lane, offset in latest)]

    def renew(self, token: str, position: str, now_s: float) -> None:
        """Take the token and the position of a welcome or heartbeat."""
        self._token = (token, now_s)
        self._reach(position)

    def begin_replay(self) -> None:
        """Hold back what is reached from now on."""
        self._reached = []

    def end_replay(self) -> None:
        """Let it count."""
        reached, self._reached = self._reached or [], None
        for lane, offset in reached:
            self._advance(lane, offset)

    def take(self, position: str) -> bool:
        """Note a frame's position; False if this very frame was taken before."""
        if position in self._seen:
            return False
        self._seen[position] = None
        if len(self._seen) > _MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        self._reach(position)
        return True

    def forget(self) -> None:
        """Leave nothing to resume from: the session that it belonged to is over."""
        self._token = self._reached = None
        self._offsets.clear()
        self._seen.clear()

    def _reach(self, position: str) -> None:
        match = _POSITION.fullmatch(position)
        if match is None:
            return
        lane, offset = match[1], int(match[2])
        if self._reached is not None and lane in self._offsets:
            self._reached.append((lane, offset))
        else:
            self._advance(lane, offset)

    def _advance(self, lane: str, offset: int) -> None:
        self._offsets[lane] = max(offset, self._offsets.pop(lane, offset))
