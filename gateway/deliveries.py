"""From a record on the lane to a frame on a socket."""

import logging
from typing import Any

from gateway import metrics
from gateway.feeds import Feeds
from gateway.frames import TO_JSON, Frame, in_json, position_text, to_text
from gateway.metrics import Metrics
from gateway.sockets import Socket, Sockets
from services.wire.broker import Record
from services.wire.errors import EncodeError, MillraceError
from services.wire.generated.wire import Failed, FeedCancelled, FeedOpened
from services.wire.headers import ID, REQUEST_ID, read_final, read_text

log = logging.getLogger(__name__)


class Deliveries:
    """Hands records to the sockets that they are keyed by."""

    def __init__(self, sockets: Sockets, feeds: Feeds, counters: Metrics) -> None:
        self._sockets = sockets
        self._feeds = feeds
        self._metrics = counters

    def addressee(self, record: Record) -> Socket | None:
        """The socket of this process that waits for it."""
        return self._sockets.by_id.get(record.key or b"")

    def deliver(self, record: Record, body: Any) -> bool:
        """Send what a record says; False if nobody here heard it, or heard it before."""
        socket, request_id = self.addressee(record), read_text(record.headers, REQUEST_ID)
        if socket is None or request_id is None:
            return False
        match body:
            case FeedOpened():
                self._feeds.open(socket, request_id, body, record)
            case FeedCancelled():
                self._feeds.cancel(socket, request_id)
            case _:
                return self._reply(socket, request_id, record, body, final=read_final(record.headers))
        return True

    def replay(self, record: Record, body: Any) -> bool:
        """Send a record that an earlier socket of this client may have missed; feeds are opened anew instead."""
        return not isinstance(body, FeedOpened | FeedCancelled) and self.deliver(record, body)

    def fail(self, record: Record, error: MillraceError) -> None:
        """End a request whose answer cannot be read here."""
        self._metrics.count(metrics.UNDECODABLE)
        socket, request_id = self.addressee(record), read_text(record.headers, REQUEST_ID)
        if socket is not None and request_id is not None:
            reason = "The answer came, but this gateway cannot read it."
            failed = Failed(code=error.code, reason=reason, retryable=error.retriable)
            self._reply(socket, request_id, record, failed, final=True)

    def _reply(self, socket: Socket, request_id: str, record: Record, body: Any, *, final: bool) -> bool:
        try:
            shown = in_json(body) if TO_JSON else body
        except EncodeError as error:
            log.warning("an answer has no JSON form: %s", error)
            self.fail(record, error)
            return True
        feed = (socket.feeds or {}).get(request_id)
        # A repeat is the same bytes under the same id; another outcome of a reused request id is not.
        is_first = socket.is_first(hash((record.headers.get(ID), record.value)))
        if not is_first and (feed is None or feed.seq is not None):
            self._metrics.count(metrics.REPEATS)
            return False
        if socket.has_ended(request_id):
            return False
        position = position_text(record.partition, record.offset + 1)
        text = to_text(Frame(request_id=request_id, final=final, position=position, body=shown))
        if feed is not None and not final:
            self._feeds.answered(feed, body, text)
            return True
        if feed is not None:
            self._feeds.drop(feed)
        socket.send(text)
        return True
