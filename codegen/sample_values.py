"""The values that examples are made of: one moment, one amount, and what the platform's own fields hold."""

# 2026-11-25 09:30 in UTC.
_SECONDS = 1_795_599_000
_DAY = _SECONDS // 86_400
_TIME_OF_DAY = _SECONDS % 86_400

# By logical type, in our JSON form.
JSON: dict[str, object] = {
    "big-decimal": "1.25",
    "date": "2026-11-25",
    "time-millis": "09:30:00",
    "time-micros": "09:30:00",
    "timestamp-millis": "2026-11-25T09:30:00Z",
    "timestamp-micros": "2026-11-25T09:30:00Z",
    "timestamp-nanos": "2026-11-25T09:30:00Z",
    "local-timestamp-millis": "2026-11-25T09:30:00",
    "local-timestamp-micros": "2026-11-25T09:30:00",
    "local-timestamp-nanos": "2026-11-25T09:30:00",
    "duration": "P1M2DT3S",
}

# By logical type, in Avro's JSON encoding: the number or the bytes underneath.
AVRO: dict[str, object] = {
    "big-decimal": "\x02\x7d\x04",
    "date": _DAY,
    "time-millis": _TIME_OF_DAY * 1_000,
    "time-micros": _TIME_OF_DAY * 1_000_000,
    "timestamp-millis": _SECONDS * 1_000,
    "timestamp-micros": _SECONDS * 1_000_000,
    "timestamp-nanos": _SECONDS * 1_000_000_000,
    "local-timestamp-millis": _SECONDS * 1_000,
    "local-timestamp-micros": _SECONDS * 1_000_000,
    "local-timestamp-nanos": _SECONDS * 1_000_000_000,
    "duration": "\x01\x00\x00\x00\x02\x00\x00\x00\xb8\x0b\x00\x00",
}

SUBSCRIBER_ID = "AQARac7Ai0l3Zm9yZXhhbXBsZW9ubHkAAAAAAAAAAABtYWNtYWNtYWNtYWNtYWM0"
REQUEST_ID = "7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11"
POSITION = "17-4711"

# What the gateway fills in, by where it takes it.
FILLED_IN = {"session.name": "ada", "login.hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}

# By record and field: what would say nothing in the platform's own types if it were made from a name.
PLATFORM_VALUES: dict[tuple[str, str], str | int] = {
    ("wire.Accepted", "requestId"): REQUEST_ID,
    ("wire.Failed", "code"): "handler-failed",
    ("wire.Failed", "reason"): "The worker could not handle this; it was put aside.",
    ("wire.FeedOpened", "key"): "main",
    ("wire.FeedOpened", "query"): "board.ListNotes",
    ("wire.FieldError", "message"): "Expected `str` of length >= 1",
    ("wire.FieldError", "path"): "$.text",
    ("wire.Goodbye", "reconnectAfterMs"): 1_200,
    ("wire.Heartbeat", "position"): POSITION,
    ("wire.Heartbeat", "resumeToken"): "c2VhbGVkLWZvci1nYXRld2F5cw",
    ("wire.Lost", "reason"): "The socket was away for too long.",
    ("wire.Problem", "detail"): "$.text: Expected `str` of length >= 1.",
    ("wire.Problem", "status"): 422,
    ("wire.Problem", "title"): "The body is not as the schema says",
    ("wire.Problem", "type"): "/problems/body-invalid",
    ("wire.SessionRevoked", "sessionRef"): "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ("wire.Resumed", "replayed"): 3,
    ("wire.Sealed", "keyId"): "accounts-1",
    ("wire.Welcome", "heartbeatMs"): 25_000,
    ("wire.Welcome", "position"): POSITION,
    ("wire.Welcome", "resumeToken"): "c2VhbGVkLWZvci1nYXRld2F5cw",
    ("wire.Welcome", "subscriberId"): SUBSCRIBER_ID,
}


def json_decimal(precision: int, scale: int) -> str:
    """A decimal with at most so many digits, `scale` of them behind the point."""
    unscaled = _unscaled(precision)
    digits = f"{unscaled:0{scale + 1}d}"
    return f"{digits[:-scale]}.{digits[-scale:]}" if scale else digits


def avro_decimal(precision: int, size: int = 0) -> str:
    """Such a decimal in two's complement, each byte a character; `size` of a fixed."""
    unscaled = _unscaled(precision)
    length = size or (unscaled.bit_length() // 8 + 1)
    return unscaled.to_bytes(length, "big", signed=True).decode("latin-1")


def _unscaled(precision: int) -> int:
    """125, or as much of it as the precision takes."""
    return int("125"[:precision])
