"""The messages of AsyncAPI: every type on each of its topics in Avro, and every frame of the socket in JSON."""

import json
from typing import Any

from .client_view import messages
from .emit_asyncapi_headers import BINDING_VERSION, header_example
from .frames import FROM_WORKERS, FrameExamples, frame_schema
from .json_schema_values import Schema, keywords
from .model import Field, Primitive, Record, Tree, domain_of
from .sample import Samples
from .sample_values import SUBSCRIBER_ID
from .topics import PLATFORM, Topic, topics, topics_of, travels

AVRO_FORMAT = "application/vnd.apache.avro;version=1.12.0"


class Messages:
    """The messages of one tree: what each channel holds, and the components that they are made of.

    No Avro name has a hyphen, so a type's name with an ending never meets another type's.
    """

    def __init__(self, tree: Tree) -> None:
        self._samples = Samples(tree)
        self._examples = FrameExamples(tree, self._samples)
        self.topics = topics(tree)
        self.frames = messages(tree)
        routes = travels(tree)
        named = {record.name: topics_of(record, routes) for record in tree.records() if record.kind is not None}
        self._on = {
            topic.name: [record for record in tree.records() if _stands_on(topic, record, named.get(record.name, ()))]
            for topic in self.topics
        }

    def on(self, topic: Topic) -> list[Record]:
        """The types whose records stand on a topic."""
        return self._on[topic.name]

    def channel(self, topic: Topic) -> Schema:
        """What a channel says of its messages, by name within it."""
        if topic.kind == "dead":
            return {name: {"$ref": f"#/components/messages/{name}"} for name in DEAD}
        return {record.name: {"$ref": f"#/components/messages/{self._key(record, topic)}"} for record in self.on(topic)}

    def socket(self) -> Schema:
        """What the socket's channel says of its messages."""
        return {record.name: {"$ref": f"#/components/messages/{record.name}-frame"} for record in self.frames}

    def components(self) -> dict[str, Schema]:
        """Every message, by its key in the components."""
        found = dict(DEAD)
        for topic in self.topics:
            found |= {self._key(record, topic): self._record(record, topic) for record in self.on(topic)}
        found |= {f"{record.name}-frame": self._frame(record) for record in self.frames}
        return dict(sorted(found.items()))

    def avro_schemas(self) -> dict[str, Schema]:
        """What the registry holds of every type that stands on a topic."""
        records = {record.name: record for topic in self.topics for record in self.on(topic)}
        return {
            f"{name}-avro": {"schemaFormat": AVRO_FORMAT, "schema": json.loads(records[name].registry_text)}
            for name in sorted(records)
        }

    def _key(self, record: Record, topic: Topic) -> str:
        """The name itself on the type's own topic; another message on a shared one, where the key is another."""
        return record.name if topic.domain is not None else f"{record.name}-{topic.name}"

    def _record(self, record: Record, topic: Topic) -> Schema:
        binding = {"key": _key_schema(record, topic), "bindingVersion": BINDING_VERSION}
        return (
            self._head(record)
            | {"payload": {"$ref": f"#/components/schemas/{record.name}-avro"}, "bindings": {"kafka": binding}}
            | {"traits": [{"$ref": f"#/components/messageTraits/{topic.kind}"}]}
            | _examples(self._samples.record(record, "avro"), header_example(topic.kind))
        )

    def _frame(self, record: Record) -> Schema:
        body = {"$ref": f"#/components/schemas/{record.name}"}
        return (
            self._head(record)
            | {"contentType": "application/json", "payload": frame_schema(body)}
            | {"correlationId": {"$ref": "#/components/correlationIds/frame"}}
            | _examples(self._examples.of(record))
        )

    def _head(self, record: Record) -> Schema:
        summary, _, rest = record.doc.partition("\n")
        found: Schema = {"name": record.name, "title": record.name, "summary": summary}
        page = f"[{record.name}](/docs/reference/{record.name})"
        because = [f"Deprecated: {record.deprecated}"] if record.deprecated else []
        found["description"] = "\n\n".join([*([rest.strip()] if rest.strip() else []), *because, page])
        if record.deprecated:
            found["deprecated"] = True
        return found | {"tags": [{"name": domain_of(record.name)}], "x-millrace-kind": record.kind}


_DEAD_LETTER: Schema = {
    "name": "dead-letter",
    "title": "A record that could not be handled",
    "summary": "The original bytes and headers, with where they stood and what went wrong.",
    "payload": {
        "description": "The value of the original record, byte for byte.",
        "type": "string",
        "format": "binary",
    },
    "traits": [{"$ref": "#/components/messageTraits/dead"}],
    "examples": [{"name": "dead-letter", "headers": header_example("dead")}],
}


_DEAD_MARK: Schema = {
    "name": "dead-mark",
    "title": "What an operator did with a dead letter",
    "summary": "Stands behind the letter, in the same partition. It has no value.",
    "traits": [{"$ref": "#/components/messageTraits/mark"}],
    "examples": [{"name": "dead-mark", "headers": header_example("mark")}],
}
DEAD: dict[str, Schema] = {"dead-letter": _DEAD_LETTER, "dead-mark": _DEAD_MARK}


def _stands_on(topic: Topic, record: Record, named: tuple[str, ...]) -> bool:
    """Whether records of a type stand on a topic. The gateway's own frames are registered, and never stand on one."""
    is_frame = domain_of(record.name) == PLATFORM and record.kind in ("message", "refusal")
    return topic.name in named and (not is_frame or record.name in FROM_WORKERS)


def _examples(payload: dict[str, Any] | None, headers: dict[str, str] | None = None) -> Schema:
    """The example, unless there is none."""
    if payload is None:
        return {}
    return {"examples": [{"name": "example"} | ({"headers": headers} if headers else {}) | {"payload": payload}]}


def _key_schema(record: Record, topic: Topic) -> Schema:
    match topic.kind:
        case "replies":
            return {"type": "string", "description": "The subscriber id of the socket.", "examples": [SUBSCRIBER_ID]}
        case "feeds" if record.kind == "control":
            return {"type": "string", "description": "`session/` and the hash of the session's token."}
        case "feeds":
            return {"type": "string", "description": f"`{domain_of(record.name)}/` and the key of the query."}
        case "inbox":
            return {"type": "string", "description": "The key of the record that was handled."}
        case _:
            return _own_key(next(field for field in record.fields if field.name == record.key))


def _own_key(field: Field) -> Schema:
    """A key is UTF-8 text, whatever the type of its field."""
    found: Schema = {"type": "string", "description": f"`{field.name}` as text: {field.doc}"}
    match field.type:
        case Primitive("string", None, constraints):
            return found | keywords(constraints)
        case Primitive("string", "uuid"):
            return found | {"format": "uuid"}
        case _:
            return found
