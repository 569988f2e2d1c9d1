"""The way of a request as spans: begun, told what happens, and ended.

Whoever makes spans knows these words alone. What they become is said once, at start: nothing, or OpenTelemetry's,
which lives in `tracing` and is not loaded before it is asked for. A span that is never ended is never told of.
"""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from services.wire.broker import Outgoing, Position, Record
from services.wire.errors import SettingsInvalid
from services.wire.headers import TRACEPARENT
from services.wire.settings import Settings


class Span(Protocol):
    """A part of the way. Values of messages, their keys and cookies are never told to it."""

    @property
    def traceparent(self) -> bytes | None:
        """What goes with everything that follows from it; None leaves what came as it is."""

    def retried(self, error: str, tried: int) -> None:
        """Note that a try failed, and will be made again."""

    def end(
        self,
        *,
        error: str | None = None,
        outcome: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        written: Position | None = None,
    ) -> None:
        """Close it. `error` is a word of the error table, never a text that might quote a value.

        `outcome` is the full name of what a requester is told, `status` that of HTTP.
        """


class Tracer(Protocol):
    """Begins spans. What has no trace, or one that cannot be read, begins one, except for what is sent."""

    def serve(self, method: str, route: str, traceparent: bytes | None) -> Span:
        """A gateway takes a request."""

    def send(self, outgoing: Outgoing) -> Span:
        """A record is on its way to Kafka."""

    def process(self, record: Record, group: str) -> Span:
        """A worker of a group takes a record, until it is decided or put aside."""

    def deliver(self, record: Record, message: type[Struct]) -> Span:
        """A gateway has a frame with a message of this type for a socket, until it is written out."""

    async def close(self) -> None:
        """Let go of what is not delivered yet, after a short while."""


class _NoSpan:
    """No span at all."""

    traceparent: None = None

    def retried(self, error: str, tried: int) -> None:
        pass

    def end(self, **_: object) -> None:
        pass


class _NoTracer:
    """Makes nothing, and lets every trace pass as it came."""

    def serve(self, method: str, route: str, traceparent: bytes | None) -> Span:
        return NO_SPAN

    def send(self, outgoing: Outgoing) -> Span:
        return NO_SPAN

    def process(self, record: Record, group: str) -> Span:
        return NO_SPAN

    def deliver(self, record: Record, message: type[Struct]) -> Span:
        return NO_SPAN

    async def close(self) -> None:
        pass


NO_SPAN: Span = _NoSpan()
NO_TRACER: Tracer = _NoTracer()


def open_tracer(settings: Settings, service: str) -> Tracer:
    """Give what the settings ask for. Raises `SettingsInvalid` if the packages for it are not there."""
    if not settings.traces_url:
        return NO_TRACER
    try:
        from services.wire.tracing import OpenTelemetry  # noqa: PLC0415  # whoever has no traces loads nothing of it
    except ModuleNotFoundError as error:
        raise SettingsInvalid(
            f"MILLRACE_TRACES_URL: it needs packages that are not installed ({error.name}): "
            "install those of the extra `traces` in pyproject.toml"
        ) from error
    return OpenTelemetry.over_http(settings, service)


def traced(headers: Mapping[str, bytes], span: Span) -> dict[str, bytes]:
    """Headers of what follows from a span."""
    traceparent = span.traceparent
    return dict(headers) if traceparent is None else {**headers, TRACEPARENT: traceparent}
