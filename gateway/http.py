"""One HTTP request as the rooms of the gateway see it, and the answer to it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Final, cast

from litestar.types import Receive, Scope, Send
from msgspec import Struct

from gateway.metrics import Metrics
from gateway.problems import MEDIA_TYPE, Headers, Refusal, refusal_of
from services.wire.generated.wire import ProblemType
from services.wire.headers import REQUEST_ID, TRACEPARENT
from services.wire.spans import NO_SPAN, Span, Tracer

JSON = b"application/json"
TEXT = b"text/plain; charset=utf-8"

API_POLICY: Headers = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)

METHOD: Final = "millrace.method"
HEAD: Final = "millrace.head"
"""Where the method of a request stands in its scope, and its headers once they are read."""

RESPOND: Final = "millrace.respond"
"""Where the server may offer to send a whole response at once."""
Respond = Callable[[int, Headers, bytes], None]
"""`respond(status, headers, body)`."""
CLOSE: Final = (b"connection", b"close")

_WANTED = {
    name.encode(): name
    for name in (
        "x-subscriber-id",
        "x-request-id",
        "content-type",
        "content-length",
        "content-encoding",
        "host",
        "origin",
        "sec-fetch-site",
        "cookie",
        "traceparent",
        "prefer",
        "if-none-match",
        "x-forwarded-for",
    )
}
_MAY_REPEAT = {"traceparent", "prefer", "if-none-match", "x-forwarded-for"}


class ClientGone(Exception):
    """The client went away in the middle of its request; there is nobody to answer."""


class Answer(Struct, frozen=True):
    """A response; `policy` are the headers that say how browsers may treat it."""

    status: int
    body: bytes = b""
    media_type: bytes | None = None
    headers: Headers = ()
    policy: Headers = API_POLICY


class Head(Struct, frozen=True):
    """The headers that the gateway reads, as they came; the first that came twice, if any did."""

    values: dict[str, bytes]
    repeated: str | None

    def get(self, name: str) -> bytes | None:
        return self.values.get(name)

    def traced(self, span: Span) -> "Head":
        """The same, as it goes on from a span."""
        if span.traceparent is None:
            return self
        return Head({**self.values, "traceparent": span.traceparent}, self.repeated)

    def refuse_repeats(self) -> None:
        """Two of a header that may come once could mean one thing here and another behind a proxy."""
        if self.repeated is not None:
            raise Refusal(ProblemType.HEADER_REPEATED, f"The header {self.repeated} came more than once.")


def read_head(headers: Iterable[tuple[bytes, bytes]]) -> Head:
    """Pick the headers that matter out of those of a request."""
    values: dict[str, bytes] = {}
    repeated = None
    for name, value in headers:
        wanted = _WANTED.get(name)
        if wanted is None:
            continue
        before = values.get(wanted)
        if before is not None and wanted not in _MAY_REPEAT:
            repeated = repeated or wanted
        # Several preferences are one list.
        values[wanted] = value if before is None or wanted != "prefer" else before + b"," + value
    return Head(values, repeated)


async def _nothing() -> Any:
    return {"type": "http.disconnect"}


class Request:
    """What a handler is given. `path_values` are as they stand in the URL, percent signs and all."""

    __slots__ = ("head", "method", "path_values", "peer", "query", "receive", "request_id")

    def __init__(
        self,
        method: str,
        head: Head,
        *,
        query: bytes = b"",
        path_values: Mapping[str, str],
        client: tuple[str, int] | None,
        receive: Receive = _nothing,
    ) -> None:
        self.method = method
        self.head = head
        self.query = query
        self.path_values = path_values
        self.peer = client[0] if client else ""
        self.receive = receive
        self.request_id: str | None = None
        """Set once it is known to be a UUID, and sent back with whatever the answer is."""

    def named(self) -> dict[str, bytes]:
        """Its id and its trace as they stand on a record, or as they came."""
        own_id = self.head.get("x-request-id") if self.request_id is None else self.request_id.encode()
        known = {REQUEST_ID: own_id, TRACEPARENT: self.head.get("traceparent")}
        return {name: value for name, value in known.items() if value is not None}


Handler = Callable[[Request], Awaitable[Answer]]
Resource = Callable[[Scope, Receive, Send], Awaitable[None]]


def problem(refusal: Refusal) -> Answer:
    """The answer that a refusal is."""
    return Answer(refusal.status, refusal.to_json(), MEDIA_TYPE, refusal.headers)


def resource(name: str, methods: dict[str, Handler], metrics: Metrics, tracer: Tracer) -> Resource:
    """The ASGI side of one path: what answers each method."""
    allowed, route = ", ".join(methods), name.replace(":str}", "}")

    async def refuse_method(request: Request) -> Answer:
        detail = f"Expected {allowed}, got {request.method}."
        raise Refusal(ProblemType.METHOD_NOT_ALLOWED, detail, headers=((b"allow", allowed.encode()),))

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        connection: Any = scope
        method, head = connection[METHOD], connection[HEAD]
        span = tracer.serve(method, route, head.get("traceparent")) if method in methods else NO_SPAN
        request = Request(
            method,
            head.traced(span),
            query=connection["query_string"],
            path_values=connection["path_params"],
            client=connection["client"],
            receive=receive,
        )
        try:
            handler = methods.get(request.method, refuse_method)
            request.head.refuse_repeats()
            answer = await handler(request)
        except ClientGone:
            span.end(error="client-gone", request_id=request.request_id)
            return
        except Exception as error:  # the last fence: whatever happens, the client gets a problem
            answer = problem(refusal_of(error, request.named()))
        metrics.answered(name, answer.status)
        span.end(status=answer.status, request_id=request.request_id)
        await write(cast("dict[str, Any]", scope), send, answer, request.request_id)

    return serve


async def write(scope: Mapping[str, Any], send: Send, answer: Answer, request_id: str | None = None) -> None:
    """Send a response; through the server's own way where there is one."""
    headers = headers_of(answer, request_id)
    respond = scope.get(RESPOND)
    if respond is not None:
        respond(answer.status, headers, answer.body)
        return
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})


def headers_of(answer: Answer, request_id: str | None) -> Headers:
    """Everything that stands above the body of an answer."""
    headers = ((b"content-length", b"%d" % len(answer.body)), *answer.policy, *answer.headers)
    if answer.media_type is not None:
        headers = (*headers, (b"content-type", answer.media_type))
    if request_id is not None:
        headers = (*headers, (b"x-request-id", request_id.encode()))
    return headers
