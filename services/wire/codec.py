"""From a value to framed Avro and back. A version that is not our own goes through `resolution`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from services.wire.avro_schema import names_of
from services.wire.entry import Entry
from services.wire.errors import DecodeError, EncodeError, TypeUnknown, UnknownSchemaId
from services.wire.framing import BODY_AT, header, schema_id_of
from services.wire.generated.codec.primitives import AvroError, whole
from services.wire.registry import Registry
from services.wire.resolution import Resolution

VALUE_LIMIT_BYTES = 1 << 20
"""What Kafka takes at most, unless told otherwise; nothing larger is decoded."""

Decode = Callable[[bytes, int], tuple[Any, int]]


class Codec:
    """Encodes under the ids that a registry gave, and decodes every id that it has learned.

    `ids` maps (topic, full name) to the id of our own schema; topics are without prefix.
    """

    def __init__(self, entries: Iterable[Entry], ids: Mapping[tuple[str, str], int], registry: Registry) -> None:
        known = {entry.name: entry for entry in entries}
        # A type that was renamed still reads what was written under its old names.
        self._entries = {alias: entry for entry in known.values() for alias in names_of(entry.schema)[1]} | known
        self._registry = registry
        self._writers: dict[tuple[str, type[Struct]], tuple[bytes, Callable[[Any, bytearray], None]]] = {}
        self._readers: dict[int, Decode] = {}
        for (topic, name), schema_id in ids.items():
            entry = self._entries[name]
            self._writers[topic, entry.type] = (header(schema_id), entry.encode)
            self._readers[schema_id] = entry.decode

    def encode(self, topic: str, value: Struct) -> bytes:
        """The framed form of a value for a topic. Raises `EncodeError`."""
        try:
            frame, encode = self._writers[topic, type(value)]
        except KeyError:
            raise EncodeError(f"{type(value).__name__} does not travel on {topic}") from None
        out = bytearray(frame)
        try:
            encode(value, out)
        except AvroError as error:
            raise EncodeError(f"{type(value).__name__}: {error}") from error
        return bytes(out)

    def decode(self, data: bytes) -> Any:
        """The value of framed bytes. Raises `UnknownSchemaId`, which `learn` may mend, or `DecodeError`."""
        schema_id = schema_id_of(data)
        decode = self._readers.get(schema_id)
        if decode is None:
            raise UnknownSchemaId(schema_id)
        if len(data) > VALUE_LIMIT_BYTES:
            raise DecodeError("$", f"expected at most {VALUE_LIMIT_BYTES} bytes, got {len(data)}")
        try:
            return whole(decode, data, BODY_AT)
        except AvroError as error:
            raise DecodeError(error.path, error.message) from error

    async def learn(self, schema_id: int) -> None:
        """Ask the registry for a schema id, and read it from now on.

        Raises `DecodeError` when the registry does not know the id, or when it is of a type that does not
        travel here: no later attempt will mend that.
        """
        if schema_id in self._readers:
            return
        text = await self._registry.schema_of(schema_id)
        if text is None:
            raise DecodeError("frame", f"expected a registered schema id, got {schema_id}")
        name, _ = names_of(text)
        entry = self._entries.get(name)
        if entry is None:
            raise TypeUnknown("frame", f"schema id {schema_id} is of {name}, which this process does not know")
        self._readers[schema_id] = Resolution(text, entry).decode
