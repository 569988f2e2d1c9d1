"""`DELETE /api/requests/{requestId}`: ends a feed."""

from collections.abc import Callable
from uuid import UUID, uuid4

from gateway.commands import accepted
from gateway.http import Answer, Request
from gateway.ids import is_uuid, to_uuid
from gateway.lane import REPLIES
from gateway.parameters import decode_percent, refuse_query
from gateway.problems import Refusal
from gateway.visitors import Visitors
from services.wire.broker import Broker, Outgoing
from services.wire.codec import Codec
from services.wire.generated.wire import FeedCancelled, FieldError, ProblemType
from services.wire.headers import Envelope

PATH = "/api/requests/{requestId:str}"
TAKES_MS = 60_000


class Cancelling:
    """Tells the gateway that holds the socket; the lane is the only way there."""

    def __init__(self, visitors: Visitors, broker: Broker, codec: Codec, now_s: Callable[[], float]) -> None:
        self._visitors = visitors
        self._broker = broker
        self._codec = codec
        self._now_s = now_s

    async def cancel(self, request: Request) -> Answer:
        """Answer 202 once it is on the lane; what ends the feed is its last frame."""
        visitor = await self._visitors.identify(request)
        feed = _request_id(decode_percent(request.path_values["requestId"], "requestId"))
        refuse_query(request.query)
        deadline_ms = int(self._now_s() * 1000) + TAKES_MS
        told = Envelope(id=uuid4(), request_id=feed, subscriber_id=visitor.subscriber_id, deadline_ms=deadline_ms)
        key, value = visitor.subscriber_id.encode(), self._codec.encode(REPLIES, FeedCancelled())
        await self._broker.produce(Outgoing(REPLIES, key, value, told.to_headers(), visitor.lane))
        return accepted(visitor.request_id, deadline_ms)


def _request_id(text: str) -> UUID:
    if not is_uuid(text):
        fault = FieldError(path="requestId", message="Expected a UUID with hyphens")
        raise Refusal(ProblemType.PARAMETER_INVALID, f"{fault.path}: {fault.message}.", errors=[fault])
    return to_uuid(text)
