"""The channels of AsyncAPI: every topic, and the socket."""

from .emit_asyncapi_headers import BINDING_VERSION
from .emit_asyncapi_messages import Messages
from .frames import PATH, RESUME_OFFER, SUBPROTOCOL
from .json_schema_values import Schema
from .model import Enum, Tree
from .topics import Topic, TopicKind

PARAMETERS: Schema = {
    "topicPrefix": {
        "description": "MILLRACE_TOPIC_PREFIX of the installation: also of groups and transactional ids.",
        "default": "",
        "examples": ["staging."],
    }
}

# What stands on a topic; what partitions it.
_WORDS: dict[TopicKind, tuple[str, str]] = {
    "commands": (
        "What the domain is asked to do: its commands and queries. Its worker handles those of one key in order.",
        "by key, as murmur2 of its UTF-8 text",
    ),
    "events": (
        "The facts of the domain. Its worker folds them into the state of each key, from the beginning.",
        "as the command was: an event has the key and the partition of what caused it",
    ),
    "signals": (
        "Facts that only tell: other domains may react to them, and nobody folds them.",
        "as the command was: an event has the key and the partition of what caused it",
    ),
    "inbox": (
        "One record for each request handled: the outbox of its reply, and the memory of repeats.",
        "as what was handled",
    ),
    "dead": (
        "What could not be handled, for an operator: the original bytes, where they stood, why, and what was done.",
        "as the original",
    ),
    "replies": (
        "Frames and control records, each for one socket. A partition is a lane, which one gateway process follows.",
        "by lane, which the subscriber id names; there are MILLRACE_REPLY_LANES of them",
    ),
    "feeds": ("Feed messages and ended sessions, which every gateway reads.", "by key"),
}
_LISTS = ("cleanup.policy",)


def channels(tree: Tree, messages: Messages) -> dict[str, Schema]:
    """Name → channel; a topic's name is without its prefix."""
    found = {topic.name: _topic(topic, messages) for topic in messages.topics}
    return found | ({"socket": _socket(tree, messages)} if messages.frames else {})


def _topic(topic: Topic, messages: Messages) -> Schema:
    words, partitioning = _WORDS[topic.kind]
    tags = [] if topic.domain is None else [{"name": topic.domain}]
    return {
        "address": f"{{topicPrefix}}{topic.name}",
        "title": topic.name,
        "summary": words,
        "description": f"Partitioned {partitioning}. Kept {kept(topic)}.",
        "servers": [{"$ref": "#/servers/kafka"}],
        "parameters": {"topicPrefix": {"$ref": "#/components/parameters/topicPrefix"}},
        "messages": messages.channel(topic),
        "tags": tags,
        "bindings": {"kafka": {"topicConfiguration": _configuration(topic), "bindingVersion": BINDING_VERSION}},
    }


def kept(topic: Topic) -> str:
    """How long its records stay, in words."""
    retention_ms = int(topic.config["retention.ms"])
    if retention_ms < 0:
        return "for ever"
    for unit_ms, unit in ((86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"), (1_000, "second")):
        if retention_ms % unit_ms == 0:
            count = retention_ms // unit_ms
            return f"for {count} {unit}{'' if count == 1 else 's'}"
    return f"for {retention_ms} milliseconds"


def _configuration(topic: Topic) -> Schema:
    """The settings in the types that the binding has for them."""
    return {name: [value] if name in _LISTS else _number_or_text(value) for name, value in topic.config.items()}


def _number_or_text(value: str) -> int | str:
    return int(value) if value.removeprefix("-").isdigit() else value


def _socket(tree: Tree, messages: Messages) -> Schema:
    codes = tree.types.get("wire.CloseCode")
    rows = codes.table.values() if isinstance(codes, Enum) else ()
    closes = "\n".join(f"- `{row['code']}`: {row['meaning']}" for row in rows)
    return {
        "address": PATH,
        "title": "The socket",
        "summary": "Downstream only: whatever a client sends closes it. Every text message is one frame.",
        "description": (
            "The first frame is `wire.Welcome`; its subscriberId goes into `x-subscriber-id` of every request. "
            "Every new socket has a new one. It is closed with one of these codes, of which 45xx asks the client "
            f"to come back:\n\n{closes}"
        ),
        "servers": [{"$ref": "#/servers/gateway"}],
        "messages": messages.socket(),
        "bindings": {"ws": {"method": "GET", "headers": _handshake(), "bindingVersion": "0.1.0"}},
    }


def _handshake() -> Schema:
    offer = (
        f"`{SUBPROTOCOL}`; on a reconnect also `{RESUME_OFFER}` with the resume token of the last welcome or "
        "heartbeat, and `millrace.pos.` with the position of the last frame of each lane."
    )
    return {
        "type": "object",
        "properties": {
            "Origin": {"type": "string", "format": "uri", "description": "One of MILLRACE_ORIGINS."},
            "Sec-WebSocket-Protocol": {
                "type": "string",
                "description": offer,
                "examples": [
                    SUBPROTOCOL,
                    f"{SUBPROTOCOL}, {RESUME_OFFER}c2VhbGVkLWZvci1nYXRld2F5cw, millrace.pos.17-4711",
                ],
            },
            "Cookie": {"type": "string", "description": "The session, if there is one."},
        },
        "required": ["Origin", "Sec-WebSocket-Protocol"],
    }
