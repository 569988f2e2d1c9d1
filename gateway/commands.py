"""Takes commands and queries: from an HTTP request to a record on the log, and 202."""

import asyncio
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec import Struct

from gateway.addresses import address_of
from gateway.attempts import Attempts
from gateway.body import check_body, read_body
from gateway.cookies import LOGIN, TOKEN_BYTES, hash_of, set_cookie
from gateway.http import JSON, Answer, Handler, Request
from gateway.ids import command_id, to_uuid
from gateway.input import Input
from gateway.keys import Keys
from gateway.lane import REPLIES
from gateway.limits import Limits
from gateway.problems import Headers, value_error
from gateway.visitors import Visitor, Visitors, session_required
from services.wire.broker import Broker, Outgoing, Position
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
    deadline_ms: int
    fingerprint: bytes | None


class Begun(Struct, frozen=True):
    """A request that is on its way to the log: accepted once `sent` has ended well."""

    sent: asyncio.Future[Position]
    request_id: str
    deadline_ms: int

    def answer(self) -> Answer:
        """The 202; raises what went wrong."""
        self.sent.result()
        return accepted(self.request_id, self.deadline_ms)


Begin = Callable[[Request, bytes], Begun | None]
"""Takes a whole request at once; None for one that something has to be asked about first."""


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
            _admit(visitor, entry)
            raw = await read_body(request, self._limits) if form.has_body else b""
            login_token = secrets.token_urlsafe(TOKEN_BYTES) if form.begins_login else None
            post = self._compose(form, request, visitor, raw, None if login_token is None else hash_of(login_token))
            if login_token is not None:
                await self._attempts.check(key_text(entry, post.command), _address(request))
            record = self._record(post)
            if entry.feed:
                await self._broker.produce(self._opening(post, record, visitor))
            await self._broker.produce(record)
            cookie = set_cookie(LOGIN, login_token, self._limits.login_life_s) if login_token is not None else ()
            return accepted(visitor.request_id, post.deadline_ms, cookie)

        return take

    def begin(self, entry: Entry) -> Begin | None:
        """What takes a request that needs nothing but the broker's word; None where requests may need more."""
        route, form = entry.route, Input(entry, self._keys)
        if route is None or route.method != "POST" or "{" in route.path or entry.feed or form.begins_login:
            return None

        def take(request: Request, raw: bytes) -> Begun | None:
            visitor = self._visitors.identify_known(request)
            if visitor is None:
                return None
            _admit(visitor, entry)
            if form.has_body:
                check_body(request, raw, self._limits)
            post = self._compose(form, request, visitor, raw, None)
            sent = asyncio.ensure_future(self._broker.produce(self._record(post)))
            return Begun(sent, visitor.request_id, post.deadline_ms)

        return take

    def _compose(self, form: Input, request: Request, visitor: Visitor, raw: bytes, login_hash: str | None) -> Post:
        """What goes onto the log for a request; raises `Refusal` for one that is not as the schema says."""
        entry = form.entry
        body = form.read_body(raw) if form.has_body else None
        parameters = form.read_parameters(request.path_values, request.query)
        command = form.build(body, parameters, visitor.holder.session, login_hash)
        sent = (raw if form.has_body else None, request.path_values, request.query)
        fingerprint = form.fingerprint(*sent) if entry.kind == "command" else None
        deadline_ms = int(self._now_s() * 1000) + entry.timeout_ms
        envelope = _envelope(visitor, deadline_ms, request.head.get("traceparent"))
        return Post(entry, command, envelope, deadline_ms, fingerprint)

    def _record(self, post: Post) -> Outgoing:
        entry, headers = post.entry, post.envelope.to_headers()
        if post.fingerprint is not None:
            headers[FINGERPRINT] = post.fingerprint
        key = key_text(entry, post.command).encode()
        return Outgoing(entry.topics[0], key, self._encode(post), headers)

    def _opening(self, post: Post, query: Outgoing, visitor: Visitor) -> Outgoing:
        """The record by which a feed is announced on the lane of its socket, before its query is produced."""
        opened = FeedOpened(query=post.entry.name, key=key_text(post.entry, post.command))
        headers = query.headers | {QUERY: query.value or b""}
        subscriber = visitor.subscriber_id.encode()
        return Outgoing(REPLIES, subscriber, self._codec.encode(REPLIES, opened), headers, visitor.lane)

    def _encode(self, post: Post) -> bytes:
        """The command in Avro; raises `Refusal` for what JSON could say and Avro cannot."""
        try:
            return self._codec.encode(post.entry.topics[0], post.command)
        except EncodeError as error:
            if isinstance(error.__cause__, AvroError):
                raise value_error(post.entry, error.__cause__) from error
            raise


def _admit(visitor: Visitor, entry: Entry) -> None:
    if entry.access == "session" and visitor.holder.session is None:
        raise session_required(visitor.holder)


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
