"""Feeds: a snapshot, and from its `seq` on every change of the key, each once.

A change may be heard before the feed is opened, and before its snapshot comes; rings bridge that.
A ring that is too short for a snapshot means that the query is asked again, never a gap.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import Struct

from gateway import metrics
from gateway.commands import QUERY
from gateway.frames import TO_JSON, Frame, in_json, last_frame, to_text
from gateway.limits import Limits
from gateway.metrics import Metrics
from gateway.ring import Message, Ring
from gateway.sockets import Socket
from services.wire.broker import Broker, Outgoing, Record
from services.wire.entry import Entry
from services.wire.errors import EncodeError, MillraceError
from services.wire.generated.catalog import BY_TYPE, CATALOG
from services.wire.generated.wire import Cancelled, Failed, FeedOpened
from services.wire.headers import ACCEPTED, DEADLINE, FINAL, ID
from services.wire.log import of_record, of_request

log = logging.getLogger(__name__)

ASK_AGAIN_AT_MOST = 5
DOUBT_FOR_S = 60.0
"""How long a first snapshot is not trusted after a ring was forgotten or lost a change. No opening is read so late."""
UNUSED_FOR_S = 120.0
"""How long a ring is kept of a key that nobody follows and that does not change.

By then every opening that came before its last change has been read, or its client has missed two heartbeats and left.
"""


class Feed:
    """One feed of one socket. `seq` is how far the client knows the key; None until its snapshot was sent."""

    __slots__ = ("asked", "entry", "in_doubt", "key", "opening", "request_id", "seq", "socket")

    def __init__(self, socket: Socket, request_id: str, key: bytes, entry: Entry, opening: Record) -> None:
        self.socket = socket
        self.request_id = request_id
        self.key = key
        self.entry = entry
        self.opening = opening
        self.seq: int | None = None
        self.asked = 1
        self.in_doubt = False


class Feeds:
    """All feeds of this process's sockets, and the rings of all keys."""

    def __init__(self, broker: Broker, limits: Limits, counters: Metrics, now_s: Callable[[], float]) -> None:
        self._broker = broker
        self._limits = limits
        self._metrics = counters
        self._now_s = now_s
        self._rings: OrderedDict[bytes, Ring] = OrderedDict()
        self._kept = 0
        self._open: dict[bytes, dict[Feed, None]] = {}
        self._forgot_at_s = float("-inf")
        self._asking: set[asyncio.Task[None]] = set()
        self._clock_s = asyncio.get_running_loop().time
        counters.gauge(metrics.FEEDS, lambda: sum(map(len, self._open.values())))
        counters.gauge(metrics.RINGS, lambda: len(self._rings))

    def open(self, socket: Socket, request_id: str, opened: FeedOpened, record: Record) -> None:
        """Follow a key for a request of this socket; the snapshot is on its way."""
        entry = CATALOG.get(opened.query)
        if entry is None or not entry.feed or request_id in (socket.feeds or ()):
            return
        if socket.has_ended(request_id):
            socket.send(last_frame(request_id, Cancelled()))
            return
        if len(socket.feeds or ()) >= self._limits.feeds_per_socket:
            reason = f"A socket may have {self._limits.feeds_per_socket} feeds; cancel one first."
            socket.send(last_frame(request_id, Failed(code="too-many-feeds", reason=reason, retryable=True)))
            socket.end(request_id)
            return
        key = f"{entry.domain}/{opened.key}".encode()
        feed = Feed(socket, request_id, key, entry, record)
        ring = self._rings.get(key)
        lost_at_s = self._forgot_at_s if ring is None else ring.lost_at_s
        feed.in_doubt = self._now_s() - lost_at_s < DOUBT_FOR_S
        if ring is None:
            self._rings[key] = Ring(self._limits.ring_messages, 0, self._clock_s())
        self._open.setdefault(key, {})[feed] = None
        socket.feeds = {**(socket.feeds or {}), request_id: feed}

    def cancel(self, socket: Socket, request_id: str) -> None:
        """End a feed because its client asked. A cancel may overtake the opening: it is remembered."""
        feed = (socket.feeds or {}).get(request_id)
        socket.end(request_id)
        if feed is not None:
            self.drop(feed)
            socket.send(last_frame(request_id, Cancelled()))

    def drop(self, feed: Feed) -> None:
        """Forget a feed."""
        following = self._open.get(feed.key, {})
        following.pop(feed, None)
        if not following:
            self._open.pop(feed.key, None)
        (feed.socket.feeds or {}).pop(feed.request_id, None)

    def drop_all(self, socket: Socket) -> None:
        """Forget the feeds of a socket that closed."""
        for feed in list((socket.feeds or {}).values()):
            self.drop(feed)

    def answered(self, feed: Feed, body: Struct, send: Callable[[], None]) -> None:
        """Take a non-final answer to a feed's query, the snapshot or something that is not one; `send` sends it."""
        seq = getattr(body, "seq", None)
        if not isinstance(seq, int):
            send()
            return
        ring = self._rings[feed.key]
        if feed.seq is not None:
            return
        if seq < ring.floor or feed.in_doubt:
            feed.in_doubt = False
            self._ask_again(feed)
            return
        feed.seq = seq
        feed.asked = 1
        send()
        for message in ring.after(seq):
            _tell(feed, message)

    def heard(self, record: Record, body: Any) -> None:
        """Take a feed message from the log, and pass it to whoever follows its key."""
        seq = getattr(body, "seq", None)
        if record.key is None or not isinstance(seq, int):
            return
        try:
            json = msgspec.json.encode(in_json(body) if TO_JSON else body)
        except EncodeError as error:
            log.warning("a feed message has no JSON form: %s", error, extra=of_record(record))
            for feed in list(self._open.get(record.key, ())):
                self._fail(feed, "A change has no JSON form.")
            return
        message = Message(record.headers.get(ID, b""), seq, BY_TYPE[type(body)].name, msgspec.Raw(json))
        ring = self._rings.get(record.key)
        if ring is None:
            ring = self._rings[record.key] = Ring(self._limits.ring_messages, seq - 1, self._clock_s())
        self._keep(record.key, ring)
        before = len(ring)
        if ring.add(message):
            self._kept += len(ring) - before
            self._forget_oldest()
            for feed in list(self._open.get(record.key, ())):
                if feed.seq is not None and seq > feed.seq:
                    _tell(feed, message)

    def missed(self, key: bytes) -> None:
        """Bring whoever follows a key up to date with a new snapshot: a change of it could not be read."""
        ring = self._rings.get(key)
        if ring is None:
            self._forgot_at_s = self._now_s()
            return
        self._keep(key, ring)
        self._kept -= ring.lose(self._now_s())
        for feed in list(self._open.get(key, ())):
            if feed.seq is None:
                # The snapshot under way may be older than the change.
                feed.in_doubt = True
            else:
                feed.seq = None
                self._ask_again(feed)

    async def close(self) -> None:
        """Ask nothing more."""
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    def _keep(self, key: bytes, ring: Ring) -> None:
        """Put a ring behind all that were needed before it."""
        ring.used_s = self._clock_s()
        self._rings.move_to_end(key)

    def _forget_oldest(self) -> None:
        """Keep the rings within bounds, and no longer than they may be needed; those of open feeds stay."""
        for _ in range(len(self._rings)):
            key, ring = next(iter(self._rings.items()))
            are_too_many = len(self._rings) > self._limits.ring_keys or self._kept > self._limits.ring_messages_of_all
            is_unused = self._clock_s() - ring.used_s > UNUSED_FOR_S
            if not (are_too_many or is_unused):
                return
            if key in self._open:
                self._keep(key, ring)
                continue
            self._kept -= len(self._rings.pop(key))
            if not is_unused:
                self._forgot_at_s = self._now_s()

    def _ask_again(self, feed: Feed) -> None:
        if feed.asked >= ASK_AGAIN_AT_MOST:
            self._fail(feed, "Changes come faster than a snapshot can be had.")
            return
        feed.asked += 1
        self._metrics.count(metrics.SNAPSHOTS_AGAIN)
        task = asyncio.get_running_loop().create_task(self._produce_again(feed))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _produce_again(self, feed: Feed) -> None:
        opening, entry = feed.opening, feed.entry
        headers = {name: value for name, value in opening.headers.items() if name not in (QUERY, FINAL)}
        # A new id: the answer must not look like a repeat of the one that was too old.
        headers[ID] = str(uuid4()).encode()
        now_ms = int(self._now_s() * 1000)
        headers[ACCEPTED] = b"%d" % now_ms
        headers[DEADLINE] = b"%d" % (now_ms + entry.timeout_ms)
        key = feed.key.partition(b"/")[2]
        try:
            await self._broker.produce(Outgoing(entry.topics[0], key, opening.headers[QUERY], headers))
        except (MillraceError, KeyError) as error:
            log.warning("a snapshot could not be asked for again: %s", error, extra=of_request(headers))
            self._fail(feed, "The snapshot could not be asked for again.")

    def _fail(self, feed: Feed, reason: str) -> None:
        failed = Failed(code="feed-interrupted", reason=reason, retryable=True)
        self.drop(feed)
        feed.socket.send(last_frame(feed.request_id, failed))


def _tell(feed: Feed, message: Message) -> None:
    if message.type in feed.entry.feed:
        feed.socket.send(to_text(Frame(request_id=feed.request_id, body=message.body)))
