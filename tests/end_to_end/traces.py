"""Spans as a test reads them: by name, with their parents."""

from collections.abc import Iterator
from typing import Any

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from services.wire.tracing import OpenTelemetry

TRACE = "0af7651916cd43dd8448eb211c80319c"
CLIENT = "b7ad6b7169203331"
SAMPLED = f"00-{TRACE}-{CLIENT}-01"
NOT_SAMPLED = f"00-{TRACE}-{CLIENT}-00"


class Traces:
    """A tracer, and the spans that it has told of."""

    def __init__(self, exporter: SpanExporter | None = None, prefix: str = "") -> None:
        self._memory = InMemorySpanExporter()
        processor = SimpleSpanProcessor(exporter or self._memory)
        self.tracer = OpenTelemetry(Resource({"service.name": "test"}), processor, prefix)

    @property
    def spans(self) -> list[ReadableSpan]:
        """In the order in which they began."""
        return sorted(self._memory.get_finished_spans(), key=lambda span: span.start_time or 0)

    def of(self, trace: str) -> list[ReadableSpan]:
        """The spans of one trace."""
        return [span for span in self.spans if trace_of(span) == trace]

    def named(self, name: str) -> list[ReadableSpan]:
        """The spans of this name."""
        return [span for span in self.spans if span.name == name]

    def the(self, name: str) -> ReadableSpan:
        """The one span of this name."""
        [span] = self.named(name)
        return span

    def way_to(self, span: ReadableSpan) -> list[str]:
        """The names from the root to a span; what is not ours, such as the client, is named by its id."""
        by_id = {one.context.span_id: one for one in self.spans}
        way = [span.name]
        while span.parent is not None:
            above = by_id.get(span.parent.span_id)
            if above is None:
                return [f"{span.parent.span_id:016x}", *way]
            span = above
            way.insert(0, span.name)
        return way


def trace_of(span: ReadableSpan) -> str:
    return f"{span.context.trace_id:032x}"


def texts_of(span: ReadableSpan) -> Iterator[Any]:
    """Everything that a span says."""
    yield span.name
    yield span.status.description
    yield from (span.attributes or {}).values()
    for event in span.events:
        yield event.name
        yield from (event.attributes or {}).values()
