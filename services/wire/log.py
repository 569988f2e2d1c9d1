"""Log lines, as text or as JSON, one for each event.

Facts go into `extra`: `log.info("ready", extra={"slot": "0"})`. Values of messages never do:
whatever is not a plain scalar is shown by its type alone. A line that is about one request has what `of_request`
or `of_record` gives, so that all of its way is found by one id.
"""

import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

import msgspec

from services.wire.broker import Record
from services.wire.headers import REQUEST_ID, TRACEPARENT

_STANDARD = set(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "taskName"}


# Whoever may write to Kafka may write anything into a header; what looks otherwise is left out.
_REQUEST_ID = re.compile(rb"[0-9a-fA-F-]{36}")
_TRACE_ID = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-.*")


def configure(level: str, style: Literal["plain", "json"] = "plain", stream: TextIO | None = None) -> None:
    """Send every logger's lines to `stream` (standard error) in one style."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if style == "json" else PlainLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx", "httpcore", "websockets", "asyncio", "uvicorn", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def of_request(headers: Mapping[str, bytes]) -> dict[str, str | int]:
    """Facts for `extra`: which request a record with these headers belongs to, and which trace."""
    facts: dict[str, str | int] = {}
    own_id, trace = headers.get(REQUEST_ID, b""), _TRACE_ID.fullmatch(headers.get(TRACEPARENT, b""))
    if _REQUEST_ID.fullmatch(own_id):
        facts["request_id"] = own_id.decode()
    if trace:
        facts["trace_id"] = trace[1].decode()
    return facts


def of_record(record: Record) -> dict[str, str | int]:
    """Facts for `extra`: where a record stands, and which request it belongs to."""
    place: dict[str, str | int] = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
    return {**place, **of_request(record.headers)}


class PlainLines(logging.Formatter):
    """`2026-01-02T03:04:05.678Z INFO  services.runner ready slot=0`."""

    def format(self, record: logging.LogRecord) -> str:
        facts = "".join(f" {name}={value}" for name, value in _facts(record).items())
        line = f"{_time(record)} {record.levelname:<5} {record.name} {record.getMessage()}{facts}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """`{"time": ..., "level": ..., "logger": ..., "message": ..., <facts>}`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _facts(record: logging.LogRecord) -> dict[str, str | int | float | bool | None]:
    facts = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    return {name: _shown(value) for name, value in facts.items()}


def _shown(value: object) -> str | int | float | bool | None:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value)} bytes>"
    return f"<{type(value).__qualname__}>"
