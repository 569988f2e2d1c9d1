"""From a record on the lane to a frame on a socket."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec import Struct

from gateway import metrics
from gateway.feeds import Feeds
from gateway.frames import TO_JSON, Frame, in_json, position_text, to_text
from gateway.metrics import Metrics
from gateway.sockets import Socket, Sockets
from services.wire.broker import Record
from services.wire.errors import DecodeError, EncodeError, MillraceError
from services.wire.generated.wire import Failed, FeedCancelled, FeedOpened
from services.wire.headers import ACCEPTED, ID, REQUEST_ID, SUBSCRIBER_ID, read_final, read_int, read_uuid
from services.wire.log import of_record
from services.wire.spans import Span, Tracer

log = logging.getLogger(__name__)


class Delivery:
    """An answer on its way to its socket; it was asked for at `asked_ms`, by the clock of the gateway that took it."""

    __slots__ = ("_asked_ms", "_metrics", "_now_s", "_span")

    def __init__(self, span: Span, asked_ms: int | None, counters: Metrics, now_s: Callable[[], float]) -> None:
        self._span = span
        self._asked_ms = asked_ms
        self._metrics = counters
        self._now_s = now_s

    def written(self) -> None:
        if self._asked_ms is not None:
            self._metrics.delivered(max(0.0, self._now_s() - self._asked_ms / 1000))
        self._span.end()

    def dropped(self) -> None:
        self._span.end(error="socket-closed")


class Deliveries:
    """Hands records to the sockets that they are keyed by."""

    def __init__(
        self, sockets: Sockets, feeds: Feeds, counters: Metrics, now_s: Callable[[], float], tracer: Tracer
    ) -> None:
        self._sockets = sockets
        self._feeds = feeds
        self._metrics = counters
        self._now_s = now_s
        self._tracer = tracer

    def addressee(self, record: Record) -> Socket | None:
        """The socket of this process that waits for it."""
        return self._sockets.by_id.get(record.key or b"")

    def deliver(self, record: Record, body: Any, goes_on_at: int | None) -> bool:
        """Send what a record says; False if nobody here heard it, or heard it before.

        `goes_on_at` is where a client that has it may go on reading; None if earlier records for it are still to come.
        """
        socket, request_id = self.addressee(record), _request_of(record)
        if socket is None or request_id is None:
            return False
        try:
            final = read_final(record.headers)
        except DecodeError as error:
            self.fail(record, error, goes_on_at)
            return True
        match body:
            case FeedOpened():
                self._feeds.open(socket, request_id, body, record)
            case FeedCancelled():
                self._feeds.cancel(socket, request_id)
            case _:
                return self._reply(socket, request_id, record, body, goes_on_at, final=final)
        return True

    def replay(self, record: Record, body: Any, goes_on_at: int | None) -> bool:
        """Send a record that an earlier socket of this client may have missed; feeds are opened anew instead."""
        return not isinstance(body, FeedOpened | FeedCancelled) and self.deliver(record, body, goes_on_at)

    def fail(self, record: Record, error: MillraceError, goes_on_at: int | None) -> None:
        """End a request whose answer cannot be read here."""
        self._metrics.count(metrics.UNDECODABLE)
        socket, request_id = self.addressee(record), _request_of(record)
        if socket is not None and request_id is not None:
            reason = "The answer came, but this gateway cannot read it."
            failed = Failed(code=error.code, reason=reason, retryable=error.retriable)
            self._reply(socket, request_id, record, failed, goes_on_at, final=True)

    def _reply(
        self, socket: Socket, request_id: str, record: Record, body: Any, goes_on_at: int | None, *, final: bool
    ) -> bool:
        try:
            shown = in_json(body) if TO_JSON else body
        except EncodeError as error:
            log.warning("an answer has no JSON form: %s", error, extra=of_record(record))
            self.fail(record, error, goes_on_at)
            return True
        feed = (socket.feeds or {}).get(request_id)
        asked_ms = _asked_ms(record)
        if self._is_repeat(socket, record, asked_ms) and (feed is None or feed.seq is not None):
            self._metrics.count(metrics.REPEATS)
            return False
        if socket.has_ended(request_id):
            return False
        position = None if goes_on_at is None else position_text(record.partition, goes_on_at)
        text = to_text(Frame(request_id=request_id, final=final, position=position, body=shown))
        send = partial(self._send, socket, record, type(body), text, asked_ms)
        if feed is not None and not final:
            self._feeds.answered(feed, body, send)
            return True
        if feed is not None:
            self._feeds.drop(feed)
        send()
        return True

    def _send(self, socket: Socket, record: Record, message: type[Struct], text: str, asked_ms: int | None) -> None:
        span = self._tracer.deliver(record, message)
        socket.send(text, Delivery(span, asked_ms, self._metrics, self._now_s))

    def _is_repeat(self, socket: Socket, record: Record, asked_ms: int | None) -> bool:
        """Whether the client has this answer: its id follows from the request's, whatever it says this time.

        A worker may send it again, or decide twice what it does not decide exactly once, such as a query; or the
        client may have posted twice because it did not hear of the first time. Whoever asks again *after* that
        answer was sent is answered again.
        """
        own_id = record.headers.get(ID)
        return not socket.is_news(hash(own_id or record.value), asked_ms, int(self._now_s() * 1000))


def _request_of(record: Record) -> str | None:
    """The request that a record belongs to, None if it names none. Raises `DecodeError` if it may be somebody else's.

    Its key leads to a socket, and the header says for whom it was written: an answer is told to nobody else.
    """
    subscriber_id = record.headers.get(SUBSCRIBER_ID)
    if subscriber_id is not None and subscriber_id != record.key:
        raise DecodeError(f"header {SUBSCRIBER_ID}", "expected that of the key, got another")
    if read_uuid(record.headers, REQUEST_ID) is None:
        return None
    return record.headers[REQUEST_ID].decode()


def _asked_ms(record: Record) -> int | None:
    """When it was asked for. What only measures, and tells repeats apart, holds no answer up."""
    try:
        return read_int(record.headers, ACCEPTED)
    except DecodeError:
        return None
