"""The short way of the commonest request: a POST that came in one piece and needs nothing but the broker's word.

It costs half of the long way through ASGI, with its task for each request. Whatever is not plainly right is left to
the long way, which then says what is wrong: nothing has happened until the record is handed over, at the very end.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from gateway.commands import Begin, Begun
from gateway.http import Request, Respond, headers_of, problem, read_head
from gateway.metrics import Metrics
from gateway.origins import Origins
from gateway.problems import refusal_of
from services.wire.spans import Span, Tracer


class Shortcut:
    """Takes requests for these paths."""

    def __init__(self, begins: Mapping[str, Begin], origins: Origins, counters: Metrics, tracer: Tracer) -> None:
        self._begins = {path.encode(): (path, begin) for path, begin in begins.items()}
        self._origins = origins
        self._metrics = counters
        self._tracer = tracer

    def take(self, scope: Mapping[str, Any], body: bytes, respond: Respond) -> bool:
        """Begin a request, and have it answered once the broker has it; False to leave it to the long way."""
        route = self._begins.get(scope["raw_path"])
        if route is None or scope["method"] != "POST":
            return False
        path, begin = route
        try:
            head = read_head(scope["headers"])
            self._origins.check_request(head)
            head.refuse_repeats()
            span = self._tracer.serve("POST", path, head.get("traceparent"))
            request = Request(
                "POST", head.traced(span), query=scope["query_string"], path_values={}, client=scope["client"]
            )
            begun = begin(request, body)
        except Exception:  # whatever it is, the long way meets it too, and answers it
            return False
        if begun is None:
            return False
        begun.sent.add_done_callback(partial(self._answer, path, begun, respond, span))
        return True

    def _answer(self, path: str, begun: Begun, respond: Respond, span: Span, _: object) -> None:
        try:
            answer = begun.answer()
        except Exception as error:  # as in `resource`: the client gets a problem
            answer = problem(refusal_of(error, begun.post.record.headers))
        self._metrics.answered(path, answer.status)
        span.end(status=answer.status, request_id=begun.request_id)
        respond(answer.status, headers_of(answer, begun.request_id), answer.body)
