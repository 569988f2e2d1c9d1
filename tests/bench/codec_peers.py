"""What the generated codec is measured beside: each encodes a Struct to framed Avro, and decodes it to a Struct."""

import io
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import fastavro
import msgspec
from confluent_kafka.schema_registry import SchemaRegistryClient, topic_record_subject_name_strategy
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

HEADER = b"\0\0\0\0\1"
AS_THEY_ARE = (UUID, bytes, datetime)
"""What fastavro takes and gives itself."""


class Peer(msgspec.Struct, frozen=True):
    """One way to encode and decode the values of one type."""

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]


def generated(encode: Callable[[Any, bytearray], None], decode: Callable[[bytes, int], tuple[Any, int]]) -> Peer:
    """The generated codec, framed as in services/wire/codec.py."""

    def framed(value: Any) -> bytes:
        out = bytearray(HEADER)
        encode(value, out)
        return bytes(out)

    def unframed(data: bytes) -> Any:
        value, end = decode(data, len(HEADER))
        if end != len(data):
            raise ValueError("expected nothing behind the value")
        return value

    return Peer(framed, unframed)


def by_fastavro(schema: str, made: type[Any], *, has_unions: bool) -> Peer:
    """fastavro on dicts, which msgspec makes of Structs and Structs of."""
    parsed = fastavro.parse_schema(json.loads(schema))

    def framed(value: Any) -> bytes:
        out = io.BytesIO()
        out.write(HEADER)
        fastavro.schemaless_writer(out, parsed, msgspec.to_builtins(value, builtin_types=AS_THEY_ARE))
        return out.getvalue()

    def unframed(data: bytes) -> Any:
        source = io.BytesIO(data)
        source.seek(len(HEADER))
        plain = fastavro.schemaless_reader(source, parsed, None, return_record_name=has_unions)
        return msgspec.convert(tagged(plain) if has_unions else plain, made)

    return Peer(framed, unframed)


def by_confluent(schema: str, made: type[Any], *, has_unions: bool) -> Peer:
    """confluent-kafka's serializers as its documents show them, with a registry inside the process."""
    client = SchemaRegistryClient.new_client({"url": "mock://"})
    options = {"subject.name.strategy": topic_record_subject_name_strategy}

    def to_dict(value: Any, _context: Any) -> Any:
        return msgspec.to_builtins(value, builtin_types=AS_THEY_ARE)

    def from_dict(plain: Any, _context: Any) -> Any:
        return msgspec.convert(tagged(plain) if has_unions else plain, made)

    serializer = AvroSerializer(client, schema, to_dict, conf=options)
    deserializer = AvroDeserializer(client, None, from_dict, return_record_name=has_unions, conf=options)
    context = SerializationContext("topic", MessageField.VALUE)
    return Peer(lambda value: serializer(value, context), lambda data: deserializer(data, context))


def tagged(value: Any) -> Any:
    """What fastavro reads, with the names of records in unions where msgspec looks for them."""
    match value:
        case (str(), dict()):
            return {"@type": value[0]} | tagged(value[1])
        case dict():
            return {name: tagged(item) for name, item in value.items()}
        case list():
            return [tagged(item) for item in value]
        case _:
            return value
