"""The HTTP side of a gateway."""

from uuid import uuid4

import httpx
import msgspec

from ..generated.client import Call
from ..generated.sessions import Session
from ..generated.wire import Accepted, Problem
from .cookies import cookie_jar
from .errors import RequestRefused
from .trace import Traces

_UNAUTHORIZED = 401
_TIMEOUT_S = 30.0


class Gateway:
    """Raises `RequestRefused` for a problem, and `httpx.TransportError` if nothing answered."""

    def __init__(self, url: str, origin: str, http: httpx.AsyncClient | None, traces: Traces) -> None:
        """`http` is its owner's to close; without one there is one of its own."""
        self._url = url
        self._origin = origin
        self._traces = traces
        self._is_own = http is None
        self._http = http or httpx.AsyncClient(cookies=cookie_jar(httpx.URL(url).host), timeout=_TIMEOUT_S)

    def traceparent(self) -> str:
        """The trace of a request that begins now."""
        return self._traces.traceparent()

    async def send(
        self, call: Call, request_id: str, subscriber_id: str, traceparent: str, wait_s: int | None = None
    ) -> Accepted:
        """Put a request on the log, to be begun within so many seconds; the answer comes down the socket."""
        headers = {"x-subscriber-id": subscriber_id, "x-request-id": request_id, "traceparent": traceparent}
        if wait_s is not None:
            headers["Prefer"] = f"wait={wait_s}"
        answer = await self._exchange(call.method, call.path, 202, headers, call)
        return msgspec.json.decode(answer.content, type=Accepted)

    async def cancel(self, request_id: str, subscriber_id: str) -> None:
        """End a feed."""
        headers = {"x-subscriber-id": subscriber_id, "x-request-id": str(uuid4())}
        await self._exchange("DELETE", f"/requests/{request_id}", 202, headers)

    async def read_session(self) -> Session | None:
        """Whose session the cookies hold; None if there is none."""
        try:
            answer = await self._exchange("GET", "/session", 200, {})
        except RequestRefused as refused:
            if refused.problem.status == _UNAUTHORIZED:
                return None
            raise
        return msgspec.json.decode(answer.content, type=Session)

    async def begin_session(self, subscriber_id: str) -> None:
        """Swap the finished login for a session cookie."""
        await self._exchange("POST", "/session", 204, {"x-subscriber-id": subscriber_id})

    async def end_session(self) -> None:
        """End the session; one that is over already has ended."""
        try:
            await self._exchange("DELETE", "/session", 204, {})
        except RequestRefused as refused:
            if refused.problem.status != _UNAUTHORIZED:
                raise

    def handshake_headers(self) -> dict[str, str]:
        """The cookies, by the rules of our own jar: httpx would copy them into one with other rules."""
        request = httpx.Request("GET", f"{self._url}/api/socket")
        self._http.cookies.set_cookie_header(request)
        return {"Cookie": request.headers["cookie"]} if "cookie" in request.headers else {}

    async def aclose(self) -> None:
        """Close the connections."""
        if self._is_own:
            await self._http.aclose()

    async def _exchange(
        self, method: str, path: str, expected: int, headers: dict[str, str], call: Call | None = None
    ) -> httpx.Response:
        given = {"Origin": self._origin, "x-request-id": str(uuid4())} | headers | self.handshake_headers()
        if "traceparent" not in given:
            given["traceparent"] = self.traceparent()
        body = call.body if call else None
        if body is not None:
            given["Content-Type"] = "application/json"
        query = call.query if call and call.query else None
        answer = await self._http.request(method, f"{self._url}/api{path}", headers=given, content=body, params=query)
        if answer.status_code != expected:
            raise _refusal(answer)
        return answer


def _refusal(answer: httpx.Response) -> RequestRefused:
    """The problem that an answer holds; made up from its status if something else than a gateway answered."""
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        detail = f"expected a problem as JSON, got {answer.text[:200]!r}"
        title = answer.reason_phrase or "The request was refused"
        problem = Problem(type="about:blank", title=title, status=answer.status_code, detail=detail)
    seconds = answer.headers.get("retry-after", "")
    return RequestRefused(problem, float(seconds) if seconds.isdecimal() else None)
