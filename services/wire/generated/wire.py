"""The types of `wire`. Generated from schemas/ by `just generate`: edit those."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from .open_enum import OpenEnum


class Accepted(Struct, frozen=True, kw_only=True, tag="wire.Accepted", tag_field="@type", rename="camel"):
    """The body of every 202: the request is on the log and will end with a frame."""

    request_id: UUID
    """The x-request-id of the request."""
    deadline: Annotated[datetime, Meta(tz=True)]
    """When the first worker stops trying to begin it."""


class Cancelled(Struct, frozen=True, kw_only=True, tag="wire.Cancelled", tag_field="@type"):
    """The end of a feed that its subscriber cancelled."""


class CloseCode(OpenEnum):
    """Why a gateway closes a socket. 44xx is final, 45xx asks the client to come back."""

    CLIENT_SENT_DATA = "CLIENT_SENT_DATA"
    SESSION_ENDED = "SESSION_ENDED"
    NOT_ALLOWED = "NOT_ALLOWED"
    SUPERSEDED = "SUPERSEDED"
    DRAINING = "DRAINING"
    TOO_SLOW = "TOO_SLOW"
    TOO_MANY = "TOO_MANY"


class CloseCodeRow(Struct, frozen=True, kw_only=True):
    """What the table of `wire.CloseCode` says of one symbol."""

    code: int
    reconnect: bool
    meaning: str


CLOSE_CODE: dict[CloseCode, CloseCodeRow] = {
    CloseCode.CLIENT_SENT_DATA: CloseCodeRow(
        code=4400, reconnect=False, meaning="The socket is downstream only and the client sent something."
    ),
    CloseCode.SESSION_ENDED: CloseCodeRow(
        code=4401, reconnect=False, meaning="The session that this socket belongs to ended."
    ),
    CloseCode.NOT_ALLOWED: CloseCodeRow(code=4403, reconnect=False, meaning="This client may not open a socket here."),
    CloseCode.SUPERSEDED: CloseCodeRow(code=4409, reconnect=False, meaning="Another socket resumed from this one."),
    CloseCode.DRAINING: CloseCodeRow(
        code=4503, reconnect=True, meaning="The gateway is stopping; another one will answer."
    ),
    CloseCode.TOO_SLOW: CloseCodeRow(
        code=4508, reconnect=True, meaning="The client reads more slowly than its frames come."
    ),
    CloseCode.TOO_MANY: CloseCodeRow(
        code=4529, reconnect=True, meaning="Too many sockets or handshakes from this client."
    ),
}


class Expired(Struct, frozen=True, kw_only=True, tag="wire.Expired", tag_field="@type"):
    """The deadline passed before any worker began: nothing happened."""

    deadline: Annotated[datetime, Meta(tz=True)]
    """The deadline that passed."""


class Failed(Struct, frozen=True, kw_only=True, tag="wire.Failed", tag_field="@type"):
    """A worker could not handle the request; it was put aside for an operator."""

    code: str
    """The error's name in the error table."""
    reason: str
    """What went wrong, in words that may be shown."""
    retryable: bool
    """Whether sending the same request again may succeed."""


class FeedCancelled(Struct, frozen=True, kw_only=True, tag="wire.FeedCancelled", tag_field="@type"):
    """Tells the gateway that holds a socket to end one of its feeds."""


class FeedOpened(Struct, frozen=True, kw_only=True, tag="wire.FeedOpened", tag_field="@type"):
    """Tells the gateway that holds a socket that one of its requests is a feed."""

    query: str
    """Full name of the query."""
    key: str
    """The key whose feed messages are wanted."""


class FieldError(Struct, frozen=True, kw_only=True, tag="wire.FieldError", tag_field="@type"):
    """One place in a request that is not as the schema says."""

    path: str
    """Where: a JSON path into the body, or the name of a header, path or query parameter."""
    message: str
    """What was expected and what came."""


class Goodbye(Struct, frozen=True, kw_only=True, tag="wire.Goodbye", tag_field="@type", rename="camel"):
    """The gateway is about to close this socket in an orderly way."""

    reconnect_after_ms: Annotated[int, Meta(ge=0, le=2147483647)]
    """How long to wait before the next connect; spread over the sockets of one gateway."""


