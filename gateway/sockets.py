"""The sockets that this process holds."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from gateway import metrics
from gateway.frames import own_frame
from gateway.metrics import Metrics
from gateway.outbox import Fate, Outbox
from services.wire.generated.wire import CLOSE_CODE, CloseCode, Goodbye

if TYPE_CHECKING:
    from gateway.feeds import Feed

K = TypeVar("K", int, str)
V = TypeVar("V")

MOST_REMEMBERED = 4_096
"""At least what a worker sends again after a restart: a full transaction of every partition."""


class Owner(Struct, frozen=True):
    """Whose socket it is. `ref` is the hash of the session token; both are None for an anonymous one."""

    ref: str | None
    session_ends_s: float | None
    address: str


class Socket:
    """One open socket. Slots only: there may be tens of thousands."""

    __slots__ = ("_answered", "_ended", "_metrics", "aliases", "feeds", "id", "lives_until_s", "outbox", "owner")

    def __init__(
        self, subscriber_id: bytes, owner: Owner, outbox: Outbox, lives_until_s: float, counters: Metrics
    ) -> None:
        self.id = subscriber_id
        self.owner = owner
        self.outbox = outbox
        self.lives_until_s = lives_until_s
        self.feeds: dict[str, Feed] | None = None
        """Open feeds by request id."""
        self.aliases: dict[bytes, float] | None = None
        """Ids of earlier sockets that this one resumed, and until when (epoch seconds)."""
        self._answered: dict[int, tuple[int | None, int]] | None = None
        """When answers were asked for and when they were sent, in epoch milliseconds."""
        self._ended: dict[str, None] | None = None
        self._metrics = counters

    def send(self, text: str, fate: Fate | None = None) -> None:
        """Send a frame; closes a socket that is too slow for it."""
        if self.outbox.offer(text, fate):
            self._metrics.count(metrics.FRAMES)
        else:
            self.close(CloseCode.TOO_SLOW, flush=False)

    def close(self, code: CloseCode, *, flush: bool = True) -> None:
        """Close it, after the frames that wait or instead of them."""
        if not self.outbox.is_closing:
            row = CLOSE_CODE[code]
            self.outbox.close(row.code, row.meaning, flush=flush)
            self._metrics.count(metrics.CLOSED, f'code="{row.code}"')

    def say_goodbye(self, reconnect_after_ms: int) -> None:
        """Ask the client to come back elsewhere."""
        if not self.outbox.is_closing:
            self.send(own_frame(Goodbye(reconnect_after_ms=reconnect_after_ms)))
            self.close(CloseCode.DRAINING)

    def is_news(self, answer: int, asked_ms: int | None, now_ms: int) -> bool:
        """Whether an answer, named by a hash of its id, was not sent since it was asked for; if so, it is sent now.

        It was asked for by the clock of another gateway, which may be ahead: what was asked for at the same moment
        is the same request, whatever time it is here.
        """
        known = (self._answered or {}).get(answer)
        if known is not None and (asked_ms is None or asked_ms == known[0] or asked_ms <= known[1]):
            return False
        self._answered = _remember(self._answered, answer, (asked_ms, now_ms))
        return True

    def end(self, request_id: str) -> None:
        """Take nothing more for a request that the client cancelled."""
        self._ended = _remember(self._ended, request_id, None)

    def has_ended(self, request_id: str) -> bool:
        return self._ended is not None and request_id in self._ended


def _remember(known: dict[K, V] | None, key: K, value: V) -> dict[K, V]:
    """Add to a memory that is made only when it is needed, and forget the oldest of too many."""
    memory = {} if known is None else known
    memory[key] = value
    if len(memory) > MOST_REMEMBERED:
        del memory[next(iter(memory))]
    return memory


class Sockets:
    """Finds a socket by its id, and the sockets of a session."""

    def __init__(self, counters: Metrics) -> None:
        self.by_id: dict[bytes, Socket] = {}
        self._by_session: dict[str, set[Socket]] = {}
        self._by_address: Counter[str] = Counter()
        self._open: set[Socket] = set()
        self._leaving: list[Callable[[Socket], None]] = []
        counters.gauge(metrics.SOCKETS, lambda: len(self._open))
        counters.gauge(metrics.QUEUE_BYTES, lambda: sum(socket.outbox.waiting_bytes for socket in self._open))

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Socket]:
        return iter(list(self._open))

    def when_leaving(self, call: Callable[[Socket], None]) -> None:
        """Call this for every socket that is removed."""
        self._leaving.append(call)

    def add(self, socket: Socket) -> None:
        """Let records find this socket."""
        self._open.add(socket)
        self.by_id[socket.id] = socket
        self._by_address[socket.owner.address] += 1
        if socket.owner.ref is not None:
            self._by_session.setdefault(socket.owner.ref, set()).add(socket)

    def add_alias(self, socket: Socket, subscriber_id: bytes, until_s: float) -> None:
        """Let records for the id of an earlier socket find this one; that socket, if it is here, is superseded."""
        before = self.by_id.get(subscriber_id)
        if before is not None and before is not socket:
            before.close(CloseCode.SUPERSEDED)
        self.by_id[subscriber_id] = socket
        socket.aliases = {**(socket.aliases or {}), subscriber_id: until_s}

    def drop_alias(self, socket: Socket, subscriber_id: bytes) -> None:
        """Take nothing more for the id of an earlier socket."""
        if socket.aliases is not None:
            socket.aliases.pop(subscriber_id, None)
        self._unlist(socket, subscriber_id)

    def remove(self, socket: Socket) -> None:
        """Forget a socket that closed."""
        self._open.discard(socket)
        for subscriber_id in (socket.id, *(socket.aliases or ())):
            self._unlist(socket, subscriber_id)
        address, ref = socket.owner.address, socket.owner.ref
        self._by_address[address] -= 1
        if self._by_address[address] <= 0:
            del self._by_address[address]
        if ref is not None:
            self._by_session[ref].discard(socket)
            if not self._by_session[ref]:
                del self._by_session[ref]
        for call in self._leaving:
            call(socket)

    def _unlist(self, socket: Socket, subscriber_id: bytes) -> None:
        if self.by_id.get(subscriber_id) is socket:
            del self.by_id[subscriber_id]

    def of_session(self, ref: str) -> list[Socket]:
        """The sockets of one session."""
        return list(self._by_session.get(ref, ()))

    def sessions(self) -> list[str]:
        """The sessions that have sockets here."""
        return list(self._by_session)

    def count_of_address(self, address: str) -> int:
        """How many sockets one address has open."""
        return self._by_address[address]

    def end_session(self, ref: str) -> None:
        """Close the sockets of a session that ended."""
        for socket in self.of_session(ref):
            socket.close(CloseCode.SESSION_ENDED)
