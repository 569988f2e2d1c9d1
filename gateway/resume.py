"""Brings back what a client missed between two sockets, from the log, on whatever gateway it comes to."""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from gateway import metrics
from gateway.foreign_lanes import ForeignLanes
from gateway.frames import own_frame
from gateway.limits import Limits
from gateway.metrics import Metrics
from gateway.replays import Replays, Stretch
from gateway.sockets import Socket, Sockets
from gateway.tokens import Claim, Past, read_token, write_token
from services.wire.errors import MillraceError
from services.wire.generated.wire import Resumed
from services.wire.subscriber import Subscriber, verify

log = logging.getLogger(__name__)

OFFER: Final = "millrace.resume."
POSITION: Final = re.compile(r"millrace\.pos\.([0-9]{1,5})-([0-9]{1,18})")
MOST_POSITIONS: Final = 40
"""More than a token has sockets."""


class Missed(Struct):
    """Sockets of one lane that a client had: their ids, and when the first of them opened (epoch seconds)."""

    ids: set[bytes]
    since_s: int


class Resumer:
    """Writes tokens, and honours them."""

    def __init__(
        self,
        *,
        key: bytes,
        sockets: Sockets,
        lanes: ForeignLanes,
        replays: Replays,
        limits: Limits,
        counters: Metrics,
        now_s: Callable[[], float],
    ) -> None:
        self._key = key
        self._sockets = sockets
        self._lanes = lanes
        self._replays = replays
        self._limits = limits
        self._metrics = counters
        self._now_s = now_s
        self._resuming: dict[Socket, asyncio.Task[None]] = {}
        sockets.when_leaving(self._leave)

    def token(self, socket: Socket) -> str:
        """What the client may come back with: this socket, and those before it whose time is not over."""
        now_s = int(self._now_s())
        past = [Past(socket.id.decode(), 0)]
        for alias, until_s in list((socket.aliases or {}).items()):
            if until_s <= now_s:
                self._sockets.drop_alias(socket, alias)
            else:
                past.append(Past(alias.decode(), int(until_s)))
        if socket.aliases == {}:
            socket.aliases = None
            self._lanes.release(socket)
        return write_token(self._key, Claim(past, is_whole=True), now_s + self._limits.token_life_s)

    def claim(self, socket: Socket, subprotocols: Iterable[str]) -> Callable[[], None]:
        """Take over the sockets of the token that a handshake offers; the call that it returns begins the replay.

        In between comes the welcome, whose own token thus holds those sockets already: a second drop at once
        loses nothing either.
        """
        offered = list(subprotocols)
        token = next((one.removeprefix(OFFER) for one in offered if one.startswith(OFFER)), None)
        if token is None:
            return lambda: None
        complete, by_lane = self._take_over(socket, token)
        positions = _positions(offered)
        complete = complete and by_lane.keys() <= positions.keys()
        missed = {lane: one for lane, one in by_lane.items() if lane in positions}
        return lambda: self._begin(socket, self._resume(socket, complete, missed, positions))

    async def close(self) -> None:
        """Resume nothing more."""
        tasks = list(self._resuming.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, socket: Socket, work: Coroutine[Any, Any, None]) -> None:
        task = self._resuming[socket] = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda _: self._resuming.pop(socket, None))

    def _leave(self, socket: Socket) -> None:
        """Do nothing more for a socket that closed; its lanes are let go of last, or it could take them anew."""
        if socket in self._resuming:
            self._resuming[socket].cancel()
        self._lanes.release(socket)

    def _take_over(self, socket: Socket, token: str) -> tuple[bool, dict[int, Missed]]:
        """Let what comes for the earlier sockets come here: whether that is all of them, and their lanes."""
        claim = read_token(self._key, token, int(self._now_s()))
        if claim is None:
            return False, {}
        complete = claim.is_whole
        by_lane: dict[int, Missed] = {}
        for one in claim.past:
            earlier = self._own(socket, one)
            if earlier is None:
                complete = False
                continue
            until_s = one.until_s or self._now_s() + self._limits.follow_after_resume_s
            self._sockets.add_alias(socket, one.id.encode(), until_s)
            missed = by_lane.setdefault(earlier.lane, Missed(set(), earlier.issued_at_s))
            missed.ids.add(one.id.encode())
            missed.since_s = min(missed.since_s, earlier.issued_at_s)
        return complete, by_lane

    async def _resume(
        self, socket: Socket, complete: bool, missed: Mapping[int, Missed], positions: Mapping[int, int]
    ) -> None:
        """Read what was missed, follow what is to come, and say how that went."""
        replayed = 0
        try:
            for lane, one in missed.items():
                end = await self._lanes.follow(lane, socket)
                # A client may know a lane from long ago; what is forgotten there was not for sockets as young as that.
                is_all_kept = self._now_s() - one.since_s < self._limits.replies_kept_s
                stretch = Stretch.of(socket, positions[lane], end, one.ids, is_all_kept=is_all_kept)
                whole, count = await self._replays.play(lane, stretch)
                complete, replayed = complete and whole, replayed + count
            # What came and cannot be read yet is still to come: until then the client must not think that it has all.
            for lane in missed:
                await self._lanes.incoming(lane).settled(socket)
        except MillraceError as error:
            log.warning("a resume failed: %s", error)
            complete = False
        except Exception:
            # The client is told whatever happens: what is pending there must not wait for ever.
            log.exception("a resume failed")
            complete = False
        self._metrics.count(metrics.RESUMED, f'complete="{str(complete).lower()}"')
        if not socket.outbox.is_closing:
            socket.send(own_frame(Resumed(complete=complete, replayed=replayed)))

    def _own(self, socket: Socket, past: Past) -> Subscriber | None:
        """What the id of an earlier socket says; None if it was another session's."""
        if (anonymous := verify(self._key, past.id, None)).binding == "same":
            return anonymous
        if socket.owner.ref is None:
            return None
        subscriber = verify(self._key, past.id, socket.owner.ref)
        return subscriber if subscriber.binding == "same" else None


def _positions(offered: Iterable[str]) -> dict[int, int]:
    found: dict[int, int] = {}
    for match in filter(None, map(POSITION.fullmatch, list(offered)[: MOST_POSITIONS + 2])):
        lane, offset = int(match[1]), int(match[2])
        found[lane] = max(offset, found.get(lane, offset))
    return found
