"""Spans by OpenTelemetry, told to a collector over OTLP. Nothing else here knows OpenTelemetry.

Names and attributes are those of its conventions: https://opentelemetry.io/docs/specs/semconv/messaging/kafka/
OpenTelemetry's own variables hold too: OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS, OTEL_BSP_*.
"""

import asyncio
import logging
import threading
from collections.abc import Sequence
from typing import Self
from urllib.parse import urlsplit

from msgspec import Struct
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Span as OtelSpan
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from services.wire.broker import Outgoing, Position, Record
from services.wire.generated.catalog import BY_TYPE
from services.wire.headers import REQUEST_ID, TRACEPARENT
from services.wire.settings import Settings
from services.wire.spans import Span

log = logging.getLogger(__name__)

CLOSE_WITHIN_S = 2.0
EXPORT_WITHIN_S = 5.0
FAILED = "wire.Failed"
ID_LENGTH = 36

_propagator = TraceContextTextMapPropagator()


class OpenTelemetry:
    """Begins spans of one process; `prefix` is what topics and groups have in front of their names on the cluster."""

    def __init__(self, resource: Resource, processor: SpanProcessor, prefix: str = "") -> None:
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("millrace")
        self._prefix = prefix

    @classmethod
    def over_http(cls, settings: Settings, service: str) -> Self:
        """Spans that are sent in batches, by a thread of their own: no request waits for a collector."""
        # They would say the same once for each batch; `Reported` says it once.
        for chatty in ("opentelemetry.exporter", "opentelemetry.sdk._shared_internal"):
            logging.getLogger(chatty).setLevel(logging.CRITICAL)
        exporter = OTLPSpanExporter(endpoint=endpoint(settings.traces_url), timeout=EXPORT_WITHIN_S)
        names = {"service.namespace": "millrace", "service.name": service, "service.instance.id": settings.slot}
        return cls(Resource.create(names), BatchSpanProcessor(Reported(exporter)), settings.topic_prefix)

    def serve(self, method: str, route: str, traceparent: bytes | None) -> Span:
        facts: dict[str, str | int] = {"http.request.method": method, "http.route": route}
        return self._begin(f"{method} {route}", SpanKind.SERVER, traceparent, facts)

    def send(self, outgoing: Outgoing) -> Span:
        topic = self._prefix + outgoing.topic
        facts = _operation("send", topic) | _request(outgoing.headers)
        return self._begin(f"send {topic}", SpanKind.PRODUCER, outgoing.headers.get(TRACEPARENT), facts)

    def process(self, record: Record, group: str) -> Span:
        topic = self._prefix + record.topic
        facts = _operation("process", topic) | {"messaging.consumer.group.name": self._prefix + group} | _read(record)
        return self._begin(f"process {topic}", SpanKind.CONSUMER, record.headers.get(TRACEPARENT), facts)

    def deliver(self, record: Record, message: type[Struct]) -> Span:
        name = BY_TYPE[message].name
        facts = _operation("process", self._prefix + record.topic, "deliver") | _read(record)
        facts["millrace.outcome"] = name
        return self._begin(f"deliver {name}", SpanKind.CONSUMER, record.headers.get(TRACEPARENT), facts)

    async def close(self) -> None:
        # A thread that nothing waits for: a collector that is away would hold the process up.
        closing = threading.Thread(target=self._provider.shutdown, name="traces-close", daemon=True)
        closing.start()
        await asyncio.to_thread(closing.join, CLOSE_WITHIN_S)

    def _begin(self, name: str, kind: SpanKind, traceparent: bytes | None, facts: dict[str, str | int]) -> Span:
        carried = {} if traceparent is None else {TRACEPARENT: traceparent.decode("latin-1")}
        parent = _propagator.extract(carried, Context())
        return _Span(self._tracer.start_span(name, parent, kind, facts))


class _Span:
    """One of OpenTelemetry's, told in our words."""

    __slots__ = ("_span",)

    def __init__(self, span: OtelSpan) -> None:
        self._span = span

    @property
    def traceparent(self) -> bytes | None:
        context = self._span.get_span_context()
        if not context.is_valid:  # OTEL_SDK_DISABLED
            return None
        return b"00-%032x-%016x-%02x" % (context.trace_id, context.span_id, context.trace_flags)

    def retried(self, error: str, tried: int) -> None:
        self._span.add_event("retry", {"error.type": error, "millrace.tried": tried})

    def end(
        self,
        *,
        error: str | None = None,
        outcome: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        written: Position | None = None,
    ) -> None:
        facts: dict[str, str | int] = {}
        if outcome is not None:
            facts["millrace.outcome"] = outcome
        if status is not None:
            facts["http.response.status_code"] = status
        if request_id is not None:
            facts["millrace.request.id"] = request_id
        if written is not None:
            facts |= _place(written.partition, written.offset)
        failure = error or _failure(outcome, status)
        if failure is not None:
            facts["error.type"] = failure
            self._span.set_status(Status(StatusCode.ERROR))
        self._span.set_attributes(facts)
        self._span.end()


class Reported(SpanExporter):
    """Says once that spans are not taken, and once that they are again. Called by the thread that exports."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._is_away = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        try:
            result = self._exporter.export(spans)
        except Exception:  # whatever an exporter raises, it costs spans and nothing else
            result = SpanExportResult.FAILURE
        is_away = result is not SpanExportResult.SUCCESS
        if is_away and not self._is_away:
            log.warning("the collector of traces does not take them; spans are lost until it does")
        elif self._is_away and not is_away:
            log.info("the collector takes traces again")
        self._is_away = is_away
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()


def endpoint(url: str) -> str:
    """Where spans are posted to: a collector that is named without a path has OTLP's own."""
    return url if urlsplit(url).path else f"{url}/v1/traces"


def _failure(outcome: str | None, status: int | None) -> str | None:
    if outcome == FAILED:
        return FAILED
    return str(status) if status is not None and status >= 500 else None


def _operation(kind: str, topic: str, name: str | None = None) -> dict[str, str | int]:
    return {
        "messaging.system": "kafka",
        "messaging.operation.type": kind,
        "messaging.operation.name": name or kind,
        "messaging.destination.name": topic,
    }


def _read(record: Record) -> dict[str, str | int]:
    return _place(record.partition, record.offset) | _request(record.headers)


def _place(partition: int, offset: int) -> dict[str, str | int]:
    return {"messaging.destination.partition.id": str(partition), "messaging.kafka.offset": offset}


def _request(headers: dict[str, bytes]) -> dict[str, str | int]:
    own_id = headers.get(REQUEST_ID)
    return {} if own_id is None else {"millrace.request.id": own_id[:ID_LENGTH].decode("latin-1")}
