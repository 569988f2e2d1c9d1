"""The headers of Kafka records, as a trait of the messages of each kind of topic."""

from typing import Literal

from .json_schema_values import Schema
from .topics import TopicKind

AVRO = "application/vnd.apache.avro"
BINDING_VERSION = "0.5.0"

_UUID: Schema = {"type": "string", "format": "uuid"}
_BYTES: Schema = {"type": "string", "format": "binary"}
_NUMBER: Schema = {"type": "string", "pattern": "^[0-9]+$"}
_TEXT: Schema = {"type": "string"}
_TRACE: Schema = {"type": "string", "pattern": "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"}
_SUBSCRIBER: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{64}$"}

# Name → form, words, and an example; all are UTF-8 text but those that say bytes.
_HEADERS: dict[str, tuple[Schema, str, str]] = {
    "id": (
        _UUID,
        "Of this record; that of an output follows from its input's, so that a repeat is recognisable.",
        "0b8f3bb4-7a2c-5d0e-9a52-0d7b4c1f6e11",
    ),
    "request-id": (_UUID, "The x-request-id of the request it belongs to.", "7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11"),
    "subscriber-id": (
        _SUBSCRIBER,
        "The socket that waits; it names the lane, which is the partition of `replies`.",
        "AQARac7Ai0l3Zm9yZXhhbXBsZW9ubHkAAAAAAAAAAABtYWNtYWNtYWNtYWNtYWM0",
    ),
    "deadline": (_NUMBER, "When nobody may begin the request any more, in milliseconds since 1970.", "1795599060000"),
    "accepted": (_NUMBER, "When a gateway took the request, in milliseconds since 1970.", "1795599000000"),
    "cause": (_UUID, "The `id` of the record that this one follows from.", "5a3c7c64-5a52-5b7e-8f0a-6f1b3a0f2c77"),
    "principal": (
        _UUID,
        "The account whose session it was; none without a session.",
        "f1d9c2be-6f0e-4b57-9a3f-2a7f0c5f9e21",
    ),
    "traceparent": (
        _TRACE,
        "W3C trace context: as the client sent it, or of the span that wrote the record if traces are on.",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ),
    "fingerprint": (_BYTES, "32 bytes: keyed hash of the request, to tell a repeat from a reused id.", ""),
    "final": (
        {"type": "string", "enum": ["0", "1"]},
        "Whether the frame ends its request; one that does not say, does.",
        "1",
    ),
    "query": (_BYTES, "Of `wire.FeedOpened`: the query as it stands on its topic.", ""),
    "dead-topic": (_TEXT, "Where the original stood.", "board.commands"),
    "dead-partition": (_NUMBER, "Its partition.", "3"),
    "dead-offset": (_NUMBER, "Its offset.", "4711"),
    "dead-error": (_TEXT, "The error's name in the error table.", "handler-failed"),
    "dead-reason": (_TEXT, "What went wrong, for an operator.", "KeyError: 'noteId'"),
    "dead-truncated": (
        {"type": "string", "enum": ["headers", "value"]},
        "What had to be cut, if the original was too large.",
        "",
    ),
    "dead-attempts": (_NUMBER, "How often it was tried.", "3"),
    "dead-retry": (_TEXT, "The dead letter that an operator has put back.", ""),
    "dead-mark": (
        {"type": "string", "enum": ["retried", "dropped"]},
        "What an operator did with a dead letter.",
        "retried",
    ),
    "dead-marked": (_NUMBER, "The offset of that letter, in the same partition.", "17"),
}

_REQUEST = ("request-id", "subscriber-id", "deadline")
_PASSED_ON = (*_REQUEST, "accepted", "principal", "traceparent")
_DEAD = ("dead-topic", "dead-partition", "dead-offset", "dead-error", "dead-reason", "dead-attempts")

Carrier = TopicKind | Literal["mark"]

# What the records of a topic carry, and the marks of dead letters: always, and if there is such a thing.
_CARRIED: dict[Carrier, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "commands": (("id", *_REQUEST), ("accepted", "principal", "traceparent", "fingerprint", "dead-retry")),
    "events": (("id", "cause"), (*_PASSED_ON, "dead-retry")),
    "signals": (("id", "cause"), (*_PASSED_ON, "dead-retry")),
    "inbox": (("id",), _PASSED_ON),
    "dead": (_DEAD, ("id", "cause", *_PASSED_ON, "fingerprint", "dead-truncated", "dead-retry")),
    "mark": (("dead-mark", "dead-marked"), ()),
    "replies": (
        ("id", "request-id", "subscriber-id"),
        ("cause", "final", "deadline", "accepted", "principal", "traceparent", "query"),
    ),
    "feeds": (("id",), ("cause",)),
}
CORRELATIONS: Schema = {
    "request": {
        "description": "Everything that follows from a request carries its id, through as many domains as it takes.",
        "location": "$message.header#/request-id",
    },
    "frame": {
        "description": "The id of the request that the frame answers; null in the gateway's own frames.",
        "location": "$message.payload#/requestId",
    },
}


def traits() -> dict[str, Schema]:
    """A trait for each kind of topic, and for the marks of dead letters."""
    return {kind: _trait(kind) for kind in _CARRIED}


def _trait(kind: Carrier) -> Schema:
    always, maybe = _CARRIED[kind]
    headers = {
        "type": "object",
        "properties": {name: _HEADERS[name][0] | {"description": _HEADERS[name][1]} for name in (*always, *maybe)},
        "required": list(always),
    }
    found: Schema = {"headers": headers}
    if "request-id" in (*always, *maybe):
        found["correlationId"] = {"$ref": "#/components/correlationIds/request"}
    if kind == "mark":
        return found
    if kind == "dead":
        return found | {"contentType": "application/octet-stream"}
    binding = {
        "schemaIdLocation": "payload",
        "schemaIdPayloadEncoding": "confluent",
        "schemaLookupStrategy": "TopicRecordNameStrategy",
        "bindingVersion": BINDING_VERSION,
    }
    return found | {"contentType": AVRO, "bindings": {"kafka": binding}}


def header_example(kind: Carrier) -> dict[str, str]:
    """What the headers of a record on such a topic may be; those that hold bytes are left out."""
    always, maybe = _CARRIED[kind]
    return {name: _HEADERS[name][2] for name in (*always, *maybe) if _HEADERS[name][2]}