class Heartbeat(Struct, frozen=True, kw_only=True, tag="wire.Heartbeat", tag_field="@type", rename="camel"):
    """Says that the socket lives, and renews what a reconnect needs."""

    resume_token: str
    """Replaces the token of the welcome or of the last heartbeat."""
    position: str
    """Where the socket's lane stands now, as <lane>-<offset>."""
    server_time: Annotated[datetime, Meta(tz=True)]
    """The gateway's clock."""


class InboxEntry(Struct, frozen=True, kw_only=True, tag="wire.InboxEntry", tag_field="@type"):
    """One handled request: the memory of repeats and the outbox of its reply."""

    fingerprint: bytes
    """Keyed hash of the request body, to tell a repeat from a reused id."""
    outcome: bytes | None = None
    """The framed outcome; null when a later domain ends the request."""
    final: bool = True
    """Whether the outcome ends the request."""


class Lost(Struct, frozen=True, kw_only=True, tag="wire.Lost", tag_field="@type"):
    """The answer could not be recovered after a dropped socket; what happened is not known."""

    reason: str
    """Why it could not be recovered."""


class Problem(Struct, frozen=True, kw_only=True, tag="wire.Problem", tag_field="@type"):
    """The body of every refusal at the door (RFC 9457, application/problem+json)."""

    type: str
    """Which problem: /problems/ and the name from the problem table."""
    title: str
    """What the problem is, the same for every occurrence."""
    status: Annotated[int, Meta(ge=400, le=599)]
    """The HTTP status."""
    detail: str
    """What was expected, what came, and how to mend it."""
    errors: list[FieldError] = []
    """The places at fault, where they are known."""


class ProblemType(OpenEnum):
    """Every refusal at the door, with its HTTP status."""

    SUBSCRIBER_MISSING = "SUBSCRIBER_MISSING"
    SUBSCRIBER_MALFORMED = "SUBSCRIBER_MALFORMED"
    SUBSCRIBER_EXPIRED = "SUBSCRIBER_EXPIRED"
    SUBSCRIBER_REBIND = "SUBSCRIBER_REBIND"
    SUBSCRIBER_FOREIGN = "SUBSCRIBER_FOREIGN"
    REQUEST_ID_MISSING = "REQUEST_ID_MISSING"
    REQUEST_ID_MALFORMED = "REQUEST_ID_MALFORMED"
    HEADER_REPEATED = "HEADER_REPEATED"
    HEADER_MALFORMED = "HEADER_MALFORMED"
    BODY_MALFORMED = "BODY_MALFORMED"
    BODY_INVALID = "BODY_INVALID"
    PARAMETER_INVALID = "PARAMETER_INVALID"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    CONTENT_TYPE_UNSUPPORTED = "CONTENT_TYPE_UNSUPPORTED"
    SESSION_REQUIRED = "SESSION_REQUIRED"
    LOGIN_NOT_READY = "LOGIN_NOT_READY"
    ORIGIN_REFUSED = "ORIGIN_REFUSED"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    RATE_LIMITED = "RATE_LIMITED"
    INTERNAL = "INTERNAL"
    UNAVAILABLE = "UNAVAILABLE"


class ProblemTypeRow(Struct, frozen=True, kw_only=True):
    """What the table of `wire.ProblemType` says of one symbol."""

    status: int
    title: str


