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
from gateway.patience import wait_ms
from gateway.problems import Headers, value_error
from gateway.visitors import Visitor, Visitors, session_required
from services.wire.broker import Broker, Outgoing, Position
from services.wire.codec import Codec
from services.wire.entry import Entry, key_text
from services.wire.errors import EncodeError
from services.wire.generated.codec.primitives import AvroError
from services.wire.generated.wire import Accepted, FeedOpened
from services.wire.headers import (
    ACCEPTED,
    DEADLINE,
    FINGERPRINT,
    ID,
    PRINCIPAL,
    REQUEST_ID,
    SUBSCRIBER_ID,
    TRACEPARENT,
)

QUERY: Final = "query"
"""Header of `wire.FeedOpened`: the query as it was produced, so that it can be asked again."""

_TRACEPARENT = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Post(Struct, frozen=True):
    """What of a request goes onto the log, under the key that its command has."""

    record: Outgoing
    key: str
    deadline_ms: int
    headers: Headers
    """Of the 202."""


class Begun(Struct, frozen=True):
    """A request that is on its way to the log: accepted once `sent` has ended well."""

    sent: asyncio.Future[Position]
    request_id: str
    post: Post

    def answer(self) -> Answer:
        """The 202; raises what went wrong."""
        self.sent.result()
        return accepted(self.request_id, self.post.deadline_ms, self.post.headers)


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
                await self._attempts.check(post.key, _address(request))
            if entry.feed:
                await self._broker.produce(self._opening(entry, post, visitor))
            await self._broker.produce(post.record)
            cookie = set_cookie(LOGIN, login_token, self._limits.login_life_s) if login_token is not None else ()
            return accepted(visitor.request_id, post.deadline_ms, (*post.headers, *cookie))

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
            sent = asyncio.ensure_future(self._broker.produce(post.record))
            return Begun(sent, visitor.request_id, post)

        return take

    def _compose(self, form: Input, request: Request, visitor: Visitor, raw: bytes, login_hash: str | None) -> Post:
        """What goes onto the log for a request; raises `Refusal` for one that is not as the schema says."""
        entry = form.entry
        body = form.read_body(raw) if form.has_body else None
        parameters = form.read_parameters(request.path_values, request.query)
        command = form.build(body, parameters, visitor.holder.session, login_hash)
        now_ms = int(self._now_s() * 1000)
        within_ms, applied = wait_ms(request.head.get("prefer"), entry.timeout_ms)
        deadline_ms = now_ms + within_ms
        headers = _headers(visitor, now_ms, deadline_ms, request.head.get("traceparent"))
        if entry.kind == "command":
            sent = raw if form.has_body else None
            headers[FINGERPRINT] = form.fingerprint(sent, request.path_values, request.query)
        topic, key = entry.topics[0], key_text(entry, command)
        record = Outgoing(topic, key.encode(), self._encode(entry, command), headers)
        return Post(record, key, deadline_ms, applied)

    def _opening(self, entry: Entry, post: Post, visitor: Visitor) -> Outgoing:
        """The record by which a feed is announced on the lane of its socket, before its query is produced."""
        value = self._codec.encode(REPLIES, FeedOpened(query=entry.name, key=post.key))
        headers = post.record.headers | {QUERY: post.record.value or b""}
        return Outgoing(REPLIES, visitor.subscriber_id.encode(), value, headers, visitor.lane)

    def _encode(self, entry: Entry, command: Struct) -> bytes:
        """The command in Avro; raises `Refusal` for what JSON could say and Avro cannot."""
        try:
            return self._codec.encode(entry.topics[0], command)
        except EncodeError as error:
            if isinstance(error.__cause__, AvroError):
                raise value_error(entry, error.__cause__) from error
            raise


def _admit(visitor: Visitor, entry: Entry) -> None:
    if entry.access == "session" and visitor.holder.session is None:
        raise session_required(visitor.holder)


def _address(request: Request) -> str:
    return address_of(request.peer, request.head.get("x-forwarded-for"))


def _headers(visitor: Visitor, now_ms: int, deadline_ms: int, traceparent: bytes | None) -> dict[str, bytes]:
    """An `Envelope` as it stands on the log, made of texts that are known to be right."""
    session = visitor.holder.session
    principal = None if session is None else str(session.account_id)
    headers = {
        ID: command_id(principal, visitor.request_id),
        REQUEST_ID: visitor.request_id.encode(),
        SUBSCRIBER_ID: visitor.subscriber_id.encode(),
        DEADLINE: b"%d" % deadline_ms,
        ACCEPTED: b"%d" % now_ms,
    }
    if principal is not None:
        headers[PRINCIPAL] = principal.encode()
    if traceparent is not None and _TRACEPARENT.fullmatch(traceparent):
        headers[TRACEPARENT] = traceparent
    return headers


def accepted(request_id: str, deadline_ms: int, headers: Headers = ()) -> Answer:
    """The 202 of a request that is on the log."""
    deadline = datetime.fromtimestamp(deadline_ms / 1000, UTC)
    body = msgspec.json.encode(Accepted(request_id=to_uuid(request_id), deadline=deadline))
    return Answer(202, body, JSON, headers)
