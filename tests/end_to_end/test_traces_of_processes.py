"""The spans of real processes, over real Kafka, are one trace at their collector."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from services.local.stack import Stack
from services.testing.server import eventually
from tests.end_to_end.builds import SMALL
from tests.end_to_end.people import fresh_name
from tests.end_to_end.traces import CLIENT, SAMPLED, TRACE
from tests.end_to_end.visitor import visitor

pytestmark = pytest.mark.integration

PASSWORD = "correct horse battery staple"
SOON = {"OTEL_BSP_SCHEDULE_DELAY": "100"}  # milliseconds; five seconds unless said


class Told(NamedTuple):
    """A span as the collector has it."""

    service: str
    name: str
    trace: str
    own: str
    above: str


class Collector:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.spans: dict[str, Told] = {}

    def take(self, body: bytes) -> None:
        for sent in ExportTraceServiceRequest.FromString(body).resource_spans:
            facts = {fact.key: fact.value.string_value for fact in sent.resource.attributes}
            for span in (span for scope in sent.scope_spans for span in scope.spans):
                ids = (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
                self.spans[ids[1]] = Told(facts["service.name"], span.name, *ids)

    def way_to(self, name: str) -> list[str]:
        """Services and names from the client to the span of this name; empty until all of it is there."""
        way: list[str] = []
        span = next((span for span in self.spans.values() if (span.trace, span.name) == (TRACE, name)), None)
        while span is not None:
            way.insert(0, f"{span.service}: {span.name}")
            if span.above == CLIENT:
                return way
            span = self.spans.get(span.above)
        return []


@contextmanager
def collecting(collector: Collector) -> Iterator[str]:
    """Its address, while it listens."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collector.take(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


async def test_a_login_through_three_processes_is_one_trace(local_servers):
    collector = Collector()
    with collecting(collector) as url:
        with Stack(local_servers, "traced.", SMALL | {"MILLRACE_TRACES_URL": url, **SOON}) as stack:
            stack.apply()
            stack.start("accounts", "sessions", "gateway")
            async with visitor(stack.gateway_url) as ada:
                name = fresh_name()
                await ada.register(name, PASSWORD)
                headers = {"x-subscriber-id": ada.subscriber_id, "x-request-id": "2f1f5cc4-2b0c-4a55-9b0b-6a4b4f2b1a11"}
                body = {"name": name, "password": PASSWORD}
                await ada.send("POST", "/login", body, headers=headers | {"traceparent": SAMPLED})
                way = await eventually(lambda: collector.way_to("deliver sessions.SessionReady"), 30)

    assert way == [
        "gateway: POST /api/login",
        "gateway: send traced.accounts.commands",
        "accounts: process traced.accounts.commands",
        "accounts: send traced.accounts.signals",
        "sessions: process traced.accounts.signals",
        "sessions: send traced.replies",
        "gateway: deliver sessions.SessionReady",
    ]
