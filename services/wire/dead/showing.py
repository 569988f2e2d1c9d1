"""Letters in words: a line for each, all that is known of one, and JSON for programs."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from services.wire.dead.letters import Letter, Mark
from services.wire.headers import PRINCIPAL, SUBSCRIBER_ID

SHOWN_BYTES = 512
HEADINGS = ("letter", "put aside", "type", "error", "from", "request")
HIDDEN = frozenset((SUBSCRIBER_ID,))
"""Whose socket it was: nothing that an operator can use."""


def table(rows: list[tuple[Letter, str]], now_ms: int) -> list[str]:
    """A line for each letter."""
    cells = [HEADINGS, *(_cells(letter, type_name, now_ms) for letter, type_name in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _cells(letter: Letter, type_name: str, now_ms: int) -> tuple[str, ...]:
    put_aside = f"{age(now_ms - letter.record.timestamp_ms)} ago"
    if letter.mark is not None:
        put_aside += f", {letter.mark.what}"
    return str(letter.name), put_aside, type_name, letter.error, _origin(letter), letter.request_id


def page(letter: Letter, type_name: str, value: Any, now_ms: int) -> list[str]:
    """All that is known of one letter; `value` is the original in plain Python, or why it cannot be read."""
    again = f"; put back before, as {letter.put_back_as}" if letter.put_back_as else ""
    facts = {
        "put aside": f"{_time(letter.record.timestamp_ms)}, {age(now_ms - letter.record.timestamp_ms)} ago{again}",
        "state": _state(letter.mark, now_ms),
        "error": letter.error,
        "reason": letter.reason,
        "attempts": "" if letter.attempts is None else str(letter.attempts),
        "type": type_name if letter.schema_id is None else f"{type_name}, schema id {letter.schema_id}",
        "from": _origin(letter),
        "key": "" if letter.record.key is None else letter.record.key.decode(errors="backslashreplace"),
        "request": letter.request_id,
        "principal": letter.text(PRINCIPAL),
        "cut": letter.truncated,
    }
    lines = [str(letter.name), *(f"  {name:<9}  {text}" for name, text in facts.items() if text)]
    lines += ["  headers", *(f"    {name}: {text}" for name, text in _headers(letter).items())]
    return [*lines, "  value", *(f"    {line}" for line in _value_lines(letter, value))]


def as_json(letter: Letter, type_name: str) -> str:
    """One letter as one line of JSON, the original's value left out."""
    shown = {
        "name": str(letter.name),
        "putAsideMs": letter.record.timestamp_ms,
        "type": type_name,
        "error": letter.error,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "topic": letter.origin and letter.origin.topic,
        "partition": letter.origin and letter.origin.number,
        "offset": letter.origin_offset,
        "requestId": letter.request_id or None,
        "mark": letter.mark and letter.mark.what,
    }
    return msgspec.json.encode(shown).decode()


def age(ms: int) -> str:
    """A stretch of time in its largest whole unit."""
    seconds = max(0, ms // 1000)
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _state(mark: Mark | None, now_ms: int) -> str:
    return "waits" if mark is None else f"{mark.what} {age(now_ms - mark.at_ms)} ago"


def _origin(letter: Letter) -> str:
    origin, offset = letter.origin, letter.origin_offset
    if origin is None:
        return "(not said)"
    return f"{origin.topic}-{origin.number}" + ("" if offset is None else f" at {offset}")


def _headers(letter: Letter) -> dict[str, str]:
    return {
        name: "<hidden>" if name in HIDDEN else _text(text) for name, text in sorted(letter.original_headers.items())
    }


def _text(data: bytes) -> str:
    """Bytes as text where they are text, else as hexadecimal."""
    text = data[:SHOWN_BYTES].decode(errors="replace")
    cut = "" if len(data) <= SHOWN_BYTES else f" ... ({len(data)} bytes)"
    return (text if text.isprintable() and "\ufffd" not in text else data[:SHOWN_BYTES].hex()) + cut


def _value_lines(letter: Letter, value: Any) -> list[str]:
    if not isinstance(value, Exception):
        return msgspec.json.format(msgspec.json.encode(value)).decode().splitlines()
    data = letter.record.value
    if data is None:
        return ["(none)"]
    return [f"cannot be read: {value}", _text(data)]


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