PROBLEM_TYPE: dict[ProblemType, ProblemTypeRow] = {
    ProblemType.SUBSCRIBER_MISSING: ProblemTypeRow(status=400, title="The x-subscriber-id header is missing"),
    ProblemType.SUBSCRIBER_MALFORMED: ProblemTypeRow(
        status=400, title="The x-subscriber-id header is not an id that a gateway gave out"
    ),
    ProblemType.SUBSCRIBER_EXPIRED: ProblemTypeRow(
        status=409, title="The subscriber id is older than the longest life of a socket"
    ),
    ProblemType.SUBSCRIBER_REBIND: ProblemTypeRow(
        status=409, title="The subscriber id was given out before this session began"
    ),
    ProblemType.SUBSCRIBER_FOREIGN: ProblemTypeRow(status=403, title="The subscriber id belongs to another session"),
    ProblemType.REQUEST_ID_MISSING: ProblemTypeRow(status=400, title="The x-request-id header is missing"),
    ProblemType.REQUEST_ID_MALFORMED: ProblemTypeRow(status=400, title="The x-request-id header is not a UUID"),
    ProblemType.HEADER_REPEATED: ProblemTypeRow(status=400, title="A header that may come once came more than once"),
    ProblemType.HEADER_MALFORMED: ProblemTypeRow(status=400, title="A header or cookie cannot be read"),
    ProblemType.BODY_MALFORMED: ProblemTypeRow(status=400, title="The body is not JSON"),
    ProblemType.BODY_INVALID: ProblemTypeRow(status=422, title="The body is not as the schema says"),
    ProblemType.PARAMETER_INVALID: ProblemTypeRow(
        status=422, title="A path or query parameter is not as the schema says"
    ),
    ProblemType.BODY_TOO_LARGE: ProblemTypeRow(status=413, title="The body is larger than the limit"),
    ProblemType.CONTENT_TYPE_UNSUPPORTED: ProblemTypeRow(status=415, title="The content type is not application/json"),
    ProblemType.SESSION_REQUIRED: ProblemTypeRow(status=401, title="This needs a session"),
    ProblemType.LOGIN_NOT_READY: ProblemTypeRow(status=401, title="There is no finished login to pick up"),
    ProblemType.ORIGIN_REFUSED: ProblemTypeRow(
        status=403, title="The request comes from a page that is not served here"
    ),
    ProblemType.NOT_FOUND: ProblemTypeRow(status=404, title="There is nothing at this path"),
    ProblemType.METHOD_NOT_ALLOWED: ProblemTypeRow(status=405, title="This path does not take this method"),
    ProblemType.RATE_LIMITED: ProblemTypeRow(status=429, title="Too many requests"),
    ProblemType.INTERNAL: ProblemTypeRow(status=500, title="The gateway failed"),
    ProblemType.UNAVAILABLE: ProblemTypeRow(status=503, title="A server that the gateway needs does not answer"),
}


class RequestIdReused(Struct, frozen=True, kw_only=True, tag="wire.RequestIdReused", tag_field="@type"):
    """The request id was used before with another body; nothing happened."""


class Resumed(Struct, frozen=True, kw_only=True, tag="wire.Resumed", tag_field="@type"):
    """What a reconnect brought back."""

    complete: bool
    """False when frames may be missing; requests still pending are then lost."""
    replayed: Annotated[int, Meta(ge=0, le=2147483647)]
    """How many frames were played again before this one."""


class Sealed(Struct, frozen=True, kw_only=True, tag="wire.Sealed", tag_field="@type", rename="camel"):
    """A secret, encrypted to the worker of one domain (X25519 sealed box)."""

    key_id: str
    """Which key of that domain it was sealed to."""
    ciphertext: bytes
    """The sealed box around the UTF-8 text of the secret."""


class SessionRevoked(Struct, frozen=True, kw_only=True, tag="wire.SessionRevoked", tag_field="@type", rename="camel"):
    """Every gateway closes the sockets of this session."""

    session_ref: str
    """SHA-256 of the session token, in hexadecimal."""


class Welcome(Struct, frozen=True, kw_only=True, tag="wire.Welcome", tag_field="@type", rename="camel"):
    """The first frame of every socket: who this socket is, and how to come back."""

    subscriber_id: str
    """Sent as x-subscriber-id with every request whose answer should come down this socket."""
    resume_token: str
    """Offered at the next connect to have missed frames played again."""
    position: str
    """Where the socket's lane stood when it opened, as <lane>-<offset>."""
    heartbeat_ms: Annotated[int, Meta(ge=1, le=2147483647)]
    """A heartbeat comes at least this often; two and a half missed ones mean a dead socket."""
    server_time: Annotated[datetime, Meta(tz=True)]
    """The gateway's clock, so that a deadline can be shown on a browser whose clock is wrong."""
