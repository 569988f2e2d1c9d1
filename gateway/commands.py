"""Takes commands and queries: from an HTTP request to a record on the log, and 202."""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec import Struct

from gateway.addresses import address_of
from gateway.attempts import Attempts
from gateway.body import read_body
from gateway.cookies import LOGIN, TOKEN_BYTES, hash_of, set_cookie
from gateway.http import JSON, Answer, Handler, Request
from gateway.ids import command_id, to_uuid
from gateway.input import Input
from gateway.keys import Keys
from gateway.lane import REPLIES
from gateway.limits import Limits
from gateway.problems import Headers, value_error
from gateway.visitors import Visitor, Visitors, session_required
from services.wire.broker import Broker, Outgoing
from services.wire.codec import Codec
from services.wire.entry import Entry, key_text
from services.wire.errors import EncodeError
from services.wire.generated.codec.primitives import AvroError
from services.wire.generated.wire import Accepted, FeedOpened
from services.wire.headers import FINGERPRINT, Envelope

QUERY: Final = "query"
"""Header of `wire.FeedOpened`: the query as it was produced, so that it can be asked again."""

_TRACEPARENT = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Post(Struct, frozen=True):
    """What of a request goes onto the log."""

    entry: Entry
    command: Struct
    envelope: Envelope
    fingerprint: bytes | None


class Commands:
    """Makes the handler of each command and query."""

    def __init__(
        self,
        broker: Broker,
        codec: Codec,
        visitors: Visitors,
        attempts: Attempts,
        *,
        keys: Keys,
        limits: Limits,
        now_s: Callable[[], float],
    ) -> None:
        self._broker = broker
        self._codec = codec
        self._visitors = visitors
        self._attempts = attempts
        self._keys = keys
        self._limits = limits
        self._now_s = now_s

    def handler(self, entry: Entry) -> Handler:
        """What answers requests for this entry."""
        form = Input(entry, self._keys)

        async def take(request: Request) -> Answer:
            visitor = await self._visitors.identify(request)
            if entry.access == "session" and visitor.holder.session is None:
                raise session_required(visitor.holder)
            raw = await read_body(request, self._limits) if form.has_body else None
            body = None if raw is None else form.read_body(raw)
            parameters = form.read_parameters(request.path_values, request.query)
            login_token = secrets.token_urlsafe(TOKEN_BYTES) if form.begins_login else None
            login_hash = None if login_token is None else hash_of(login_token)
            command = form.build(body, parameters, visitor.holder.session, login_hash)
            if login_token is not None:
                await self._attempts.check(key_text(entry, command), _address(request))
            sent = (raw, request.path_values, request.query)
            fingerprint = form.fingerprint(*sent) if entry.kind == "command" else None
            deadline_ms = int(self._now_s() * 1000) + entry.timeout_ms
            envelope = _envelope(visitor, deadline_ms, request.head.get("traceparent"))
            await self._post(Post(entry, command, envelope, fingerprint), visitor)
            cookie = set_cookie(LOGIN, login_token, self._limits.login_life_s) if login_token is not None else ()
            return accepted(visitor.request_id, deadline_ms, cookie)

        return take

    async def _post(self, post: Post, visitor: Visitor) -> None:
        """Return once the broker has it. A feed is announced on the lane of its socket first."""
        entry, headers = post.entry, post.envelope.to_headers()
        key = key_text(entry, post.command)
        value = self._encode(post)
        if entry.feed:
            opened = self._codec.encode(REPLIES, FeedOpened(query=entry.name, key=key))
            subscriber = visitor.subscriber_id.encode()
            await self._broker.produce(Outgoing(REPLIES, subscriber, opened, headers | {QUERY: value}, visitor.lane))
        if post.fingerprint is not None:
            headers[FINGERPRINT] = post.fingerprint
        await self._broker.produce(Outgoing(entry.topics[0], key.encode(), value, headers))

    def _encode(self, post: Post) -> bytes:
        """The command in Avro; raises `Refusal` for what JSON could say and Avro cannot."""
        try:
            return self._codec.encode(post.entry.topics[0], post.command)
        except EncodeError as error:
            if isinstance(error.__cause__, AvroError):
                raise value_error(post.entry, error.__cause__) from error
            raise


def _address(request: Request) -> str:
    return address_of(request.peer, request.head.get("x-forwarded-for"))


def _envelope(visitor: Visitor, deadline_ms: int, traceparent: bytes | None) -> Envelope:
    session = visitor.holder.session
    principal = None if session is None else str(session.account_id)
    return Envelope(
        id=command_id(principal, visitor.request_id),
        request_id=to_uuid(visitor.request_id),
        subscriber_id=visitor.subscriber_id,
        deadline_ms=deadline_ms,
        principal=principal,
        traceparent=traceparent.decode() if traceparent and _TRACEPARENT.fullmatch(traceparent) else None,
    )


def accepted(request_id: str, deadline_ms: int, headers: Headers = ()) -> Answer:
    """The 202 of a request that is on the log."""
    deadline = datetime.fromtimestamp(deadline_ms / 1000, UTC)
    body = msgspec.json.encode(Accepted(request_id=to_uuid(request_id), deadline=deadline))
    return Answer(202, body, JSON, headers)
