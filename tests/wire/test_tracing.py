"""What spans are made of, and that nothing waits for whoever collects them."""

import logging
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

from services.wire import tracing
from services.wire.broker import Outgoing
from services.wire.errors import SettingsInvalid
from services.wire.settings import Settings
from services.wire.spans import NO_TRACER, open_tracer
from services.wire.traced_broker import with_traces
from services.wire.tracing import OpenTelemetry, Reported
from tests.end_to_end.traces import NOT_SAMPLED, SAMPLED, TRACE, Traces, trace_of
from tests.wire.stage import MemoryStage

OFF = """
import asyncio, sys
import gateway.__main__, services.accounts.main, services.sessions.main
from services.testing.platform import platform
from services.wire.settings import Settings
from services.wire.spans import open_tracer

async def run():
    async with platform([services.accounts.main.SPEC], tracer=open_tracer(Settings.from_environment({}), "gateway")):
        pass

asyncio.run(run())
print([name for name in sys.modules if name.partition(".")[0] in ("opentelemetry", "requests", "google")])
"""

WITHOUT = """
import sys
sys.modules["opentelemetry"] = None
from services.wire.settings import Settings
from services.wire.spans import open_tracer
open_tracer(Settings(traces_url="http://127.0.0.1:4318"), "gateway")
"""


class Exporter(SpanExporter):
    """Answers as it is told: a result, or an exception."""

    def __init__(self, *answers: SpanExportResult | Exception) -> None:
        self._answers = iter(answers)

    def export(self, spans):
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_nothing_of_opentelemetry_is_loaded_while_traces_are_off():
    done = subprocess.run([sys.executable, "-c", OFF], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_packages_that_are_not_installed_are_said_to_be_missing():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert "SettingsInvalid: MILLRACE_TRACES_URL: it needs packages that are not installed" in done.stderr
    assert "the extra `traces`" in done.stderr


def test_a_broker_without_traces_is_the_broker_itself():
    broker = MemoryStage().broker
    assert with_traces(broker, open_tracer(Settings(), "gateway")) is broker
    assert open_tracer(Settings(), "gateway") is NO_TRACER


@pytest.mark.parametrize("url", ["collector:4318", "grpc://collector:4317", ""])
def test_a_collector_is_reached_over_http(url):
    with pytest.raises(SettingsInvalid, match="MILLRACE_TRACES_URL: expected an http or https URL"):
        Settings.from_environment({"MILLRACE_TRACES_URL": url})


@pytest.mark.parametrize(
    ("url", "posted_to"),
    [
        ("http://collector:4318", "http://collector:4318/v1/traces"),
        ("http://collector:4318/", "http://collector:4318/v1/traces"),
        ("https://example.org/otlp/v1/traces", "https://example.org/otlp/v1/traces"),
    ],
)
def test_a_collector_that_is_named_without_a_path_has_the_usual_one(url, posted_to):
    settings = Settings.from_environment({"MILLRACE_TRACES_URL": url})
    assert tracing.endpoint(settings.traces_url) == posted_to


class Collector(BaseHTTPRequestHandler):
    """Takes what is posted."""

    taken: ClassVar[list[tuple[str, bytes]]]

    def do_POST(self) -> None:
        self.taken.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


async def test_spans_are_told_to_the_collector_before_the_process_ends():
    kind = type("OneCollector", (Collector,), {"taken": []})
    with HTTPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tracer = open_tracer(Settings(traces_url=f"http://127.0.0.1:{server.server_port}", slot="7"), "accounts")
        tracer.serve("POST", "/api/register", SAMPLED.encode()).end(status=202)
        await tracer.close()
        server.shutdown()
    [(path, said)] = kind.taken
    assert path == "/v1/traces"
    assert all(word in said for word in (b"POST /api/register", b"service.name", b"accounts", b"millrace", b"7"))


def test_opentelemetrys_own_switch_leaves_traces_as_they_came(monkeypatch):
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    tracer = Traces().tracer
    assert tracer.serve("POST", "/api/register", None).traceparent is None
    assert tracer.serve("POST", "/api/register", SAMPLED.encode()).traceparent == SAMPLED.encode()


def test_a_sampler_that_records_everything_overrules_the_client(monkeypatch):
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_on")
    traces = Traces()
    traces.tracer.serve("POST", "/api/register", NOT_SAMPLED.encode()).end()
    assert trace_of(traces.the("POST /api/register")) == TRACE


def test_topics_and_groups_have_the_names_that_the_cluster_knows():
    traces = Traces(prefix="shop.")
    traces.tracer.send(Outgoing("accounts.commands", b"ada", b"", {"traceparent": SAMPLED.encode()})).end()
    span = traces.the("send shop.accounts.commands")
    assert span.attributes["messaging.destination.name"] == "shop.accounts.commands"


def test_a_collector_that_is_away_is_said_once_and_that_it_is_back_too(caplog):
    caplog.set_level(logging.INFO)
    away, back = SpanExportResult.FAILURE, SpanExportResult.SUCCESS
    exporter = Reported(Exporter(back, away, RuntimeError("no"), away, back, back))
    assert [exporter.export([]) for _ in range(6)] == [back, away, away, away, back, back]
    assert [(line.levelname, line.message) for line in caplog.records] == [
        ("WARNING", "the collector of traces does not take them; spans are lost until it does"),
        ("INFO", "the collector takes traces again"),
    ]


async def test_a_process_ends_although_its_collector_never_answers(monkeypatch):
    monkeypatch.setattr(tracing, "CLOSE_WITHIN_S", 0.01)
    begun, answered = threading.Event(), threading.Event()

    class Stuck(SimpleSpanProcessor):
        def shutdown(self) -> None:
            begun.set()
            answered.wait()

    tracer = OpenTelemetry(Resource({}), Stuck(Exporter()))
    await tracer.close()
    assert begun.is_set()
    answered.set()


async def test_a_record_without_a_trace_is_written_without_a_span():
    """Feed messages are for everybody who follows their key."""
    traces, stage = Traces(), MemoryStage()
    topic = next(iter(stage.broker.topics))
    await with_traces(stage.broker, traces.tracer).produce(Outgoing(topic, b"k", b"v", {"id": b"1"}))
    [record] = stage.broker.records(topic)
    assert (record.headers, traces.spans) == ({"id": b"1"}, [])
