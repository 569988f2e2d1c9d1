"""From a value to framed Avro and back. A version that is not our own goes through `resolution`."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from services.wire.avro_schema import names_of
from services.wire.entry import Entry
from services.wire.errors import DecodeError, EncodeError, TypeUnknown, UnknownSchemaId
from services.wire.framing import BODY_AT, header, schema_id_of
from services.wire.generated.codec.primitives import AvroError, whole
from services.wire.patience import PATIENT, Patience, patiently
from services.wire.registry import Registry
from services.wire.resolution import Resolution

VALUE_LIMIT_BYTES = 1 << 20
"""What Kafka takes at most, unless told otherwise; nothing larger is decoded."""

Decode = Callable[[bytes, int], tuple[Any, int]]


class Codec:
    """Encodes under the ids that a registry gave, and decodes every id that it has learned.

    `ids` maps (topic, full name) to the id of our own schema; topics are without prefix.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        ids: Mapping[tuple[str, str], int],
        registry: Registry,
        patience: Patience = PATIENT,
    ) -> None:
        known = {entry.name: entry for entry in entries}
        # A type that was renamed still reads what was written under its old names.
        self._entries = {alias: entry for entry in known.values() for alias in names_of(entry.schema)[1]} | known
        self._registry = registry
        self._patience = patience
        self._writers: dict[tuple[str, type[Struct]], tuple[bytes, Callable[[Any, bytearray], None]]] = {}
        self._readers: dict[int, Decode] = {}
        self._unreadable: dict[int, DecodeError] = {}
        self._learning: dict[int, asyncio.Task[None]] = {}
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
            self._refuse_unreadable(schema_id)
            raise UnknownSchemaId(schema_id)
        if len(data) > VALUE_LIMIT_BYTES:
            raise DecodeError("$", f"expected at most {VALUE_LIMIT_BYTES} bytes, got {len(data)}")
        try:
            return whole(decode, data, BODY_AT)
        except AvroError as error:
            raise DecodeError(error.path, error.message) from error

    async def learn(self, schema_id: int) -> None:
        """Ask the registry for a schema id, for as long as it is away, and read it from now on.

        Whoever asks for the same id meanwhile waits for the same answer. Raises `UnknownSchemaId` when the registry
        does not know the id after several tries, `TypeUnknown` when it is of a type that does not travel here, and
        another `DecodeError` when it cannot be read as ours. The last two are remembered: an id means one schema.
        """
        if schema_id in self._readers:
            return
        self._refuse_unreadable(schema_id)
        learning = self._learning.get(schema_id)
        if learning is None:
            learning = self._learning[schema_id] = asyncio.get_running_loop().create_task(self._learn(schema_id))
            learning.add_done_callback(lambda done: self._learned(schema_id, done))
        # Whoever gives up waiting does not take the answer away from the others.
        await asyncio.shield(learning)

    def _learned(self, schema_id: int, learning: "asyncio.Task[None]") -> None:
        del self._learning[schema_id]
        if not learning.cancelled():
            learning.exception()  # looked at, even if nobody waits for it any more

    async def _learn(self, schema_id: int) -> None:
        text = await self._ask(schema_id)
        try:
            self._readers[schema_id] = self._resolution(schema_id, text).decode
        except DecodeError as error:
            self._unreadable[schema_id] = error
            raise

    async def _ask(self, schema_id: int) -> str:
        for tried in range(1, self._patience.unknown_tries + 1):
            text = await patiently(lambda: self._registry.schema_of(schema_id), self._patience)
            if text is not None:
                return text
            if tried < self._patience.unknown_tries:
                await asyncio.sleep(self._patience.wait_s(tried))
        raise UnknownSchemaId(schema_id)

    def _resolution(self, schema_id: int, text: str) -> Resolution:
        name, _ = names_of(text)
        entry = self._entries.get(name)
        if entry is None:
            raise TypeUnknown(schema_id, name)
        return Resolution(text, entry)

    def _refuse_unreadable(self, schema_id: int) -> None:
        known = self._unreadable.get(schema_id)
        if known is not None:
            # Or it would drag along where it was raised every time.
            raise known.with_traceback(None)
